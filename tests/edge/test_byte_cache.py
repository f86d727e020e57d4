"""What is answered from memory and what never is. That the answers are the same: `test_byte_cache_answers.py`."""

import asyncio
from collections import Counter
from datetime import date
from typing import Annotated, Any

import pytest
from fastapi import FastAPI, Query, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import PlainTextResponse, StreamingResponse

from api.edge.release_stamp import ReleaseStamp
from api.edge.stack import address_book, install_edge
from api.edge.warm_up import warm_up
from api.settings import Settings
from tests.edge.asking import STAMP, Answer, ask, asking, bare_app, client, with_edge

ETAG = "If-None-Match"


class Counted(BaseModel):
    model_config = ConfigDict(extra="forbid")
    limit: int = 50
    id: list[str] = []


def counting_app(runs: "Counter[str]") -> FastAPI:
    app = bare_app()

    @app.get("/v1/list")
    def things(request: Request, query: Annotated[Counted, Query()]) -> str:
        runs[request.url.path] += 1
        return "x" * 1000

    @app.get("/v1/stream", response_class=StreamingResponse)
    def stream(request: Request) -> StreamingResponse:
        runs[request.url.path] += 1
        return StreamingResponse(iter([b"x"]), media_type="text/csv")

    @app.post("/v1/list")
    @app.get("/elsewhere")
    @app.get("/v1/plain/{kind}", response_model=None)
    def other(request: Request, kind: str = "") -> Any:
        runs[request.url.path] += 1
        headers = {"private": {"Cache-Control": "private"}, "varied": {"Vary": "Accept-Language"}}
        return PlainTextResponse(kind, 404 if kind == "missing" else 200, headers.get(kind))

    return app


@pytest.fixture
def runs() -> "Counter[str]":
    return Counter()


@pytest.fixture
def app(runs: "Counter[str]") -> FastAPI:
    return with_edge(counting_app(runs))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("GET", b"/v1/list"), ("GET", b"/v1/list")),
        (("HEAD", b"/v1/list"), ("GET", b"/v1/list")),
        (("GET", b"/v1/list"), ("HEAD", b"/v1/list")),
        (("GET", b"/v1/list?id=a&limit=3"), ("GET", b"/v1/list?limit=3&id=%61")),
        (("GET", b"/v1/list?limit=50"), ("GET", b"/v1/li%73t?")),
    ],
)
def test_the_second_is_answered_from_memory(
    app: FastAPI, runs: "Counter[str]", first: tuple[str, bytes], second: tuple[str, bytes]
) -> None:
    answers = [ask(app, target, method=method) for method, target in (first, second, second)]
    assert runs.total() == 1
    assert len({answer.headers["etag"] for answer in answers}) == 1
    assert len({answer.headers["x-request-id"] for answer in answers}) == 3
    for (method, _), answer in zip((first, second, second), answers, strict=True):
        assert len(answer.body) == (0 if method == "HEAD" else 1002)
        assert answer.headers["content-length"] == "1002"


def test_each_coding_is_made_once(app: FastAPI, runs: "Counter[str]") -> None:
    for accepted in ("", "gzip", "br", "zstd", "x-gzip", "gzip;q=1, identity;q=0.5", "*", "deflate", "zstd, br"):
        ask(app, b"/v1/list", headers={"Accept-Encoding": accepted})
    assert runs.total() == 4


def test_a_304_needs_neither_the_application_nor_the_body(app: FastAPI, runs: "Counter[str]") -> None:
    tag = ask(app, b"/v1/list").headers["etag"]
    held = [tag, tag.removeprefix("W/"), f'"x", {tag}', "*"]
    answers = [ask(app, b"/v1/list", headers={ETAG: field, "Accept-Encoding": "br"}) for field in held]
    assert runs.total() == 2
    assert [(answer.status, answer.body) for answer in answers] == [(304, b"")] * 4
    assert ask(app, b"/v1/list", headers={ETAG: '"x"', "If-Modified-Since": STAMP.last_modified_header}).status == 200
    assert ask(app, b"/v1/list", headers={"If-Modified-Since": STAMP.last_modified_header}).status == 304
    assert ask(app, b"/v1/list", headers={"If-Modified-Since": "Thu, 01 Jan 2015 00:00:00 GMT"}).status == 200
    assert runs.total() == 2


def test_a_304_alone_is_enough_to_know_the_page(app: FastAPI, runs: "Counter[str]") -> None:
    assert [ask(app, b"/v1/list", headers={ETAG: "*"}).status for _ in range(3)] == [304] * 3
    assert runs.total() == 1
    assert [ask(app, b"/v1/list", headers={ETAG: '"x"'}).status for _ in range(3)] == [200] * 3
    assert runs.total() == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"Range": "bytes=0-1"},
        {"If-Range": '"x"'},
        {"If-Match": "*"},
        {"If-Unmodified-Since": STAMP.last_modified_header},
        {"Content-Length": "0"},
        {"Transfer-Encoding": "chunked"},
        {"Expect": "100-continue"},
        {"Accept": "text/html"},
        {"Accept": "application/json;q=0"},
    ],
    ids=str,
)
def test_what_is_unusual_goes_through(app: FastAPI, runs: "Counter[str]", headers: dict[str, str]) -> None:
    ask(app, b"/v1/list")
    expected = with_edge(counting_app(Counter()), cache_bytes=0)
    for _ in range(2):
        assert ask(app, b"/v1/list", headers=headers).status == ask(expected, b"/v1/list", headers=headers).status
    assert runs.total() == (1 if "Accept" in headers else 3)


@pytest.mark.parametrize("twice", ["accept-encoding", "if-none-match", "if-modified-since"])
@pytest.mark.anyio
async def test_fields_on_two_lines_go_through(app: FastAPI, runs: "Counter[str]", twice: str) -> None:
    for _ in range(3):
        await asking(app, b"/v1/list", headers=[(twice, "x"), (twice, "y")])
    assert runs.total() == 3


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("POST", b"/v1/list"),
        ("GET", b"/elsewhere"),
        ("GET", b"/v1/stream"),
        ("GET", b"/v1/plain/missing"),
        ("GET", b"/v1/plain/private"),
        ("GET", b"/v1/plain/varied"),
    ],
)
def test_what_is_never_kept(app: FastAPI, runs: "Counter[str]", method: str, target: bytes) -> None:
    for _ in range(3):
        ask(app, target, method=method)
    assert runs.total() == 3


@pytest.mark.parametrize("target", [b"/v1/list?limit=x", b"/v1/list?lmit=1", b"/v1/l"])
def test_errors_are_made_anew(app: FastAPI, target: bytes) -> None:
    ask(app, b"/v1/list")
    answers = [ask(app, target) for _ in range(2)]
    assert answers[0].status == answers[1].status >= 400
    assert answers[0].body == answers[1].body


def test_nothing_is_kept_when_nothing_may_be(runs: "Counter[str]") -> None:
    app = with_edge(counting_app(runs), cache_bytes=0)
    assert [ask(app, b"/v1/list").status for _ in range(3)] == [200] * 3
    assert runs.total() == 3


def test_another_release_is_another_answer(runs: "Counter[str]") -> None:
    stamps: list[ReleaseStamp | None] = [STAMP]
    app = counting_app(runs)
    install_edge(app, Settings(), lambda: stamps[-1], "1")
    first = ask(app, b"/v1/list").headers
    stamps.append(ReleaseStamp("2027.1", "f" * 64, date(2027, 1, 2)))
    second = [ask(app, b"/v1/list").headers for _ in range(2)]
    assert runs.total() == 2
    assert first["etag"] != second[0]["etag"] == second[1]["etag"]
    assert second[1]["hypomag-release"].startswith("2027.1")
    stamps.append(None)
    assert "etag" not in ask(app, b"/v1/list").headers
    assert runs.total() == 3


def test_a_server_that_tells_no_raw_path_is_served_without_memory(app: FastAPI, runs: "Counter[str]") -> None:
    async def inner(scope: Any, receive: Any, send: Any) -> None:
        await app({name: value for name, value in scope.items() if name != "raw_path"}, receive, send)

    assert [ask(inner, b"/v1/list").status for _ in range(2)] == [200] * 2
    assert runs.total() == 2


@pytest.mark.parametrize(("given", "kept"), [("abc-1", True), ("a b", False), ("", False), ("x" * 65, False)])
def test_the_request_id_is_the_callers_or_a_new_one(app: FastAPI, given: str, kept: bool) -> None:
    for _ in range(2):
        found = ask(app, b"/v1/list", headers={"X-Request-Id": given}).headers["x-request-id"]
        assert (found == given) is kept
        assert kept or len(found) == 32


def test_the_openapi_document_is_kept_too(app: FastAPI) -> None:
    asked = client(app)
    first, second = (asked.get("/openapi.json", headers={ETAG: "*"}) for _ in range(2))
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert first.status_code == 200


def test_fixed_paths_can_be_made_before_they_are_asked_for(app: FastAPI, runs: "Counter[str]") -> None:
    asyncio.run(warm_up(app, address_book(app).fixed_paths()))
    before = runs.copy()
    assert before == {"/v1/list": 4}
    answers: list[Answer] = [ask(app, b"/v1/list", headers={"Accept-Encoding": "br"}), ask(app, b"/v1/list")]
    assert [answer.status for answer in answers] == [200, 200]
    assert runs == before
