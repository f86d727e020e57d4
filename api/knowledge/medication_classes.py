"""Medication classes: what partners query by."""

from collections.abc import Sequence
from typing import Annotated, Final

from pydantic import Field
from sqlalchemy import Connection

from api.knowledge.entities import ActingSummary, EntityRef, named_by, path_of
from api.knowledge.gathering import among, children_of
from api.knowledge.kinds import Kind, More
from api.knowledge.listing import EntityQuery, acts, list_entities, own_equals
from api.knowledge.pages import Condition, equals
from api.knowledge.trees import below
from api.knowledge.wholes import ActingWhole
from api.paging import Slice
from api.vocabulary import KnownDirection, Pathway, Strength


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


def find_medication_classes(connection: Connection, query: MedicationClassQuery) -> Slice:
    """One page of medication classes.

    Raises:
        InvalidParameter: a filter names a mechanism or parent that is not there.
    """
    return _page(connection, query)


def find_classes_by(connection: Connection, slug: str, query: EntityQuery) -> Slice:
    """One page of the medication classes with a claim that names a mechanism.

    Raises:
        NotFound: there is no such mechanism.
        Gone: the mechanism was retired.
    """
    asked = MedicationClassQuery.model_construct(**dict(query), mechanism=f"mechanisms/{slug}")
    return _page(connection, asked, slug)


def _page(connection: Connection, query: MedicationClassQuery, mechanism: str | None = None) -> Slice:
    acting = named_by(query, "mechanism", "mechanisms", mechanism)
    parent = named_by(query, "parent", "medication-classes")

    def conditions() -> list[Condition]:
        return [
            *acts(query.pathway, path_of(acting), query.direction),
            *own_equals("medication_class", query, "direction"),
            *equals("e.strength", query.strength),
            *below("medication_class", path_of(parent)),
        ]

    return list_entities(connection, KIND.entity_type, query, [*acting, *parent], conditions)


_MEMBER_DIRECTIONS: Final = """
    WITH RECURSIVE tree (root, path) AS (
        SELECT path, path FROM medication_class WHERE path IN {paths}
        UNION SELECT t.root, c.path FROM medication_class c JOIN tree t ON c.parent = t.path
    )
    SELECT t.root, d.direction, count(DISTINCT d.path)
    FROM tree t JOIN membership m ON m.medication_class = t.path JOIN medication d ON d.path = m.medication
    GROUP BY t.root, d.direction ORDER BY t.root, d.direction
"""


def _more(connection: Connection, paths: Sequence[str]) -> More:
    directions: dict[str, dict[str, int]] = {path: {} for path in paths}
    for root, direction, count in among(connection, _MEMBER_DIRECTIONS, paths):
        directions[root][direction] = count
    return {"member_directions": directions, "children": children_of(connection, "medication_class", paths)}


KIND: Final = Kind("medication-classes", MedicationClassSummary, MedicationClass, "medication_class", _more)
