"""`/v1/references/{slug}`: a reference with the claims that cite it."""

import pytest
from starlette.testclient import TestClient

from tests.knowledge.edges_of_claims import every
from tests.rest.asking import read, refused


def test_a_whole_reference(client: TestClient) -> None:
    assert read(client, "/v1/references/label-a") == {
        "id": "label-a",
        "title": "A label",
        "year": 2011,
        "url": "https://example.org/label-a",
        "kind": "label",
        "citations": [
            {
                "claim": "medication-classes/acid-blockers/claims/label-warning",
                "statement": "Labels warn of low magnesium.",
                "stance": "supports",
                "level": "regulator-label",
                "note": "Warns.",
            },
            {
                "claim": "medications/omeprazole/claims/named-in-label",
                "statement": "Its label names low magnesium.",
                "stance": "supports",
                "level": "regulator-label",
                "note": "Names it.",
            },
        ],
    }


def test_what_a_source_disputes_is_shown_as_disputed(client: TestClient) -> None:
    citations = read(client, "/v1/references/cohort-a")["citations"]
    stances = {citation["claim"]: citation["stance"] for citation in citations}
    assert stances["medication-classes/acid-blockers/claims/label-warning"] == "disputes"
    assert stances["causes/salt-wasting/claims/low-magnesium"] == "supports"


@pytest.mark.parametrize("slug", ["blog-a", "cohort-a", "label-a", "review-a", "review-b"])
def test_citations_are_those_of_the_claims(client: TestClient, slug: str) -> None:
    citations = read(client, f"/v1/references/{slug}")["citations"]
    expected = [
        {
            "claim": claim["id"],
            "statement": claim["statement"],
            **{key: evidence[key] for key in ("stance", "level", "note")},
        }
        for claim in every(client, "claims")
        for evidence in claim["evidence"]
        if evidence["reference"]["id"] == slug
    ]
    assert citations == expected


def test_another_is_not_there(client: TestClient) -> None:
    assert refused(client.get("/v1/references/label-z"), 404)["detail"]
