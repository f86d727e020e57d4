"""SeverityScales: named scales; each grade is a threshold claim."""

from sqlmodel import Session

from api.knowledge.entities import EntitySummary
from api.knowledge.listing import EntityQuery, ListedType, list_entities, summarise
from api.knowledge.wholes import EntityWhole, whole_fields
from api.paging import Slice

LISTED = ListedType("severity-scales")


class SeverityScaleSummary(EntitySummary):
    """A severity scale as lists show it."""


class SeverityScale(EntityWhole):
    """A severity scale with everything that is known about it here."""


class SeverityScaleQuery(EntityQuery):
    """Filters of the list of severity scales."""


def find_severity_scales(session: Session, query: SeverityScaleQuery) -> Slice[SeverityScaleSummary]:
    """One page of severity scales."""
    return summarise(session, list_entities(session, LISTED, query), SeverityScaleSummary)


def get_severity_scale(session: Session, slug: str) -> SeverityScale:
    """A whole severity scale.

    Raises:
        NotFound: no such severity scale.
        Gone: the id was retired.
    """
    return SeverityScale(**whole_fields(session, LISTED, slug))
