"""Medication classes: what partners query by."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Annotated

import sqlalchemy as sa
from pydantic import Field
from sqlmodel import Session, col

from api.knowledge.entities import ActingSummary, EntityRef, require_entity
from api.knowledge.listing import EntityQuery, ListedType, acts, list_entities, summarise
from api.knowledge.trees import children_of, descendants
from api.knowledge.wholes import ActingWhole, acting_fields
from api.paging import Slice
from api.tables import EntityRow, MedicationClassRow, MedicationRow, MembershipRow, table_of
from api.vocabulary import KnownDirection, Pathway, Strength

LISTED = ListedType("medication-classes", table_of(MedicationClassRow))


class MedicationClassSummary(ActingSummary):
    """A medication class as lists show it."""

    parent: str | None = Field(default=None, description="Id of the wider class.")
    direction: str = Field(
        description="Of blood magnesium, as a class: lowers, raises, none-found or unknown (no source speaks of it)."
    )
    member_directions: dict[str, int] = Field(
        description="Number of its medications (also of the classes below it) by their own direction."
    )


class MedicationClass(MedicationClassSummary, ActingWhole):
    """A medication class with everything that is known about it here."""

    children: list[EntityRef]


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
    page = list_entities(session, LISTED, query, conditions)
    directions = _member_directions(session, [row.path for row in page.items])
    return summarise(session, page, MedicationClassSummary, {"member_directions": directions})


def get_medication_class(session: Session, slug: str) -> MedicationClass:
    """A whole medication class.

    Raises:
        NotFound: no such class.
        Gone: the id was retired.
    """
    fields = acting_fields(session, LISTED, slug)
    return MedicationClass(
        **fields,
        children=children_of(session, MedicationClassRow, fields["id"]),
        member_directions=_member_directions(session, [fields["id"]])[fields["id"]],
    )


def _member_directions(session: Session, paths: Sequence[str]) -> dict[str, dict[str, int]]:
    """By class: how many medications in it or below it have which direction."""
    classes = table_of(MedicationClassRow)
    below = sa.select(classes.c.path.label("root"), classes.c.path).where(classes.c.path.in_(paths))
    tree = below.cte("tree", recursive=True)
    tree = tree.union(sa.select(tree.c.root, classes.c.path).join(tree, classes.c.parent == tree.c.path))
    statement = (
        sa.select(tree.c.root, col(MedicationRow.direction), sa.func.count(sa.distinct(col(MedicationRow.path))))
        .join(MembershipRow, col(MembershipRow.medication_class) == tree.c.path)
        .join(MedicationRow, col(MedicationRow.path) == MembershipRow.medication)
        .group_by(tree.c.root, col(MedicationRow.direction))
        .order_by(tree.c.root, col(MedicationRow.direction))
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for root, direction, count in session.execute(statement):
        found[root][direction] = count
    return found
