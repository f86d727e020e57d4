"""How the tests of the REST door ask, and what they take for granted of every answer."""

from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

ENTITY_LISTS = (
    "/v1/causes",
    "/v1/combinations",
    "/v1/diagnostic-algorithms",
    "/v1/functions",
    "/v1/laboratory-tests",
    "/v1/mechanisms",
    "/v1/medication-classes",
    "/v1/medications",
    "/v1/severity-scales",
    "/v1/symptoms",
)
NESTED_ENTITY_LISTS = (
    "/v1/mechanisms/less-uptake/causes",
    "/v1/mechanisms/less-uptake/medication-classes",
    "/v1/medication-classes/acid-blockers/medications",
)
OTHER_LISTS = ("/v1/claims", "/v1/causes/bowel-disease/claims", "/v1/references")
SORTS = ("slug", "-slug", "name", "-name")


def read(client: TestClient, url: str) -> Any:
    """The body of a 200."""
    response = client.get(url)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    assert response.headers["access-control-allow-origin"] == "*"
    return response.json()


def found(client: TestClient, url: str) -> list[str]:
    """What a list holds, as last parts of the ids; nothing may be on further pages."""
    body = read(client, url)
    names = [item["id"].rpartition("/")[2] for item in body["items"]]
    assert body["total"] == len(names)
    return names


def refused(response: Response, status: int) -> Any:
    """The body of a refusal: a whole problem document that any page may read."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["x-request-id"]
    problem = response.json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    assert problem["type"].startswith("/problems/")
    return problem
