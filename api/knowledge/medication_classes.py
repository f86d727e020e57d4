"""Medication classes: what partners query by."""

from typing import Annotated

from pydantic import Field
from sqlalchemy import func
from sqlmodel import Session, col, select

from api.knowledge.entities import ActingSummary, EntityRef, require_entity
from api.knowledge.listing import EntityQuery, ListedType, acts, list_entities, summarise
from api.knowledge.trees import children_of, descendants
from api.knowledge.wholes import ActingWhole, acting_fields
from api.paging import Slice
from api.tables import EntityRow, MedicationClassRow, MembershipRow, table_of
from api.vocabulary import KnownDirection, Pathway, Strength

LISTED = ListedType("medication-classes", table_of(MedicationClassRow))


class MedicationClassSummary(ActingSummary):
    """A medication class as lists show it."""

    parent: str | None = Field(default=None, description="Id of the wider class.")
    direction: str = Field(
        description="Of blood magnesium: lowers, raises, none-found (looked at) or unknown (not looked at)."
    )


class MedicationClass(MedicationClassSummary, ActingWhole):
    """A medication class with everything that is known about it here."""

    children: list[EntityRef]
    medication_count: int = Field(description="Medications in it and in the classes below it.")


class MedicationClassQuery(EntityQuery):
    """Filters of the list of medication classes."""

    pathway: Annotated[
        Pathway | None, Field(description="Acts by this pathway; with `direction`, in that direction.")
    ] = None
    mechanism: Annotated[str | None, Field(min_length=1, max_length=120, description="Slug or id of a mechanism.")] = (
        None
    )
    direction: Annotated[KnownDirection | None, Field(description="What it does to blood magnesium.")] = None
    strength: Annotated[Strength | None, Field(description="Strength of its best association claim.")] = None
    parent: Annotated[
        str | None, Field(min_length=1, max_length=120, description="Slug or id; all levels below it.")
    ] = None


def find_medication_classes(session: Session, query: MedicationClassQuery) -> Slice[MedicationClassSummary]:
    """One page of medication classes.

    Raises:
        InvalidParameter: a filter names a mechanism or parent that is not there.
    """
    mechanism = query.mechanism and require_entity(session, "mechanisms", query.mechanism, "mechanism")
    conditions = acts(query.pathway, mechanism, query.direction)
    if query.direction:
        conditions.append(col(MedicationClassRow.direction) == query.direction)
    if query.strength:
        conditions.append(col(EntityRow.strength) == query.strength)
    if query.parent:
        parent = require_entity(session, "medication-classes", query.parent, "parent")
        conditions.append(col(EntityRow.path).in_(descendants(MedicationClassRow, parent)))
    return summarise(session, list_entities(session, LISTED, query, conditions), MedicationClassSummary)


def get_medication_class(session: Session, slug: str) -> MedicationClass:
    """A whole medication class.

    Raises:
        NotFound: no such class.
        Gone: the id was retired.
    """
    fields = acting_fields(session, LISTED, slug)
    below = descendants(MedicationClassRow, fields["id"], include_itself=True)
    counted = select(func.count(func.distinct(MembershipRow.medication))).where(
        col(MembershipRow.medication_class).in_(below)
    )
    return MedicationClass(
        **fields,
        children=children_of(session, MedicationClassRow, fields["id"]),
        medication_count=session.exec(counted).one(),
    )
