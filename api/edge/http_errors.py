"""The framework's own refusals (no such path, wrong method, unreadable body) in the words of our problems."""

from starlette.exceptions import HTTPException
from starlette.types import Scope

from api.edge.bounded_text import bounded
from api.edge.nearest import nearest
from api.edge.problem_types import MALFORMED_JSON, METHOD_NOT_ALLOWED, of_status
from api.edge.refusal import Refusal
from api.edge.route_table import known_paths, methods_at, route_path
from api.errors import Fault, HypomagError, NotFound


def error_of_http(exc: HTTPException, scope: Scope) -> HypomagError:
    """The error of ours for a framework exception; an unlisted status keeps its number and says no more than it."""
    problem_type = of_status(exc.status_code)
    said_nothing = exc.detail == HTTPException(exc.status_code).detail
    if exc.status_code == NotFound.status and said_nothing:
        return no_such_path(scope)
    if exc.status_code == METHOD_NOT_ALLOWED.status:
        return _method_not_allowed(scope)
    if exc.status_code == MALFORMED_JSON.status and isinstance(exc.__cause__, ValueError | RecursionError):
        return _unreadable_json(exc.__cause__)
    return Refusal(problem_type, bounded(exc.detail, 300), headers=exc.headers)


def no_such_path(scope: Scope) -> NotFound:
    """404 for a path outside the route table, with the nearest paths that exist."""
    path = route_path(scope)
    near = nearest(path, known_paths(scope), limit=3)
    return NotFound(f"There is nothing at {bounded(path)}; /openapi.json lists every path.", near)


def _method_not_allowed(scope: Scope) -> Refusal:
    allowed = ", ".join(methods_at(scope))
    detail = f"{bounded(route_path(scope))} does not take {bounded(scope['method'])}; it takes {allowed}."
    return Refusal(METHOD_NOT_ALLOWED, detail, [Fault("method", detail, allowed)], {"Allow": allowed})


def _unreadable_json(cause: BaseException) -> Refusal:
    """FastAPI tells only syntax errors apart; these are wrong bytes, endless digits and bottomless nesting."""
    reasons = {UnicodeDecodeError: "it is not UTF-8", RecursionError: "it is nested too deeply"}
    reason = reasons.get(type(cause), "a number in it is too long")
    message = f"The body cannot be read as JSON: {reason}."
    return Refusal(MALFORMED_JSON, message, [Fault("body", message, "a JSON document in UTF-8")])
