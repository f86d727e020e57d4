"""Asks the application as a server would, without a server: so the files hold exactly what it answers."""

import asyncio
from collections.abc import Callable
from urllib.parse import unquote

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Scope

from api.errors import SetupError


async def ask(app: ASGIApp, address: str, take: Callable[[bytes], object]) -> Headers:
    """`GET` a path-only address without any coding; the body of a 200 goes to `take` in pieces, as it comes.

    Raises:
        SetupError: the answer is no whole 200, so that this release cannot be written whole.
    """
    exchange = _Exchange(take)
    undone = "so the release cannot be exported whole."
    try:
        await app(_scope(address), exchange.receive, exchange.send)
    except OSError:
        # From `take`: what it writes to is full, say.
        raise
    except Exception as error:
        # The application raises only what it can no longer answer, and has logged it.
        raise SetupError(f"{address} breaks off, {undone}") from error
    if not exchange.complete.is_set():
        raise SetupError(f"{address} breaks off, {undone}")
    if exchange.status != 200:
        raise SetupError(f"{address} is answered with {exchange.status}, {undone}")
    return exchange.headers


class _Exchange:
    """The server's side of one request."""

    def __init__(self, take: Callable[[bytes], object]) -> None:
        self.take = take
        self.status = 0
        self.headers = Headers()
        self.complete = asyncio.Event()
        self._asked = False

    async def receive(self) -> Message:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        # A stream listens here for the client leaving, which this one does not do.
        await self.complete.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], Headers(raw=message["headers"])
            return
        if self.status == 200:
            self.take(message.get("body", b""))
        if not message.get("more_body", False):
            self.complete.set()


def _scope(address: str) -> Scope:
    path, _, query = address.partition("?")
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode("ascii"),
        "root_path": "",
        "query_string": query.encode("ascii"),
        "headers": [],
        "client": None,
        "server": ("localhost", 80),
        "state": {},
    }
