"""`/v1/search`, `/v1/codes`, `/v1/condition`: the resources that are no lists of entities."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.rest.asking import read, refused


def hits(client: TestClient, query: str) -> list[tuple[Any, ...]]:
    return [
        (hit["entity"]["id"].partition("/")[2], hit["match"], hit["matched"], hit["matched_kind"])
        for hit in read(client, f"/v1/search?{query}")["items"]
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=Prilosec", [("omeprazole", "exact", "Prilosec", "brand")]),
        ("q=prilosec", [("omeprazole", "exact", "Prilosec", "brand")]),
        ("q=omeprazol", [("omeprazole", "prefix", "Omeprazole", "preferred")]),
        ("q=omperazole", [("omeprazole", "similar", "Omeprazole", "preferred")]),
        ("q=PPI", [("acid-blockers", "exact", "PPI", "abbreviation")]),
        ("q=A02BC01", [("omeprazole", "exact", "atc:A02BC01", "code")]),
        ("q=atc:a02bc01", [("omeprazole", "exact", "atc:A02BC01", "code")]),
        ("q=7646", [("omeprazole", "exact", "rxnorm:7646", "code")]),
        ("q=hypomagnesaemia", [("low-magnesium", "exact", "Hypomagnesaemia", "synonym")]),
        ("q=hypomagnesemia", [("low-magnesium", "exact", "Hypomagnesaemia", "synonym")]),
        ("q=omperazole&autocomplete=true", []),
        ("q=prilosec&type=causes", []),
        ("q=aspirin", []),
    ],
)
def test_search(client: TestClient, query: str, expected: list[tuple[str, ...]]) -> None:
    assert hits(client, query) == expected


def test_search_result(client: TestClient) -> None:
    body = read(client, "/v1/search?q=bowel&limit=1")
    assert body["query"] == "bowel"
    assert body["total"] == 2
    assert body["items"][0]["entity"] == {"id": "causes/bowel-disease", "type": "causes", "name": "Bowel disease"}
    assert 0 < body["items"][0]["score"] < 1
    assert read(client, "/v1/search?q=bowel&fields=total") == {"total": 2}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("rxnorm/7646", [("medications/omeprazole", "exact", "rxnorm:7646")]),
        (
            "atc/A02BC01",
            [
                ("medications/omeprazole", "exact", "atc:A02BC01"),
                ("medication-classes/acid-blockers", "narrower", "atc:A02BC"),
            ],
        ),
        (
            "ATC/a02bc",
            [
                ("medication-classes/acid-blockers", "exact", "atc:A02BC"),
                ("medications/omeprazole", "broader", "atc:A02BC01"),
                ("medications/pantoprazole", "broader", "atc:A02BC02"),
            ],
        ),
        ("icd10cm/K90", [("causes/bowel-disease", "broader", "icd10cm:K90")]),
        ("rxnorm/198051", [("medications/omeprazole", "narrower", "rxnorm:198051")]),
    ],
)
def test_codes(client: TestClient, path: str, expected: list[tuple[str, ...]]) -> None:
    matches = read(client, f"/v1/codes/{path}")["matches"]
    assert [(match["entity"]["id"], match["relation"], match["code"]) for match in matches] == expected


def test_a_product_shows_what_is_in_it(client: TestClient) -> None:
    product = read(client, "/v1/codes/rxnorm/313100")["product"]
    assert product["contains_magnesium"] is True
    assert product["ingredients"] == [
        {"name": "omeprazole", "medication": "medications/omeprazole"},
        {"name": "magnesium hydroxide"},
    ]


def test_codes_that_lead_nowhere(client: TestClient) -> None:
    assert "no statement" in refused(client.get("/v1/codes/atc/N02BA01"), 404)["detail"]
    (fault,) = refused(client.get("/v1/codes/rxnrm/7646"), 422)["errors"]
    assert (fault["where"], fault["did_you_mean"]) == ("path.system", "rxnorm")


def test_condition(client: TestClient) -> None:
    condition = read(client, "/v1/condition")
    assert condition["id"] == "condition/low-magnesium"
    assert [code["code"] for code in condition["codes"]] == ["icd10cm:E83.42", "hp:0002917"]
    assert read(client, "/v1/condition/low-magnesium") == condition
    refused(client.get("/v1/condition/high-magnesium"), 404)
