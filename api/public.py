"""The base of everything a client reads."""

from typing import Any

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


class Public(BaseModel):
    """An output model: what is absent is omitted, never null.

    In Python an absent value is `None`; the JSON schema therefore shows such a field as optional and *not* nullable,
    and every other field as required. The doors serialise with `exclude_none`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        result = handler(schema)
        resolved = handler.resolve_ref_schema(result)
        properties: dict[str, dict[str, Any]] = resolved.get("properties", {})
        for name, field in properties.items():
            choices = [choice for choice in field.get("anyOf", []) if choice != {"type": "null"}]
            if "anyOf" in field and len(choices) == 1:
                properties[name] = {**{k: v for k, v in field.items() if k not in ("anyOf", "default")}, **choices[0]}
        optional = {name for name, info in cls.model_fields.items() if info.default is None}
        required = [info.alias or name for name, info in cls.model_fields.items() if name not in optional]
        if required:
            resolved["required"] = required
        return result
