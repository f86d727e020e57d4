"""Every answer about the real release has the shape that the OpenAPI document promises, which knows no null."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.docs.regenerate import example_body, example_url, operations
from tests.docs.shapes import closed, faults, validator

LISTS = {
    "/v1/causes": "get_cause",
    "/v1/combinations": "get_combination",
    "/v1/diagnostic-algorithms": "get_diagnostic_algorithm",
    "/v1/functions": "get_function",
    "/v1/laboratory-tests": "get_laboratory_test",
    "/v1/mechanisms": "get_mechanism",
    "/v1/medication-classes": "get_medication_class",
    "/v1/medications": "get_medication",
    "/v1/references": "get_reference",
    "/v1/severity-scales": "get_severity_scale",
    "/v1/symptoms": "get_symptom",
}


@pytest.fixture(scope="module")
def document(real: TestClient) -> Any:
    return real.get("/openapi.json").json()


@pytest.fixture(scope="module")
def by_id(document: dict[str, Any]) -> dict[str, tuple[str, dict[str, Any]]]:
    return {operation["operationId"]: (path, operation) for path, operation in operations(document)}


def pages(client: TestClient, path: str) -> list[Any]:
    """All pages of a list."""
    found = []
    address = f"{path}?limit=200"
    while address:
        response = client.get(address)
        assert response.status_code == 200, response.text
        found.append(response.json())
        address = found[-1]["links"].get("next", "")
    return found


def ids_of(walked: list[Any]) -> list[str]:
    return [item["id"] for page in walked for item in page["items"]]


@pytest.mark.parametrize("path", LISTS)
def test_all_of_a_kind(
    real: TestClient, document: dict[str, Any], by_id: dict[str, tuple[str, dict[str, Any]]], path: str
) -> None:
    components = closed(document)
    walked = pages(real, path)
    listed = validator(document["paths"][path]["get"], components)
    assert [fault for page in walked for fault in faults(listed, page)] == []
    assert len(ids_of(walked)) == len(set(ids_of(walked))) == walked[0]["total"] > 0

    whole = validator(by_id[LISTS[path]][1], components)
    for found in ids_of(walked):
        address = f"{path}/{found.rpartition('/')[2]}"
        body = real.get(address).json()
        assert body["id"] == found
        assert faults(whole, body) == [], address


def test_all_claims(real: TestClient, document: dict[str, Any]) -> None:
    walked = pages(real, "/v1/claims")
    check = validator(document["paths"]["/v1/claims"]["get"], closed(document))
    assert [fault for page in walked for fault in faults(check, page)] == []
    ids = ids_of(walked)
    assert ids == sorted(set(ids))
    assert len(ids) == real.get("/v1/dataset").json()["counts"]["claims"]
    references = set(ids_of(pages(real, "/v1/references")))
    for page in walked:
        for claim in page["items"]:
            assert {row["reference"]["id"] for row in claim["evidence"]} <= references
            assert any(row["stance"] == "supports" for row in claim["evidence"]), claim["id"]


@pytest.mark.parametrize("path", [path for path in LISTS if path != "/v1/references"])
def test_every_order_holds_everything(real: TestClient, path: str) -> None:
    everything = sorted(ids_of(pages(real, path)))
    for sort in ("name", "-name", "-slug"):
        forward: list[str] = []
        address = f"{path}?sort={sort}&limit=97&fields=id"
        while address:
            page = real.get(address).json()
            forward += [item["id"] for item in page["items"]]
            last, address = address, page["links"].get("next", "")
        assert sorted(forward) == everything
        backward: list[str] = []
        while last:
            page = real.get(last).json()
            backward = [item["id"] for item in page["items"]] + backward
            last = page["links"].get("prev", "")
        assert backward == forward


def test_the_examples_of_the_parameters_lead_to_answers(
    real: TestClient, document: dict[str, Any], by_id: dict[str, tuple[str, dict[str, Any]]]
) -> None:
    components = closed(document)
    for path, operation in by_id.values():
        address, body = example_url(path, operation, {}), example_body(operation, document)
        response = real.get(address) if body is None else real.post(address, json=body)
        assert response.status_code == 200, response.text
        assert faults(validator(operation, components), response.json()) == [], path


def test_what_the_examples_show_is_there(real: TestClient, by_id: dict[str, tuple[str, dict[str, Any]]]) -> None:
    for path, operation in by_id.values():
        example = operation["responses"]["200"]["content"]["application/json"]["example"]
        for found in [example, *example.get("items", [])]:
            if "/" in found.get("id", ""):
                assert real.get(f"/v1/{found['id']}").status_code == 200, f"{path}: run `make snapshot`."
