"""Output models: what is absent is omitted, and the JSON schema says just that."""

from typing import Any

import pytest
from pydantic import Field, ValidationError

from api.public import Public


class Part(Public):
    """Inside another."""

    name: str


class Sample(Public):
    """Every kind of field."""

    id: str
    maybe: str | None = Field(default=None, description="Perhaps.", examples=["x"])
    either: int | str | None = None
    part: Part | None = Field(default=None, description="A part.")
    parts: list[Part] | None = None
    counts: dict[str, int]


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return Sample.model_json_schema(mode="serialization")


def test_what_may_be_absent_is_optional_and_not_nullable(schema: dict[str, Any]) -> None:
    assert schema["required"] == ["id", "counts"]
    assert schema["properties"] == {
        "id": {"title": "Id", "type": "string"},
        "maybe": {"title": "Maybe", "type": "string", "description": "Perhaps.", "examples": ["x"]},
        "either": {"title": "Either", "anyOf": [{"type": "integer"}, {"type": "string"}]},
        "part": {"$ref": "#/$defs/Part", "description": "A part."},
        "parts": {"title": "Parts", "type": "array", "items": {"$ref": "#/$defs/Part"}},
        "counts": {"title": "Counts", "type": "object", "additionalProperties": {"type": "integer"}},
    }


def test_clients_must_take_what_a_later_release_adds(schema: dict[str, Any]) -> None:
    assert "additionalProperties" not in schema
    assert "additionalProperties" not in schema["$defs"]["Part"]


def test_we_add_nothing_by_accident() -> None:
    with pytest.raises(ValidationError, match="extra_forbidden"):
        Sample.model_validate({"id": "a", "counts": {}, "more": 1})
