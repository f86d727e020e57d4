"""The short way to a route: a plain GET is read and handed to the route's function without FastAPI's machinery.

FastAPI goes through its tree of routers for every request and reads parameters by looking at annotations anew, at
several times the cost of an answer. What a route takes is known when the first request comes; so it is looked up once,
and from then on a request is matched, validated by the very same Pydantic fields, and answered. Whatever is not plain,
from an unknown parameter to a value that does not fit, goes on to FastAPI, which refuses it in the words it always had.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from inspect import iscoroutinefunction
from typing import Any, get_type_hints

from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.edge.parameters import NoParameters, SingleValues, query_fields, takes_list
from api.edge.problems import report_failure
from api.errors import HypomagError

# What these refuse is not plain.
_KEPT_HERE = frozenset({NoParameters.dependency, SingleValues.dependency})
_ANY = "{}"


@dataclass(frozen=True)
class _Direct:
    """A route whose function takes the request, parts of the path, and one model of query parameters."""

    call: Callable[..., Any]
    request_name: str | None
    path_fields: Sequence[Any]
    query_field: Any
    repeats: Mapping[str, bool]
    """The query parameters that there are, and whether one may be there more than once."""
    route: Any

    def arguments(self, path: Mapping[str, str], request: Request) -> dict[str, Any] | None:
        """What to call the function with; None when FastAPI has something to say about the request."""
        found: dict[str, Any] = {}
        for field in self.path_fields:
            value, errors = field.validate(path[field.alias], {}, loc=("path", field.alias))
            if errors:
                return None
            found[field.name] = value
        asked = _by_name(request.query_params.multi_items(), self.repeats) if request.scope["query_string"] else {}
        if asked is None:
            return None
        if self.query_field is not None:
            value, errors = self.query_field.validate(asked, {}, loc=("query",))
            if errors:
                return None
            found[self.query_field.name] = value
        if self.request_name is not None:
            found[self.request_name] = request
        return found


_Table = dict[tuple[int, str], list[tuple[re.Pattern[str], _Direct | None]]]


def _by_name(pairs: Sequence[tuple[str, str]], repeats: Mapping[str, bool]) -> dict[str, Any] | None:
    asked: dict[str, Any] = {}
    for name, value in pairs:
        may_repeat = repeats.get(name)
        if may_repeat is None or (not may_repeat and name in asked):
            return None
        if may_repeat:
            asked.setdefault(name, []).append(value)
        else:
            asked[name] = value
    return asked


class DirectRoutes:
    """Innermost of all layers: everything outside sees no difference."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._table: _Table | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or scope.get("root_path"):
            await self.app(scope, receive, send)
            return
        if self._table is None:
            self._table = _table(scope["app"])
        found = self._find(scope["path"])
        request = Request(scope, receive)
        arguments = None if found is None else found[0].arguments(found[1], request)
        if found is None or arguments is None:
            await self.app(scope, receive, send)
            return
        direct, path = found
        scope.update(endpoint=direct.call, path_params=path, route=direct.route)
        try:
            response = await direct.call(**arguments)
        except HypomagError as error:
            if error.status >= 500:
                report_failure(scope, error)
            raise
        await response(scope, receive, send)

    def _find(self, path: str) -> tuple[_Direct, dict[str, str]] | None:
        assert self._table is not None
        parts = path.split("/")
        key = (len(parts), parts[2] if len(parts) > 2 else "")
        for pattern, direct in self._table.get(key) or self._table.get((len(parts), _ANY)) or ():
            if (match := pattern.match(path)) is not None:
                return None if direct is None else (direct, match.groupdict())
        return None


def _table(app: Starlette) -> _Table:
    """Routes that take GET by the number of parts of their paths and the second one, in the order they are tried.

    Those that only FastAPI can call are there as well, so that none behind them takes their requests.
    """
    table: _Table = defaultdict(list)
    contexts = [context for context in iter_route_contexts(app.routes) if "GET" in (context.methods or ("GET",))]
    keys = {_key(context) for context in contexts}
    for context in contexts:
        pattern: re.Pattern[str] | None = getattr(context, "path_regex", None)
        if pattern is None:
            # It tells not what it takes, so nothing behind it can be known.
            break
        size, second = _key(context)
        for key in keys:
            if context.methods is None or (key[0] == size and second in (_ANY, key[1])):
                table[key].append((pattern, _direct(context)))
    return dict(table)


def _key(context: RouteContext) -> tuple[int, str]:
    parts = (context.path or "").split("/")
    second = parts[2] if len(parts) > 2 else ""
    return len(parts), _ANY if "{" in second else second


def _direct(context: RouteContext) -> _Direct | None:
    dependant: Dependant | None = getattr(context, "dependant", None)
    if dependant is None or not iscoroutinefunction(dependant.call) or not _is_plain(dependant):
        return None
    models = dependant.query_params
    repeats = {name: takes_list(field) for name, field in query_fields(context).items()} if models else {}
    return _Direct(
        dependant.call,
        dependant.request_param_name,
        dependant.path_params,
        models[0] if models else None,
        repeats,
        context.original_route,
    )


def _is_plain(dependant: Dependant) -> bool:
    others = (dependant.header_params, dependant.cookie_params, dependant.body_params)
    returned = get_type_hints(dependant.call).get("return") if dependant.call else None
    return (
        isinstance(returned, type)
        # Anything else FastAPI would have to serialise.
        and issubclass(returned, Response)
        and not any(others)
        and len(dependant.query_params) <= 1
        # A part of a path that may hold slashes is no part.
        and ":" not in (dependant.path or "")
        and {dependency.call for dependency in dependant.dependencies} <= _KEPT_HERE
        and not any(_names_beside_request(dependant))
    )


def _names_beside_request(dependant: Dependant) -> Iterator[str | None]:
    """What else FastAPI would hand to the function."""
    yield dependant.http_connection_param_name
    yield dependant.websocket_param_name
    yield dependant.background_tasks_param_name
    yield dependant.response_param_name
    yield dependant.security_scopes_param_name
