"""How problems look in an OpenAPI document."""

from typing import Any

_TEXT = {"type": "string"}

PROBLEM_SCHEMAS: dict[str, dict[str, Any]] = {
    "Problem": {
        "title": "Problem",
        "description": "RFC 9457 problem details.",
        "type": "object",
        "required": ["type", "title", "status"],
        "properties": {
            "type": {"type": "string", "format": "uri-reference", "description": "Opens an explanation."},
            "title": _TEXT,
            "status": {"type": "integer"},
            "detail": _TEXT,
            "instance": _TEXT,
            "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Fault"}},
            "did_you_mean": {"type": "array", "items": _TEXT, "description": "The nearest addresses, best first."},
            "successor": {"type": "string", "description": "Address of what took the place of a retired id."},
        },
    },
    "Fault": {
        "title": "Fault",
        "description": "One thing that is wrong with a request.",
        "type": "object",
        "required": ["where", "message"],
        "properties": {
            "where": {"type": "string", "description": "For example query.pathway."},
            "message": _TEXT,
            "expected": _TEXT,
            "did_you_mean": _TEXT,
        },
    },
}
