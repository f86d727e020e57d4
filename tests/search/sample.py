"""Draws the rows of `queries.csv` that are not written by hand: `python -m tests.search.sample RELEASE`.

Always the same rows from the same release. Names and codes that several entities share are left out: which of those
comes first is a matter of the rules for ties, and `test_ties.py` has them.
"""

import csv
import random
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing

from api.text import search_key

Row = tuple[str, str, str]
Term = tuple[str, str, str, str]  # text, kind, entity, type

SEED = "hypomag search"
TERMS = """
    SELECT term, kind, entity, type FROM search_words
    WHERE kind <> 'code' OR (entity, term) IN (SELECT entity, system || ':' || code FROM code WHERE relation = 'exact')
    ORDER BY entity, term
"""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
BY_TYPE = {
    "condition": 1,
    "medications": 34,
    "medication-classes": 16,
    "causes": 18,
    "symptoms": 14,
    "mechanisms": 7,
    "laboratory-tests": 4,
    "functions": 4,
    "severity-scales": 3,
    "diagnostic-algorithms": 1,
    "combinations": 4,
}


def rows(release: str) -> Iterator[Row]:
    """Query, kind and expected entity."""
    terms = own_terms(release)
    names = [term for term in terms if term[1] != "code"]
    preferred = of_each_type("exact-name", [term for term in names if term[1] == "preferred"])
    yield from ((text, "exact-name", entity) for text, _, entity, _ in preferred)
    for kind, count in (("synonym", 50), ("brand", 55), ("abbreviation", 99)):
        yield from ((text, kind, entity) for text, _, entity, _ in some(kind, of_kind(names, kind), count))
    for count, (text, _, entity, _) in enumerate(some("code", of_kind(terms, "code"), 56)):
        yield (text.partition(":")[2] if count % 2 else text, "code", entity)
    yield from misspelt(names)
    long = [term for term in of_kind(names, "preferred") if len(term[0]) >= 7]
    for text, _, entity, _ in some("prefix", long, 44):
        yield (text[: max(4, len(text) // 2)].strip(), "prefix", entity)


def own_terms(release: str) -> list[Term]:
    """Names and exact codes that belong to one entity alone, in a fixed order."""
    found: dict[str, set[Term]] = defaultdict(set)
    with closing(sqlite3.connect(release)) as connection:
        for term in connection.execute(TERMS):
            bare = term[0].partition(":")[2] if term[1] == "code" else term[0]
            found[search_key(bare)].add(term)
    alone = [terms for terms in found.values() if len({entity for _, _, entity, _ in terms}) == 1]
    return sorted(min(terms) for terms in alone)


def lot(why: str) -> random.Random:
    return random.Random(f"{SEED} {why}")  # noqa: S311 - no secret


def of_kind(terms: Iterable[Term], kind: str) -> list[Term]:
    return [term for term in terms if term[1] == kind]


def some(why: str, terms: list[Term], count: int) -> list[Term]:
    return sorted(lot(why).sample(terms, min(count, len(terms))), key=lambda term: term[2])


def of_each_type(why: str, terms: list[Term]) -> Iterator[Term]:
    for type_, count in BY_TYPE.items():
        yield from some(f"{why} {type_}", [term for term in terms if term[3] == type_], count)


def misspelt(names: list[Term], every: bool = False) -> Iterator[Row]:
    """One typing error in a name of at least five letters, never one that makes it the name of anything."""
    draw = lot("one-typo")
    known = {search_key(text) for text, _, _, _ in names}
    long = [term for term in names if sum(map(str.isalpha, term[0])) >= 5 and term[1] != "abbreviation"]
    chosen = long if every else [*of_each_type("one-typo", of_kind(long, "preferred"))]
    if not every:
        chosen += some("one-typo", of_kind(long, "synonym"), 20) + some("one-typo", of_kind(long, "brand"), 20)
    for count, (text, _, entity, _) in enumerate(chosen):
        while search_key(wrong := with_error(text, count % 4, draw)) in known:
            pass
        yield (wrong, "one-typo", entity)


def with_error(text: str, error: int, draw: random.Random) -> str:
    """The text with a letter left out, put in, replaced, or exchanged with the next, at a letter drawn by lot."""
    at = draw.choice([place for place, letter in enumerate(text) if letter.isalpha()])
    before, letter, after = text[:at], text[at], text[at + 1 :]
    match error:
        case 0:
            return before + after
        case 1:
            return before + draw.choice(LETTERS) + letter + after
        case 2:
            return before + draw.choice(LETTERS.replace(letter.lower(), "")) + after
        case _:
            swaps = [i for i in range(len(text) - 1) if text[i : i + 2].isalpha() and text[i] != text[i + 1]]
            at = draw.choice(swaps)
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


if __name__ == "__main__":
    csv.writer(sys.stdout, lineterminator="\n").writerows(rows(sys.argv[1]))
