"""Of many who ask the same at the same time, one asks the application; the others wait for its answer."""

import asyncio
from collections.abc import Callable
from typing import Literal

from starlette.types import Message, Send

from api.edge.ready_headers import Header, ReadyAnswer

REQUEST_ID = b"x-request-id"
Outcome = Literal["answered", "refused", "abandoned"]


class Flight:
    """What the one who asks knows when it is over; the first outcome counts.

    `answered`: all may have the answer. `refused`: it is not for others (an error, a stream, a private answer), so that
    each asks for itself. `abandoned`: whoever asked was cancelled; one of those who wait takes its place.
    """

    def __init__(self) -> None:
        self.outcome: Outcome | None = None
        self.answer: ReadyAnswer | None = None
        # Not a future: a waiter that is cancelled would cancel it for all.
        self._over = asyncio.Event()

    def end(self, outcome: Outcome, answer: ReadyAnswer | None = None) -> None:
        if self.outcome is None:
            self.outcome, self.answer = outcome, answer
            self._over.set()

    async def wait(self) -> None:
        await self._over.wait()


class Recorder:
    """A `send` that tells what the answer is as soon as it is whole, before the client gets it.

    A slow client must not keep others waiting. For that the start is held until the first piece of the body comes.
    """

    def __init__(self, send: Send, report: Callable[[ReadyAnswer | None], None]) -> None:
        self._send = send
        self._report = report
        self._held: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and may_be_kept(message):
            self._held = message
            return
        self._report(_whole(self._held, message) if self._held is not None else None)
        await self.release()
        await self._send(message)

    async def release(self) -> None:
        """Send what is held; a fault before the body must look to the client as it would without us."""
        held, self._held = self._held, None
        if held is not None:
            await self._send(held)


def may_be_kept(start: Message) -> bool:
    """Whether an answer may be given to others: a public 200 or 304 that depends on nothing but the coding."""
    headers: list[Header] = list(start["headers"])
    if start["status"] not in (200, 304) or not headers or headers[-1][0] != REQUEST_ID:
        return False
    values: dict[bytes, bytes] = {}
    for name, value in headers:
        if name in values and name in (b"cache-control", b"content-length", b"etag", b"vary"):
            return False
        values[name] = value
    control = values.get(b"cache-control", b"no-store").lower()
    return (
        b"no-store" not in control
        and b"private" not in control
        and b"set-cookie" not in values
        and values.get(b"vary", b"accept-encoding").lower() == b"accept-encoding"
        and not start.get("trailers", False)
    )


def _whole(start: Message, body: Message) -> ReadyAnswer | None:
    """The answer, if it came in one piece that is as long as it says."""
    if body["type"] != "http.response.body" or body.get("more_body", False):
        return None
    answer = ReadyAnswer(start["status"], list(start["headers"])[:-1], bytes(body.get("body", b"")))
    return answer if answer.length == len(answer.body) else None
