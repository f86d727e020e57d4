"""All the plumbing in one call, and the reasons for its order."""

from collections.abc import Sequence

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.types import ASGIApp

from api.edge.byte_cache import ByteCache
from api.edge.caching import CachePolicy, Caching
from api.edge.canonical_url import AddressBook, CanonicalUrl
from api.edge.compression import Compression
from api.edge.cors import Cors, Options
from api.edge.direct_routes import DirectRoutes
from api.edge.docs_page import install_docs_page
from api.edge.head import Head
from api.edge.last_resort import LastResort
from api.edge.negotiation import Negotiation
from api.edge.problem_pages import problem_types_router
from api.edge.problems import ProblemWriter, install_problem_handlers
from api.edge.release_stamp import StampSource
from api.edge.request_id import RequestId
from api.edge.request_limits import RequestLimits
from api.edge.standing_headers import StandingHeaders
from api.edge.strict_json import StrictJson
from api.settings import Settings

_RELEASED = ("/v1",)
_JSON = ("/v1", "/problems")


def address_book(app: FastAPI) -> AddressBook:
    """The URLs whose answers change only with release or software."""
    return AddressBook(app, _RELEASED, also=[app.openapi_url] if app.openapi_url else [])


def install_edge(app: FastAPI, settings: Settings, stamp: StampSource, software: str) -> None:
    """Adds every layer, the exception handlers, `/problems` and `/docs` to an application made with `docs_url=None`.

    `stamp` names the release that is open; `software` is whatever else the bytes of an answer depend on, such as our
    own version. A layer added to the application afterwards lies outside all of these but the byte cache.
    """
    # The address in FastAPI's redirect is made from the Host header, which is wrong behind a proxy. The 404 names the
    # path without the slash.
    app.router.redirect_slashes = False
    writer = ProblemWriter(settings.public_url)
    install_problem_handlers(app, writer)
    app.include_router(problem_types_router(settings.public_url))
    install_docs_page(app, settings.public_url)
    # Links in the answers begin with the public URL.
    software = f"{software} {settings.public_url}"
    policy = CachePolicy(_RELEASED, settings.cache_max_age, settings.cache_stale_while_revalidate)
    caching = Middleware(Caching, policy=policy, stamp=stamp, software=software, writer=writer)
    book = address_book(app)
    for layer in reversed(_outermost_first(settings, stamp, writer, book, caching)):
        app.add_middleware(layer.cls, *layer.args, **layer.kwargs)
    if settings.cache_bytes:
        _put_in_front(app, [Middleware(ByteCache, book=book, stamp=stamp, capacity=settings.cache_bytes)])


def _outermost_first(
    settings: Settings, stamp: StampSource, writer: ProblemWriter, book: AddressBook, caching: Middleware
) -> list[Middleware]:
    return [
        # The three that put a header on every answer, whichever layer gives it.
        Middleware(RequestId),
        Middleware(Cors),
        Middleware(StandingHeaders, stamp=stamp),
        # Outside caching: one tag for all spellings of a URL.
        Middleware(CanonicalUrl, book=book),
        # Outside compression: Content-Length is that of the encoded body, and HEAD must give the same.
        Middleware(Head),
        # Outside caching: what becomes a 304 is not compressed first.
        Middleware(Compression),
        # Outside the last resort: errors get their Cache-Control, and no error can become a 304.
        caching,
        # Everything inside may raise; the answer still passes all of the above.
        Middleware(LastResort, writer=writer),
        # Before anything reads URL or body.
        Middleware(RequestLimits, max_body_bytes=settings.max_body_bytes),
        # Before negotiation: a preflight carries the page's Accept, not that of the request it prepares.
        Middleware(Options),
        Middleware(Negotiation, json_under=_JSON),
        # Only what is JSON and short enough is read.
        Middleware(StrictJson),
        # Innermost: in place of FastAPI's own routing, for what is plain.
        Middleware(DirectRoutes),
    ]


def _put_in_front(app: FastAPI, outermost_first: Sequence[Middleware]) -> None:
    """Layers outside those that Starlette and FastAPI add around ours, which would cost more than a hit does.

    What must see every request (limits, keys, telemetry) belongs here too, before the byte cache.
    """
    build = app.build_middleware_stack

    def build_with_front() -> ASGIApp:
        stack = build()
        for layer in reversed(outermost_first):
            stack = layer.cls(stack, *layer.args, **layer.kwargs)
        return stack

    app.build_middleware_stack = build_with_front  # type: ignore[method-assign]
