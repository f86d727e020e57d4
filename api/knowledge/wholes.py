"""A whole entity: what its page shows whatever its type, put together once."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from api.knowledge.claims import Claim, claims_about
from api.knowledge.entities import (
    Effect,
    EntitySummary,
    Name,
    action_of,
    codes_of,
    effects_of,
    get_entity,
    names_of,
)
from api.knowledge.listing import ListedType


class EntityWhole(EntitySummary):
    """What every entity's page adds to its summary."""

    names: list[Name]
    claims: list[Claim]


class ActingWhole(EntityWhole):
    """What the page of an acting entity adds."""

    effects: list[Effect]


def whole_fields(session: Session, listed: ListedType, slug: str, *more: str) -> dict[str, Any]:
    """The fields of an `EntityWhole`, with the columns of the type's own table.

    Args:
        more: further fields that are columns of the shared row.

    Raises:
        NotFound: no such entity.
        Gone: the id was retired.
    """
    entity = get_entity(session, listed.type, slug)
    path = entity.path
    fields: dict[str, Any] = {"id": path, **entity.model_dump(include={"slug", "name", "summary", *more})}
    if listed.table is not None:
        fields |= _own(session, listed.table, path)
    fields["codes"] = codes_of(session, [path])[path]
    fields["names"] = names_of(session, path)
    fields["claims"] = claims_about(session, path)
    return fields


def acting_fields(session: Session, listed: ListedType, slug: str) -> dict[str, Any]:
    """As `whole_fields`, for an `ActingWhole` that is an `ActingSummary` too."""
    fields = whole_fields(session, listed, slug, "strength")
    effects = effects_of(session, [fields["id"]])[fields["id"]]
    return {**fields, **action_of(effects), "effects": effects}


def _own(session: Session, table: sa.Table, path: str) -> dict[str, Any]:
    row = session.execute(sa.select(table).where(table.c.path == path)).one()
    return {name: value for name, value in row._mapping.items() if name != "path"}
