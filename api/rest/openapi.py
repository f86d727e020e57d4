"""The OpenAPI document: what FastAPI derives, made true and complete.

FastAPI knows nothing of our problem+json, of 304, or of errors that middleware answers, and describes an optional query
parameter as nullable. All of that is put right here, once for all operations.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.edge.openapi import PROBLEM_SCHEMAS
from api.rest.openapi_responses import complete_responses, is_list, shared_components

DESCRIPTION = """
Causes, mechanisms, symptoms, medication classes and medications of **hypomagnesemia** (low blood magnesium); every
statement with its evidence.

* Every `id` is a path: `causes/celiac-disease` is `GET /v1/causes/celiac-disease`.
* What is absent is omitted; nothing is ever null. Value lists described as open may grow, and objects may get further
  fields: accept unknown ones.
* Codes are CURIEs such as `atc:A02BC`. `?id=` and `?code=` may be repeated; what was not found is named in `not_found`.
* With `?fields=` only the fields asked for (and `id`) are there, also where the schema says that others are required.
* Every path also takes `HEAD` and `OPTIONS`. Other methods are answered with 405 and `Allow`.
* Errors are `application/problem+json` (RFC 9457) with one entry in `errors` per fault.
* "Not found" means not in the data. It never means safe.
* The examples are answers of a real release, with most items of their lists left out.

Information only; not a diagnosis and not a treatment plan.
"""

EXAMPLES_FILE = Path(__file__).with_name("examples.json")
"""Answers of a real release by operationId, shortened; `make snapshot` writes them."""

_SLUGS = {
    "/v1/causes": "celiac-disease",
    "/v1/combinations": "proton-pump-inhibitors-with-diuretics",
    "/v1/condition": "hypomagnesemia",
    "/v1/diagnostic-algorithms": "hypomagnesemia-workup",
    "/v1/functions": "heart-rhythm",
    "/v1/laboratory-tests": "serum-magnesium",
    "/v1/mechanisms": "reduced-intestinal-absorption",
    "/v1/medication-classes": "proton-pump-inhibitors",
    "/v1/medications": "omeprazole",
    "/v1/references": "srinutta-2019",
    "/v1/severity-scales": "ctcae-hypomagnesemia",
    "/v1/symptoms": "muscle-cramps",
    "/v1/{entity_type}": "celiac-disease",
    "/problems": "not-found",
}
_PARAMETERS = {
    "code": "A02BC01",
    "entity_type": "causes",
    "from": "0.1.0",
    "key": "changes-absorption",
    "q": "omeprazole",
    "system": "atc",
}


def describe(app: FastAPI) -> None:
    """Replace the application's OpenAPI document by the completed one, made when it is first asked for."""

    @cache
    def document() -> dict[str, Any]:
        schema = get_openapi(
            title="Hypomag API",
            version=app.version,
            description=DESCRIPTION.strip(),
            routes=app.routes,
            license_info={"name": "Apache-2.0 (software), CC-BY-4.0 (data)"},
            servers=[{"url": app.state.settings.public_url or "/"}],
        )
        schema = _with_page_names(schema)
        _complete(schema)
        return schema

    app.openapi = document  # type: ignore[method-assign]


def _with_page_names(schema: dict[str, Any]) -> dict[str, Any]:
    """The document with `CausePage` in place of `Page_CauseSummary_`, the key that Pydantic makes for a generic."""
    components = schema["components"]["schemas"]
    names = {key: component["title"] for key, component in components.items() if key.startswith("Page_")}
    schema["components"]["schemas"] = {names.get(key, key): component for key, component in components.items()}
    text = json.dumps(schema)
    for key, name in names.items():
        text = text.replace(f'"#/components/schemas/{key}"', f'"#/components/schemas/{name}"')
    renamed: dict[str, Any] = json.loads(text)
    return renamed


def _complete(schema: dict[str, Any]) -> None:
    examples: dict[str, Any] = json.loads(EXAMPLES_FILE.read_text(encoding="utf-8"))
    schema["components"] |= shared_components()
    components = schema["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        components.pop(name, None)
    components.update(PROBLEM_SCHEMAS)
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            for parameter in operation.get("parameters", []):
                _complete_parameter(path, parameter)
                if parameter["name"] == "fields":
                    _complete_fields(parameter, _fields(operation, components))
            complete_responses(path, operation)
            if operation["operationId"] in examples:
                content = operation["responses"]["200"]["content"]["application/json"]
                content["example"] = examples[operation["operationId"]]


def _complete_parameter(path: str, parameter: dict[str, Any]) -> None:
    shape = parameter["schema"]
    choices = [choice for choice in shape.get("anyOf", []) if choice != {"type": "null"}]
    if len(choices) == 1:
        del shape["anyOf"]
        shape.update(choices[0])
    # The parameter itself says both.
    shape.pop("title", None)
    shape.pop("description", None)
    if parameter["required"]:
        example = _SLUGS.get(path.partition("/{slug}")[0]) if parameter["name"] == "slug" else None
        example = example or _PARAMETERS.get(parameter["name"])
        if example is not None:
            parameter["example"] = example


def _complete_fields(parameter: dict[str, Any], names: list[str]) -> None:
    """A comma-separated list, as OpenAPI has it: an array that is not exploded."""
    items = {"type": "string", "enum": names}
    parameter["schema"] = {"type": "array", "items": items, "minItems": 1, "uniqueItems": True}
    parameter |= {"style": "form", "explode": False}


def _fields(operation: dict[str, Any], components: dict[str, Any]) -> list[str]:
    """The fields that can be picked: those of the answer, or those of its items when it is a list."""
    shape = operation["responses"]["200"]["content"]["application/json"]["schema"]
    model = components[shape["$ref"].rpartition("/")[2]]
    if is_list(operation):
        model = components[model["properties"]["items"]["items"]["$ref"].rpartition("/")[2]]
    return list(model["properties"])
