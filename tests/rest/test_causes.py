"""`/v1/causes`: what each filter includes and excludes, and what a whole cause shows."""

import pytest
from starlette.testclient import TestClient

from tests.rest.asking import found, read, refused

ALL = ["bowel-disease", "salt-wasting", "small-bowel-disease"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ALL),
        ("category=gastrointestinal", ["bowel-disease", "small-bowel-disease"]),
        ("category=genetic", ["salt-wasting"]),
        ("category=renal", []),
        ("pathway=absorption", ["bowel-disease"]),
        ("pathway=excretion", ["salt-wasting"]),
        ("pathway=intake", []),
        ("mechanism=kidney-loss", ["salt-wasting"]),
        ("mechanism=mechanisms/less-uptake", ["bowel-disease"]),
        ("pathway=absorption&mechanism=kidney-loss", []),
        ("parent=bowel-disease", ["small-bowel-disease"]),
        ("parent=causes/bowel-disease", ["small-bowel-disease"]),
        ("parent=salt-wasting", []),
        ("gene=SLC12A3", ["salt-wasting"]),
        ("gene=slc12a3", ["salt-wasting"]),
        ("gene=TRPM6", []),
        ("strength=probable", ALL),
        ("strength=established", []),
        ("code=mondo:0005131", ["small-bowel-disease"]),
        ("code=icd10cm:K90", ["bowel-disease"]),
        ("q=bowel", ["bowel-disease", "small-bowel-disease"]),
        ("q=small bow", ["small-bowel-disease"]),
        ("q=bowel small", ["small-bowel-disease"]),
        ("q=crohns", ["bowel-disease"]),
        ("q=CROHN'S trouble", ["bowel-disease"]),
        ("q=bd", ["bowel-disease"]),
        ("q=0005131", ["small-bowel-disease"]),
        ("q=owel", []),
        ("q=omeprazole", []),
        ("q=bowel&category=genetic", []),
        ("category=gastrointestinal&parent=bowel-disease", ["small-bowel-disease"]),
    ],
)
def test_filters(client: TestClient, query: str, expected: list[str]) -> None:
    assert found(client, f"/v1/causes?{query}") == expected


def test_a_summary(client: TestClient) -> None:
    assert read(client, "/v1/causes?id=salt-wasting")["items"] == [
        {
            "id": "causes/salt-wasting",
            "slug": "salt-wasting",
            "name": "Inherited salt wasting",
            "summary": "The kidney wastes salt.",
            "codes": [
                {
                    "code": "mondo:0009904",
                    "system": "http://purl.obolibrary.org/obo/mondo.owl",
                    "name": "Name of mondo:0009904",
                    "relation": "exact",
                },
                {
                    "code": "omim:263800",
                    "system": "http://www.omim.org",
                    "name": "Name of omim:263800",
                    "relation": "exact",
                },
            ],
            "pathways": ["excretion"],
            "mechanisms": ["mechanisms/kidney-loss"],
            "strength": "probable",
            "category": "genetic",
            "inheritance": "autosomal-recessive",
        }
    ]


def test_a_whole_cause(client: TestClient) -> None:
    cause = read(client, "/v1/causes/bowel-disease")
    assert [(name["text"], name["kind"]) for name in cause["names"]] == [
        ("Bowel disease", "preferred"),
        ("BD", "abbreviation"),
        ("Enteropathy", "synonym"),
        ("Crohn's trouble", "synonym"),
    ]
    assert cause["children"] == [
        {"id": "causes/small-bowel-disease", "type": "causes", "name": "Small bowel disease"},
    ]
    assert cause["genes"] == []
    assert "parent" not in cause
    # The curator's order, not that of the ids.
    assert [claim["id"].rpartition("/")[2] for claim in cause["claims"]] == [
        "low-magnesium",
        "less-uptake",
        "wasting-clue",
    ]
    assert cause["effects"] == [
        {
            "pathway": "absorption",
            "mechanism": "mechanisms/less-uptake",
            "direction": "lowers",
            "strength": "possible",
            "claim": "causes/bowel-disease/claims/less-uptake",
            "via": "causes/bowel-disease",
        }
    ]
    assert read(client, "/v1/causes/salt-wasting")["genes"] == ["SLC12A3"]
    assert read(client, "/v1/causes/small-bowel-disease")["parent"] == "causes/bowel-disease"


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("mechanism=kidny-loss", "kidney-loss"),
        ("parent=bowl", "bowel-disease"),
        ("parent=old-bowel", "bowel-disease"),
        ("parent=causes/old-bowel", "bowel-disease"),
        ("mechanism=zzz", None),
    ],
)
def test_a_filter_that_names_nothing(client: TestClient, query: str, meant: str | None) -> None:
    (fault,) = refused(client.get(f"/v1/causes?{query}"), 422)["errors"]
    assert fault["where"] == f"query.{query.partition('=')[0]}"
    assert fault.get("did_you_mean") == meant
