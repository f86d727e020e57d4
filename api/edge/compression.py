"""Which encoding an answer is sent in. `starlette-compress` encodes; here are the choice, the levels and `Vary`."""

from functools import lru_cache

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette_compress import CompressMiddleware, add_compress_type

from api.edge.quality import weighted

# Best ratio for its time first, which decides between codings that a client likes equally.
CODINGS = ("zstd", "br", "gzip")
_NOT_COMPRESSED_BY_DEFAULT = ("application/problem+json", "application/fhir+json", "text/csv")


class Compression:
    """Encodes what is worth it, in the coding that the client likes best.

    `starlette-compress` looks only at which codings are allowed, so `Accept-Encoding` is reduced to the best one here.
    It also leaves `Vary` off answers that are too small to encode; a cache must know that the larger one next to it
    varies, and that this one may after the next release.
    """

    def __init__(self, app: ASGIApp) -> None:
        for media_type in _NOT_COMPRESSED_BY_DEFAULT:
            add_compress_type(media_type)
        self.app = CompressMiddleware(app, minimum_size=500, zstd_level=3, brotli_quality=3, gzip_level=4)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        coding = best_coding(", ".join(Headers(scope=scope).getlist("accept-encoding")))
        headers = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        if coding != "identity":
            headers.append((b"accept-encoding", coding.encode()))

        async def describe(message: Message) -> None:
            if message["type"] == "http.response.start":
                _describe(MutableHeaders(scope=message), message["status"])
            await send(message)

        await self.app({**scope, "headers": headers}, receive, describe)


@lru_cache(maxsize=256)
def best_coding(accept_encoding: str) -> str:
    """The coding to use: the heaviest of those we have, ours first among equals; `identity` when none is wanted.

    `identity;q=0` without any coding of ours still gets `identity`: RFC 9110 section 12.5.3 allows it, and an answer
    serves better than a refusal.
    """
    weights: dict[str, float] = {}
    for name, weight in weighted(accept_encoding):
        weights.setdefault({"x-gzip": "gzip"}.get(name, name), weight)
    others = weights.get("*", 0.0)
    best = max(CODINGS, key=lambda coding: weights.get(coding, others))
    weight = weights.get(best, others)
    return best if weight > 0 and weight >= weights.get("identity", 0.0) else "identity"


def _describe(headers: MutableHeaders, status: int) -> None:
    if status == 304 or _is_text(headers.get("content-type", "")):
        _vary(headers)
    tag = headers.get("etag", "")
    if "content-encoding" in headers and tag.startswith('"'):
        # A strong tag promises the same bytes; files bring one.
        headers["ETag"] = f"W/{tag}"


def _vary(headers: MutableHeaders) -> None:
    named = [name.strip().lower() for value in headers.getlist("vary") for name in value.split(",")]
    if "accept-encoding" not in named and "*" not in named:
        headers.add_vary_header("Accept-Encoding")


def _is_text(content_type: str) -> bool:
    media_type = content_type.partition(";")[0].strip().lower()
    return media_type.startswith("text/") or media_type.endswith(("json", "javascript", "xml"))
