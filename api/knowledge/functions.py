"""Functions: what magnesium does in the body."""

from typing import Final

from sqlalchemy import Connection

from api.knowledge.entities import EntitySummary
from api.knowledge.kinds import Kind
from api.knowledge.listing import EntityQuery, list_entities
from api.knowledge.wholes import EntityWhole
from api.paging import Slice


class FunctionSummary(EntitySummary):
    """A function of magnesium as lists show it."""


class Function(EntityWhole):
    """A function of magnesium with everything that is known about it here."""


class FunctionQuery(EntityQuery):
    """Filters of the list of functions."""


def find_functions(connection: Connection, query: FunctionQuery) -> Slice:
    """One page of functions."""
    return list_entities(connection, KIND.entity_type, query)


KIND: Final = Kind("functions", FunctionSummary, Function)
