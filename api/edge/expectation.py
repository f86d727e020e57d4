"""What would have been right in the place of a value that Pydantic refused."""

import re
from collections.abc import Mapping
from typing import Any

from annotated_types import Ge, Gt, Le, Lt
from pydantic.fields import FieldInfo

from api.edge.bounded_text import bounded

_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'")

_PLAIN = {
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "date_from_datetime_parsing": "a date such as 2026-01-31",
    "date_parsing": "a date such as 2026-01-31",
    "dict_type": "an object",
    "finite_number": "a finite number",
    "float_parsing": "a number",
    "float_type": "a number",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a whole number",
    "int_type": "a whole number",
    "list_type": "a list",
    "model_attributes_type": "an object",
    "model_type": "an object",
    "string_type": "text",
    "string_unicode": "text in UTF-8",
}
_NUMBERS = {"greater_than", "greater_than_equal", "less_than", "less_than_equal"}
_SIZES = {
    "string_too_short": "at least {min_length} characters",
    "string_too_long": "at most {max_length} characters",
    "string_pattern_mismatch": "text that matches {pattern}",
    "too_short": "at least {min_length} items",
    "too_long": "at most {max_length} items",
}


def expected(error: Mapping[str, Any], field: FieldInfo | None) -> str | None:
    """The sentence part after "expected", from one Pydantic error and, if known, the field it is about.

    A validator of ours can say it itself by raising `PydanticCustomError` with `expected` in its context.
    """
    kind, context = str(error["type"]), error.get("ctx", {})
    if listed := choices(error):
        return f"one of: {', '.join(listed)}"
    if isinstance(told := context.get("expected"), str):
        return bounded(told, 300)
    if kind in _SIZES:
        return _SIZES[kind].format(**context)
    plain = _PLAIN.get(kind)
    if kind in _NUMBERS or plain in ("a number", "a whole number"):
        return _number(plain or _number_word(field), _bounds(context, field))
    return plain


def choices(error: Mapping[str, Any]) -> list[str]:
    """The values of a closed list, when the error is that a value is not among them."""
    if error["type"] not in ("enum", "literal_error"):
        return []
    return _QUOTED.findall(str(error.get("ctx", {}).get("expected", "")))


def _number_word(field: FieldInfo | None) -> str:
    return "a whole number" if field is not None and field.annotation is int else "a number"


def _bounds(context: Mapping[str, Any], field: FieldInfo | None) -> dict[str, Any]:
    bounds = {key: context[key] for key in ("ge", "gt", "le", "lt") if key in context}
    for constraint in field.metadata if field is not None else ():
        match constraint:
            case Ge(ge=value):
                bounds["ge"] = value
            case Gt(gt=value):
                bounds["gt"] = value
            case Le(le=value):
                bounds["le"] = value
            case Lt(lt=value):
                bounds["lt"] = value
            case _:
                pass
    return bounds


def _number(kind: str, bounds: Mapping[str, Any]) -> str:
    if "ge" in bounds and "le" in bounds:
        return f"{kind} from {bounds['ge']} to {bounds['le']}"
    words = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
    limits = " and ".join(f"{word} {bounds[key]}" for key, word in words.items() if key in bounds)
    return f"{kind}, {limits}" if limits else kind
