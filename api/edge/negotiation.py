"""What is asked for and what is sent: 406 when no answer would be accepted, 415 for a body that is not JSON."""

import re
from collections.abc import Collection
from typing import Any

from fastapi.routing import RouteContext
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.edge.accept import JSON, accepts, accepts_json, media_ranges
from api.edge.bounded_text import bounded
from api.edge.parameters import json_body
from api.edge.problem_types import NOT_ACCEPTABLE, UNSUPPORTED_MEDIA_TYPE
from api.edge.refusal import Refusal
from api.edge.route_table import is_under, route_at
from api.errors import Fault

_WITH_BODY = frozenset({"PATCH", "POST", "PUT"})
_JSON_TYPE = re.compile(r"application/(?:[!#$&^_.+a-z0-9-]+\+)?json")


class Negotiation:
    """Refuses before the handler runs. Both refusals are problems, so it belongs inside `LastResort`.

    `Accept` counts under the `json_under` paths only: elsewhere are pages, files and health checks, whose callers send
    any `Accept` and read the status. Bodies of methods that take none are never read, so nothing is asked of them.
    """

    def __init__(self, app: ASGIApp, json_under: Collection[str]) -> None:
        self.app = app
        self.json_under = json_under

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            if is_under(scope, self.json_under):
                _refuse_unacceptable(scope, ", ".join(headers.getlist("accept")))
            if scope["method"] in _WITH_BODY:
                _refuse_unsupported(scope, headers)
        await self.app(scope, receive, send)


def _refuse_unacceptable(scope: Scope, accept: str) -> None:
    ranges = media_ranges(accept)
    if accepts_json(ranges):
        return
    route = route_at(scope)
    # Without a route the answer is 404 or 405, which says more than 406 would.
    offers = _offers(route) if route is not None else []
    if not offers or any(accepts(ranges, offered) for offered in offers):
        return
    listed = ", ".join(offers)
    detail = f"This path answers in {listed}, and `Accept: {bounded(accept)}` excludes that."
    raise Refusal(NOT_ACCEPTABLE, detail, [Fault("header.accept", detail, f"one of: {listed}")])


def _offers(route: RouteContext) -> list[str]:
    """The media types of the route's 200, as the OpenAPI document states them too."""
    response_class: Any = getattr(route, "response_class", None)
    default: str | None = getattr(getattr(response_class, "value", response_class), "media_type", None)
    responses: dict[int | str, dict[str, Any]] = getattr(route, "responses", None) or {}
    stated = responses.get(200, responses.get("200", {})).get("content", {})
    return list(dict.fromkeys([*([default] if default else []), *stated]))


def _refuse_unsupported(scope: Scope, headers: Headers) -> None:
    if not _has_body(headers):
        return
    route = route_at(scope)
    if route is None or json_body(route) is None:
        return
    content_type = headers.get("content-type", "")
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if not is_json(headers):
        detail = f"The body must be {JSON}; it came {f'as {bounded(content_type)}' if content_type else 'untyped'}."
        fault = Fault("header.content-type", detail, JSON)
        raise Refusal(UNSUPPORTED_MEDIA_TYPE, detail, [fault], {"Accept-Post": JSON})
    if encoding not in ("", "identity"):
        detail = f"The body must be sent as it is, not with `Content-Encoding: {bounded(encoding)}`."
        fault = Fault("header.content-encoding", detail, "identity")
        raise Refusal(UNSUPPORTED_MEDIA_TYPE, detail, [fault], {"Accept-Encoding": "identity", "Accept-Post": JSON})


def is_json(headers: Headers) -> bool:
    """Whether `Content-Type` names JSON or a kind of it (`application/fhir+json`)."""
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    return _JSON_TYPE.fullmatch(media_type) is not None


def _has_body(headers: Headers) -> bool:
    return "transfer-encoding" in headers or headers.get("content-length", "0").strip() not in ("", "0")
