"""Mechanisms: how magnesium is lost, not taken up, not supplied or moved."""

from typing import Annotated

from pydantic import Field
from sqlmodel import Session, col

from api.knowledge.entities import EntitySummary
from api.knowledge.listing import EntityQuery, ListedType, list_entities, summarise
from api.knowledge.wholes import EntityWhole, whole_fields
from api.paging import Slice
from api.tables import MechanismRow, table_of
from api.vocabulary import Pathway

LISTED = ListedType("mechanisms", table_of(MechanismRow))


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


def find_mechanisms(session: Session, query: MechanismQuery) -> Slice[MechanismSummary]:
    """One page of mechanisms."""
    conditions = []
    if query.pathway:
        conditions.append(col(MechanismRow.pathway) == query.pathway)
    if query.site:
        conditions.append(col(MechanismRow.site).icontains(query.site, autoescape=True))
    return summarise(session, list_entities(session, LISTED, query, conditions), MechanismSummary)


def get_mechanism(session: Session, slug: str) -> Mechanism:
    """A whole mechanism.

    Raises:
        NotFound: no such mechanism.
        Gone: the id was retired.
    """
    return Mechanism(**whole_fields(session, LISTED, slug))
