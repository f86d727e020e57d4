"""What a release of any size is asked: many different things of each kind, drawn evenly from the whole of it."""

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Final
from urllib.parse import quote, urlencode

from api.knowledge.medication_classes import MedicationClassQuery
from api.paging import Cursor, encode_cursor
from bench.load import Ask
from bench.questions import MEDICATION_LIST

ASKED: Final = 2000
"""Requests of a kind that are sent in turn: more than there are rows at the base size, few enough to be held."""
LISTS: Final = 200


@dataclass(frozen=True)
class Kind:
    """A kind of question: its requests, and what every answer to one holds."""

    name: str
    asks: list[Ask]
    holds: str


@dataclass(frozen=True)
class Sample:
    """All kinds, the pages that everyone reads, and the searches that cost most."""

    kinds: list[Kind]
    pages: list[Ask]
    dearest: list[Ask]

    def named(self, name: str) -> Kind:
        """The kind of this name."""
        return next(kind for kind in self.kinds if kind.name == name)


def sample_of(release: Path) -> Sample:
    """The same draw for the same release, every time."""
    draw = Random(release.name)  # noqa: S311 - no secret, but the same in every run
    with closing(sqlite3.connect(f"file:{release}?mode=ro", uri=True)) as connection:
        entities = _drawn(connection, draw, "entity", "path", "type <> 'condition'")
        classes = _drawn(connection, draw, "medication_class", "path")
        names = _drawn(connection, draw, "name", "text")
        medications = _drawn(connection, draw, "name", "text", "entity GLOB 'medications/*'")
        slugs = _drawn(connection, draw, "entity", "slug", "type = 'medication-classes'")
    dearest = [_search(text) for text in _dearest(names)]
    lists = [_medication_list(draw, medications) for _ in range(LISTS)]
    kinds = [
        Kind("detail", [Ask(f"/v1/{path}") for path in entities], '"claims":['),
        Kind("relation", [Ask(f"/v1/{path}/medications") for path in classes], '"items":['),
        Kind("list", [Ask("/v1/medication-classes?limit=20")] + [_page_after(slug) for slug in slugs], '"items":['),
        Kind("search, a name", [_search(name) for name in names], '"items":[{'),
        Kind("search, a typing error", [_search(_misspelt(name, draw)) for name in names], '"items":['),
        Kind("search, dearest", dearest, '"items":[{'),
        Kind("medication list", lists, '"medications/omeprazole"'),
    ]
    return Sample(kinds, _pages(), dearest)


def _drawn(connection: sqlite3.Connection, draw: Random, table: str, column: str, where: str = "1") -> list[str]:
    """Values of evenly drawn rows, with repeats where the table is small."""
    (last,) = connection.execute(f"SELECT max(rowid) FROM {table}").fetchone()
    sql = f"SELECT {column} FROM {table} WHERE rowid >= ? AND {where} ORDER BY rowid LIMIT 1"
    found = (connection.execute(sql, [draw.randint(1, last)]).fetchone() for _ in range(ASKED))
    return [str(row[0]) for row in found if row is not None]


def _search(text: str) -> Ask:
    return Ask(f"/v1/search?{urlencode({'q': text[:200]}, quote_via=quote)}")


def _page_after(slug: str) -> Ask:
    """The page of the list of classes that begins after this one, as a `next` link would lead there."""
    query = MedicationClassQuery(limit=20)
    return Ask(f"/v1/medication-classes?limit=20&cursor={encode_cursor(Cursor(True, (slug,)), query.filters())}")


def _misspelt(name: str, draw: Random) -> str:
    """Two letters of the longest word exchanged."""
    word = max(name.split(), key=len)
    at = draw.randrange(max(1, len(word) - 1))
    return name.replace(word, word[:at] + word[at : at + 2][::-1] + word[at + 2 :])


def _dearest(names: Sequence[str]) -> list[str]:
    """Words that most names share, alone and together, and the shortest beginnings."""
    words = Counter(word for name in names for word in name.lower().split() if word.isalpha())
    common = [word for word, _ in words.most_common(12)]
    pairs = [f"{one} {other}" for one, other in pairwise(common)]
    letters = Counter(word[0] for word in words.elements())
    return common + pairs + [letter for letter, _ in letters.most_common(8)]


def _medication_list(draw: Random, names: Sequence[str]) -> Ask:
    """Half as people write them, half drawn from the whole release."""
    drawn = [f"{name[:100]} {draw.choice((5, 10, 20, 40))} mg" for name in draw.sample(names, 10)]
    body = json.dumps({"items": [*MEDICATION_LIST[:10], *drawn]})
    return Ask("/v1/assessments/medications", "POST", body, {"Content-Type": "application/json"})


def _pages() -> list[Ask]:
    """What a front end opens with."""
    types = ("causes", "mechanisms", "symptoms", "medication-classes", "medications", "functions")
    return [Ask("/v1"), Ask("/v1/condition"), *(Ask(f"/v1/{each}") for each in types)]
