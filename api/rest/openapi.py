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

DESCRIPTION = """
Causes, mechanisms, symptoms, medication classes and medications of **hypomagnesemia** (low blood magnesium); every
statement with its evidence.

* Every `id` is a path: `causes/celiac-disease` is `GET /v1/causes/celiac-disease`.
* What is absent is omitted; nothing is ever null. Value lists described as open may grow: accept unknown values.
* Codes are CURIEs such as `atc:A02BC`. `?id=` and `?code=` may be repeated; what was not found is named in `not_found`.
* Errors are `application/problem+json` (RFC 9457) with one entry in `errors` per fault.
* "Not found" means not in the data. It never means safe.

Information only; not a diagnosis and not a treatment plan.
"""

_EXAMPLES = Path(__file__).with_name("examples.json")
_PATH_EXAMPLES = {
    "/v1/causes": "celiac-disease",
    "/v1/mechanisms": "reduced-intestinal-absorption",
    "/v1/symptoms": "muscle-cramps",
    "/v1/medication-classes": "proton-pump-inhibitors",
    "/v1/medications": "omeprazole",
    "/v1/combinations": "proton-pump-inhibitors-with-diuretics",
    "/v1/functions": "heart-rhythm",
    "/v1/laboratory-tests": "serum-magnesium",
    "/v1/severity-scales": "ctcae-hypomagnesemia",
    "/v1/references": "srinutta-2019",
}
_PARAMETER_EXAMPLES = {
    "system": "atc",
    "code": "A02BC01",
    "entity_type": "causes",
    "key": "reduced-absorption",
    "q": "omeprazole",
}
_ALWAYS = {
    "400": "The query cannot be read: an unknown parameter, or a cursor that is not of this list.",
    "406": "`Accept` excludes JSON.",
    "414": "Path and query together are too long.",
    "422": "A parameter has a value that cannot be used.",
    "500": "The fault is ours.",
}
_ON_PATH = {
    "404": "Nothing like this is in the data. That is no statement that it is safe.",
    "410": "The id was retired; `successor` names what took its place.",
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
        _complete(schema)
        return schema

    app.openapi = document  # type: ignore[method-assign]


def _complete(schema: dict[str, Any]) -> None:
    examples: dict[str, Any] = json.loads(_EXAMPLES.read_text(encoding="utf-8"))
    components = schema["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        components.pop(name, None)
    components.update(PROBLEM_SCHEMAS)
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            for parameter in operation.get("parameters", []):
                _complete_parameter(path, parameter)
            _complete_responses(path, operation, examples)


def _complete_parameter(path: str, parameter: dict[str, Any]) -> None:
    shape = parameter["schema"]
    choices = [choice for choice in shape.get("anyOf", []) if choice != {"type": "null"}]
    if len(choices) == 1:
        del shape["anyOf"]
        shape.update(choices[0])
    name = parameter["name"]
    example = _PARAMETER_EXAMPLES.get(name)
    if name == "slug":
        example = next((slug for prefix, slug in _PATH_EXAMPLES.items() if path.startswith(prefix)), "celiac-disease")
    if example is not None and parameter.get("required"):
        parameter["example"] = example


def _complete_responses(path: str, operation: dict[str, Any], examples: dict[str, Any]) -> None:
    responses = operation["responses"]
    success = responses["200"]
    if operation["operationId"] in examples:
        success["content"]["application/json"]["example"] = examples[operation["operationId"]]
    errors = dict(_ALWAYS)
    if "{" in path:
        errors |= _ON_PATH
    if path.startswith("/v1"):
        success["headers"] = _HEADERS
        responses["304"] = {"description": "What the client has is still right (`If-None-Match`)."}
        errors["412"] = "`If-Match` does not hold: entity tags here are weak."
    for status, description in errors.items():
        content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        responses[status] = {"description": description, "content": content}
    operation["responses"] = dict(sorted(responses.items()))


_HEADERS: dict[str, Any] = {
    name: {"description": text, "schema": {"type": "string"}}
    for name, text in {
        "ETag": "Weak entity tag for `If-None-Match`; it changes with data and software.",
        "Hypomag-Release": "Version and digest of the release that answered.",
        "Cache-Control": "How long the answer may be kept.",
    }.items()
}
