"""`/v1/references`, with the claims that cite each."""

import pytest
from starlette.testclient import TestClient

from tests.rest.asking import found, read, refused


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["blog-a", "cohort-a", "label-a", "review-a", "review-b"]),
        ("kind=review", ["review-a", "review-b"]),
        ("kind=trial", []),
        ("pmid=11111111", ["review-a"]),
        ("pmid=1", []),
        ("doi=10.1000/AAA", ["review-a"]),
        ("doi=10.1000/aa", []),
        ("q=review", ["review-a", "review-b"]),
        ("q=another review", ["review-b"]),
        ("q=ALPHA", ["review-a"]),
        ("q=%C3%A1lph%C3%A4", ["review-a"]),
        ("q=cohort&kind=review", []),
        ("q=%25", None),
        ("id=label-a&id=blog-a", ["blog-a", "label-a"]),
    ],
)
def test_filters(client: TestClient, query: str, expected: list[str] | None) -> None:
    if expected is None:
        refused(client.get(f"/v1/references?{query}"), 422)
    else:
        assert found(client, f"/v1/references?{query}") == expected


def test_one_with_its_citations(client: TestClient) -> None:
    reference = read(client, "/v1/references/label-a")
    assert reference["citations"] == [
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
    ]
    stances = {citation["stance"] for citation in read(client, "/v1/references/cohort-a")["citations"]}
    assert stances == {"supports", "disputes"}


def test_identifiers_are_there_when_known(client: TestClient) -> None:
    known = read(client, "/v1/references/review-a")
    assert (known["pmid"], known["doi"], known["pmcid"]) == ("11111111", "10.1000/aaa", "PMC1111111")
    assert not {"pmid", "doi", "pmcid", "authors"} & read(client, "/v1/references/blog-a").keys()
