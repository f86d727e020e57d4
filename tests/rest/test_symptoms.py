"""`/v1/symptoms`."""

import pytest
from starlette.testclient import TestClient

from tests.rest.asking import found, read


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["fits", "tiredness"]),
        ("severity=mild", ["tiredness"]),
        ("severity=severe", ["fits"]),
        ("severity=moderate", []),
        ("system=general", ["tiredness"]),
        ("system=cardiovascular", []),
        ("kind=symptom", ["fits", "tiredness"]),
        ("kind=sign", []),
        ("emergency=true", ["fits"]),
        ("emergency=false", ["tiredness"]),
        ("code=hp:0012378", ["tiredness"]),
        ("code=HP:0012378", ["tiredness"]),
        ("q=seizure", ["fits"]),
        ("q=seizures&severity=mild", []),
    ],
)
def test_filters(client: TestClient, query: str, expected: list[str]) -> None:
    assert found(client, f"/v1/symptoms?{query}") == expected


def test_a_whole_symptom(client: TestClient) -> None:
    symptom = read(client, "/v1/symptoms/fits")
    assert symptom["emergency"] is True
    assert [claim.get("audience") for claim in symptom["claims"]] == [None, "patient"]
