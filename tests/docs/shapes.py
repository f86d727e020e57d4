"""Holding answers to the OpenAPI document, more strictly than clients may: what it does not name must not be there."""

from copy import deepcopy
from typing import Any

from jsonschema_rs import Draft202012Validator


def closed(document: dict[str, Any]) -> dict[str, Any]:
    """The document's components with every object closed."""
    components = deepcopy(document["components"])
    for schema in components["schemas"].values():
        schema.setdefault("additionalProperties", False)
    return {"components": components}


def validator(operation: dict[str, Any], components: dict[str, Any]) -> Draft202012Validator:
    """What checks the body of an operation's 200."""
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    return Draft202012Validator({**components, **schema})


def faults(check: Draft202012Validator, body: Any) -> list[str]:
    """Where a body is not of its shape."""
    return [f"{error.instance_path}: {error.message[:200]}" for error in check.iter_errors(body)]
