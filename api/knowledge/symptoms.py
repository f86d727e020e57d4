"""Symptoms, signs, findings and complications of hypomagnesemia."""

from typing import Annotated

from pydantic import Field
from sqlmodel import Session, col

from api.knowledge.entities import EntitySummary
from api.knowledge.listing import EntityQuery, ListedType, list_entities, summarise
from api.knowledge.wholes import EntityWhole, whole_fields
from api.paging import Slice
from api.tables import SymptomRow, table_of
from api.vocabulary import SymptomKind, SymptomSeverity, SymptomSystem

LISTED = ListedType("symptoms", table_of(SymptomRow))


class SymptomSummary(EntitySummary):
    """A symptom as lists show it."""

    severity: str = Field(description="mild, moderate or severe (open list).")
    system: str = Field(description="Body system (open list).")
    kind: str = Field(description="symptom, sign, ecg-finding, laboratory-finding or complication (open list).")
    emergency: bool = Field(description="Whether it calls for urgent care; a management claim says why.")


class Symptom(SymptomSummary, EntityWhole):
    """A symptom with everything that is known about it here."""


class SymptomQuery(EntityQuery):
    """Filters of the list of symptoms."""

    severity: Annotated[SymptomSeverity | None, Field(description="How severe.")] = None
    system: Annotated[SymptomSystem | None, Field(description="Body system.")] = None
    kind: Annotated[SymptomKind | None, Field(description="What kind of finding.")] = None
    emergency: Annotated[bool | None, Field(description="Only (not) those that call for urgent care.")] = None


def find_symptoms(session: Session, query: SymptomQuery) -> Slice[SymptomSummary]:
    """One page of symptoms."""
    conditions = [
        col(getattr(SymptomRow, name)) == value
        for name in ("severity", "system", "kind", "emergency")
        if (value := getattr(query, name)) is not None
    ]
    return summarise(session, list_entities(session, LISTED, query, conditions), SymptomSummary)


def get_symptom(session: Session, slug: str) -> Symptom:
    """A whole symptom.

    Raises:
        NotFound: no such symptom.
        Gone: the id was retired.
    """
    return Symptom(**whole_fields(session, LISTED, slug))
