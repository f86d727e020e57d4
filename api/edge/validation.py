"""FastAPI's validation errors in the words of our problems: what is wrong, what was expected, what may be meant."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.routing import RouteContext
from pydantic.fields import FieldInfo

from api.edge.bounded_text import bounded, shown
from api.edge.expectation import choices, expected
from api.edge.nearest import nearest
from api.edge.parameters import fields_beside, json_body, query_fields
from api.edge.problem_types import MALFORMED_JSON, UNKNOWN_PARAMETER
from api.edge.refusal import Refusal
from api.errors import Fault, HypomagError, InvalidParameter

# A 16 kB query can hold thousands of unknown parameters; the answer need not be a hundred times the question.
_MOST_FAULTS = 50
_VALUE_ERROR = re.compile(r"^(?:Value|Assertion) error, ")


def error_of_validation(exc: RequestValidationError, route: RouteContext | None) -> HypomagError:
    """One error that carries every fault: 400 when the request cannot be read, else 422."""
    errors: Sequence[Mapping[str, Any]] = exc.errors()
    if any(error["type"] == "json_invalid" for error in errors):
        return _malformed_json(errors[0])
    faults = [_fault(error, route) for error in errors[:_MOST_FAULTS]]
    detail = _detail(faults, len(errors))
    if any(_is_unknown_parameter(error) for error in errors):
        return Refusal(UNKNOWN_PARAMETER, detail, faults)
    return InvalidParameter(detail, faults)


def _detail(faults: Sequence[Fault], count: int) -> str:
    if count == 1:
        return faults[0].message
    listed = "see `errors`" if count == len(faults) else f"the first {len(faults)} are in `errors`"
    return f"{count} faults in the request; {listed}."


def _malformed_json(error: Mapping[str, Any]) -> Refusal:
    position, reason = error["loc"][-1], bounded(str(error.get("ctx", {}).get("error", "not JSON")))
    message = f"The body is not JSON: {reason} at character {position}."
    return Refusal(MALFORMED_JSON, message, [Fault("body", message, "a JSON document in UTF-8")])


def _is_unknown_parameter(error: Mapping[str, Any]) -> bool:
    return bool(error["type"] == "extra_forbidden" and error["loc"][0] == "query")


def _fault(error: Mapping[str, Any], route: RouteContext | None) -> Fault:
    place, *inside = error["loc"]
    siblings = _siblings(place, inside, route)
    where = bounded(".".join(bounded(str(part)) for part in error["loc"]), 300)
    if error["type"] == "extra_forbidden":
        return _unknown_name(where, str(inside[-1]), "parameter" if place == "query" else "field", siblings)
    named = inside[-1] if inside else None
    field = siblings.get(named) if isinstance(named, str) else None
    return Fault(where, _message(error), expected(error, field), _meant(error))


def _siblings(place: object, inside: Sequence[str | int], route: RouteContext | None) -> Mapping[str, FieldInfo]:
    if route is None or not inside:
        return {}
    if place == "query":
        return query_fields(route)
    body = json_body(route) if place == "body" else None
    return fields_beside(body, inside) if body is not None else {}


def _unknown_name(where: str, name: str, kind: str, siblings: Mapping[str, FieldInfo]) -> Fault:
    known = f"one of: {', '.join(siblings)}" if siblings else f"no {kind} at all"
    meant = nearest(name, siblings)
    return Fault(where, f"There is no {kind} {shown(name)} here.", known, meant[0] if meant else None)


def _message(error: Mapping[str, Any]) -> str:
    said = bounded(_VALUE_ERROR.sub("", str(error["msg"])), 300).rstrip(".")
    return f"{said}." if error["type"] == "missing" else f"{said}; got {shown(error['input'])}."


def _meant(error: Mapping[str, Any]) -> str | None:
    told = error.get("ctx", {}).get("did_you_mean")
    if isinstance(told, str):
        return bounded(told)
    value = error["input"]
    found = nearest(value, choices(error)) if isinstance(value, str) else []
    return found[0] if found else None
