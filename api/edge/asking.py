"""How a route asks the release: in the event loop what is quick, in a few workers what is not.

A lookup takes tens of microseconds, less than a thread costs; and if lookups shared the threads of what takes long,
they would queue behind it. So every question is first asked in the loop, where statements have little time and work
that can be long refuses to begin (`api.db.not_in_the_loop`); what is refused there is asked again in a worker.
"""

from asyncio import get_running_loop
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine
from starlette.requests import Request

from api.db import WORKERS, in_the_loop
from api.errors import TooSlow

P = ParamSpec("P")
T = TypeVar("T")


class Release:
    """The release that a process serves, and the workers that ask it what takes long."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._quick = in_the_loop(engine)
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="release")

    async def ask(self, question: Callable[Concatenate[Connection, P], T], *args: P.args, **named: P.kwargs) -> T:
        """What `question` answers, whose first argument is a connection.

        Raises:
            TooSlow: a statement took too long even for a worker.
        """
        try:
            with self._quick.connect() as connection:
                return question(connection, *args, **named)
        except TooSlow:
            return await self._work(lambda: self._asked(question, *args, **named))

    async def pieces(self, made: Iterator[bytes]) -> AsyncIterator[bytes]:
        """The pieces of a long answer, each made in a worker when the one before is sent."""
        while (piece := await self._work(lambda: next(made, None))) is not None:
            yield piece

    def close(self) -> None:
        """Let go of the file."""
        self._workers.shutdown(wait=False, cancel_futures=True)
        self.engine.dispose()

    def _asked(self, question: Callable[Concatenate[Connection, P], T], *args: P.args, **named: P.kwargs) -> T:
        with self.engine.connect() as connection:
            return question(connection, *args, **named)

    async def _work(self, made: Callable[[], T]) -> T:
        # With the context, so that what is logged there carries the request's id.
        return await get_running_loop().run_in_executor(self._workers, copy_context().run, made)


async def ask(
    request: Request, question: Callable[Concatenate[Connection, P], T], *args: P.args, **named: P.kwargs
) -> T:
    """What the release of this process answers."""
    release: Release = request.app.state.release
    return await release.ask(question, *args, **named)
