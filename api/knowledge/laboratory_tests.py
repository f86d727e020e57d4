"""Laboratory tests that measure or interpret magnesium."""

from typing import Any, Final

from pydantic import Field, field_validator
from sqlalchemy import Connection

from api.knowledge.entities import EntitySummary
from api.knowledge.kinds import Kind
from api.knowledge.listing import EntityQuery, list_entities
from api.knowledge.wholes import EntityWhole
from api.paging import Slice


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


def find_laboratory_tests(connection: Connection, query: LaboratoryTestQuery) -> Slice:
    """One page of laboratory tests."""
    return list_entities(connection, KIND.entity_type, query)


KIND: Final = Kind("laboratory-tests", LaboratoryTestSummary, LaboratoryTest, "laboratory_test")
