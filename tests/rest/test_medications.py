"""`/v1/medications`."""

import pytest
from starlette.testclient import TestClient

from tests.rest.asking import found, read


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["amiloride", "omeprazole", "pantoprazole"]),
        ("class=acid-blockers", ["omeprazole", "pantoprazole"]),
        ("class=medication-classes/sparing-tablets", ["amiloride"]),
        # The classes below count too.
        ("class=water-tablets", ["amiloride"]),
        ("class=histamine-blockers", []),
        ("pathway=absorption", ["omeprazole", "pantoprazole"]),
        ("pathway=excretion", ["amiloride"]),
        ("pathway=excretion&direction=lowers", []),
        ("pathway=excretion&direction=raises", ["amiloride"]),
        ("mechanism=less-uptake", ["omeprazole", "pantoprazole"]),
        ("mechanism=kidney-loss", []),
        ("direction=lowers", ["omeprazole", "pantoprazole"]),
        ("direction=none-found", []),
        ("strength=established", ["omeprazole", "pantoprazole"]),
        ("strength=probable", ["amiloride"]),
        ("code=rxnorm:7646", ["omeprazole"]),
        ("code=unii:kg60484qx9", ["omeprazole"]),
        ("q=prilosec", ["omeprazole"]),
        ("q=azole", []),
        ("q=A02BC0", ["omeprazole", "pantoprazole"]),
        ("class=acid-blockers&q=panto", ["pantoprazole"]),
    ],
)
def test_filters(client: TestClient, query: str, expected: list[str]) -> None:
    assert found(client, f"/v1/medications?{query}") == expected


def test_a_medication_shows_where_its_direction_comes_from(client: TestClient) -> None:
    directions = {
        item["slug"]: (item["direction"], item["direction_from"]) for item in read(client, "/v1/medications")["items"]
    }
    assert directions == {
        "amiloride": ("raises", "medication-classes/sparing-tablets"),
        "omeprazole": ("lowers", "medications/omeprazole"),
        "pantoprazole": ("lowers", "medication-classes/acid-blockers"),
    }


def test_a_whole_medication(client: TestClient) -> None:
    medication = read(client, "/v1/medications/omeprazole")
    assert medication["classes"] == ["medication-classes/acid-blockers"]
    assert [name["text"] for name in medication["names"] if name["kind"] == "brand"] == ["Prilosec", "Losec"]
    assert [claim["id"] for claim in medication["claims"]] == ["medications/omeprazole/claims/named-in-label"]
    assert [effect["via"] for effect in medication["effects"]] == ["medication-classes/acid-blockers"]
    assert read(client, "/v1/medications/pantoprazole")["claims"] == []
