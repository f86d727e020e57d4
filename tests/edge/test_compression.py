"""What is encoded, how, and what a cache is told about it."""

import gzip

import brotli  # type: ignore[import-untyped]
import pytest
import zstandard
from fastapi import FastAPI
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from tests.edge.asking import Answer, ask, bare_app, nothing, with_edge

DECODERS = {
    b"zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
    b"br": brotli.decompress,
    b"gzip": gzip.decompress,
}
PARAGRAPH = "Magnesium is lost in the loop of Henle. " * 100


@pytest.fixture(scope="module")
def app() -> FastAPI:
    app = bare_app()
    app.get("/v1/small")(nothing)

    @app.get("/v1/big")
    def big() -> str:
        return PARAGRAPH

    @app.get("/v1/stream", response_model=None)
    def stream() -> StreamingResponse:
        return StreamingResponse(iter([PARAGRAPH] * 3), media_type="text/csv")

    @app.get("/picture", response_model=None)
    def picture() -> Response:
        return Response(b"\x89PNG" * 500, media_type="image/png")

    @app.get("/v1/varied", response_model=None)
    def varied() -> Response:
        return PlainTextResponse(PARAGRAPH, headers={"Vary": "Accept-Language", "ETag": '"strong"'})

    @app.get("/v1/anything", response_model=None)
    def anything() -> Response:
        return PlainTextResponse("x", headers={"Vary": "*"})

    return with_edge(app)


def get(app: FastAPI, path: bytes, coding: str) -> Answer:
    return ask(app, path, headers={"Accept-Encoding": coding} if coding else {})


@pytest.mark.parametrize("coding", ["zstd", "br", "gzip"])
@pytest.mark.parametrize("path", [b"/v1/big", b"/v1/stream"])
def test_decoded_it_is_the_same(app: FastAPI, path: bytes, coding: str) -> None:
    plain, encoded = get(app, path, ""), get(app, path, coding)
    assert encoded.headers["content-encoding"] == coding
    assert len(encoded.body) < len(plain.body) / 5
    assert DECODERS[coding.encode()](encoded.body) == plain.body
    assert encoded.headers["etag"] == plain.headers["etag"]
    assert encoded.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    length = encoded.headers.get("content-length")
    assert length is None or int(length) == len(encoded.body)


def test_the_coding_liked_best_is_used(app: FastAPI) -> None:
    assert get(app, b"/v1/big", "zstd;q=0.1, gzip").headers["content-encoding"] == "gzip"
    assert "content-encoding" not in get(app, b"/v1/big", "identity, gzip;q=0.9").headers


def test_what_is_small_or_not_text_is_sent_as_it_is(app: FastAPI) -> None:
    small, picture = get(app, b"/v1/small", "gzip"), get(app, b"/picture", "gzip")
    assert (small.body, "content-encoding" in small.headers) == (b"{}", False)
    assert small.headers["vary"] == "Accept-Encoding"
    assert "content-encoding" not in picture.headers
    assert "vary" not in picture.headers


def test_long_problems_are_encoded_too(app: FastAPI) -> None:
    answer = ask(app, b"/v1/" + b"x" * 1500, headers={"Accept-Encoding": "gzip"})
    assert answer.status == 404
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_strong_tag_becomes_weak_and_vary_is_added_to(app: FastAPI) -> None:
    encoded = get(app, b"/v1/varied", "gzip")
    assert encoded.headers["etag"] == 'W/"strong"'
    assert encoded.headers["vary"] == "Accept-Language, Accept-Encoding"
    assert get(app, b"/v1/varied", "").headers["etag"] == '"strong"'
    assert get(app, b"/v1/anything", "").headers["vary"] == "*"


def test_a_304_varies_as_its_200_does(app: FastAPI) -> None:
    answer = ask(app, b"/v1/big", headers={"If-None-Match": "*", "Accept-Encoding": "gzip"})
    assert answer.status == 304
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "content-encoding" not in answer.headers
