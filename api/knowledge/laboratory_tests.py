"""Laboratory tests that measure or interpret magnesium."""

from typing import Any

from pydantic import Field, field_validator
from sqlmodel import Session

from api.knowledge.entities import EntitySummary
from api.knowledge.listing import EntityQuery, ListedType, list_entities, summarise
from api.knowledge.wholes import EntityWhole, whole_fields
from api.paging import Slice
from api.tables import LaboratoryTestRow, table_of

LISTED = ListedType("laboratory-tests", table_of(LaboratoryTestRow))


class LaboratoryTestSummary(EntitySummary):
    """A laboratory test as lists show it."""

    specimen: str
    units: list[str] = Field(description="UCUM-style units in which results are reported.")

    @field_validator("units", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return value.split() if isinstance(value, str) else value


class LaboratoryTest(LaboratoryTestSummary, EntityWhole):
    """A laboratory test with everything that is known about it here."""


class LaboratoryTestQuery(EntityQuery):
    """Filters of the list of laboratory tests."""


def find_laboratory_tests(session: Session, query: LaboratoryTestQuery) -> Slice[LaboratoryTestSummary]:
    """One page of laboratory tests."""
    return summarise(session, list_entities(session, LISTED, query), LaboratoryTestSummary)


def get_laboratory_test(session: Session, slug: str) -> LaboratoryTest:
    """A whole laboratory test.

    Raises:
        NotFound: no such test.
        Gone: the id was retired.
    """
    return LaboratoryTest(**whole_fields(session, LISTED, slug))
