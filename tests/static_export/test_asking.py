"""Asking an application in this process: pieces as they come, and only a whole 200 counts."""

import asyncio
import errno

import pytest
from starlette.types import Receive, Scope, Send

from api.errors import SetupError
from api.static_export.asking import ask

OK = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]}


def test_the_body_comes_in_pieces() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        assert (scope["path"], scope["raw_path"], scope["query_string"]) == ("/a b", b"/a%20b", b"c=d")
        assert await receive() == {"type": "http.request", "body": b"", "more_body": False}
        listening = asyncio.ensure_future(receive())
        await send(OK)
        for piece in (b"one", b"two"):
            await asyncio.sleep(0)
            assert not listening.done()
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body"})
        assert await listening == {"type": "http.disconnect"}

    pieces: list[bytes] = []
    headers = asyncio.run(ask(app, "/a%20b?c=d", pieces.append))
    assert headers["content-type"] == "text/plain"
    assert pieces == [b"one", b"two", b""]


@pytest.mark.parametrize("status", [204, 304, 404, 500])
def test_anything_but_200_is_told(status: int) -> None:
    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send(OK | {"status": status})
        await send({"type": "http.response.body", "body": b"not for a file"})

    pieces: list[bytes] = []
    with pytest.raises(SetupError, match=rf"^/x is answered with {status}, "):
        asyncio.run(ask(app, "/x", pieces.append))
    assert pieces == []


def test_an_answer_that_breaks_off_is_told() -> None:
    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send(OK)
        await send({"type": "http.response.body", "body": b"half", "more_body": True})

    with pytest.raises(SetupError, match=r"^/x breaks off, "):
        asyncio.run(ask(app, "/x", lambda _piece: None))


def test_a_failure_on_the_way_is_told() -> None:
    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send(OK)
        raise LookupError

    with pytest.raises(SetupError, match=r"^/x breaks off, "):
        asyncio.run(ask(app, "/x", lambda _piece: None))


def test_a_place_that_is_full_is_no_fault_of_the_page() -> None:
    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send(OK)
        await send({"type": "http.response.body", "body": b"piece"})

    def take(_piece: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        asyncio.run(ask(app, "/x", take))
