"""Adds up a medication list: what its drugs do to magnesium, by which pathways, and which act together. Pure.

Nothing is scored. Findings are ordered by the strength of their best association claim, then by the number of distinct
mechanisms (more first), then by id, so that the order of the items never matters.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from api.clinical.strength import ORDER


@dataclass(frozen=True)
class Acting:
    """An entity that is taken: a medication, or a class of which the drug is not named."""

    path: str
    direction: str
    """lowers, raises, none-found or unknown."""
    strength: str | None
    effects: tuple["Effect", ...] = ()


@dataclass(frozen=True)
class Effect:
    """A claim that says by which pathway something acts."""

    pathway: str
    mechanism: str | None
    direction: str | None
    claim: str


@dataclass(frozen=True)
class MechanismSum:
    """A mechanism and those that act by it."""

    mechanism: str
    by: tuple[str, ...]


@dataclass(frozen=True)
class PathwaySum:
    """A pathway by which magnesium is lowered: who acts on it, by which mechanisms, and the claims that say so."""

    pathway: str
    by: tuple[str, ...]
    mechanisms: tuple[MechanismSum, ...]
    claims: tuple[str, ...]


@dataclass(frozen=True)
class Duplicate:
    """A class with several of its drugs, or a drug that stands in several items."""

    path: str
    members: tuple[str, ...]
    items: tuple[int, ...]


@dataclass(frozen=True)
class Present:
    """A known combination of which every member is taken, each by another entity."""

    path: str
    members: tuple[tuple[str, tuple[str, ...]], ...]
    """Each member with the entities that are it or belong to it."""


def in_order(acting: Iterable[Acting]) -> list[Acting]:
    """By strength, then number of mechanisms, then id."""
    return sorted(acting, key=lambda one: (_strength(one.strength), -len(_mechanisms(one)), one.path))


def pathway_sums(acting: Iterable[Acting]) -> list[PathwaySum]:
    """Per pathway, what lowers magnesium by it; the pathway with most drugs first."""
    by: dict[str, set[str]] = defaultdict(set)
    mechanisms: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    claims: dict[str, set[str]] = defaultdict(set)
    for one in acting:
        for effect in lowering(one):
            by[effect.pathway].add(one.path)
            claims[effect.pathway].add(effect.claim)
            if effect.mechanism:
                mechanisms[effect.pathway][effect.mechanism].add(one.path)
    sums = [
        PathwaySum(
            pathway=pathway,
            by=tuple(sorted(paths)),
            mechanisms=tuple(
                MechanismSum(mechanism, tuple(sorted(who))) for mechanism, who in sorted(mechanisms[pathway].items())
            ),
            claims=tuple(sorted(claims[pathway])),
        )
        for pathway, paths in by.items()
    ]
    return sorted(sums, key=lambda one: (-len(one.by), one.pathway))


def lowering(one: Acting) -> list[Effect]:
    """The effects that count in a pathway: of what lowers magnesium, unless the claim itself says something else."""
    if one.direction != "lowers":
        return []
    return [effect for effect in one.effects if effect.direction in (None, "lowers")]


def duplicates(items_of: Mapping[str, Sequence[int]], classes: Mapping[str, Iterable[str]]) -> list[Duplicate]:
    """Classes with several drugs, and drugs in several items; `classes` are those a drug itself belongs to."""
    members: dict[str, set[str]] = defaultdict(set)
    for path in items_of:
        for above in classes.get(path, ()):
            members[above].add(path)
    several = [
        Duplicate(path, tuple(sorted(group)), _items(items_of, group))
        for path, group in members.items()
        if len(group) > 1
    ]
    twice = [Duplicate(path, (path,), tuple(sorted(set(at)))) for path, at in items_of.items() if len(set(at)) > 1]
    return sorted([*several, *twice], key=lambda one: one.path)


def combinations_present(
    taken: Iterable[str], above: Mapping[str, Iterable[str]], combinations: Mapping[str, Sequence[str]]
) -> list[Present]:
    """The combinations whose members are all taken, by different entities."""
    holds: dict[str, set[str]] = defaultdict(set)
    for path in taken:
        for member in (path, *above.get(path, ())):
            holds[member].add(path)
    return [
        Present(path, tuple((member, tuple(sorted(holds[member]))) for member in sorted(members)))
        for path, members in sorted(combinations.items())
        if _all_by_others([holds.get(member, set()) for member in members])
    ]


def _all_by_others(groups: Sequence[set[str]]) -> bool:
    """Whether each group can be given an entity of its own."""
    if not groups:
        return True
    first, *others = groups
    return any(_all_by_others([group - {path} for group in others]) for path in sorted(first))


def _items(items_of: Mapping[str, Sequence[int]], paths: Iterable[str]) -> tuple[int, ...]:
    return tuple(sorted({at for path in paths for at in items_of[path]}))


def _strength(strength: str | None) -> int:
    return ORDER.index(strength) if strength in ORDER else len(ORDER)


def _mechanisms(one: Acting) -> set[str]:
    return {effect.mechanism for effect in one.effects if effect.mechanism}
