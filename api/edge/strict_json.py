"""JSON bodies as RFC 8259 has them; Python's parser lets more through, and what it lets through breaks things later."""

import json
import re
from typing import Any, NoReturn

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.edge.negotiation import is_json
from api.edge.problem_types import MALFORMED_JSON
from api.edge.refusal import Refusal
from api.errors import Fault

# Only bodies with one of these can be at fault, so that hardly any body is parsed twice.
_SUSPECT = re.compile(rb"NaN|Infinity|\\u[dD][89a-fA-F]")


class StrictJson:
    """400 for `NaN`, `Infinity`, lone surrogates and anything but UTF-8: no answer that repeats them could be written.

    The body is read whole, as FastAPI does anyway; it belongs inside `RequestLimits`, which bounds it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] == "GET" or not is_json(Headers(scope=scope)):
            await self.app(scope, receive, send)
            return
        body = bytearray()
        while (message := await receive())["type"] == "http.request":
            body += message.get("body", b"")
            if not message.get("more_body", False):
                _refuse_not_json(bytes(body))
                break
        await self.app(scope, _replayed(body, message, receive), send)


def _replayed(body: bytearray, last: Message, receive: Receive) -> Receive:
    """What was read, then whatever comes; a client that left in the middle has sent no body at all."""
    first: Message | None = last if last["type"] != "http.request" else {**last, "body": bytes(body)}

    async def replay() -> Message:
        nonlocal first
        if first is None:
            return await receive()
        message, first = first, None
        return message

    return replay


def _refuse_not_json(body: bytes) -> None:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        _refuse("it is not UTF-8")
    if b"\0" in body:
        # Python would take it for UTF-16, which RFC 8259 section 8.1 does not allow.
        _refuse("it is not UTF-8")
    if _SUSPECT.search(body) is None:
        return
    try:
        content: Any = json.loads(body, parse_constant=_refuse_constant)
        json.dumps(content, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        _refuse("an escape in it is half of a surrogate pair")
    except (ValueError, RecursionError):
        # FastAPI finds this too and says where it is.
        return


def _refuse_constant(name: str) -> NoReturn:
    _refuse(f"{name} is not JSON")


def _refuse(reason: str) -> NoReturn:
    message = f"The body cannot be read as JSON: {reason}."
    raise Refusal(MALFORMED_JSON, message, [Fault("body", message, "a JSON document in UTF-8")])
