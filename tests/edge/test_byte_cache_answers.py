"""Nothing of the speed is paid for with a wrong answer: with and without the cache, the same bytes and headers."""

import asyncio
import re
from collections.abc import Iterator
from hashlib import sha256
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event
from starlette.testclient import TestClient

from api.app import create_app
from api.edge.stack import address_book
from api.settings import Settings
from tests.edge.asking import Answer, asking

PATHS = [
    "/v1",
    "/v1/causes",
    "/v1/causes/bowel-disease",
    "/v1/causes/nothing-here",
    "/v1/medication-classes",
    "/v1/medication-classes/proton-pump-inhibitors",
    "/v1/medication-classes/proton-pump-inhibitors/medications",
    "/v1/causes/bowel-disease/claims",
    "/v1/mechanisms",
    "/v1/claims",
    "/v1/search",
    "/v1/codes/atc/A02BC",
    "/v1/graph",
    "/v1/dataset",
    "/v1/dataset/export/csv",
    "/openapi.json",
    "/healthz",
    "/docs",
    "/v1/assessments/medications",
    "/v1/nowhere",
    "/v1/causes/",
    "/elsewhere",
]
LISTS = ("/v1/causes", "/v1/medication-classes", "/v1/mechanisms")
# What lists take, defaults among the values; and what is refused there or everywhere.
GOOD = {
    "limit": ["1", "2", "50", "050"],
    "sort": ["slug", "-slug", "name"],
    "fields": ["id", "name,id", "id,name"],
    "id": ["bowel-disease", "nothing-here", "a b&c", "é"],
    "code": ["atc:A02BC", "ATC:a02bc", "atc:ZZZ"],
    "q": ["bowel", "mg 2+", "%", "ü"],
    "pathway": ["absorption", "excretion"],
}
BAD = {
    "limit": ["0", "x", "201", ""],
    "sort": ["bad"],
    "fields": ["nope", ""],
    "id": [""],
    "cursor": ["x", ""],
    "unknown": ["1"],
    "autocomplete": ["false", "0"],
}
CODINGS = [
    "",
    "identity",
    "gzip",
    "br",
    "zstd",
    "gzip, deflate, br, zstd",
    "gzip;q=0",
    "*;q=0",
    "x;q=y",
    "br;q=0.1, gzip",
]
ACCEPTS = [
    "*/*",
    "application/json",
    "text/html,application/xhtml+xml,*/*;q=0.8",
    "text/html",
    "application/json;q=0",
    "-",
]
DATES = ["Sun, 06 Nov 1994 08:49:37 GMT", "Fri, 02 Jan 2099 00:00:00 GMT", "yesterday"]
TAGS = ["*", '"x"', 'W/"x", "y"', "x", "", '"x', "HELD", '"x", HELD', "STRONG"]
UNUSUAL = [
    ("range", "bytes=0-9"),
    ("if-match", '"x"'),
    ("if-match", "*"),
    ("if-unmodified-since", DATES[0]),
    ("content-length", "0"),
    ("origin", "https://example.org"),
    ("host", "a/b"),
    ("cookie", "a=b"),
    ("authorization", "Bearer x"),
    ("access-control-request-method", "GET"),
    ("x-request-id", "known-1"),
    ("x-request-id", "bad id"),
]
Header = tuple[str, str]
Asked = tuple[str, bytes, list[Header]]


def spelled(text: str, style: int) -> str:
    """One of the ways to write a value in a URL."""
    if style == 0:
        return quote(text, safe="")
    if style == 1:
        return quote(text, safe="").lower().replace("%20", "+")
    if style == 2:
        return "".join(f"%{byte:02x}" for byte in text.encode())
    return quote(text, safe="-_.~:,/+")


Page = tuple[str, list[tuple[str, str]]]


@st.composite
def pages(draw: st.DrawFn) -> Page:
    """Half of them lists with parameters that they take."""
    good = draw(st.booleans())
    path = draw(st.sampled_from(LISTS if good else PATHS))
    choices = GOOD if good or draw(st.booleans()) else BAD
    names = draw(st.lists(st.sampled_from(list(choices)), max_size=3, unique=True))
    return path, [(name, draw(st.sampled_from(choices[name]))) for name in names]


@st.composite
def spellings(draw: st.DrawFn, page: Page) -> bytes:
    """Now and then also one that nobody can mean, or one with a parameter twice."""
    path, pairs = page
    pairs = draw(st.permutations([*pairs, *draw(st.sampled_from([[], [], [("limit", "50")], [("sort", "slug")]]))]))
    query = "&".join(f"{name}={spelled(value, draw(st.integers(0, 3)))}" for name, value in pairs)
    ending = draw(st.sampled_from(["", "", "", "", "", "", "&", "&&q=%00", "&q=%ff", "&q=" + "x" * 3000]))
    if path.startswith("/v1/") and draw(st.integers(0, 4)) == 0:
        path = path[:4] + spelled(path[4:], 2).replace("%2f", "/")
    return f"{path}?{query}{ending}".encode() if query or ending else path.encode()


def one_of(name: str, values: list[str]) -> st.SearchStrategy[list[Header]]:
    return st.lists(st.sampled_from(values).map(lambda value: (name, value)), min_size=1, max_size=2)


HEADERS = st.one_of(
    st.just([]),
    one_of("accept-encoding", CODINGS),
    one_of("accept", ACCEPTS),
    one_of("if-none-match", TAGS),
    one_of("if-modified-since", DATES),
    st.sampled_from(UNUSUAL).map(lambda header: [header]),
    st.tuples(
        one_of("accept-encoding", CODINGS), one_of("if-none-match", TAGS), one_of("if-modified-since", DATES)
    ).map(lambda several: [fields[0] for fields in several]),
)


@st.composite
def requests(draw: st.DrawFn, pool: list[Page]) -> Asked:
    method = draw(st.sampled_from(["GET", "GET", "GET", "GET", "GET", "HEAD", "OPTIONS", "POST"]))
    return method, draw(spellings(draw(st.sampled_from(pool)))), draw(HEADERS)


@st.composite
def sequences(draw: st.DrawFn) -> list[Asked]:
    """Many requests for few pages, so that most of them meet what an earlier one left."""
    pool = draw(st.lists(pages(), min_size=1, max_size=2))
    return draw(st.lists(requests(pool), min_size=2, max_size=14))


@pytest.fixture(scope="module")
def plain(settings: Settings) -> Iterator[FastAPI]:
    app = create_app(settings.model_copy(update={"cache_bytes": 0}))
    yield app
    app.state.engine.dispose()


@pytest.fixture(scope="module", params=[64 * 2**20, 120_000], ids=["all fits", "little fits"])
def cached(request: pytest.FixtureRequest, settings: Settings) -> Iterator[FastAPI]:
    app = create_app(settings.model_copy(update={"cache_bytes": request.param}))
    yield app
    app.state.engine.dispose()


def shown(answer: Answer) -> tuple[int, list[tuple[bytes, bytes]], bytes | str, bool]:
    """All that a client sees, but for what is new each time: a made-up request id, the clock in gzip and zip."""
    headers = [
        (name, b"new" if name == b"x-request-id" and re.fullmatch(rb"[0-9a-f]{32}", value) else value)
        for name, value in answer.messages[0]["headers"]
    ]
    body = answer.body
    if (b"content-type", b"application/zip") in headers:
        body = b"zip"
    if (b"content-encoding", b"gzip") in headers:
        body = body[:4] + bytes(len(body[4:8])) + body[8:]
    return answer.status, headers, body if len(body) < 500 else sha256(body).hexdigest(), answer.complete


async def tag_of(app: FastAPI, target: bytes) -> str:
    return (await asking(app, target)).headers.get("etag", '"none"')


async def compare(plain: FastAPI, cached: FastAPI, sequence: list[Asked], *, together: bool) -> None:
    filled = []
    for method, target, headers in sequence:
        tag = await tag_of(plain, target) if any("HELD" in value or "STRONG" in value for _, value in headers) else ""
        told = [(name, value.replace("HELD", tag).replace("STRONG", tag[2:])) for name, value in headers]
        filled.append((method, target, told))
    known = {repr(asked): asked for asked in filled}
    answers = {
        name: shown(await asking(plain, target, method=method, headers=told))
        for name, (method, target, told) in known.items()
    }
    questions = [asking(cached, target, method=method, headers=told) for method, target, told in filled]
    if together:
        found = [shown(answer) for answer in await asyncio.gather(*questions)]
    else:
        found = [shown(await question) for question in questions]
    for asked, one in zip(filled, found, strict=True):
        assert one == answers[repr(asked)], asked


@pytest.mark.parametrize("warm", [False, True])
def test_warm_means_that_the_first_request_asks_no_database(settings: Settings, warm: bool) -> None:
    app = create_app(settings.model_copy(update={"cache_warm": warm}))
    statements: list[str] = []
    with TestClient(app) as client:
        event.listen(app.state.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
        assert client.get("/v1/causes").status_code == 200
        assert client.head("/v1/medications", headers={"Accept-Encoding": "br"}).status_code == 200
    assert (statements == []) is warm


@given(sequences(), st.booleans())
def test_the_same_bytes(plain: FastAPI, cached: FastAPI, sequence: list[Asked], together: bool) -> None:
    asyncio.run(compare(plain, cached, sequence, together=together))


def test_every_page_in_every_way(plain: FastAPI, cached: FastAPI) -> None:
    """Each page without a variable part and some others, in every coding and as a 304, new and from memory."""
    book = address_book(plain)
    pages = [path.encode() for path in book.fixed_paths()]
    pages += [b"/v1/causes/bowel-disease", b"/v1/search?q=bowel", b"/v1/causes?limit=1&sort=slug"]
    headers: list[list[Header]] = [[("accept-encoding", coding)] for coding in ("", "gzip", "br", "zstd")]
    headers += [[("if-none-match", "HELD")], [("if-none-match", "*")], [("if-modified-since", DATES[1])]]
    asked = [(method, page, told) for page in pages for told in headers for method in ("GET", "HEAD", "GET")]
    asyncio.run(compare(plain, cached, asked, together=False))
