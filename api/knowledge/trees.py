"""Entities with parents: what stands below one."""

from typing import Final, Literal

from api.knowledge.pages import Condition

Tree = Literal["cause", "medication_class"]

_BELOW: Final = """
    e.path IN (
        WITH RECURSIVE below (path) AS (
            SELECT path FROM {table} WHERE parent = :parent
            UNION SELECT t.path FROM {table} t JOIN below b ON t.parent = b.path
        ) SELECT path FROM below
    )
"""
_MEMBERS: Final = """
    e.path IN (
        WITH RECURSIVE below (path) AS (
            SELECT :medication_class
            UNION SELECT t.path FROM medication_class t JOIN below b ON t.parent = b.path
        ) SELECT m.medication FROM membership m JOIN below b ON m.medication_class = b.path
    )
"""


def below(table: Tree, path: str | None) -> list[Condition]:
    """The entity is below `path`, at any depth; no condition without one."""
    return [] if path is None else [Condition(_BELOW.format(table=table), {"parent": path})]


def members(path: str | None) -> list[Condition]:
    """The medication is in the class or in one below it, at any depth; no condition without one."""
    return [] if path is None else [Condition(_MEMBERS, {"medication_class": path})]
