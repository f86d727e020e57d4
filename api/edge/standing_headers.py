"""Headers that are the same on every answer, whatever it is: who served it, and how a browser may use it."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.edge.release_stamp import StampSource

_ALWAYS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    # The data is public: without this, a page that asked for cross-origin isolation could not read it.
    (b"cross-origin-resource-policy", b"cross-origin"),
]
_STRICT = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")


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
                headers = [*message["headers"], *_ALWAYS]
                if all(name != _STRICT[0] for name, _ in headers):
                    headers.append(_STRICT)
                if (stamp := self.stamp()) is not None:
                    headers.append((b"hypomag-release", stamp.header.encode()))
                message = {**message, "headers": headers}
            await send(message)

        await self.app(scope, receive, add)
