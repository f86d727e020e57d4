"""How many SQL statements an answer costs: a bound that does not grow with what is in the answer."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from fastapi import FastAPI
from sqlalchemy import event
from starlette.testclient import TestClient

from tests.rest.asking import ENTITY_LISTS, NESTED_ENTITY_LISTS, OTHER_LISTS, read
from tests.rest.test_answers import WHOLES

MOST = 12


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


FILTERED = (
    "/v1/causes?pathway=absorption&mechanism=less-uptake&parent=bowel-disease&q=bowel&id=bowel-disease&code=atc:A02BC",
    "/v1/medications?class=acid-blockers&pathway=absorption&mechanism=less-uptake&direction=lowers&q=omeprazole",
    "/v1/claims?subject=causes/bowel-disease&mechanism=less-uptake&reference=review-a&level=review",
    "/v1/codes/atc/A02BC01",
    "/v1/codes/rxnorm/198051",
    "/v1/search?q=omperazole",
    "/v1/search?q=bowel",
    "/v1/dataset",
    "/v1/graph?around=causes/bowel-disease&depth=4",
    "/v1",
    "/readyz",
)


@pytest.mark.parametrize("path", [*ENTITY_LISTS, *NESTED_ENTITY_LISTS, *OTHER_LISTS, *WHOLES, *FILTERED])
def test_few_statements(app: FastAPI, client: TestClient, path: str) -> None:
    with counted(app) as statements:
        read(client, path)
    assert 1 <= len(statements) <= MOST, "\n".join(statements)


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
