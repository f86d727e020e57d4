"""Headers that are the same on every answer, whatever it is: who served it, and how a browser may use it."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.edge.release_stamp import StampSource

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    # The data is public: without this, a page that asked for cross-origin isolation could not read it.
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_STRICT = "default-src 'none'; frame-ancestors 'none'"


class StandingHeaders:
    """Adds the security headers and `Hypomag-Release`; a page that shows something brings its own CSP."""

    def __init__(self, app: ASGIApp, stamp: StampSource) -> None:
        self.app = app
        self.stamp = stamp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_ALWAYS)
                headers.setdefault("Content-Security-Policy", _STRICT)
                if (stamp := self.stamp()) is not None:
                    headers["Hypomag-Release"] = stamp.header
            await send(message)

        await self.app(scope, receive, add)
