"""The condition itself: what it is, its codes, its normal ranges and how often it is met."""

from typing import Final

from sqlalchemy import Connection

from api.db import rows
from api.knowledge.entities import EntitySummary
from api.knowledge.kinds import Kind
from api.knowledge.wholes import EntityWhole, get_whole


class Condition(EntityWhole):
    """The condition that this service is about."""


def get_condition(connection: Connection, slug: str | None = None) -> str:
    """The JSON of the one condition of the release, by its slug if that is given.

    Raises:
        NotFound: the condition has another slug.
        Gone: the id was retired.
    """
    if slug is None:
        slug = rows(connection, "SELECT slug FROM entity WHERE type = 'condition'")[0].slug
    return get_whole(connection, KIND.entity_type, slug)


KIND: Final = Kind("condition", EntitySummary, Condition)
