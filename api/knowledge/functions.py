"""Functions: what magnesium does in the body."""

from sqlmodel import Session

from api.knowledge.entities import EntitySummary
from api.knowledge.listing import EntityQuery, ListedType, list_entities, summarise
from api.knowledge.wholes import EntityWhole, whole_fields
from api.paging import Slice

LISTED = ListedType("functions")


class FunctionSummary(EntitySummary):
    """A function of magnesium as lists show it."""


class Function(EntityWhole):
    """A function of magnesium with everything that is known about it here."""


class FunctionQuery(EntityQuery):
    """Filters of the list of functions."""


def find_functions(session: Session, query: FunctionQuery) -> Slice[FunctionSummary]:
    """One page of functions."""
    return summarise(session, list_entities(session, LISTED, query), FunctionSummary)


def get_function(session: Session, slug: str) -> Function:
    """A whole function.

    Raises:
        NotFound: no such function.
        Gone: the id was retired.
    """
    return Function(**whole_fields(session, LISTED, slug))
