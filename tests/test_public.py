"""Output models: what is absent is omitted, and the schema says exactly that."""

from typing import Any

import pytest
from pydantic import Field, ValidationError

from api.public import Public


class Inner(Public):
    """A part."""

    colour: str


class Outer(Public):
    """A whole."""

    id: str
    note: str | None = Field(default=None, description="Perhaps.")
    part: Inner | None = None
    size: int | str | None = None
    either: int | str
    count: int = 5
    parts: list[Inner] = []


class Nothing(Public):
    """Nothing that is always there."""

    note: str | None = None


def properties() -> dict[str, Any]:
    found: dict[str, Any] = Outer.model_json_schema(mode="serialization")["properties"]
    return found


def test_what_may_be_absent_is_optional_and_all_else_is_required() -> None:
    assert Outer.model_json_schema(mode="serialization")["required"] == ["id", "either", "count", "parts"]
    assert "required" not in Nothing.model_json_schema()


def test_nothing_is_nullable() -> None:
    assert '"null"' not in str(Outer.model_json_schema()).replace("'", '"')
    assert properties()["note"] == {"type": "string", "description": "Perhaps.", "title": "Note"}
    assert properties()["part"] == {"$ref": "#/$defs/Inner"}
    assert properties()["size"]["anyOf"] == [{"type": "integer"}, {"type": "string"}]
    assert properties()["either"]["anyOf"] == [{"type": "integer"}, {"type": "string"}]
    assert "default" not in properties()["size"]


def test_absent_is_omitted() -> None:
    assert Outer(id="a", either=1).model_dump(exclude_none=True) == {"id": "a", "either": 1, "count": 5, "parts": []}


def test_models_are_closed_and_frozen() -> None:
    with pytest.raises(ValidationError):
        Inner(colour="red", shape="round")  # type: ignore[call-arg]
    with pytest.raises(ValidationError):
        Inner(colour="red").colour = "blue"  # type: ignore[misc]
