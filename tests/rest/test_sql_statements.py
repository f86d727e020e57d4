"""How many SQL statements an answer costs: at most four for any GET, whatever is in the answer."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy import event
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from tests.rest.asking import ENTITY_LISTS, NESTED_ENTITY_LISTS, OTHER_LISTS, read
from tests.rest.test_answers import WHOLES

MOST = 4


@pytest.fixture(scope="module")
def app(release_file: Path) -> Iterator[FastAPI]:
    """An application that keeps no answers."""
    app = create_app(Settings(database_url=f"sqlite:///{release_file}", cache_bytes=0))
    yield app
    app.state.release.close()


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, follow_redirects=False) as client:
        yield client


@contextmanager
def counted(app: FastAPI) -> Iterator[list[str]]:
    """The statements that are executed meanwhile."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(app.state.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(app.state.engine, "before_cursor_execute", note)


EVERY_FILTER = "id=bowel-disease&id=x&code=atc:A02BC&code=atc:A02BC01&q=b&sort=-name&limit=1"
DEAREST = (
    f"/v1/causes?pathway=absorption&mechanism=less-uptake&parent=bowel-disease&category=renal&gene=x&{EVERY_FILTER}",
    f"/v1/medications?class=acid-blockers&pathway=absorption&mechanism=less-uptake&direction=lowers&{EVERY_FILTER}",
    f"/v1/medication-classes?pathway=absorption&mechanism=less-uptake&parent=acid-blockers&{EVERY_FILTER}",
    f"/v1/combinations?class=acid-blockers&medication=omeprazole&{EVERY_FILTER}",
    f"/v1/symptoms?severity=mild&system=general&kind=symptom&emergency=false&{EVERY_FILTER}",
    f"/v1/mechanisms?pathway=absorption&site=gut&{EVERY_FILTER}",
    *(f"{path}?{EVERY_FILTER}" for path in NESTED_ENTITY_LISTS),
    "/v1/claims?subject=causes/bowel-disease&mechanism=less-uptake&reference=review-a&level=review&id=x&limit=1",
    "/v1/causes/bowel-disease/claims?mechanism=less-uptake&reference=review-a&level=review&id=x&limit=1",
    "/v1/references?q=review&kind=review&id=review-a&limit=1",
    "/v1/codes/atc/A02BC01",
    "/v1/codes/icd10cm/K90",
    "/v1/codes/rxnorm/198051",
    "/v1/search?q=omeprazole",
    "/v1/search?q=omperazole",
    "/v1/search?q=water tablts",
    "/v1/search?q=bowel&type=causes&autocomplete=true",
    "/v1/graph",
    "/v1/graph?around=causes/bowel-disease&depth=4&kind=acts-by",
    "/v1/dataset",
    "/v1/dataset/changes?from=1.2.3",
    "/v1",
    "/readyz",
    "/healthz",
)
# What is not there is looked for in more places than what is there.
REFUSED = (
    "/v1/causes/bowl",
    "/v1/causes/old-bowel",
    "/v1/causes/bowl/claims",
    "/v1/causes/bowel-disease/claims/x",
    "/v1/references/x",
    "/v1/codes/atc/N05",
    "/v1/causes?mechanism=x",
    "/v1/causes?parent=old-bowel",
    "/v1/claims?subject=x",
    "/v1/claims?reference=x",
    "/v1/graph?around=x",
    "/v1/mechanisms/x/causes",
    "/v1/dataset/changes?from=9",
)
NOT_ASKED = {"/v1/dataset/export/json", "/v1/dataset/export/csv", "/v1/dataset/export/sqlite"}
"""Their statements grow with the tables, a piece at a time."""


@pytest.mark.parametrize("path", [*ENTITY_LISTS, *NESTED_ENTITY_LISTS, *OTHER_LISTS, *WHOLES, *DEAREST])
def test_few_statements(app: FastAPI, client: TestClient, path: str) -> None:
    with counted(app) as statements:
        read(client, path)
    assert len(statements) <= MOST, "\n".join(statements)


@pytest.mark.parametrize("path", REFUSED)
def test_few_statements_to_refuse(app: FastAPI, client: TestClient, path: str) -> None:
    with counted(app) as statements:
        assert client.get(path).status_code in (404, 410, 422)
    assert len(statements) <= MOST + 1, "\n".join(statements)


def test_every_route_is_counted(app: FastAPI) -> None:
    asked = {url.partition("?")[0] for url in [*ENTITY_LISTS, *NESTED_ENTITY_LISTS, *OTHER_LISTS, *WHOLES, *DEAREST]}
    routes = [context for context in iter_route_contexts(app.routes) if "GET" in (context.methods or ())]
    paths = {path for context in routes if (path := context.path or "").startswith(("/v1", "/readyz", "/healthz"))}
    uncounted = {path for path in paths if not any(re.fullmatch(re.sub(r"{\w+}", "[^/]+", path), url) for url in asked)}
    assert uncounted == NOT_ASKED


@pytest.mark.parametrize("path", ["/v1/causes", "/v1/medications", "/v1/medication-classes", "/v1/claims"])
def test_as_many_for_one_as_for_all(app: FastAPI, client: TestClient, path: str) -> None:
    with counted(app) as for_all:
        read(client, path)
    with counted(app) as for_one:
        read(client, f"{path}?limit=1")
    assert len(for_one) == len(for_all)


def test_health_costs_none(app: FastAPI, client: TestClient) -> None:
    with counted(app) as statements:
        read(client, "/healthz")
    assert statements == []
