"""CORS: any page may ask and may read every answer, errors and 304 included; credentials are never allowed."""

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.edge.http_errors import no_such_path
from api.edge.route_table import methods_at

EXPOSED = (
    "Content-Disposition",
    "ETag",
    "Hypomag-Release",
    "Link",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "X-Request-Id",
)
_OPEN = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", ", ".join(EXPOSED).encode()),
]
_OURS = frozenset(name for name, _ in _OPEN)
# Headers that a page may set. The list is closed, so that a preflight cannot make us print what it sent.
_ALLOWED = {
    header.lower(): header
    for header in (
        "Accept",
        "Accept-Language",
        "Authorization",
        "Baggage",
        "Cache-Control",
        "Content-Language",
        "Content-Type",
        "If-Match",
        "If-Modified-Since",
        "If-None-Match",
        "If-Unmodified-Since",
        "Pragma",
        "Range",
        "Sentry-Trace",
        "Traceparent",
        "Tracestate",
        "X-API-Key",
        "X-Request-Id",
        "X-Requested-With",
    )
}
# Browsers cap it themselves (Chromium at two hours, Firefox at one day).
_MAX_AGE = "86400"


class Cors:
    """Opens every answer to every origin; also without an `Origin` header, so that caches need no `Vary: Origin`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def open_up(message: Message) -> None:
            if message["type"] == "http.response.start":
                others = [pair for pair in message["headers"] if pair[0] not in _OURS]
                message = {**message, "headers": [*others, *_OPEN]}
            await send(message)

        await self.app(scope, receive, open_up)


class Options:
    """Answers `OPTIONS` for every path, preflight or plain, with the methods that the path really takes.

    It refuses unknown paths, so it belongs inside `LastResort`.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "OPTIONS":
            await self.app(scope, receive, send)
            return
        methods = methods_at(scope)
        if not methods:
            raise no_such_path(scope)
        allowed = ", ".join(methods)
        headers = {"Allow": allowed, **_preflight(Headers(scope=scope), allowed)}
        await Response(status_code=204, headers=headers)(scope, receive, send)


def _preflight(asked: Headers, allowed: str) -> dict[str, str]:
    if "access-control-request-method" not in asked:
        return {}
    names = asked.get("access-control-request-headers", "").split(",")
    granted = sorted({_ALLOWED[name] for part in names if (name := part.strip().lower()) in _ALLOWED})
    headers = {"Access-Control-Allow-Methods": allowed, "Access-Control-Max-Age": _MAX_AGE}
    return {**headers, "Access-Control-Allow-Headers": ", ".join(granted)} if granted else headers
