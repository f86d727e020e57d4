"""Mechanisms: how magnesium is lost, not taken up, not supplied or moved."""

from typing import Annotated, Final

from pydantic import Field
from sqlalchemy import Connection

from api.knowledge.entities import EntitySummary
from api.knowledge.kinds import Kind
from api.knowledge.listing import EntityQuery, list_entities, own, own_equals
from api.knowledge.pages import Condition
from api.knowledge.wholes import EntityWhole
from api.paging import Slice
from api.vocabulary import Pathway


class MechanismSummary(EntitySummary):
    """A mechanism as lists show it."""

    pathway: str = Field(description="absorption, excretion, intake or redistribution (open list).")
    site: str = Field(description="Where in the body.")
    target: str | None = Field(default=None, description="Channel, carrier or receptor.")


class Mechanism(MechanismSummary, EntityWhole):
    """A mechanism with everything that is known about it here."""


class MechanismQuery(EntityQuery):
    """Filters of the list of mechanisms."""

    pathway: Annotated[Pathway | None, Field(description="Its pathway.")] = None
    site: Annotated[str | None, Field(min_length=1, max_length=80, description="Text within its site, any case.")] = (
        None
    )


def find_mechanisms(connection: Connection, query: MechanismQuery) -> Slice:
    """One page of mechanisms."""

    def conditions() -> list[Condition]:
        return [*own_equals("mechanism", query, "pathway"), *_at(query.site)]

    return list_entities(connection, KIND.entity_type, query, conditions=conditions)


def _at(site: str | None) -> list[Condition]:
    """`site` is in the mechanism's; SQLite folds the case of ASCII alone."""
    return [own("mechanism", "instr(lower(o.site), lower(:site))", {"site": site})] if site else []


KIND: Final = Kind("mechanisms", MechanismSummary, Mechanism, "mechanism")
