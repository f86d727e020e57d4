"""SeverityScales: named scales; each grade is a threshold claim."""

from typing import Final

from sqlalchemy import Connection

from api.knowledge.entities import EntitySummary
from api.knowledge.kinds import Kind
from api.knowledge.listing import EntityQuery, list_entities
from api.knowledge.wholes import EntityWhole
from api.paging import Slice


class SeverityScaleSummary(EntitySummary):
    """A severity scale as lists show it."""


class SeverityScale(EntityWhole):
    """A severity scale with everything that is known about it here."""


class SeverityScaleQuery(EntityQuery):
    """Filters of the list of severity scales."""


def find_severity_scales(connection: Connection, query: SeverityScaleQuery) -> Slice:
    """One page of severity scales."""
    return list_entities(connection, KIND.entity_type, query)


KIND: Final = Kind("severity-scales", SeverityScaleSummary, SeverityScale)
