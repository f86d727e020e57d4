"""A name for every request, so that a report from a client finds its entry in the log."""

import re
from random import getrandbits

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# What a proxy made is kept, but nothing that could break a log line or a header.
_GIVEN = re.compile(r"[A-Za-z0-9._-]{1,64}")


def request_id(given: str) -> str:
    """The id of a request that came with `given`: that one if it is well-formed, else a new one."""
    # Nobody is kept out by an id, so it need not be a secret, and the random source of secrets costs a system call.
    return given if given and _GIVEN.fullmatch(given) else getrandbits(128).to_bytes(16, "big").hex()


class RequestId:
    """Takes a well-formed `X-Request-Id` or makes one; it is in the answer and in `scope["state"]["request_id"]`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        name = request_id(Headers(scope=scope).get("x-request-id", ""))
        scope.setdefault("state", {})["request_id"] = name

        async def echo(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Request-Id"] = name
            await send(message)

        await self.app(scope, receive, echo)
