"""`/v1/medication-classes`: what partners query by."""

import pytest
from starlette.testclient import TestClient

from tests.rest.asking import found, read


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["acid-blockers", "histamine-blockers", "sparing-tablets", "water-tablets"]),
        ("pathway=absorption", ["acid-blockers"]),
        # Water tablets act by excretion themselves, and also because those below them do.
        ("pathway=excretion", ["sparing-tablets", "water-tablets"]),
        ("pathway=intake", []),
        ("mechanism=less-uptake", ["acid-blockers"]),
        ("mechanism=kidney-loss", []),
        ("direction=lowers", ["acid-blockers", "water-tablets"]),
        ("direction=raises", ["sparing-tablets"]),
        ("direction=none-found", ["histamine-blockers"]),
        ("direction=unknown", []),
        ("pathway=excretion&direction=lowers", ["water-tablets"]),
        ("pathway=excretion&direction=raises", ["sparing-tablets"]),
        ("pathway=absorption&direction=raises", []),
        ("strength=established", ["acid-blockers"]),
        ("strength=none-found", ["histamine-blockers"]),
        ("strength=disputed", []),
        ("parent=water-tablets", ["sparing-tablets"]),
        ("parent=acid-blockers", []),
        ("code=atc:A02BC", ["acid-blockers"]),
        ("code=ATC:a02bc", ["acid-blockers"]),
        ("q=ppi", ["acid-blockers"]),
        ("q=diuretic", ["water-tablets"]),
        ("q=blockers", ["acid-blockers", "histamine-blockers"]),
    ],
)
def test_filters(client: TestClient, query: str, expected: list[str]) -> None:
    assert found(client, f"/v1/medication-classes?{query}") == expected


def test_a_whole_class(client: TestClient) -> None:
    found_class = read(client, "/v1/medication-classes/water-tablets")
    assert [child["id"] for child in found_class["children"]] == ["medication-classes/sparing-tablets"]
    assert found_class["member_directions"] == {"raises": 1}
    assert [(effect["direction"], effect["via"]) for effect in found_class["effects"]] == [
        ("lowers", "medication-classes/water-tablets"),
        ("raises", "medication-classes/sparing-tablets"),
    ]


def test_a_dispute_is_shown(client: TestClient) -> None:
    claim = read(client, "/v1/medication-classes/acid-blockers")["claims"][0]
    assert (claim["supporting"], claim["disputing"], claim["strength"]) == (1, 1, "established")
    assert [(row["stance"], row["level"], row["reference"]["id"]) for row in claim["evidence"]] == [
        ("supports", "regulator-label", "label-a"),
        ("disputes", "observational", "cohort-a"),
    ]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("acid-blockers/medications", ["omeprazole", "pantoprazole"]),
        ("water-tablets/medications", ["amiloride"]),
        ("sparing-tablets/medications", ["amiloride"]),
        ("histamine-blockers/medications", []),
        ("acid-blockers/medications?code=atc:A02BC02", ["pantoprazole"]),
        ("acid-blockers/medications?q=losec", ["omeprazole"]),
        ("acid-blockers/medications?id=amiloride", []),
    ],
)
def test_its_medications(client: TestClient, path: str, expected: list[str]) -> None:
    assert found(client, f"/v1/medication-classes/{path}") == expected
