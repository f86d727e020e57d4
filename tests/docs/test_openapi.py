"""The OpenAPI document: valid, complete, and the one that was reviewed."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from jsonschema_rs import Draft202012Validator, meta
from schemathesis.specs.openapi.definitions import OPENAPI_31

from api.rest.openapi import EXAMPLES_FILE
from tests.docs.regenerate import SNAPSHOT, as_text, operations, without_examples
from tests.docs.shapes import closed, faults, validator


@pytest.fixture(scope="module")
def document(app: FastAPI) -> dict[str, Any]:
    return app.openapi()


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a document, examples left out."""
    if isinstance(value, dict):
        yield value
        for key, part in value.items():
            if key not in ("example", "examples"):
                yield from nodes(part)
    elif isinstance(value, list):
        for part in value:
            yield from nodes(part)


def every_operation(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(path, operation) for path, methods in document["paths"].items() for operation in methods.values()]


def test_it_is_the_one_that_was_reviewed(document: dict[str, Any]) -> None:
    made = as_text(without_examples(json.loads(json.dumps(document))))
    assert made == SNAPSHOT.read_text(encoding="utf-8"), "Run `make snapshot` and review the difference."


def test_it_is_valid(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    assert [error.message for error in Draft202012Validator(OPENAPI_31).iter_errors(document)] == []


def test_its_schemas_are_valid(document: dict[str, Any]) -> None:
    shapes = [node["schema"] for node in nodes(document) if "schema" in node]
    for shape in (*shapes, *document["components"]["schemas"].values()):
        meta.validate(shape)


def test_every_reference_leads_somewhere_and_every_component_is_used(document: dict[str, Any]) -> None:
    used = {node["$ref"] for node in nodes(document) if "$ref" in node}
    there = {
        f"#/components/{kind}/{name}" for kind, components in document["components"].items() for name in components
    }
    assert used == there


def test_operations_have_names_of_ours(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, operation in every_operation(document)]
    assert len(set(names)) == len(names)
    # FastAPI's own end in the method.
    assert [name for name in names if not re.fullmatch(r"[a-z]+(_[a-z]+)*", name) or name.endswith("_get")] == []
    assert not [name for name, operation in every_operation(document) if not operation["tags"]]


def test_models_have_names_for_generated_clients(document: dict[str, Any]) -> None:
    names = document["components"]["schemas"]
    assert [name for name in names if not re.fullmatch(r"[A-Z][A-Za-z]+", name)] == []
    assert "CausePage" in names
    assert "HTTPValidationError" not in names


def test_parameters_are_described_and_have_examples(document: dict[str, Any]) -> None:
    for path, operation in every_operation(document):
        for parameter in operation.get("parameters", []):
            place = f"{path} {parameter['name']}"
            assert parameter["description"], place
            assert not parameter["required"] or "example" in parameter, place
            assert "anyOf" not in parameter["schema"], place
        in_path = {p["name"] for p in operation.get("parameters", []) if p["in"] == "path"}
        assert in_path == set(re.findall(r"{(\w+)}", path))


def sent(document: dict[str, Any]) -> set[str]:
    """Names of the components that bodies consist of: clients may send null for what is absent, we never do."""
    components = document["components"]["schemas"]
    bodies = [operation["requestBody"] for _, operation in every_operation(document) if "requestBody" in operation]
    found: set[str] = set()
    waiting: list[Any] = bodies
    while waiting:
        named = {node["$ref"].rpartition("/")[2] for node in nodes(waiting.pop()) if "$ref" in node} - found
        found |= named
        waiting += [components[name] for name in named]
    return found


def test_nothing_that_is_answered_is_nullable(document: dict[str, Any]) -> None:
    components = document["components"]["schemas"]
    answered = [shape for name, shape in components.items() if name not in sent(document)]
    for node in nodes([document["paths"], answered]):
        assert node.get("type") != "null"
        assert "null" not in node.get("type", "")
        assert "nullable" not in node


def test_answers_have_no_defaults_and_stay_open(document: dict[str, Any]) -> None:
    for name in document["components"]["schemas"].keys() - sent(document):
        schema = document["components"]["schemas"][name]
        assert schema["required"], name
        assert set(schema["required"]) <= schema["properties"].keys(), name
        assert schema.get("additionalProperties", True) is True, name
        assert not [field for field, shape in schema["properties"].items() if "default" in shape], name


@pytest.mark.parametrize(
    ("path", "statuses"),
    [
        ("/healthz", "200 400 414 500"),
        ("/readyz", "200 400 414 500 503"),
        ("/problems", "200 400 406 414 500"),
        ("/problems/{slug}", "200 400 404 406 414 422 500"),
        ("/v1/causes", "200 304 400 406 412 414 422 500 503"),
        ("/v1/causes/{slug}", "200 304 400 404 406 410 412 414 422 500 503"),
        ("/v1/{entity_type}/{slug}/claims/{key}", "200 304 400 404 406 410 412 414 422 500 503"),
        ("/v1/references/{slug}", "200 304 400 404 406 412 414 422 500 503"),
        ("/v1/codes/{system}/{code}", "200 304 400 404 406 412 414 422 500 503"),
    ],
)
def test_statuses(document: dict[str, Any], path: str, statuses: str) -> None:
    assert " ".join(document["paths"][path]["get"]["responses"]) == statuses


@pytest.mark.parametrize("kind", ["medications", "laboratory", "differential"])
def test_statuses_of_assessments(document: dict[str, Any], kind: str) -> None:
    responses = document["paths"][f"/v1/assessments/{kind}"]["post"]["responses"]
    assert " ".join(responses) == "200 400 406 413 414 415 422 500 503"


def test_bodies_refuse_unknown_fields_and_have_examples(document: dict[str, Any]) -> None:
    for name in sent(document):
        shape = document["components"]["schemas"][name]
        assert shape.get("additionalProperties", shape.get("type") != "object") is not True, name


def test_errors_are_problems(document: dict[str, Any]) -> None:
    for name, response in document["components"]["responses"].items():
        assert response["description"], name
        assert name == "NotModified" or list(response["content"]) == ["application/problem+json"]


def test_every_operation_has_an_example_of_its_shape(document: dict[str, Any]) -> None:
    components = closed(document)
    named = set()
    for _, operation in operations(document):
        example = operation["responses"]["200"]["content"]["application/json"].get("example")
        assert example is not None, f"{operation['operationId']}: run `make snapshot`."
        assert faults(validator(operation, components), example) == [], operation["operationId"]
        named.add(operation["operationId"])
    assert json.loads(EXAMPLES_FILE.read_text(encoding="utf-8")).keys() == named
