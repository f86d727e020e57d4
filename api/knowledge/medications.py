"""Medications: single ingredients, with what is known of themselves and of their classes."""

from collections.abc import Sequence
from typing import Annotated, Final

from pydantic import ConfigDict, Field
from sqlalchemy import Connection

from api.knowledge.entities import ActingSummary, named_by, path_of
from api.knowledge.gathering import grouped
from api.knowledge.kinds import Kind, More
from api.knowledge.listing import EntityQuery, acts, list_entities, own_equals
from api.knowledge.pages import Condition, equals
from api.knowledge.trees import members
from api.knowledge.wholes import ActingWhole
from api.paging import Slice
from api.vocabulary import KnownDirection, Pathway, Strength


class MedicationSummary(ActingSummary):
    """A medication as lists show it."""

    direction: str = Field(
        description="Of blood magnesium: lowers, raises, none-found (looked at) or unknown (no source speaks of it)."
    )
    direction_from: str = Field(description="Id of the entity whose claims say so: itself, or its class.")
    classes: list[str] = Field(description="Ids of the classes it belongs to.")


class Medication(MedicationSummary, ActingWhole):
    """A medication with everything that is known about it here; claims about its classes stand with the classes."""


class MedicationQuery(EntityQuery):
    """Filters of the list of medications."""

    model_config = ConfigDict(populate_by_name=True)

    medication_class: Annotated[
        str | None,
        Field(
            alias="class",
            min_length=1,
            max_length=120,
            description="Slug or id of a class; the classes below it count too.",
        ),
    ] = None
    pathway: Annotated[
        Pathway | None, Field(description="Acts by this pathway (itself or its class); with `direction`, so directed.")
    ] = None
    mechanism: Annotated[str | None, Field(min_length=1, max_length=120, description="Slug or id of a mechanism.")] = (
        None
    )
    direction: Annotated[KnownDirection | None, Field(description="What it does to blood magnesium.")] = None
    strength: Annotated[Strength | None, Field(description="Strength of its (or its class's) best association.")] = None


def find_medications(connection: Connection, query: MedicationQuery) -> Slice:
    """One page of medications.

    Raises:
        InvalidParameter: a filter names a class or mechanism that is not there.
    """
    return _page(connection, query)


def find_medications_in(connection: Connection, slug: str, query: EntityQuery) -> Slice:
    """One page of the medications of a class and of the classes below it.

    Raises:
        NotFound: there is no such class.
        Gone: the class was retired.
    """
    asked = MedicationQuery.model_construct(**dict(query), medication_class=f"medication-classes/{slug}")
    return _page(connection, asked, slug)


def _page(connection: Connection, query: MedicationQuery, medication_class: str | None = None) -> Slice:
    acting = named_by(query, "mechanism", "mechanisms")
    of_class = named_by(query, "class", "medication-classes", medication_class)

    def conditions() -> list[Condition]:
        return [
            *acts(query.pathway, path_of(acting), query.direction),
            *own_equals("medication", query, "direction"),
            *equals("e.strength", query.strength),
            *members(path_of(of_class)),
        ]

    return list_entities(connection, KIND.entity_type, query, [*acting, *of_class], conditions)


_CLASSES: Final = """
    SELECT medication, medication_class FROM membership WHERE medication IN {paths}
    ORDER BY medication, medication_class
"""


def _more(connection: Connection, paths: Sequence[str]) -> More:
    return {"classes": grouped(connection, _CLASSES, paths)}


KIND: Final = Kind("medications", MedicationSummary, Medication, "medication", _more)
