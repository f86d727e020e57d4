"""What a request may be at most, and text in its URL that nobody can mean: refused before anything reads it."""

from urllib.parse import quote, unquote_to_bytes

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.edge.problem_types import CONTENT_TOO_LARGE, URI_TOO_LONG
from api.edge.refusal import Refusal
from api.errors import BadRequest, Fault

_LONGEST_URL = 16_384


class RequestLimits:
    """413, 414, and 400 for NUL or bytes that are not UTF-8; it belongs inside `LastResort`, which answers them."""

    def __init__(self, app: ASGIApp, max_body_bytes: int) -> None:
        self.app = app
        self.max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: bytes = scope.get("raw_path") or quote(scope["path"], errors="surrogatepass").encode()
        query: bytes = scope["query_string"]
        if len(path) + len(query) > _LONGEST_URL:
            raise Refusal(URI_TOO_LONG, f"Path and query together may be {_LONGEST_URL} bytes long at most.")
        _refuse_unreadable("path", path)
        _refuse_unreadable("query", query)
        if scope["method"] in ("GET", "OPTIONS"):
            await self.app(scope, receive, send)
        else:
            self._refuse_announced(scope)
            await self.app(scope, self._counted(receive), send)

    def _refuse_announced(self, scope: Scope) -> None:
        announced = Headers(scope=scope).get("content-length", "")
        # Python refuses to read thousands of digits, and twenty are too many anyway.
        if announced.isdecimal() and (len(announced) > 20 or int(announced) > self.max_body_bytes):
            raise Refusal(CONTENT_TOO_LARGE, self._too_large())

    def _counted(self, receive: Receive) -> Receive:
        seen = 0

        async def count() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.max_body_bytes:
                # FastAPI reads the body and would make a 400 of any exception but this one.
                raise HTTPException(CONTENT_TOO_LARGE.status, self._too_large())
            return message

        return count

    def _too_large(self) -> str:
        return f"The body may be {self.max_body_bytes} bytes long at most."


def _refuse_unreadable(where: str, raw: bytes) -> None:
    try:
        # Unencoded bytes are refused too: Starlette would read them as Latin-1, whatever they were.
        text = unquote_to_bytes(raw.decode("ascii")).decode("utf-8")
    except UnicodeDecodeError:
        message = f"The {where} is not percent-encoded UTF-8."
        raise BadRequest(message, [Fault(where, message, "percent-encoded UTF-8")]) from None
    if "\0" in text:
        message = f"The {where} holds a NUL character."
        raise BadRequest(message, [Fault(where, message, "text without NUL")])
