"""`/v1/claims`, and the claims of each entity."""

import pytest
from starlette.testclient import TestClient

from tests.rest.asking import found, read, refused

ALL = 26


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=clue", ["wasting-clue"]),
        ("kind=monitoring", []),
        ("subject=causes/bowel-disease", ["less-uptake", "low-magnesium", "wasting-clue"]),
        ("mechanism=less-uptake", ["less-uptake", "less-uptake"]),
        ("mechanism=mechanisms/kidney-loss", ["kidney-loss"]),
        # That of the claim's mechanism counts as its own.
        ("pathway=absorption", ["less-uptake", "less-uptake"]),
        ("pathway=excretion", ["kidney-loss", "spares", "kidney-loss"]),
        ("pathway=intake", []),
        ("direction=raises", ["spares"]),
        ("direction=none-found", ["no-link"]),
        ("strength=established", ["label-warning", "named-in-label"]),
        ("strength=disputed", []),
        ("strength=none-found", ["no-link"]),
        ("basis=inferred", ["inferred-dose"]),
        ("audience=patient", ["call-for-help"]),
        ("audience=clinician", ["think"]),
        ("level=regulator-label", ["label-warning", "named-in-label"]),
        ("level=trial", []),
        ("reference=label-a", ["label-warning", "named-in-label"]),
        ("reference=label-a&subject=medications/omeprazole", ["named-in-label"]),
        ("kind=association&direction=lowers&pathway=excretion", ["kidney-loss"]),
        ("subject=causes/bowel-disease&kind=dose", []),
    ],
)
def test_filters(client: TestClient, query: str, expected: list[str]) -> None:
    assert found(client, f"/v1/claims?{query}") == expected


def test_without_filter_all_are_there(client: TestClient) -> None:
    body = read(client, "/v1/claims")
    assert body["total"] == len(body["items"]) == ALL == read(client, "/v1/dataset")["counts"]["claims"]


def test_one_claim(client: TestClient) -> None:
    claim = read(client, "/v1/causes/bowel-disease/claims/wasting-clue")
    assert claim == {
        "id": "causes/bowel-disease/claims/wasting-clue",
        "subject": "causes/bowel-disease",
        "kind": "clue",
        "statement": "Tiredness goes with it.",
        "codes": ["hp:0012378"],
        "related": ["symptoms/tiredness"],
        "basis": "sourced",
        "strength": "probable",
        "supporting": 1,
        "disputing": 0,
        "evidence": [
            {
                "reference": {
                    "id": "cohort-a",
                    "title": "A cohort",
                    "publisher": "Journal of Tests 2018;1:1-2",
                    "year": 2018,
                    "url": "https://example.org/cohort-a",
                    "kind": "observational-study",
                },
                "level": "observational",
                "stance": "supports",
                "note": "Seen in 10 of 20.",
            }
        ],
    }


def test_a_bound_that_is_open_is_left_out(client: TestClient) -> None:
    grades = read(client, "/v1/severity-scales/test-grades/claims")["items"]
    assert [grade["ranges"] for grade in grades] == [
        [
            {"unit": "mg/dL", "at_least": 1.2, "below_lower_limit_of_normal": True},
            {"unit": "mmol/L", "at_least": 0.5, "below_lower_limit_of_normal": True},
        ],
        [{"unit": "mg/dL", "below": 1.2}],
    ]
    assert read(client, "/v1/laboratory-tests/serum-magnesium/claims/low")["when"].startswith("below the laboratory")


def test_of_one_entity(client: TestClient) -> None:
    assert found(client, "/v1/causes/bowel-disease/claims") == ["less-uptake", "low-magnesium", "wasting-clue"]
    assert found(client, "/v1/causes/bowel-disease/claims?kind=mechanism") == ["less-uptake"]
    assert found(client, "/v1/causes/bowel-disease/claims?id=causes/salt-wasting/claims/kidney-loss") == []
    assert found(client, "/v1/condition/low-magnesium/claims") == ["definition"]
    refused(client.get("/v1/causes/bowel-disease/claims?subject=causes/bowel-disease"), 400)


def test_every_claim_is_found_by_its_id(client: TestClient) -> None:
    for claim in read(client, "/v1/claims")["items"]:
        assert read(client, f"/v1/{claim['id']}") == claim


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("subject=causes/bowl", "causes/bowel-disease"),
        ("subject=causes/old-bowel", "causes/bowel-disease"),
        ("subject=omeprazol", "medications/omeprazole"),
        ("reference=label-aa", "label-a"),
        ("mechanism=less-uptak", "less-uptake"),
    ],
)
def test_a_filter_that_names_nothing(client: TestClient, query: str, meant: str) -> None:
    (fault,) = refused(client.get(f"/v1/claims?{query}"), 422)["errors"]
    assert (fault["where"], fault["did_you_mean"]) == (f"query.{query.partition('=')[0]}", meant)
