"""How long an answer may be kept, how it is recognised later, and 304 for who still holds it."""

from collections.abc import Collection
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.edge.head import without_body
from api.edge.problem_types import PRECONDITION_FAILED
from api.edge.problems import ProblemWriter
from api.edge.refusal import Refusal
from api.edge.release_stamp import StampSource
from api.edge.route_table import is_under
from api.edge.validators import CONDITIONS, Verdict, entity_tag, evaluate, http_date

# RFC 9110 section 15.4.5: what a 200 would have said about keeping it, and nothing about the body that is not sent.
_KEPT_BY_304 = frozenset({b"cache-control", b"content-location", b"etag", b"expires", b"last-modified", b"vary"})


@dataclass(frozen=True)
class CachePolicy:
    """For whom and how long: `released_under` are the paths whose answers change only with release or software."""

    released_under: Collection[str]
    max_age: int
    stale_while_revalidate: int
    missing_max_age: int = 60
    """Seconds for 404 and 410: short, because the next release may bring the entity."""

    def cache_control(self, scope: Scope, status: int) -> str:
        """The `Cache-Control` of an answer that brings none of its own."""
        if scope["method"] != "GET":
            # An assessment holds somebody's medication and laboratory values.
            return "no-store"
        if status in (404, 410):
            return f"public, max-age={self.missing_max_age}"
        if status >= 400:
            # Some of these may otherwise be kept without being told (RFC 9110 section 15.1).
            return "no-store"
        if status == 200 and is_under(scope, self.released_under):
            return f"public, max-age={self.max_age}, stale-while-revalidate={self.stale_while_revalidate}"
        return "no-cache"


class Caching:
    """Adds `Cache-Control` to every answer, validators to the 200s of released paths, and evaluates preconditions.

    The handler always runs first. A tag can be computed for any URL, so a matching tag proves nothing about the
    status, and an error must never become a 304. It lies inside compression (a 304 is not compressed for nothing) and
    outside `LastResort` (errors get their `Cache-Control` too).
    """

    def __init__(
        self, app: ASGIApp, policy: CachePolicy, stamp: StampSource, software: str, writer: ProblemWriter
    ) -> None:
        self.app = app
        self.policy = policy
        self.stamp = stamp
        self.software = software
        self.writer = writer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        onward = send

        async def decide(message: Message) -> None:
            nonlocal onward
            if message["type"] == "http.response.start":
                verdict = self._describe(scope, MutableHeaders(scope=message), message["status"])
                if verdict == "not-modified":
                    message, onward = _not_modified(message), without_body(send)
                elif verdict == "failed":
                    onward = _drop
                    await self._failed(scope)(scope, receive, send)
            await onward(message)

        await self.app(scope, receive, decide)

    def _describe(self, scope: Scope, headers: MutableHeaders, status: int) -> Verdict:
        headers.setdefault("Cache-Control", self.policy.cache_control(scope, status))
        stamp = self.stamp()
        released = status == 200 and scope["method"] == "GET" and is_under(scope, self.policy.released_under)
        if stamp is None or not released:
            return "send"
        tag = headers.setdefault("ETag", entity_tag(stamp, self.software, scope["path"], scope["query_string"]))
        modified = headers.setdefault("Last-Modified", stamp.last_modified_header)
        conditions = _conditions(Headers(scope=scope))
        return evaluate(conditions, tag, http_date(modified)) if conditions else "send"

    def _failed(self, scope: Scope) -> Response:
        refusal = Refusal(PRECONDITION_FAILED, "What is served now does not meet the precondition of the request.")
        response = self.writer.answer(scope, refusal)
        response.headers["Cache-Control"] = self.policy.cache_control(scope, response.status_code)
        return response


def _conditions(headers: Headers) -> dict[str, str]:
    return {name: ", ".join(headers.getlist(name)) for name in CONDITIONS if name in headers}


def _not_modified(message: Message) -> Message:
    kept = [(name, value) for name, value in message["headers"] if name.lower() in _KEPT_BY_304]
    return {**message, "status": 304, "headers": kept}


async def _drop(_message: Message) -> None:
    """The answer that was on its way has been replaced."""
