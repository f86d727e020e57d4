"""The layer that no exception passes: it answers refusals of the layers inside it, and everything unforeseen."""

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.edge.problems import ProblemWriter, report_failure
from api.errors import HypomagError


class LastResort:
    """Turns any exception into a problem, unless an answer is already on its way.

    The outermost place in Starlette's stack (`ServerErrorMiddleware`) lies outside CORS and all other headers, so a
    browser could not read a 500 from there.
    """

    def __init__(self, app: ASGIApp, writer: ProblemWriter) -> None:
        self.app = app
        self.writer = writer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = finished = False

        async def watch(message: Message) -> None:
            nonlocal started, finished
            started = started or message["type"] == "http.response.start"
            finished = finished or (message["type"] == "http.response.body" and not message.get("more_body"))
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except ClientDisconnect:
            return
        except Exception as exc:
            if started or not isinstance(exc, HypomagError | HTTPException):
                report_failure(scope, exc)
            if not started:
                await self.writer.answer(scope, exc)(scope, receive, send)
            elif not finished:
                # The server must cut the connection: a shorter answer with a proper end would look whole.
                raise
