"""Asking the application for what will be asked first, before anybody does."""

from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Scope

from api.edge.compression import CODINGS


async def warm_up(app: ASGIApp, paths: Iterable[str]) -> None:
    """Asks for each path in each coding, one after the other; what the answers are is for the layers to see."""
    for path in paths:
        for coding in ("identity", *CODINGS):
            await app(_scope(path, coding), _receive, _send)


def _scope(path: str, coding: str) -> Scope:
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"accept-encoding", coding.encode())],
        "client": None,
        "server": None,
        "state": {},
    }


async def _receive() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _send(_message: Message) -> None:
    """Nobody waits for the answer."""
