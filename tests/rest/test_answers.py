"""What all answers of the REST door share: fields, batch lookup, wholes, refusals for what is not there."""

from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from tests.rest.asking import ENTITY_LISTS, NESTED_ENTITY_LISTS, OTHER_LISTS, read, refused

LISTS = (*ENTITY_LISTS, *NESTED_ENTITY_LISTS, *OTHER_LISTS)
WHOLES = (
    "/v1/causes/bowel-disease",
    "/v1/combinations/acid-blockers-with-water-tablets",
    "/v1/condition",
    "/v1/condition/low-magnesium",
    "/v1/diagnostic-algorithms/workup",
    "/v1/functions/heart-rhythm",
    "/v1/laboratory-tests/serum-magnesium",
    "/v1/mechanisms/less-uptake",
    "/v1/medication-classes/acid-blockers",
    "/v1/medications/omeprazole",
    "/v1/severity-scales/test-grades",
    "/v1/symptoms/fits",
    "/v1/causes/bowel-disease/claims/less-uptake",
    "/v1/references/review-a",
)


def has_null(value: Any) -> bool:
    if isinstance(value, dict):
        return any(has_null(part) for part in value.values())
    return any(has_null(part) for part in value) if isinstance(value, list) else value is None


@pytest.mark.parametrize("path", [*LISTS, *WHOLES, "/v1", "/v1/dataset", "/v1/search?q=bowel", "/v1/codes/atc/A02BC01"])
def test_nothing_is_null(client: TestClient, path: str) -> None:
    assert not has_null(read(client, path))


@pytest.mark.parametrize("path", ENTITY_LISTS)
def test_every_item_has_its_page(client: TestClient, path: str) -> None:
    for item in read(client, path)["items"]:
        assert f"/v1/{item['id']}" == f"{path}/{item['slug']}"
        whole = read(client, f"/v1/{item['id']}")
        assert {field: whole[field] for field in item} == item


def ids_in(value: Any) -> set[str]:
    """Everything in an answer that looks like the id of an entity or claim."""
    if isinstance(value, dict):
        return set().union(*(ids_in(part) for part in value.values()))
    if isinstance(value, list):
        return set().union(*(ids_in(part) for part in value))
    kind, slash, _ = value.partition("/") if isinstance(value, str) else ("", "", "")
    return {value} if slash and f"/v1/{kind}" in (*ENTITY_LISTS, "/v1/condition") else set()


@pytest.mark.parametrize("path", [*LISTS, *WHOLES, "/v1/search?q=low", "/v1/codes/atc/A02BC01"])
def test_every_id_is_a_path(client: TestClient, path: str) -> None:
    for found in ids_in(read(client, path)):
        assert read(client, f"/v1/{found}")["id"] == found


# Fields


@pytest.mark.parametrize("path", LISTS)
def test_fields_of_items(client: TestClient, path: str) -> None:
    whole, picked = read(client, path), read(client, f"{path}?fields=id")
    assert picked["items"] == [{"id": item["id"]} for item in whole["items"]]
    assert picked["total"] == whole["total"]
    assert picked["links"]["self"] == f"{path}?fields=id"


@pytest.mark.parametrize("path", WHOLES)
def test_fields_of_a_whole(client: TestClient, path: str) -> None:
    whole = read(client, path)
    for field in whole:
        assert read(client, f"{path}?fields={field}") == {key: whole[key] for key in whole if key in ("id", field)}
    assert read(client, f"{path}?fields={','.join(whole)}") == whole


def test_a_field_that_is_absent_stays_absent(client: TestClient) -> None:
    assert read(client, "/v1/causes/bowel-disease?fields=parent") == {"id": "causes/bowel-disease"}


@pytest.mark.parametrize(
    ("fields", "meant"),
    [("nam", "name"), ("id,sumary", "summary"), ("links", None), ("id,,name", None), ("id, name", "name"), ("*", None)],
)
def test_a_field_that_is_not_there(client: TestClient, fields: str, meant: str | None) -> None:
    (fault,) = refused(client.get(f"/v1/causes?fields={fields}"), 422)["errors"]
    assert fault["where"] == "query.fields"
    assert fault.get("did_you_mean") == meant
    assert "name, summary" in fault["expected"]


@pytest.mark.parametrize("fields", ["", "id,id", "name,slug,name", "x" * 501])
def test_fields_that_cannot_be_used(client: TestClient, fields: str) -> None:
    (fault,) = refused(client.get(f"/v1/causes/bowel-disease?fields={fields}"), 422)["errors"]
    assert fault["where"] == "query.fields"


# Batch lookup


def test_batch_by_id(client: TestClient) -> None:
    body = read(client, "/v1/causes?id=salt-wasting&id=nope&id=causes/bowel-disease&id=old-bowel&id=symptoms/fits")
    assert [item["slug"] for item in body["items"]] == ["bowel-disease", "salt-wasting"]
    assert body["not_found"] == ["nope", "old-bowel", "symptoms/fits"]


def test_batch_by_code(client: TestClient) -> None:
    body = read(client, "/v1/medication-classes?code=atc:A02BC&code=atc:ZZZ&code=mondo:0005130")
    assert [item["slug"] for item in body["items"]] == ["acid-blockers"]
    assert body["not_found"] == ["atc:ZZZ", "mondo:0005130"]


def test_batch_by_both_is_what_meets_both(client: TestClient) -> None:
    body = read(client, "/v1/medications?id=omeprazole&id=x&code=atc:A02BC02&code=atc:A02BC99")
    assert body["items"] == []
    assert body["not_found"] == ["x", "atc:A02BC99"]


@pytest.mark.parametrize(
    ("url", "kept", "missing"),
    [
        ("/v1/claims?id=causes/bowel-disease/claims/less-uptake&id=x", 1, ["x"]),
        ("/v1/references?id=label-a&id=label-a&id=x", 1, ["x"]),
        ("/v1/causes?id=x&id=x&id=y", 0, ["x", "y"]),
        ("/v1/causes?id=bowel-disease", 1, []),
        ("/v1/mechanisms/less-uptake/causes?id=bowel-disease&id=x", 1, ["x"]),
    ],
)
def test_not_found_is_named_once(client: TestClient, url: str, kept: int, missing: list[str]) -> None:
    body = read(client, url)
    assert (len(body["items"]), body["total"], body["not_found"]) == (kept, kept, missing)


def test_without_batch_there_is_no_not_found(client: TestClient) -> None:
    assert "not_found" not in read(client, "/v1/causes")


def test_a_filter_that_excludes_is_not_a_failed_lookup(client: TestClient) -> None:
    body = read(client, "/v1/causes?id=salt-wasting&category=gastrointestinal")
    assert (body["items"], body["not_found"]) == ([], [])


def test_a_whole_batch(client: TestClient) -> None:
    query = "&".join(f"id=x{number}" for number in range(200))
    assert len(read(client, f"/v1/causes?{query}")["not_found"]) == 200
    (fault,) = refused(client.get(f"/v1/causes?{query}&id=one-more"), 422)["errors"]
    assert "200" in fault["expected"]


@pytest.mark.parametrize(
    ("code", "meant"), [("A02BC", None), ("act:A02BC", "atc"), ("", None), (":", None), ("rxnrm:7646", "rxnorm")]
)
def test_a_code_that_cannot_be_read(client: TestClient, code: str, meant: str | None) -> None:
    (fault,) = refused(client.get(f"/v1/causes?code=mondo:0005130&code={code}"), 422)["errors"]
    assert fault["where"] == "query.code.1"
    assert fault.get("did_you_mean") == meant


# What is not there


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("causes/bowl", ["causes/bowel-disease", "causes/small-bowel-disease"]),
        ("causes/bowel-diseas", ["causes/bowel-disease"]),
        ("causes/enteropathy", ["causes/bowel-disease"]),
        ("causes/zzz", []),
        ("mechanisms/less-uptak", ["mechanisms/less-uptake"]),
        ("mechanisms/kidney/causes", ["mechanisms/kidney-loss"]),
        ("medication-classes/ppi", ["medication-classes/acid-blockers"]),
        ("medication-classes/ppi/medications", ["medication-classes/acid-blockers"]),
        ("medications/omeprazol", ["medications/omeprazole"]),
        ("medications/losec", ["medications/omeprazole"]),
        ("symptoms/fit", ["symptoms/fits"]),
        ("functions/heart", ["functions/heart-rhythm"]),
        ("laboratory-tests/magnesium", ["laboratory-tests/serum-magnesium"]),
        ("severity-scales/tests-grades", ["severity-scales/test-grades"]),
        ("combinations/acid-blockers-water-tablets", ["combinations/acid-blockers-with-water-tablets"]),
        ("references/review-aa", ["references/review-a"]),
        ("causes/bowel-disease/claims/les-uptake", ["causes/bowel-disease/claims/less-uptake"]),
        ("causes/bowl/claims", ["causes/bowel-disease", "causes/small-bowel-disease"]),
        ("causes/%2E%2E", []),
        ("causes/%F0%9F%92%8A", []),
    ],
)
def test_did_you_mean(client: TestClient, path: str, meant: list[str]) -> None:
    problem = refused(client.get(f"/v1/{path}"), 404)
    assert problem.get("did_you_mean", []) == [f"/v1/{found}" for found in meant]
    for link in problem.get("did_you_mean", []):
        read(client, link)


def test_not_there_is_not_safe(client: TestClient) -> None:
    assert "safe" in refused(client.get("/v1/medications/aspirin"), 404)["detail"]


@pytest.mark.parametrize("path", ["", "/claims", "/claims/low-magnesium"])
def test_retired(client: TestClient, path: str) -> None:
    response = client.get(f"/v1/causes/old-bowel{path}")
    problem = refused(response, 410)
    assert problem["successor"] == "/v1/causes/bowel-disease"
    assert response.headers["link"] == '</v1/causes/bowel-disease>; rel="successor-version"'


# Behind a proxy


@pytest.fixture
def public(settings: Settings) -> FastAPI:
    return create_app(settings.model_copy(update={"public_url": "https://api.example.org/magnesium"}))


def test_links_begin_with_the_public_url(public: FastAPI) -> None:
    with TestClient(public) as client:
        first = client.get("/v1/causes?limit=1")
        prefix = "https://api.example.org/magnesium/v1/causes?limit=1"
        assert all(link.startswith(prefix) for link in first.json()["links"].values())
        assert f'<{prefix}>; rel="self"' in first.headers["link"]
        assert client.get("/v1").json()["links"]["causes"]["href"] == "https://api.example.org/magnesium/v1/causes"
        assert client.get("/openapi.json").json()["servers"] == [{"url": "https://api.example.org/magnesium"}]
