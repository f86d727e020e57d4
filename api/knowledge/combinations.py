"""Combinations of medication classes (or medications) with a sourced joint effect."""

from collections.abc import Sequence
from typing import Annotated, Final

from pydantic import ConfigDict, Field
from sqlalchemy import Connection

from api.knowledge.entities import EntityRef, EntitySummary, named_by
from api.knowledge.gathering import refs_by
from api.knowledge.kinds import Kind, More
from api.knowledge.listing import EntityQuery, list_entities
from api.knowledge.pages import Condition, equals
from api.knowledge.wholes import EntityWhole
from api.paging import Slice
from api.vocabulary import Strength


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


def find_combinations(connection: Connection, query: CombinationQuery) -> Slice:
    """One page of combinations.

    Raises:
        InvalidParameter: a filter names a class or medication that is not there.
    """
    taking_part = [
        *named_by(query, "class", "medication-classes"),
        *named_by(query, "medication", "medications"),
    ]

    def conditions() -> list[Condition]:
        having = [
            Condition(
                f"e.path IN (SELECT combination FROM combination_member WHERE member = :{name})", {name: one.path}
            )
            for one in taking_part
            for name in [f"by_{one.parameter}"]
        ]
        return [*having, *equals("e.strength", query.strength)]

    return list_entities(connection, KIND.entity_type, query, taking_part, conditions)


_MEMBERS: Final = """
    SELECT m.combination, e.path, e.type, e.name FROM combination_member m JOIN entity e ON e.path = m.member
    WHERE m.combination IN {paths} ORDER BY m.combination, e.path
"""


def _more(connection: Connection, paths: Sequence[str]) -> More:
    return {"members": refs_by(connection, _MEMBERS, paths)}


KIND: Final = Kind("combinations", CombinationSummary, Combination, more=_more)
