"""Requests that are too long or hold text that nobody can mean."""

from typing import Annotated

import pytest
from fastapi import FastAPI, Query, Request
from pydantic import BaseModel

from tests.edge.asking import ask, bare_app, with_edge

JSON = {"Content-Type": "application/json"}


class Body(BaseModel):
    text: str


@pytest.fixture(scope="module")
def app() -> FastAPI:
    app = bare_app()

    @app.get("/v1/search")
    def search(q: Annotated[str, Query()] = "") -> int:
        return len(q)

    @app.get("/v1/named/{name}")
    def named(name: str) -> str:
        return name

    @app.post("/v1/assessments")
    def assess(body: Body) -> int:
        return len(body.text)

    @app.post("/v1/raw")
    async def raw(request: Request) -> int:
        return len(await request.body())

    return with_edge(app, max_body_bytes=1000)


@pytest.mark.parametrize(
    ("target", "status"),
    [
        (b"/v1/search?q=caf%C3%A9", 200),
        (b"/v1/search?q=%E2%82%AC+100%", 200),
        (b"/v1/search?q=%zz", 200),
        (b"/v1/search?q=a%0Ab", 200),
        (b"/v1/search?q=a%00b", 400),
        (b"/v1/search?q=a\0b", 400),
        (b"/v1/search?%00=1", 400),
        (b"/v1/search?q=%FF", 400),
        (b"/v1/search?q=%C3", 400),
        (b"/v1/search?q=%ED%A0%80", 400),
        (b"/v1/search?q=%C0%80", 400),
        (b"/v1/search?q=caf\xc3\xa9", 400),
        (b"/v1/named/caf%C3%A9", 200),
        (b"/v1/named/%00", 400),
        (b"/v1/named/%FF", 400),
        (b"/v1/named/%ED%BF%BF", 400),
    ],
)
def test_unreadable_text(app: FastAPI, target: bytes, status: int) -> None:
    answer = ask(app, target)
    assert answer.status == status
    assert status == 200 or b'"type":"/problems/bad-request"' in answer.body


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_the_url_is_refused_whatever_the_method(app: FastAPI, method: str) -> None:
    assert ask(app, b"/v1/search?q=%FF", method=method).status == 400


def test_a_server_that_gives_no_raw_path_is_served_too(app: FastAPI) -> None:
    async def without_raw_path(scope, receive, send):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        scope = {key: value for key, value in scope.items() if key != "raw_path"}
        await app(scope, receive, send)

    assert ask(without_raw_path, b"/v1/named/caf%C3%A9").status == 200
    assert ask(without_raw_path, b"/v1/named/%00").status == 400


def test_the_longest_url(app: FastAPI) -> None:
    longest = 16_384 - len(b"/v1/searchq=")
    assert ask(app, b"/v1/search?q=" + b"x" * longest).body == str(longest).encode()
    over = ask(app, b"/v1/search?q=" + b"x" * (longest + 1))
    assert over.status == 414
    assert b'"type":"/problems/uri-too-long"' in over.body
    path = ask(app, b"/v1/" + b"x" * 20_000)
    assert path.status == 414
    assert len(path.body) < 500


@pytest.mark.parametrize("path", [b"/v1/assessments", b"/v1/raw"])
@pytest.mark.parametrize(
    ("announced", "pieces", "status"),
    [
        ("1000", [b'{"text":"' + b"x" * 989 + b'"}'], 200),
        ("1001", [b'{"text":"' + b"x" * 990 + b'"}'], 413),
        ("9" * 5000, [b"{}"], 413),
        (None, [b'{"text":"', b"x" * 989, b'"}'], 200),
        (None, [b'{"text":"', b"x" * 990, b'"}', b"never read"], 413),
        ("2", [b'{"text":"' + b"x" * 990 + b'"}'], 413),
    ],
)
def test_the_longest_body(app: FastAPI, path: bytes, announced: str | None, pieces: list[bytes], status: int) -> None:
    headers = JSON | ({"Content-Length": announced} if announced else {"Transfer-Encoding": "chunked"})
    answer = ask(app, path, method="POST", headers=headers, body=pieces)
    assert answer.status == status
    if status == 413:
        assert b'"type":"/problems/content-too-large"' in answer.body
        assert b"1000 bytes" in answer.body


def test_an_odd_content_length_is_left_to_the_server(app: FastAPI) -> None:
    headers = JSON | {"Content-Length": "many"}
    assert ask(app, b"/v1/raw", method="POST", headers=headers, body=[b"{}"]).status == 200
