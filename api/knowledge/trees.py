"""Entities with parents: what stands below one."""

from typing import Any

from sqlmodel import Session, col, select

from api.knowledge.entities import EntityRef
from api.tables import CauseRow, EntityRow, MedicationClassRow

Tree = type[CauseRow] | type[MedicationClassRow]


def descendants(table: Tree, path: str, include_itself: bool = False) -> Any:
    """A subquery of the paths below `path`, at any depth."""
    start = table.path if include_itself else table.parent
    below = select(table.path).where(start == path).cte("below", recursive=True)
    below = below.union(select(table.path).join(below, col(table.parent) == below.c.path))
    return select(below.c.path)


def children_of(session: Session, table: Tree, path: str) -> list[EntityRef]:
    """The entities directly below `path`."""
    statement = (
        select(EntityRow.path, EntityRow.type, EntityRow.name)
        .join(table, col(table.path) == EntityRow.path)
        .where(table.parent == path)
        .order_by(col(EntityRow.slug))
    )
    return [EntityRef(id=path, type=kind, name=name) for path, kind, name in session.exec(statement)]
