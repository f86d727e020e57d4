"""How long answers may be kept, and 304, over HTTP."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Annotated

import pytest
from fastapi import FastAPI, Query, Response
from pydantic import BaseModel, ConfigDict
from starlette.responses import StreamingResponse

from api.edge.release_stamp import ReleaseStamp
from api.errors import Gone, Unavailable
from tests.edge.asking import STAMP, ask, bare_app, client, nothing, with_edge

PUBLIC = "public, max-age=3600, stale-while-revalidate=86400"


class OneParameter(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: list[str] = []
    limit: int = 1


def small_app() -> FastAPI:
    app = bare_app()

    @app.get("/v1/causes")
    def causes(query: Annotated[OneParameter, Query()]) -> list[str]:
        return query.id

    @app.get("/v1/located")
    def located(response: Response) -> dict[str, str]:
        response.headers.update({"Content-Location": "/v1/causes/x", "X-Other": "1", "Cache-Control": "private"})
        return {}

    @app.get("/v1/crash")
    def crash() -> None:
        raise RuntimeError

    @app.get("/v1/closed")
    def closed() -> None:
        raise Unavailable("closed")

    @app.get("/v1/gone")
    def gone() -> None:
        raise Gone("a", "b")

    app.get("/v1/moved", status_code=307)(nothing)
    app.get("/healthz")(nothing)
    app.post("/v1/assessments")(nothing)
    return app


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return with_edge(small_app())


@pytest.mark.parametrize(
    ("method", "path", "status", "cache_control"),
    [
        ("GET", "/v1/causes", 200, PUBLIC),
        ("HEAD", "/v1/causes", 200, PUBLIC),
        ("GET", "/v1/located", 200, "private"),
        ("GET", "/v1/moved", 307, "no-cache"),
        ("GET", "/v1/causes?x=1", 400, "no-store"),
        ("GET", "/v1/nowhere", 404, "public, max-age=60"),
        ("GET", "/v1/gone", 410, "public, max-age=60"),
        ("GET", "/v1/causes?limit=x", 422, "no-store"),
        ("GET", "/v1/crash", 500, "no-store"),
        ("GET", "/v1/closed", 503, "no-store"),
        ("POST", "/v1/assessments", 200, "no-store"),
        ("POST", "/v1/nowhere", 404, "no-store"),
        ("DELETE", "/v1/causes", 405, "no-store"),
        ("GET", "/healthz", 200, "no-cache"),
        ("GET", "/openapi.json", 200, "no-cache"),
        ("GET", "/problems", 200, "no-cache"),
        ("GET", "/docs", 200, "no-cache"),
    ],
)
def test_cache_control(app: FastAPI, method: str, path: str, status: int, cache_control: str) -> None:
    answer = client(app).request(method, path)
    assert (answer.status_code, answer.headers["cache-control"]) == (status, cache_control)


def test_seconds_are_settings() -> None:
    app = with_edge(small_app(), cache_max_age=5, cache_stale_while_revalidate=6)
    assert client(app).get("/v1/causes").headers["cache-control"] == "public, max-age=5, stale-while-revalidate=6"


def test_validators_are_on_released_answers_only(app: FastAPI) -> None:
    asked = client(app)
    released = asked.get("/v1/causes")
    assert released.headers["etag"].startswith('W/"')
    assert released.headers["last-modified"] == "Fri, 02 Jan 2026 00:00:00 GMT"
    for path in ("/healthz", "/v1/nowhere", "/v1/crash", "/v1/causes?x=1", "/v1/moved"):
        assert "etag" not in asked.get(path).headers
        assert "last-modified" not in asked.get(path).headers
    assert "etag" not in asked.post("/v1/assessments").headers


def test_a_304_has_the_headers_that_count_and_no_body(app: FastAPI) -> None:
    asked = client(app)
    first = asked.get("/v1/located")
    again = asked.get("/v1/located", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    for name in ("etag", "last-modified", "cache-control", "content-location", "vary"):
        assert again.headers[name] == first.headers[name]
    for name in ("content-type", "content-length", "x-other"):
        assert name not in again.headers
    for name in ("access-control-allow-origin", "hypomag-release", "x-request-id", "x-content-type-options"):
        assert name in again.headers


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("coding", ["identity", "gzip", "br", "zstd"])
def test_one_tag_for_every_encoding_and_method(app: FastAPI, method: str, coding: str) -> None:
    asked = client(app)
    tag = asked.get("/v1/causes?id=b&limit=1&id=a").headers["etag"]
    held = {"If-None-Match": tag, "Accept-Encoding": coding}
    assert asked.request(method, "/v1/causes?limit=1&id=b&id=a", headers=held).status_code == 304
    assert asked.request(method, "/v1/causes?limit=1&id=a&id=b", headers=held).status_code == 200


def test_a_tag_held_never_hides_an_error(app: FastAPI) -> None:
    asked = client(app)
    for path, status in (("/v1/nowhere", 404), ("/v1/causes?x=1", 400), ("/v1/crash", 500), ("/v1/gone", 410)):
        assert asked.get(path, headers={"If-None-Match": "*"}).status_code == status
        assert asked.get(path, headers={"If-Modified-Since": "Fri, 02 Jan 2099 00:00:00 GMT"}).status_code == status
    assert asked.get("/v1/causes", headers={"If-None-Match": "*", "Accept": "text/html"}).status_code == 406
    assert asked.post("/v1/assessments", headers={"If-None-Match": "*"}).status_code == 200


def test_dates_alone(app: FastAPI) -> None:
    asked = client(app)
    modified = asked.get("/v1/causes").headers["last-modified"]
    assert asked.get("/v1/causes", headers={"If-Modified-Since": modified}).status_code == 304
    assert asked.get("/v1/causes", headers={"If-Modified-Since": "Thu, 01 Jan 2026 23:59:59 GMT"}).status_code == 200


def test_several_lines_of_a_field_are_one_list(app: FastAPI) -> None:
    tag = client(app).get("/v1/causes").headers["etag"]
    headers = [("If-None-Match", '"x"'), ("If-None-Match", tag)]
    assert client(app).get("/v1/causes", headers=headers).status_code == 304


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_failed_precondition_is_a_problem(app: FastAPI, method: str) -> None:
    answer = client(app).request(method, "/v1/causes", headers={"If-Match": '"x"'})
    assert answer.status_code == 412
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    assert method == "HEAD" or answer.json()["type"] == "/problems/precondition-failed"


def test_another_release_software_or_address_of_links_is_another_tag() -> None:
    def tag(stamp: ReleaseStamp, public_url: str) -> str:
        app = bare_app()
        app.get("/v1")(nothing)
        return str(client(with_edge(app, stamp=stamp, public_url=public_url)).get("/v1").headers["etag"])

    stamps = [STAMP, ReleaseStamp("2026.1", "f" * 64, STAMP.date)]
    assert len({tag(stamp, url) for stamp in stamps for url in ("", "https://example.org")}) == 4


def test_without_a_release_nothing_is_vouched_for() -> None:
    answer = client(with_edge(small_app(), stamp=None)).get("/v1/causes", headers={"If-None-Match": "*"})
    assert answer.status_code == 200
    assert "etag" not in answer.headers
    assert "hypomag-release" not in answer.headers


def test_last_modified_is_never_in_the_future() -> None:
    tomorrow = ReleaseStamp("1", "0", date.today() + timedelta(days=2))  # noqa: DTZ011 - a calendar day is meant
    assert tomorrow.last_modified <= datetime.now(UTC)


def test_a_304_ends_a_stream_at_once() -> None:
    app, rows_made = bare_app(), count()

    async def rows() -> AsyncIterator[bytes]:
        while next(rows_made) < 10_000:
            yield b"row\n"

    app.get("/v1/rows", response_model=None)(lambda: StreamingResponse(rows(), media_type="text/csv"))
    answer = ask(with_edge(app), b"/v1/rows", headers={"If-None-Match": "*"})
    assert (answer.status, answer.body, answer.complete) == (304, b"", True)
    assert next(rows_made) < 100
    assert "transfer-encoding" not in answer.headers
