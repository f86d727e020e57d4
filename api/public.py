"""The base of everything a client reads."""

from typing import Any

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

_NULL = {"type": "null"}


class Public(BaseModel):
    """An output model: what is absent is omitted, never null.

    In Python an absent value is `None`; the JSON schema therefore shows such a field as optional and *not* nullable,
    and every other field as required. The doors serialise with `exclude_none`.
    """

    # Built when first needed: a start that answers from ready bytes never builds most of them.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        result = handler(schema)
        resolved = handler.resolve_ref_schema(result)
        properties: dict[str, dict[str, Any]] = resolved.get("properties", {})
        for name, field in properties.items():
            choices = [choice for choice in field.get("anyOf", []) if choice != _NULL]
            if len(choices) < len(field.get("anyOf", [])):
                others = {key: value for key, value in field.items() if key not in ("anyOf", "default")}
                properties[name] = others | (choices[0] if len(choices) == 1 else {"anyOf": choices})
        # Clients must take what a later release adds.
        resolved.pop("additionalProperties", None)
        optional = {name for name, info in cls.model_fields.items() if info.default is None}
        required = [info.alias or name for name, info in cls.model_fields.items() if name not in optional]
        if required:
            resolved["required"] = required
        return result
