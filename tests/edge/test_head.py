"""`HEAD` tells of an answer what `GET` would."""

from collections.abc import AsyncIterator
from itertools import count

import pytest
from fastapi import FastAPI
from starlette.responses import StreamingResponse

from tests.edge.asking import ask, bare_app, client, nothing, with_edge


@pytest.fixture(scope="module")
def app() -> FastAPI:
    app = bare_app()

    @app.get("/v1/big")
    def big() -> list[str]:
        return ["magnesium"] * 500

    @app.get("/v1/stream", response_model=None)
    def stream() -> StreamingResponse:
        return StreamingResponse(iter([b"row\n"] * 200), media_type="text/csv")

    @app.get("/v1/crash")
    def crash() -> None:
        raise RuntimeError

    app.get("/healthz")(nothing)
    app.post("/v1/only-post")(nothing)
    return with_edge(app)


@pytest.mark.parametrize("coding", ["identity", "gzip", "br", "zstd"])
@pytest.mark.parametrize(
    "path",
    [
        "/v1/big",
        "/v1/stream",
        "/v1/crash",
        "/v1/nowhere",
        "/v1/big?x=1",
        "/healthz",
        "/openapi.json",
        "/docs",
        "/docs/assets/swagger-ui.css",
        "/problems",
    ],
)
def test_same_status_and_headers_as_get(app: FastAPI, path: str, coding: str) -> None:
    asked = client(app)
    headers = {"Accept-Encoding": coding, "X-Request-Id": "one"}
    got, head = (asked.request(method, path, headers=headers) for method in ("GET", "HEAD"))
    assert head.status_code == got.status_code
    assert sorted(head.headers.multi_items()) == sorted(got.headers.multi_items())
    assert head.content == b""


def test_only_where_there_is_a_get(app: FastAPI) -> None:
    head = client(app).head("/v1/only-post")
    assert head.status_code == 405
    assert head.headers["allow"] == "OPTIONS, POST"


def test_the_end_is_sent_once_and_a_long_stream_is_not_run() -> None:
    app, rows_made = bare_app(), count()

    async def rows() -> AsyncIterator[bytes]:
        while next(rows_made) < 10_000:
            yield b"x" * 1000

    app.get("/v1/rows", response_model=None)(lambda: StreamingResponse(rows(), media_type="text/csv"))
    answer = ask(with_edge(app), b"/v1/rows", method="HEAD")
    assert [message["type"] for message in answer.messages] == ["http.response.start", "http.response.body"]
    assert answer.complete
    assert next(rows_made) < 100
