"""406 and 415 over HTTP."""

from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import BaseModel
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from tests.edge.asking import bare_app, client, nothing, with_edge

JSON = {"Content-Type": "application/json"}


class Body(BaseModel):
    text: str


@pytest.fixture(scope="module")
def app() -> FastAPI:
    app = bare_app()
    app.get("/v1/causes")(nothing)
    app.get("/healthz")(nothing)
    csv: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {}}}}

    @app.get("/v1/rows", response_class=StreamingResponse, responses=csv)
    def rows() -> Response:
        return PlainTextResponse("a,b\n", media_type="text/csv")

    @app.get("/v1/either", responses=csv)
    def either() -> dict[str, str]:
        return {}

    @app.get("/v1/text", response_class=PlainTextResponse)
    def text() -> str:
        return "x"

    @app.post("/v1/assessments")
    def assess(body: Body) -> str:
        return body.text

    app.post("/v1/bodiless")(nothing)
    return with_edge(app)


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("/v1/causes", "application/json", 200),
        ("/v1/causes", "application/problem+json", 200),
        ("/v1/causes", "text/html", 406),
        ("/v1/causes", "application/json;q=0", 406),
        ("/v1/rows", "text/csv", 200),
        ("/v1/rows", "text/html", 406),
        ("/v1/either", "text/csv", 200),
        ("/v1/either", "text/html", 406),
        ("/v1/text", "text/plain", 200),
        ("/v1/text", "image/png", 406),
        ("/v1/nowhere", "text/html", 404),
        ("/problems", "text/html", 406),
        ("/healthz", "text/html", 200),
        ("/docs", "text/html", 200),
        ("/docs", "image/png", 200),
        ("/openapi.json", "text/html", 200),
    ],
)
def test_accept(app: FastAPI, path: str, accept: str, status: int) -> None:
    assert client(app).get(path, headers={"Accept": accept}).status_code == status


def test_a_406_is_a_problem_that_lists_what_there_is(app: FastAPI) -> None:
    answer = client(app).get("/v1/either", headers={"Accept": "text/html"})
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"][0]["expected"] == "one of: application/json, text/csv"


def test_several_lines_of_accept_are_one_list(app: FastAPI) -> None:
    headers = [("Accept", "text/html"), ("Accept", "application/json")]
    assert client(app).get("/v1/causes", headers=headers).status_code == 200


def test_another_method_than_the_path_takes_is_405_not_406(app: FastAPI) -> None:
    assert client(app).delete("/v1/causes", headers={"Accept": "text/html"}).status_code == 405


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Type": "application/json"}, 200),
        ({"Content-Type": "application/json; charset=utf-8"}, 200),
        ({"Content-Type": "APPLICATION/JSON"}, 200),
        ({"Content-Type": "application/fhir+json"}, 200),
        ({"Content-Type": "text/json"}, 415),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ({"Content-Type": "application/jsonl"}, 415),
        ({"Content-Type": "json"}, 415),
        ({}, 415),
        (JSON | {"Content-Encoding": "gzip"}, 415),
        (JSON | {"Content-Encoding": "identity"}, 200),
    ],
)
def test_content_type(app: FastAPI, headers: dict[str, str], status: int) -> None:
    answer = client(app).post("/v1/assessments", content=b'{"text": "x"}', headers=headers)
    assert answer.status_code == status
    if status == 415:
        assert answer.headers["accept-post"] == "application/json"
        assert answer.json()["type"] == "/problems/unsupported-media-type"
    if "Content-Encoding" in headers and status == 415:
        assert answer.headers["accept-encoding"] == "identity"


def test_a_missing_body_is_a_missing_body(app: FastAPI) -> None:
    answer = client(app).post("/v1/assessments")
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"where": "body", "message": "Field required."}]


def test_a_body_that_nobody_reads_is_ignored(app: FastAPI) -> None:
    asked = client(app)
    headers = {"Content-Type": "text/plain"}
    assert asked.request("GET", "/v1/causes", content=b"x" * 2_000_000, headers=headers).status_code == 200
    assert asked.post("/v1/bodiless", content=b"x", headers=headers).status_code == 200
    assert asked.post("/v1/nowhere", content=b"x", headers=headers).status_code == 404
