"""The hot path: answers to GET and HEAD as bytes, from memory, at about the cost of the bare server.

Nothing is made here. An answer is what the layers inside gave for the same URL, coding and condition, and it leaves
with the same headers; only the request id is new. What is unusual about a request or an answer goes through untouched.
A release never changes and a process has one software version, so an answer is kept as long as the release is open.
"""

from collections.abc import Iterable
from functools import lru_cache

from starlette.types import ASGIApp, Receive, Scope, Send

from api.edge.accept import accepts_json, media_ranges
from api.edge.byte_store import MOST_USES, ByteStore, Page
from api.edge.canonical_url import AddressBook
from api.edge.compression import best_coding
from api.edge.head import without_body
from api.edge.ready_headers import Header, ReadyAnswer, ReadyHeaders
from api.edge.release_stamp import StampSource
from api.edge.request_id import request_id
from api.edge.single_flight import REQUEST_ID, Flight, Outcome, Recorder
from api.edge.validators import evaluate, http_date

# Under which a page's 304 is kept, beside its codings.
_NOT_MODIFIED = "304"
# A body, a range, a precondition: rare, and each with rules that the layers inside know.
_UNUSUAL = frozenset(
    {b"content-length", b"expect", b"if-match", b"if-range", b"if-unmodified-since", b"range", b"transfer-encoding"}
)
_WATCHED = _UNUSUAL | {b"accept", b"accept-encoding", b"if-modified-since", b"if-none-match", REQUEST_ID}

Asked = tuple[str, bytes | None, bytes | None, bytes | None]
"""Coding, `If-None-Match`, `If-Modified-Since`, `X-Request-Id`: all that an answer depends on, besides the URL."""
_Wanted = tuple[bytes, str, bytes | None, bytes | None]


class ByteCache:
    """Answers what it has; of concurrent requests for what it does not have, one goes on and the others wait.

    It is outermost but for what must see every request (limits, keys, telemetry).
    """

    def __init__(self, app: ASGIApp, book: AddressBook, stamp: StampSource, capacity: int) -> None:
        self.app = app
        self.book = book
        self.stamp = stamp
        self.capacity = capacity
        self._stamp = stamp()
        self._store = ByteStore(capacity)
        self._flights: dict[_Wanted, Flight] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = _read(scope["headers"]) if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") else None
        stamp = self.stamp()
        if asked is None or stamp is None or not scope.get("raw_path") or scope.get("root_path"):
            await self.app(scope, receive, send)
            return
        if stamp is not self._stamp:
            self._stamp, self._store, self._flights = stamp, ByteStore(self.capacity), {}
        spelling = scope["raw_path"] + b"?" + scope["query_string"]
        page = self._store.spelled(spelling)
        answer = _kept(page, asked) if page is not None else None
        if page is None or answer is None:
            await self._find(spelling, asked, scope, receive, send)
            return
        if page.uses < MOST_USES:
            page.uses += 1
        await _reply(answer, asked, scope, send)

    async def _find(self, spelling: bytes, asked: Asked, scope: Scope, receive: Receive, send: Send) -> None:
        """The answer to a URL in a spelling, coding or condition that was not met before."""
        key = self.book.key(scope)
        if key is None:
            await self.app(scope, receive, send)
            return
        wanted = (key, *asked[:3])
        while True:
            page = self._store.page(key)
            answer = _kept(page, asked) if page is not None else None
            flight = self._flights.get(wanted)
            if answer is None and flight is None:
                await self._lead(wanted, spelling, scope, receive, send)
                return
            if answer is None and flight is not None:
                await flight.wait()
                answer = flight.answer
            if answer is not None:
                self._store.spell(key, spelling)
                await _reply(answer, asked, scope, send)
                return
            if flight is not None and flight.outcome == "refused":
                await self.app(scope, receive, send)
                return

    async def _lead(self, wanted: _Wanted, spelling: bytes, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask the application, for all who want the same meanwhile."""
        key, coding, *_ = wanted
        store, flights, flight = self._store, self._flights, Flight()
        flights[wanted] = flight

        def end(outcome: Outcome, answer: ReadyAnswer | None = None) -> None:
            if flights.get(wanted) is flight:
                del flights[wanted]
            flight.end(outcome, answer)

        def report(answer: ReadyAnswer | None) -> None:
            if answer is not None and flight.outcome is None:
                store.add(key, _NOT_MODIFIED if answer.status == 304 else coding, answer)
                store.spell(key, spelling)
            end("refused" if answer is None else "answered", answer)

        if scope["method"] == "HEAD":
            scope, send = {**scope, "method": "GET"}, without_body(send)
        recorder = Recorder(send, report)
        try:
            await self.app(scope, receive, recorder)
        except Exception:
            end("refused")
            await recorder.release()
            raise
        finally:
            end("abandoned")


def _read(headers: Iterable[Header]) -> Asked | None:
    """What the headers of a GET or HEAD ask for; None when there is anything unusual in them."""
    accept_encoding = none_match = modified_since = given_id = None
    for name, value in headers:
        if name not in _WATCHED:
            continue
        if name == b"accept":
            if not _takes_json(value):
                return None
        elif name == b"accept-encoding" and accept_encoding is None:
            accept_encoding = value
        elif name == REQUEST_ID:
            given_id = value if given_id is None else given_id
        elif name == b"if-none-match" and none_match is None:
            none_match = value
        elif name == b"if-modified-since" and modified_since is None:
            modified_since = value
        else:
            return None
    coding = "identity" if accept_encoding is None else _coding(accept_encoding)
    return coding, none_match, modified_since, given_id


@lru_cache(maxsize=256)
def _takes_json(accept: bytes) -> bool:
    return accepts_json(media_ranges(accept.decode("latin-1")))


@lru_cache(maxsize=256)
def _coding(accept_encoding: bytes) -> str:
    return best_coding(accept_encoding.decode("latin-1"))


def _kept(page: Page, asked: Asked) -> ReadyAnswer | None:
    coding, none_match, modified_since, _ = asked
    if none_match is None and modified_since is None:
        return page.answers.get(coding)
    answer = next(iter(page.answers.values()))
    if answer.etag is None:
        # Outside the release there are no tags, and conditions are not looked at.
        return page.answers.get(coding)
    if none_match == answer.etag:
        return page.answers.get(_NOT_MODIFIED)
    conditions = {"if-none-match": none_match, "if-modified-since": modified_since}
    fields = {name: value.decode("latin-1") for name, value in conditions.items() if value is not None}
    modified = http_date(answer.last_modified.decode("latin-1"))
    verdict = evaluate(fields, answer.etag.decode("latin-1"), modified)
    return page.answers.get(_NOT_MODIFIED if verdict == "not-modified" else coding)


async def _reply(answer: ReadyAnswer, asked: Asked, scope: Scope, send: Send) -> None:
    given = asked[3]
    name = request_id(given.decode("latin-1") if given else "")
    # As the layer that makes ids does it, for logs.
    scope.setdefault("state", {})["request_id"] = name
    headers = ReadyHeaders((*answer.headers, (REQUEST_ID, name.encode())))
    headers.answer = answer
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    body = b"" if scope["method"] == "HEAD" else answer.body
    await send({"type": "http.response.body", "body": body})
