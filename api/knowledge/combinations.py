"""Combinations of medication classes (or medications) with a sourced joint effect."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Annotated

from pydantic import ConfigDict, Field
from sqlmodel import Session, col, select

from api.knowledge.entities import EntityRef, EntitySummary, require_entity
from api.knowledge.listing import Condition, EntityQuery, ListedType, list_entities, summarise
from api.knowledge.wholes import EntityWhole, whole_fields
from api.paging import Slice
from api.tables import CombinationMemberRow, EntityRow
from api.vocabulary import Strength

LISTED = ListedType("combinations")


class CombinationSummary(EntitySummary):
    """A combination as lists show it."""

    members: list[EntityRef] = Field(description="The classes and medications that act together.")
    strength: str | None = Field(default=None, description="Strength of its best association claim.")


class Combination(CombinationSummary, EntityWhole):
    """A combination with everything that is known about it here."""


class CombinationQuery(EntityQuery):
    """Filters of the list of combinations."""

    model_config = ConfigDict(populate_by_name=True)

    medication_class: Annotated[
        str | None,
        Field(alias="class", min_length=1, max_length=120, description="Slug or id of a class that takes part."),
    ] = None
    medication: Annotated[
        str | None, Field(min_length=1, max_length=120, description="Slug or id of a medication.")
    ] = None
    strength: Annotated[Strength | None, Field(description="Strength of its best association claim.")] = None


def find_combinations(session: Session, query: CombinationQuery) -> Slice[CombinationSummary]:
    """One page of combinations.

    Raises:
        InvalidParameter: a filter names a class or medication that is not there.
    """
    conditions: list[Condition] = []
    members = []
    if query.medication_class:
        members.append(require_entity(session, "medication-classes", query.medication_class, "class"))
    if query.medication:
        members.append(require_entity(session, "medications", query.medication, "medication"))
    for member in members:
        having = select(CombinationMemberRow.combination).where(CombinationMemberRow.member == member)
        conditions.append(col(EntityRow.path).in_(having))
    if query.strength:
        conditions.append(col(EntityRow.strength) == query.strength)
    page = list_entities(session, LISTED, query, conditions)
    taking_part = _members(session, [row.path for row in page.items])
    return summarise(session, page, CombinationSummary, {"members": taking_part})


def get_combination(session: Session, slug: str) -> Combination:
    """A whole combination.

    Raises:
        NotFound: no such combination.
        Gone: the id was retired.
    """
    fields = whole_fields(session, LISTED, slug, "strength")
    return Combination(**fields, members=_members(session, [fields["id"]])[fields["id"]])


def _members(session: Session, paths: Sequence[str]) -> dict[str, list[EntityRef]]:
    statement = (
        select(CombinationMemberRow.combination, EntityRow.path, EntityRow.type, EntityRow.name)
        .join(EntityRow, col(EntityRow.path) == CombinationMemberRow.member)
        .where(col(CombinationMemberRow.combination).in_(paths))
        .order_by(col(CombinationMemberRow.combination), col(EntityRow.path))
    )
    found: dict[str, list[EntityRef]] = defaultdict(list)
    for combination, path, kind, name in session.exec(statement):
        found[combination].append(EntityRef(id=path, type=kind, name=name))
    return found
