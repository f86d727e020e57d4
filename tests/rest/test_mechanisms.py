"""`/v1/mechanisms`, and what acts by one."""

import pytest
from starlette.testclient import TestClient

from tests.rest.asking import found, read


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["kidney-loss", "less-uptake"]),
        ("pathway=absorption", ["less-uptake"]),
        ("pathway=excretion", ["kidney-loss"]),
        ("pathway=redistribution", []),
        ("site=kidney", ["kidney-loss"]),
        ("site=INTESTINE", ["less-uptake"]),
        ("site=%25", []),
        ("site=_", []),
        ("site=skin", []),
        ("q=gut", ["less-uptake"]),
    ],
)
def test_filters(client: TestClient, query: str, expected: list[str]) -> None:
    assert found(client, f"/v1/mechanisms?{query}") == expected


def test_a_whole_mechanism(client: TestClient) -> None:
    mechanism = read(client, "/v1/mechanisms/less-uptake")
    assert (mechanism["pathway"], mechanism["site"], mechanism["target"]) == ("absorption", "small intestine", "TRPM6")
    assert [claim["kind"] for claim in mechanism["claims"]] == ["definition"]
    assert "target" not in read(client, "/v1/mechanisms/kidney-loss")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("less-uptake/causes", ["bowel-disease"]),
        ("kidney-loss/causes", ["salt-wasting"]),
        ("less-uptake/causes?q=salt", []),
        ("less-uptake/causes?code=mondo:0005130", ["bowel-disease"]),
        ("less-uptake/medication-classes", ["acid-blockers"]),
        ("kidney-loss/medication-classes", []),
    ],
)
def test_what_acts_by_it(client: TestClient, path: str, expected: list[str]) -> None:
    assert found(client, f"/v1/mechanisms/{path}") == expected
