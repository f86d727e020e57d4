"""The questions that every target is asked, and what a right answer holds: read from the release, not from a server."""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.answers import Expected
from bench.load import Ask

LISTED: Final = 20
# In the middle of all classes by the size of the whole document (about 7 KB).
ONE: Final = "h2-receptor-antagonists"
JOINED: Final = "proton-pump-inhibitors"
SEARCHED: Final = "omeprazole"
ELSEWHERE: Final = "medications/furosemide"
"""In no answer: neither a proton pump inhibitor nor called anything like omeprazole."""
# As medication lists have them: names, brands, strengths, forms, directions, a typing error, products' codes.
MEDICATION_LIST: Final = (
    "omeprazole 20 MG Delayed Release Oral Capsule",
    "Lasix 40mg tab po bid",
    "telmisartan 80 mg / hydrochlorothiazide 12.5 mg",
    "metformin 500 mg",
    "cisplatin",
    "Prograf 1 mg capsule",
    "amphotericin B",
    "gentamicin 80 mg/2 ml inj",
    "spironolactone 25 mg tablet",
    "digoxin 125 mcg",
    "esomeprazole 40mg",
    "chlorthalidone 25 mg daily",
    "rxnorm:198051",
    "atc:C03CA01",
    "empagliflozin 10 mg",
    "cetuximab",
    "zoledronic acid",
    "salbutamol inhaler",
    "insulin glargine",
    "omperazole 20 mg",
)
RESOLVED: Final = ("omeprazole", "furosemide", "hydrochlorothiazide", "cisplatin", "tacrolimus", "gentamicin")


@dataclass(frozen=True)
class Question:
    """One question: how we are asked, and what makes anybody's answer right."""

    key: str
    title: str
    ours: Ask
    expected: Expected
    connections: int = 64


def questions_about(release: Path) -> list[Question]:
    """All questions, with the right answers of this release."""
    with closing(sqlite3.connect(f"file:{release}?mode=ro", uri=True)) as connection:
        return [_list(connection), _one(connection), _joined(connection), _search(), _medication_list(), _unchanged()]


def _column(connection: sqlite3.Connection, sql: str, *values: object) -> list[str]:
    return [str(value) for (value,) in connection.execute(sql, values)]


def _list(connection: sqlite3.Connection) -> Question:
    sql = "SELECT path FROM entity WHERE type = 'medication-classes' ORDER BY slug"
    paths = _column(connection, sql)
    names = _column(connection, sql.replace("path", "name", 1))
    expected = Expected(frozenset(paths[:LISTED] + names[:LISTED]), frozenset(names[LISTED:]) - {*names[:LISTED]})
    return Question("list", f"list of {LISTED} classes", Ask(f"/v1/medication-classes?limit={LISTED}"), expected)


def _one(connection: sqlite3.Connection) -> Question:
    sql = "SELECT statement FROM claim WHERE subject = ?"
    facts = _column(connection, sql, f"medication-classes/{ONE}")
    others = _column(connection, sql, f"medication-classes/{JOINED}")
    expected = Expected(frozenset([f"medication-classes/{ONE}", *facts]), frozenset(others) - {*facts})
    return Question("one", "one class, whole", Ask(f"/v1/medication-classes/{ONE}"), expected)


def _joined(connection: sqlite3.Connection) -> Question:
    sql = "SELECT medication FROM membership WHERE medication_class = ?"
    facts = _column(connection, sql, f"medication-classes/{JOINED}")
    ask = Ask(f"/v1/medication-classes/{JOINED}/medications")
    return Question("join", "class to its medications", ask, Expected(frozenset(facts), frozenset([ELSEWHERE])))


def _search() -> Question:
    expected = Expected(frozenset([f"medications/{SEARCHED}"]), frozenset([ELSEWHERE]))
    return Question("search", f"search {SEARCHED!r}", Ask(f"/v1/search?q={SEARCHED}"), expected)


def _medication_list() -> Question:
    ask = Ask(
        "/v1/assessments/medications",
        method="POST",
        body=json.dumps({"items": MEDICATION_LIST}),
        headers={"Content-Type": "application/json"},
    )
    facts = frozenset(f"medications/{slug}" for slug in RESOLVED)
    expected = Expected(facts, frozenset(["medications/ibuprofen"]))
    # Partners send lists from a few servers; pages are fetched by many.
    return Question("medications", f"medication list of {len(MEDICATION_LIST)} items", ask, expected, connections=16)


def _unchanged() -> Question:
    """The list again, by a client that still has it: `If-None-Match` is added when the tag is known."""
    ask = Ask(f"/v1/medication-classes?limit={LISTED}")
    return Question("304", "304 (the list, unchanged)", ask, Expected(frozenset(), frozenset(), status=304))
