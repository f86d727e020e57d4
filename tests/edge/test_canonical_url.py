"""Which spellings of a URL are one, and which are not for folding."""

from enum import StrEnum
from typing import Annotated

import pytest
from fastapi import FastAPI, Query
from fastapi.responses import StreamingResponse
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request

from api.edge.canonical_url import AddressBook
from api.edge.parameters import NoParameters
from api.edge.stack import address_book
from tests.edge.asking import ask, bare_app, nothing, scope_of, with_edge


class Order(StrEnum):
    UP = "up"
    DOWN = "down"


class ThingQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")
    limit: int = 50
    exact: bool = False
    sort: Order = Order.UP
    q: str | None = None
    id: Annotated[list[str], Field()] = []
    kind: str = "all"


def small_app() -> FastAPI:
    app = bare_app()

    @app.get("/v1/things")
    def things(request: Request, query: Annotated[ThingQuery, Query()]) -> str:
        return request.url.query

    @app.get("/v1/found")
    def found(q: str) -> str:
        return q

    @app.get("/v1/things/{slug}", dependencies=[NoParameters])
    def thing(slug: str) -> str:
        return slug

    app.post("/v1/asked")(nothing)

    @app.get("/v1/export", response_class=StreamingResponse)
    def export() -> StreamingResponse:
        return StreamingResponse(iter(["x"]))

    app.get("/elsewhere")(nothing)
    return with_edge(app)


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return small_app()


@pytest.fixture(scope="module")
def book(app: FastAPI) -> AddressBook:
    return address_book(app)


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        (b"", b""),
        (b"limit=10", b"limit=10"),
        (b"q=a&limit=10", b"limit=10&q=a"),
        (b"limit=10&q=a&", b"limit=10&q=a"),
        (b"&&limit=10&&q=a", b"limit=10&q=a"),
        (b"%6Cimit=1%30&q=%61", b"limit=10&q=a"),
        (b"q=%c3%a9", b"q=%C3%A9"),
        (b"q=a+b", b"q=a%20b"),
        (b"q=atc:A02BC", b"q=atc%3AA02BC"),
        (b"q=a%3ab", b"q=a%3Ab"),
        # Defaults.
        (b"limit=50&exact=false&sort=up&kind=all", b""),
        (b"limit=050", b"limit=050"),
        (b"exact=False", b"exact=False"),
        (b"q=", b"q="),
        (b"q", b"q="),
        # The values of one parameter are answered in their order.
        (b"id=b&limit=50&id=a", b"id=b&id=a"),
        (b"id=a&id=b", b"id=a&id=b"),
    ],
)
def test_spellings(book: AddressBook, query: bytes, canonical: bytes) -> None:
    assert book.folded("/v1/things", query) == canonical
    assert book.key(scope_of(b"/v1/things?" + query)) == b"/v1/things?" + canonical


@pytest.mark.parametrize(
    "target",
    [
        b"/v1/things?limt=10",
        b"/v1/things?Limit=10",
        b"/v1/things?limit=10&limit=10",
        b"/v1/things?=1",
        b"/v1/things?q=%ff",
        b"/v1/things?q=\xc3\xa9",
        b"/v1/things?q=%00",
        b"/v1/things?q=" + b"x" * 2100,
        b"/v1/things/a?limit=1",
        b"/v1/things/%FF",
        b"/v1/things/%00",
        b"/v1/things/",
        b"/v1/things/a/b",
        b"/v1/asked",
        b"/v1/export",
        b"/elsewhere",
        b"/openapi.json?x=1",
        b"/docs",
        b"/docs/assets/swagger-ui.css",
        b"/v10/things",
        b"/v1",
        b"*",
    ],
)
def test_nothing_to_keep(book: AddressBook, target: bytes) -> None:
    if target.isascii():
        assert book.key(scope_of(target)) is None
    else:
        assert book.folded("/v1/things", target.partition(b"?")[2]) is None


def test_below_a_prefix_nothing_is_kept(book: AddressBook) -> None:
    scope = scope_of(b"/v1/things")
    assert book.key(scope) is not None
    assert book.key({**scope, "root_path": "/mg"}) is None
    assert book.key({name: value for name, value in scope.items() if name != "raw_path"}) is None


def test_paths_fold_too(book: AddressBook) -> None:
    assert book.key(scope_of(b"/v1/things/%61%2db")) == book.key(scope_of(b"/v1/things/a-b")) == b"/v1/things/a-b?"
    assert book.key(scope_of(b"/v1/things/A-b")) == b"/v1/things/A-b?"
    assert book.key(scope_of(b"/openapi.json")) == b"/openapi.json?"


def test_two_urls_never_share_a_key(book: AddressBook) -> None:
    """What could pass for a separator is encoded."""
    targets = [b"/v1/things/a%3Fq=1", b"/v1/things/a%23", b"/v1/things?q=a%26id%3Db", b"/v1/things?q=a&id=b"]
    keys = [book.key(scope_of(target)) for target in targets]
    assert None not in keys
    assert len(set(keys)) == len(targets)


@given(st.binary(max_size=30), st.binary(max_size=30))
def test_keys_are_canonical(book: AddressBook, one: bytes, other: bytes) -> None:
    """Folding a folded query changes nothing; two values have one key only if they are one."""
    folded = [book.folded("/v1/things", b"q=" + quoted(value)) for value in (one, other)]
    for query in folded:
        assert query is None or book.folded("/v1/things", query) == query
    assert None in folded or (folded[0] == folded[1]) == (one == other)


def quoted(value: bytes) -> bytes:
    return "".join(f"%{byte:02x}" for byte in value).encode()


@pytest.mark.parametrize("cache_bytes", [0, 10**6])
def test_the_application_sees_the_canonical_query(cache_bytes: int) -> None:
    app = bare_app()

    @app.get("/v1/things")
    def things(request: Request, query: Annotated[ThingQuery, Query()]) -> str:
        return request.url.query

    with_edge(app, cache_bytes=cache_bytes)
    answers = [ask(app, b"/v1/things?" + query) for query in (b"q=%61&limit=50&id=x", b"id=%78&q=a")]
    assert [answer.body for answer in answers] == [b'"id=x&q=a"'] * 2
    assert answers[0].headers["etag"] == answers[1].headers["etag"]
    assert ask(app, b"/v1/things?limit=1&limit=1").headers["etag"] != answers[0].headers["etag"]


def test_fixed_paths(book: AddressBook) -> None:
    assert book.fixed_paths() == ["/openapi.json", "/v1/things"]
