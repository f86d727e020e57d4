"""`/v1/combinations`."""

import pytest
from starlette.testclient import TestClient

from tests.rest.asking import found, read

NAME = "acid-blockers-with-water-tablets"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [NAME]),
        ("class=acid-blockers", [NAME]),
        ("class=medication-classes/water-tablets", [NAME]),
        ("class=histamine-blockers", []),
        ("medication=omeprazole", []),
        ("strength=probable", [NAME]),
        ("strength=established", []),
        ("q=water", [NAME]),
        ("q=omeprazole", []),
    ],
)
def test_filters(client: TestClient, query: str, expected: list[str]) -> None:
    assert found(client, f"/v1/combinations?{query}") == expected


def test_a_whole_combination(client: TestClient) -> None:
    combination = read(client, f"/v1/combinations/{NAME}")
    assert [member["id"] for member in combination["members"]] == [
        "medication-classes/acid-blockers",
        "medication-classes/water-tablets",
    ]
    assert combination["strength"] == "probable"
    assert combination["claims"][0]["effect_size"].startswith("OR 1.73")
