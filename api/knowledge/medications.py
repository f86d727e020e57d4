"""Medications: single ingredients, with what is known of themselves and of their classes."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Annotated

from pydantic import ConfigDict, Field
from sqlmodel import Session, col, select

from api.knowledge.entities import ActingSummary, require_entity
from api.knowledge.listing import EntityQuery, ListedType, acts, list_entities, summarise
from api.knowledge.trees import descendants
from api.knowledge.wholes import ActingWhole, acting_fields
from api.paging import Slice
from api.tables import EntityRow, MedicationClassRow, MedicationRow, MembershipRow, table_of
from api.vocabulary import KnownDirection, Pathway, Strength

LISTED = ListedType("medications", table_of(MedicationRow))


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


def find_medications(session: Session, query: MedicationQuery) -> Slice[MedicationSummary]:
    """One page of medications.

    Raises:
        InvalidParameter: a filter names a class or mechanism that is not there.
    """
    mechanism = query.mechanism and require_entity(session, "mechanisms", query.mechanism, "mechanism")
    conditions = acts(query.pathway, mechanism, query.direction)
    if query.direction:
        conditions.append(col(MedicationRow.direction) == query.direction)
    if query.strength:
        conditions.append(col(EntityRow.strength) == query.strength)
    if query.medication_class:
        wanted = require_entity(session, "medication-classes", query.medication_class, "class")
        below = descendants(MedicationClassRow, wanted, include_itself=True)
        members = select(MembershipRow.medication).where(col(MembershipRow.medication_class).in_(below))
        conditions.append(col(EntityRow.path).in_(members))
    page = list_entities(session, LISTED, query, conditions)
    classes = _classes(session, [row.path for row in page.items])
    return summarise(session, page, MedicationSummary, {"classes": classes})


def get_medication(session: Session, slug: str) -> Medication:
    """A whole medication.

    Raises:
        NotFound: no such medication; that is no statement that it is safe.
        Gone: the id was retired.
    """
    fields = acting_fields(session, LISTED, slug)
    return Medication(**fields, classes=_classes(session, [fields["id"]])[fields["id"]])


def _classes(session: Session, paths: Sequence[str]) -> dict[str, list[str]]:
    statement = (
        select(MembershipRow.medication, MembershipRow.medication_class)
        .where(col(MembershipRow.medication).in_(paths))
        .order_by(col(MembershipRow.medication), col(MembershipRow.medication_class))
    )
    found: dict[str, list[str]] = defaultdict(list)
    for medication, medication_class in session.exec(statement):
        found[medication].append(medication_class)
    return found
