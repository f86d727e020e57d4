"""Causes: diseases, states and exposures that lead to hypomagnesemia."""

from typing import Annotated

from pydantic import Field
from sqlmodel import Session, col, select

from api.knowledge.entities import ActingSummary, EntityRef, require_entity
from api.knowledge.listing import EntityQuery, ListedType, acts, list_entities, summarise
from api.knowledge.trees import children_of, descendants
from api.knowledge.wholes import ActingWhole, acting_fields
from api.paging import Slice
from api.tables import CauseRow, EntityRow, GeneRow, table_of
from api.vocabulary import CauseCategory, Pathway, Strength

LISTED = ListedType("causes", table_of(CauseRow))


class CauseSummary(ActingSummary):
    """A cause as lists show it."""

    category: str = Field(description="gastrointestinal, genetic, renal, ... (open list).")
    parent: str | None = Field(default=None, description="Id of the wider cause.")
    inheritance: str | None = None


class Cause(CauseSummary, ActingWhole):
    """A cause with everything that is known about it here."""

    genes: list[str] = Field(description="HGNC gene symbols.")
    children: list[EntityRef]


class CauseQuery(EntityQuery):
    """Filters of the list of causes."""

    category: Annotated[CauseCategory | None, Field(description="Kind of cause.")] = None
    pathway: Annotated[Pathway | None, Field(description="Acts by this pathway, by at least one claim.")] = None
    mechanism: Annotated[str | None, Field(min_length=1, max_length=120, description="Slug or id of a mechanism.")] = (
        None
    )
    parent: Annotated[
        str | None, Field(min_length=1, max_length=120, description="Slug or id; all levels below it.")
    ] = None
    gene: Annotated[str | None, Field(min_length=1, max_length=20, description="HGNC gene symbol, any case.")] = None
    strength: Annotated[Strength | None, Field(description="Strength of its best association claim.")] = None


def find_causes(session: Session, query: CauseQuery) -> Slice[CauseSummary]:
    """One page of causes.

    Raises:
        InvalidParameter: a filter names a mechanism or parent that is not there.
    """
    mechanism = query.mechanism and require_entity(session, "mechanisms", query.mechanism, "mechanism")
    conditions = acts(query.pathway, mechanism)
    if query.category:
        conditions.append(col(CauseRow.category) == query.category)
    if query.strength:
        conditions.append(col(EntityRow.strength) == query.strength)
    if query.gene:
        carriers = select(GeneRow.cause).where(GeneRow.symbol == query.gene.upper())
        conditions.append(col(EntityRow.path).in_(carriers))
    if query.parent:
        parent = require_entity(session, "causes", query.parent, "parent")
        conditions.append(col(EntityRow.path).in_(descendants(CauseRow, parent)))
    return summarise(session, list_entities(session, LISTED, query, conditions), CauseSummary)


def get_cause(session: Session, slug: str) -> Cause:
    """A whole cause.

    Raises:
        NotFound: no such cause.
        Gone: the id was retired.
    """
    fields = acting_fields(session, LISTED, slug)
    genes = session.exec(select(GeneRow.symbol).where(GeneRow.cause == fields["id"]).order_by(col(GeneRow.symbol)))
    return Cause(**fields, genes=list(genes), children=children_of(session, CauseRow, fields["id"]))
