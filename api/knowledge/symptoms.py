"""Symptoms, signs, findings and complications of hypomagnesemia."""

from typing import Annotated, Final

from pydantic import Field
from sqlalchemy import Connection

from api.knowledge.entities import EntitySummary
from api.knowledge.kinds import Kind
from api.knowledge.listing import EntityQuery, list_entities, own_equals
from api.knowledge.pages import Condition
from api.knowledge.wholes import EntityWhole
from api.paging import Slice
from api.vocabulary import SymptomKind, SymptomSeverity, SymptomSystem


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


def find_symptoms(connection: Connection, query: SymptomQuery) -> Slice:
    """One page of symptoms."""

    def conditions() -> list[Condition]:
        return own_equals("symptom", query, "severity", "system", "kind", "emergency")

    return list_entities(connection, KIND.entity_type, query, conditions=conditions)


KIND: Final = Kind("symptoms", SymptomSummary, Symptom, "symptom")
