"""Two ways to ask a ten-line application: over HTTP like a client, and byte for byte like a server."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import unquote

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Scope

from api.edge.release_stamp import ReleaseStamp
from api.edge.stack import install_edge
from api.settings import Settings

STAMP = ReleaseStamp("2026.1", "0123456789abcdef" * 4, date(2026, 1, 2))


def nothing() -> dict[str, str]:
    """The smallest endpoint."""
    return {}


def bare_app() -> FastAPI:
    """An application made as `create_app` makes it, with nothing in it."""
    return FastAPI(title="A small app", docs_url=None, redoc_url=None)


def with_edge(app: FastAPI, *, stamp: ReleaseStamp | None = STAMP, **settings: Any) -> FastAPI:
    """The same application behind the whole plumbing."""
    install_edge(app, Settings(**settings), lambda: stamp, "1.2.3")
    return app


def client(app: ASGIApp) -> TestClient:
    """A client that follows no redirect and names no coding unless told to; an exception that escapes is raised."""
    return TestClient(app, headers={"Accept-Encoding": "identity"}, follow_redirects=False)


@dataclass
class Answer:
    """What the application sent, message by message."""

    messages: list[Message] = field(default_factory=list)

    @property
    def status(self) -> int:
        return int(self.messages[0]["status"])

    @property
    def headers(self) -> Headers:
        return Headers(raw=self.messages[0]["headers"])

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.messages[1:])

    @property
    def complete(self) -> bool:
        return len(self.messages) > 1 and not self.messages[-1].get("more_body", False)


def ask(
    app: ASGIApp,
    target: bytes,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: Sequence[bytes] = (b"",),
    answer: Answer | None = None,
) -> Answer:
    """Sends exactly this target and these pieces of body; an exception of the application is raised here.

    Hand in an `answer` to see what had been sent before that exception.
    """
    answer = answer if answer is not None else Answer()
    pairs = list(headers.items()) if headers else []
    asyncio.run(asking(app, target, method=method, headers=pairs, body=body, answer=answer))
    return answer


async def asking(
    app: ASGIApp,
    target: bytes,
    *,
    method: str = "GET",
    headers: Sequence[tuple[str, str]] = (),
    body: Sequence[bytes] = (b"",),
    answer: Answer | None = None,
) -> Answer:
    """The same inside an event loop; a field may be there on several lines."""
    answer = answer if answer is not None else Answer()
    await _ask(app, scope_of(target, method, headers), list(body), answer)
    return answer


def scope_of(target: bytes, method: str = "GET", headers: Sequence[tuple[str, str]] = ()) -> Scope:
    """What a server hands to the application."""
    path, _, query = target.partition(b"?")
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path.decode("ascii")),
        "raw_path": path,
        "root_path": "",
        "query_string": query,
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in headers],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 80),
        "state": {},
    }


async def _ask(app: ASGIApp, scope: Scope, pieces: list[bytes], answer: Answer) -> None:
    async def receive() -> Message:
        if pieces:
            piece = pieces.pop(0)
            return {"type": "http.request", "body": piece, "more_body": bool(pieces)}
        # As servers do: who listens for the client leaving hears nothing until the answer is complete.
        while not answer.complete:
            await asyncio.sleep(0)
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        answer.messages.append(message)

    await app(scope, receive, send)
