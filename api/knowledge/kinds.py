"""What sets one type of entity apart when the build makes its ready answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from api.knowledge.entities import EntitySummary
from api.knowledge.wholes import EntityWhole
from api.vocabulary import EntityType

More = Mapping[str, Mapping[str, Any]]
"""Values of further fields, by field and then by path."""


def _nothing(_connection: Connection, _paths: Sequence[str]) -> More:
    return {}


@dataclass(frozen=True)
class Kind:
    """A type of entity: its public shapes, the table of its own columns, and what else its fields come from."""

    entity_type: EntityType
    summary: type[EntitySummary]
    whole: type[EntityWhole]
    table: str | None = None
    more: Callable[[Connection, Sequence[str]], More] = _nothing
