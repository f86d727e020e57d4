"""`/v1/references/{slug}`: the claims that cite a reference, whichever way they are asked for."""

import pytest
from starlette.testclient import TestClient

from tests.knowledge.edges_of_claims import every
from tests.rest.asking import read


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
