"""`HEAD` for every path that takes `GET` (RFC 9110 section 9.3.2); FastAPI itself answers 405."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send


def without_body(send: Send) -> Send:
    """A `send` that lets the head of an answer pass, ends it there and drops the rest.

    The end is sent with the first piece of the body: the server then reports the client as gone, and Starlette stops
    a long stream.
    """
    ended = False

    async def send_head(message: Message) -> None:
        nonlocal ended
        if message["type"] == "http.response.start":
            await send(message)
        elif not ended:
            ended = True
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        else:
            # A stream that never waits would not notice that it was stopped.
            await asyncio.sleep(0)

    return send_head


class Head:
    """Asks the inner layers for `GET` and leaves the body out: the headers, `Content-Length` included, are the same.

    It lies outside compression, because `Content-Length` is that of the encoded body.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "HEAD":
            # A copy: the server looks at its own scope to know that no body follows.
            await self.app({**scope, "method": "GET"}, receive, without_body(send))
        else:
            await self.app(scope, receive, send)
