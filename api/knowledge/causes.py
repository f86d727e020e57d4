"""Causes: diseases, states and exposures that lead to hypomagnesemia."""

from collections.abc import Sequence
from typing import Annotated, Final

from pydantic import Field
from sqlalchemy import Connection

from api.knowledge.entities import ActingSummary, EntityRef, named_by, path_of
from api.knowledge.gathering import children_of, grouped
from api.knowledge.kinds import Kind, More
from api.knowledge.listing import EntityQuery, acts, list_entities, own_equals
from api.knowledge.pages import Condition, equals
from api.knowledge.trees import below
from api.knowledge.wholes import ActingWhole
from api.paging import Slice
from api.vocabulary import CauseCategory, Pathway, Strength


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


def find_causes(connection: Connection, query: CauseQuery) -> Slice:
    """One page of causes.

    Raises:
        InvalidParameter: a filter names a mechanism or parent that is not there.
    """
    return _page(connection, query)


def find_causes_by(connection: Connection, slug: str, query: EntityQuery) -> Slice:
    """One page of the causes with a claim that names a mechanism.

    Raises:
        NotFound: there is no such mechanism.
        Gone: the mechanism was retired.
    """
    asked = CauseQuery.model_construct(**dict(query), mechanism=f"mechanisms/{slug}")
    return _page(connection, asked, slug)


def _page(connection: Connection, query: CauseQuery, mechanism: str | None = None) -> Slice:
    acting = named_by(query, "mechanism", "mechanisms", mechanism)
    parent = named_by(query, "parent", "causes")

    def conditions() -> list[Condition]:
        return [
            *acts(query.pathway, path_of(acting)),
            *own_equals("cause", query, "category"),
            *equals("e.strength", query.strength),
            *_with_gene(query.gene),
            *below("cause", path_of(parent)),
        ]

    return list_entities(connection, KIND.entity_type, query, [*acting, *parent], conditions)


def _with_gene(symbol: str | None) -> list[Condition]:
    carriers = "e.path IN (SELECT cause FROM gene WHERE symbol = :gene)"
    return [Condition(carriers, {"gene": symbol.upper()})] if symbol else []


def _more(connection: Connection, paths: Sequence[str]) -> More:
    genes = grouped(connection, "SELECT cause, symbol FROM gene WHERE cause IN {paths} ORDER BY cause, symbol", paths)
    return {"genes": genes, "children": children_of(connection, "cause", paths)}


KIND: Final = Kind("causes", CauseSummary, Cause, "cause", _more)
