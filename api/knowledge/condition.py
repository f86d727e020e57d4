"""The condition itself: what it is, its codes, its normal ranges and how often it is met."""

from sqlmodel import Session, select

from api.knowledge.listing import ListedType
from api.knowledge.wholes import EntityWhole, whole_fields
from api.tables import EntityRow

LISTED = ListedType("condition")


class Condition(EntityWhole):
    """The condition that this service is about."""


def get_condition(session: Session, slug: str | None = None) -> Condition:
    """The one condition of the release, by its slug if that is given.

    Raises:
        NotFound: the condition has another slug.
        Gone: the id was retired.
    """
    if slug is None:
        slug = session.exec(select(EntityRow.slug).where(EntityRow.type == "condition")).one()
    return Condition(**whole_fields(session, LISTED, slug))
