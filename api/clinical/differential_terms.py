"""What follows from what: entities, codes and keys of clues as tokens, and the implications between them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from api.curies import SYSTEMS, Curie, broader_codes
from api.vocabulary import CodeRelation


class CodeOf(NamedTuple):
    """A code (as a CURIE) of an entity, and how the code's meaning compares with the entity's."""

    entity: str
    code: str
    relation: CodeRelation


class Terms:
    """Implications between tokens, to be followed forwards (what is there) and backwards (what is not)."""

    def __init__(self, steps: Iterable[tuple[str, str]]) -> None:
        self._forward: dict[str, set[str]] = defaultdict(set)
        self._backward: dict[str, set[str]] = defaultdict(set)
        for source, target in steps:
            self._forward[source].add(target)
            self._backward[target].add(source)

    def implied(self, tokens: Iterable[str]) -> frozenset[str]:
        """The tokens, and all that is there if they are."""
        return _reach(self._forward, tokens)

    def implying(self, tokens: Iterable[str]) -> frozenset[str]:
        """The tokens, and all that cannot be there if one of them is not."""
        return _reach(self._backward, tokens)


def _reach(edges: Mapping[str, set[str]], tokens: Iterable[str]) -> frozenset[str]:
    reached: set[str] = set()
    waiting = set(tokens)
    while waiting:
        reached |= waiting
        waiting = {target for token in waiting for target in edges.get(token, ())} - reached
    return frozenset(reached)


def code_steps(codes: Iterable[CodeOf], others: Iterable[str]) -> set[tuple[str, str]]:
    """Implications by codes.

    An exact code and its entity imply each other; a narrower code implies the entity, and the entity a broader code. A
    code of ATC or ICD-10-CM implies the codes above it, as its letters show; but what has an exact code of its own is
    not taken for what the chapter that it is filed in is named after (Bartter syndrome, under hyperaldosteronism).

    Args:
        codes: codes of entities.
        others: further codes that must find their place in the hierarchies.
    """
    steps = set()
    every = set(others)
    exact = set()
    for entity, code, relation in codes:
        every.add(code)
        if relation == "exact":
            exact.add(code)
        if relation != "broader":
            steps.add((code, entity))
        if relation != "narrower":
            steps.add((entity, code))
    for code in every:
        steps |= {(code, above) for above in _above(code, exact) if above in every}
    return steps


def _above(code: str, exact: Collection[str]) -> Iterator[str]:
    """The codes above, nearest first, as far as they mean nothing else than what the code itself means exactly."""
    named = code in exact
    for above in map(str, broader_codes(_curie(code))):
        if named and above in exact:
            return
        named = named or above in exact
        yield above


def _curie(code: str) -> Curie:
    system, _, rest = code.partition(":")
    return Curie(SYSTEMS[system].prefix, rest)


def key_steps(clues: Iterable[tuple[str, str, frozenset[str]]]) -> set[tuple[str, str]]:
    """Implications by keys of clues, given as (key, subject, codes).

    A key that clues of several subjects share names one finding: it stands for the codes that all of them carry. The
    key of a single clue stands for that clue alone, which may speak of more than its codes say.
    """
    subjects: dict[str, set[str]] = defaultdict(set)
    codes: dict[str, frozenset[str]] = {}
    for key, subject, carried in clues:
        subjects[key].add(subject)
        codes[key] = codes.get(key, carried) & carried
    return {(key, code) for key, carried in codes.items() if len(subjects[key]) > 1 for code in carried}
