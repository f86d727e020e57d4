"""What the build gathers for many entities at once to make their ready answers; no request comes here."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import Connection

from api.curies import SYSTEMS
from api.db import AnyRow, listed_values, rows
from api.knowledge.entities import Code, Effect, EntityRef, Name


def among(connection: Connection, statement: str, keys: Sequence[str]) -> Sequence[AnyRow]:
    """The rows of a statement in which `{paths}` stands for the keys."""
    marks, values = listed_values("path", keys)
    return rows(connection, statement.format(paths=marks), values)


def grouped(connection: Connection, statement: str, keys: Sequence[str]) -> Mapping[str, list[Any]]:
    """The second column of `among` by the first; a key without rows has an empty list."""
    found: dict[str, list[Any]] = {key: [] for key in keys}
    for key, value in among(connection, statement, keys):
        found[key].append(value)
    return found


def refs_by(connection: Connection, statement: str, keys: Sequence[str]) -> Mapping[str, list[EntityRef]]:
    """As `grouped`, for rows of a key and an entity's path, type and name."""
    found: dict[str, list[EntityRef]] = {key: [] for key in keys}
    for key, path, kind, name in among(connection, statement, keys):
        found[key].append(EntityRef(id=path, type=kind, name=name))
    return found


def children_of(
    connection: Connection, table: Literal["cause", "medication_class"], paths: Sequence[str]
) -> Mapping[str, list[EntityRef]]:
    """The entities directly below each."""
    statement = (
        "SELECT t.parent, e.path, e.type, e.name FROM",
        table,
        "t JOIN entity e ON e.path = t.path WHERE t.parent IN {paths} ORDER BY t.parent, e.slug",
    )
    return refs_by(connection, " ".join(statement), paths)


def names_of(connection: Connection, paths: Sequence[str]) -> Mapping[str, list[Name]]:
    """All names of each, the preferred one first."""
    found: dict[str, list[Name]] = defaultdict(list)
    statement = "SELECT entity, text, kind FROM name WHERE entity IN {paths} ORDER BY entity, position"
    for entity, text, kind in among(connection, statement, paths):
        found[entity].append(Name(text=text, kind=kind))
    return found


_CODES = """
    SELECT c.entity, c.system, c.code, n.name, c.relation
    FROM code c LEFT JOIN code_name n ON n.system = c.system AND n.code = c.code
    WHERE c.entity IN {paths} ORDER BY c.entity, c.position
"""


def codes_of(connection: Connection, paths: Sequence[str]) -> Mapping[str, list[Code]]:
    """The codes of each, in the curator's order."""
    found: dict[str, list[Code]] = defaultdict(list)
    for entity, system, code, name, relation in among(connection, _CODES, paths):
        found[entity].append(Code(code=f"{system}:{code}", system=SYSTEMS[system].uri, name=name, relation=relation))
    return found


_EFFECTS = """
    SELECT entity, pathway, mechanism, direction, strength, claim, via FROM effect
    WHERE entity IN {paths} ORDER BY entity, via != entity, claim
"""


def effects_of(connection: Connection, paths: Sequence[str]) -> Mapping[str, list[Effect]]:
    """The effects of each, its own before those of its classes."""
    found: dict[str, list[Effect]] = defaultdict(list)
    for row in among(connection, _EFFECTS, paths):
        fields = dict(row._mapping)
        found[fields.pop("entity")].append(Effect(**fields))
    return found
