"""What the application's route table says about a path, whatever the method asked for.

FastAPI keeps included routers as a tree; `iter_route_contexts` walks it with prefixes applied. Only refusals and
`OPTIONS` need these answers, so they are looked up when asked, not kept.
"""

from collections.abc import Collection, Iterator
from typing import Any

from fastapi.routing import RouteContext, iter_route_contexts
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

# A mounted application does not tell its methods: let it answer for itself.
_ANY = frozenset({"DELETE", "GET", "PATCH", "POST", "PUT"})


def route_path(scope: Scope) -> str:
    """The path that routes are matched with: without the prefix that a proxy or a mount took."""
    root: str = scope.get("app_root_path", scope.get("root_path", ""))
    path: str = scope["path"]
    return path[len(root) :] if root and path.startswith(f"{root}/") else path


def is_under(scope: Scope, prefixes: Collection[str]) -> bool:
    """Whether a request lies at or below one of some paths: `/v1/causes` lies under `/v1`, `/v10` does not."""
    path = route_path(scope)
    return any(path == prefix or path.startswith(f"{prefix}/") for prefix in prefixes)


def _contexts(scope: Scope) -> Iterator[RouteContext]:
    app: Starlette = scope["app"]
    yield from iter_route_contexts(app.routes)


def routes_at(scope: Scope) -> list[RouteContext]:
    """All routes of the application whose path matches, in the order they are tried."""
    path = route_path(scope)
    return [context for context in _contexts(scope) if _matches(context, path)]


def _matches(context: RouteContext, path: str) -> bool:
    pattern: Any = getattr(context, "path_regex", None)
    return pattern is not None and pattern.match(path) is not None


def route_at(scope: Scope) -> RouteContext | None:
    """The route that will answer this request; None when the path or the method does not fit."""
    method = scope["method"]
    return next((context for context in routes_at(scope) if method in _methods(context)), None)


def methods_at(scope: Scope) -> list[str]:
    """Every method that the path takes, sorted, `HEAD` and `OPTIONS` included; empty when there is no such path."""
    found = {method for context in routes_at(scope) for method in _methods(context)}
    if not found:
        return []
    return sorted(found | {"OPTIONS"} | ({"HEAD"} if "GET" in found else set()))


def _methods(context: RouteContext) -> frozenset[str]:
    route = context.route
    if isinstance(route, Mount):
        return frozenset({"GET"}) if isinstance(route.app, StaticFiles) else _ANY
    return frozenset(context.methods or ())


def known_paths(scope: Scope) -> list[str]:
    """Paths that take `GET` and have no variable part, in the order of the table."""
    return [
        path
        for context in _contexts(scope)
        if (path := context.path) and "{" not in path and "GET" in _methods(context)
    ]
