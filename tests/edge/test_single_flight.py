"""Many ask the same at the same time: who asks the application, who waits, and what happens when it goes wrong."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI, HTTPException
from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from api.edge.byte_cache import ByteCache
from api.edge.ready_headers import ReadyAnswer
from api.edge.single_flight import Recorder, may_be_kept
from api.edge.stack import address_book
from tests.edge.asking import STAMP, Answer, asking, bare_app, scope_of, with_edge

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Kitchen:
    """An application whose one dish is ready when the test says so; each run takes the next outcome, then the last."""

    def __init__(self, *outcomes: Any) -> None:
        self.outcomes = list(outcomes)
        self.started = 0
        self.gate = asyncio.Event()
        app = bare_app()
        app.get("/v1/dish", response_model=None)(self.cook)
        self.app: FastAPI = with_edge(app)

    async def cook(self) -> Any:
        outcome = self.outcomes[min(self.started, len(self.outcomes) - 1)]
        self.started += 1
        await self.gate.wait()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def order(self, **asked: Any) -> "asyncio.Task[Answer]":
        return asyncio.create_task(asking(self.app, b"/v1/dish", **asked))


async def until(true: Callable[[], bool]) -> None:
    """Let everything run until it is so."""
    for _ in range(1000):
        await asyncio.sleep(0)
        if true():
            return
    raise AssertionError("It never came to pass.")


async def settle() -> None:
    """Let everything run as far as it can."""
    for _ in range(100):
        await asyncio.sleep(0)


async def test_one_asks_for_all() -> None:
    kitchen = Kitchen({"dish": "soup"})
    orders = [kitchen.order() for _ in range(50)]
    await settle()
    kitchen.gate.set()
    answers = await asyncio.gather(*orders)
    assert kitchen.started == 1
    assert {(answer.status, answer.body, answer.complete) for answer in answers} == {(200, b'{"dish":"soup"}', True)}
    assert len({answer.headers["x-request-id"] for answer in answers}) == 50


async def test_head_and_get_are_one_question_but_codings_are_not() -> None:
    kitchen = Kitchen({"dish": "soup" * 500})
    orders = [
        kitchen.order(method="HEAD"),
        kitchen.order(),
        kitchen.order(headers=[("accept-encoding", "gzip")]),
        kitchen.order(headers=[("accept-encoding", "gzip, x;q=0")], method="HEAD"),
    ]
    await settle()
    kitchen.gate.set()
    head, whole, encoded, encoded_head = await asyncio.gather(*orders)
    assert kitchen.started == 2
    assert (head.body, head.headers["content-length"]) == (b"", str(len(whole.body)))
    assert len(encoded.body) < 100
    assert encoded_head.headers["content-length"] == str(len(encoded.body))


@pytest.mark.parametrize(
    ("failure", "status"), [(HTTPException(404), 404), (HTTPException(503), 503), (RuntimeError("burnt"), 500)]
)
async def test_a_failure_is_for_who_met_it_alone(failure: Exception, status: int) -> None:
    kitchen = Kitchen(failure, {"dish": "soup"})
    orders = [kitchen.order() for _ in range(5)]
    await settle()
    assert kitchen.started == 1
    kitchen.gate.set()
    assert [answer.status for answer in await asyncio.gather(*orders)] == [status, 200, 200, 200, 200]
    assert kitchen.started == 5
    assert [(await kitchen.order()).status for _ in range(2)] == [200, 200]
    assert kitchen.started == 6


async def test_when_the_first_is_cancelled_another_takes_over() -> None:
    kitchen = Kitchen({"dish": "soup"})
    first, *others = [kitchen.order() for _ in range(5)]
    await until(lambda: kitchen.started == 1)
    await settle()
    first.cancel()
    await until(lambda: kitchen.started == 2)
    await settle()
    assert kitchen.started == 2
    kitchen.gate.set()
    assert [answer.status for answer in await asyncio.gather(*others)] == [200] * 4
    assert kitchen.started == 2
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_when_one_who_waits_is_cancelled_the_others_go_on_waiting() -> None:
    kitchen = Kitchen({"dish": "soup"})
    orders = [kitchen.order() for _ in range(5)]
    await settle()
    orders[2].cancel()
    await settle()
    kitchen.gate.set()
    answers = await asyncio.gather(*orders, return_exceptions=True)
    assert [isinstance(answer, asyncio.CancelledError) for answer in answers] == [False, False, True, False, False]
    assert kitchen.started == 1


async def test_when_all_are_cancelled_nothing_is_left_behind() -> None:
    kitchen = Kitchen({"dish": "soup"})
    orders = [kitchen.order() for _ in range(5)]
    await settle()
    for order in orders:
        order.cancel()
    await asyncio.gather(*orders, return_exceptions=True)
    kitchen.gate.set()
    assert (await kitchen.order()).status == 200


async def test_a_slow_client_keeps_nobody_waiting() -> None:
    """The first never takes its answer; the others have theirs."""
    kitchen = Kitchen({"dish": "soup"})
    stuck = asyncio.Event()

    async def never(message: Message) -> None:
        stuck.set()
        await asyncio.Event().wait()

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    slow = asyncio.create_task(kitchen.app(scope_of(b"/v1/dish"), receive, never))
    await until(lambda: kitchen.started == 1)
    other = kitchen.order()
    kitchen.gate.set()
    assert (await asyncio.wait_for(other, 60)).status == 200
    await stuck.wait()
    assert kitchen.started == 1
    slow.cancel()


async def test_a_stream_is_for_each_its_own() -> None:
    kitchen = Kitchen(*(StreamingResponse(iter([b"a", b"b"]), media_type="text/csv") for _ in range(3)))
    orders = [kitchen.order() for _ in range(3)]
    await settle()
    kitchen.gate.set()
    assert [answer.body for answer in await asyncio.gather(*orders)] == [b"ab"] * 3
    assert kitchen.started == 3


async def test_a_fault_between_head_and_body_looks_as_it_did() -> None:
    """The head goes out and the exception goes on, so that the server cuts the connection."""
    sent: list[Message] = []
    start: Message = {"type": "http.response.start", "status": 200, "headers": PUBLIC}

    async def keep(message: Message) -> None:
        sent.append(message)

    reported: list[ReadyAnswer | None] = []
    recorder = Recorder(keep, reported.append)
    await recorder(start)
    assert sent == []
    await recorder.release()
    await recorder.release()
    assert sent == [start]
    assert reported == []


PUBLIC = [(b"cache-control", b"public"), (b"content-length", b"2"), (b"x-request-id", b"1")]


@pytest.mark.parametrize(
    ("status", "headers", "kept"),
    [
        (200, PUBLIC, True),
        (304, PUBLIC, True),
        (206, PUBLIC, False),
        (404, PUBLIC, False),
        (200, [], False),
        (200, PUBLIC[:2], False),
        (200, [(b"x-request-id", b"1"), *PUBLIC[:2]], False),
        (200, PUBLIC[1:], False),
        (200, [(b"cache-control", b"private, max-age=5"), *PUBLIC[1:]], False),
        (200, [(b"cache-control", b"No-Store"), *PUBLIC[1:]], False),
        (200, [(b"cache-control", b"no-cache"), *PUBLIC[1:]], True),
        (200, [(b"cache-control", b"public"), *PUBLIC], False),
        (200, [(b"set-cookie", b"a=b"), *PUBLIC], False),
        (200, [(b"vary", b"Accept-Encoding"), *PUBLIC], True),
        (200, [(b"vary", b"*"), *PUBLIC], False),
        (200, [(b"vary", b"Accept-Language, Accept-Encoding"), *PUBLIC], False),
    ],
)
async def test_what_others_may_have(status: int, headers: list[tuple[bytes, bytes]], kept: bool) -> None:
    assert may_be_kept({"type": "http.response.start", "status": status, "headers": headers}) is kept


@pytest.mark.parametrize(
    "body",
    [
        {"type": "http.response.body", "body": b"ok", "more_body": True},
        {"type": "http.response.body", "body": b"longer"},
        {"type": "http.response.pathsend", "path": "/x"},
    ],
)
async def test_what_is_no_whole_is_passed_on_as_it_came(body: Message) -> None:
    start: Message = {"type": "http.response.start", "status": 200, "headers": PUBLIC}
    sent: list[Message] = []
    reported: list[ReadyAnswer | None] = []

    async def keep(message: Message) -> None:
        sent.append(message)

    recorder = Recorder(keep, reported.append)
    for message in (start, body):
        await recorder(message)
    assert sent == [start, body]
    assert reported == [None]


async def test_who_leaves_without_an_answer_leaves_its_place_to_another() -> None:
    """As Starlette stops a stream whose client has gone: the application returns, and nothing was sent."""
    gate = asyncio.Event()
    runs = 0

    async def inside(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal runs
        runs += 1
        await gate.wait()
        if runs > 1:
            await send({"type": "http.response.start", "status": 200, "headers": PUBLIC})
            await send({"type": "http.response.body", "body": b"ok"})

    app = ByteCache(inside, address_book(Kitchen(None).app), lambda: STAMP, 10**6)
    orders = [asyncio.create_task(asking(app, b"/v1/dish")) for _ in range(4)]
    await settle()
    gate.set()
    first, *others = await asyncio.gather(*orders)
    assert first.messages == []
    assert [answer.body for answer in others] == [b"ok"] * 3
    assert runs == 2
