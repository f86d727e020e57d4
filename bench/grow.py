"""Makes a release of 10, 100 or 1,000 times the size: `python -m bench.grow --times 100`.

A built release is copied, and all its rows are cloned: entities, names, codes, products, claims, evidence, references,
effects, memberships, edges and everything that is derived from them, each clone with ids, codes and names of its own
(`bench.varying`) that lead to each other as in the original. So every class has as many medications, every claim as
much evidence and every page as many bytes as before; there is only more of everything, and common words are more so.
What is there once (the condition, the pathways, the dataset's own row) stays one; so do claims about the condition.

What is derived is cloned row by row too, because the builders hold all of a release in memory; the plans below say
how. A table that they do not know stops it: a release that is only half grown would measure nothing.
"""

import argparse
import fcntl
import hashlib
import os
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import Any, Final
from zlib import crc32

from api.clinical.drug_names.misspellings import SHORTEST_CUT_OFF
from api.drug_index import forms_of
from api.search_index import without_a_letter
from bench.dataset import DATA, RELEASE, build_release
from bench.varying import Clone, rare_words

Row = tuple[Any, ...]
Rule = Callable[[Clone, Any], Any]


def _copied(_clone: Clone, value: Any) -> Any:
    return value


def _ruled(rule: Callable[[Clone, str], str]) -> Rule:
    return lambda clone, value: rule(clone, value) if isinstance(value, str) else value


PATH: Final = _ruled(Clone.path)
TEXT: Final = _ruled(Clone.text)
SLUG: Final = _ruled(Clone.slug)
CODE: Final = _ruled(Clone.code)
KEY: Final = _ruled(Clone.key)
JSON: Final = _ruled(Clone.json)

# By column, for the tables whose clones are row by row; what is not named is copied.
PLANS: Final[dict[str, dict[str, Rule]]] = {
    "entity": {"path": PATH, "slug": SLUG, "name": TEXT},
    "name": {"entity": PATH, "text": TEXT, "folded": TEXT},
    "cause": {"path": PATH, "parent": PATH},
    "gene": {"cause": PATH, "symbol": CODE},
    "mechanism": {"path": PATH},
    "symptom": {"path": PATH},
    "medication_class": {"path": PATH, "parent": PATH},
    "medication": {"path": PATH, "direction_from": PATH},
    "membership": {"medication": PATH, "medication_class": PATH},
    "combination_member": {"combination": PATH, "member": PATH},
    "laboratory_test": {"path": PATH},
    "diagnostic_algorithm": {"path": PATH, "steps": JSON},
    "code": {"entity": PATH, "code": CODE},
    "code_name": {"code": CODE, "name": TEXT},
    "product": {"rxcui": KEY, "name": TEXT, "folded": TEXT},
    "product_ingredient": {"product": KEY, "name": TEXT, "medication": PATH},
    "reference": {"id": KEY, "title": TEXT, "pmid": KEY, "doi": KEY, "pmcid": KEY},
    "claim": {"id": PATH, "subject": PATH, "mechanism": PATH},
    "claim_code": {"claim": PATH, "code": CODE},
    "claim_related": {"claim": PATH, "entity": PATH},
    "evidence": {"claim": PATH, "reference": KEY},
    "effect": {"entity": PATH, "claim": PATH, "via": PATH, "mechanism": PATH},
    "edge": {"source": PATH, "target": PATH},
}
# Derived, and row by row as well. Two clones may come by the same word; it is kept once.
DERIVED: Final[dict[str, dict[str, Rule]]] = {
    "search_known": {"word": TEXT},
    "drug_phrase": {"phrase": TEXT, "first": TEXT, "readings": JSON},
    "drug_word": {"word": TEXT},
    "drug_above": {"path": PATH, "above": JSON},
    "answer_entity": {"path": PATH, "summary": JSON, "before": JSON, "after": JSON},
    "answer_claim": {"id": PATH, "subject": PATH, "json": JSON},
    "answer_reference": {"id": KEY, "json": JSON, "citations": JSON, "words": TEXT},
}
# One of each, whatever the size; `answer_count` is counted anew.
STAYING: Final = frozenset(
    ("alembic_version", "answer_count", "answer_other", "document", "manifest", "release", "retired", "sqlite_stat1")
)
# Rows of these are sorted before they are stored: in the order of the clones, most would be put between others.
SORTED: Final = frozenset(("search_known", "search_near", "search_words", "drug_near", "drug_phrase", "drug_word"))


def _near_search(clone: Clone, rows: Iterable[Row]) -> Iterator[Row]:
    for spelt, word in {(spelt, word) for _, spelt, word in rows}:
        new = clone.word(spelt)
        if new != spelt:
            yield from ((form, new, clone.word(word)) for form in without_a_letter(new))


def _near_drugs(clone: Clone, rows: Iterable[Row]) -> Iterator[Row]:
    for word in {word for _, word in rows}:
        new = clone.word(word)
        if new != word:
            beginnings = (f"^{new[:end]}" for end in range(SHORTEST_CUT_OFF, len(new)))
            yield from ((form, new) for form in forms_of(new) | {crc32(text.encode()) for text in beginnings})


def _search_words(clone: Clone, rows: Iterable[Row]) -> Iterator[Row]:
    """All clones of a row lie beside it, so that rows stay in the order in which hits rank."""
    for row, folded, whole, kind_of_entity, term, kind, entity in rows:
        path = clone.path(entity)
        if path == entity:
            continue
        if kind == "code":
            system, _, code = term.partition(":")
            tag = clone.tag.lower()
            before, _, own = folded.partition(" ")
            tokens = (token.rpartition("_") for token in whole.split())
            new = f"{before} {tag}{own}", " ".join(f"{head}_{tag}{tail}" for head, _, tail in tokens)
            yield (row + clone.number / 10_000, *new, kind_of_entity, f"{system}:{clone.code(code)}", kind, path)
        else:
            new_folded = clone.text(folded)
            new_whole = new_folded.replace(" ", "")
            yield (row + clone.number / 10_000, new_folded, new_whole, kind_of_entity, clone.text(term), kind, path)


SPECIAL: Final[dict[str, Callable[[Clone, Iterable[Row]], Iterator[Row]]]] = {
    "search_near": _near_search,
    "drug_near": _near_drugs,
    "search_words": _search_words,
}


def grown_release(times: int) -> Path:
    """The release of so many times the size of the current one, made if it is not there.

    Raises:
        SystemExit: a table that `PLANS` does not know.
    """
    if times == 1:
        return RELEASE.resolve()
    target = DATA / f"grown-{times}-{RELEASE.resolve().stem.rpartition('-')[2]}.sqlite"
    with (DATA / ".grow.lock").open("w") as lock:
        # Whoever asks for the same release meanwhile waits for it, and does not write into it.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if target.exists():
            return target
        for old in DATA.glob(f"grown-{times}-*"):
            old.unlink()
        # Not `.building`: the next build of a release in this folder would take it for its own leftover.
        growing = target.with_suffix(".growing")
        grow(RELEASE.resolve(), growing, times)
        growing.replace(target)
    return target


def grow(base: Path, target: Path, times: int) -> None:
    """Write the release of `times` times the size of `base` to `target`."""
    shutil.copy(base, target)
    # What is sorted is as large as the release; the system's own place for temporary files may be small.
    os.environ["SQLITE_TMPDIR"] = str(target.parent)
    with closing(sqlite3.connect(target)) as connection:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -1000000", "foreign_keys = OFF"):
            connection.execute(f"PRAGMA {pragma}")
        tables = _growing(connection)
        rows = {table: _rows(connection, table) for table in tables}
        indexes = _drop_indexes(connection)
        rare = rare_words(connection)
        for table in SORTED & tables.keys():
            connection.execute(f"CREATE TEMP TABLE new_{table} AS SELECT {_columns(connection, table)} FROM {table}")
        began = time.perf_counter()
        for number in range(1, times):
            clone = Clone(number, rare)
            for table, rules in tables.items():
                _insert(connection, table, _clones(connection, table, rules, clone, rows[table]))
            if number % max(1, times // 20) == 0:
                print(f"{number + 1} of {times} after {time.perf_counter() - began:.0f} s", flush=True)
        for table in sorted(SORTED & tables.keys()):
            _store_sorted(connection, table)
        for statement in indexes:
            connection.execute(statement)
        _finish(connection, times)


def _growing(connection: sqlite3.Connection) -> dict[str, dict[str, Rule]]:
    """The tables to clone, with their rules."""
    sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'search_words_*'"
    there = {name for (name,) in connection.execute(sql)}
    plans = {**PLANS, **DERIVED, **{table: {} for table in SPECIAL}}
    unknown = there - plans.keys() - STAYING
    if unknown:
        sys.exit(f"bench/grow.py does not know how these tables grow: {', '.join(sorted(unknown))}.")
    for table, rules in plans.items():
        missing = rules.keys() - set(_names(connection, table)) if table in there else set()
        if missing:
            sys.exit(f"bench/grow.py: {table} has no column {', '.join(sorted(missing))} any more.")
    return {table: rules for table, rules in plans.items() if table in there}


def _names(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def _columns(connection: sqlite3.Connection, table: str) -> str:
    row = ["rowid AS number"] if table == "search_words" else []
    return ", ".join([*row, *(f'"{name}"' for name in _names(connection, table))])


def _rows(connection: sqlite3.Connection, table: str) -> list[Row]:
    return connection.execute(f"SELECT {_columns(connection, table)} FROM {table}").fetchall()


def _clones(
    connection: sqlite3.Connection, table: str, rules: dict[str, Rule], clone: Clone, rows: Sequence[Row]
) -> Iterator[Row]:
    if table in SPECIAL:
        yield from SPECIAL[table](clone, rows)
        return
    names = _names(connection, table)
    by_column = [rules.get(name, _copied) for name in names]
    paths = [index for index, name in enumerate(names) if rules.get(name) is PATH]
    for row in rows:
        new = tuple(rule(clone, value) for rule, value in zip(by_column, row, strict=True))
        # What belongs to nothing that has clones (a name of the condition) has none either.
        named = [index for index in paths if row[index] is not None]
        if not named or any(new[index] != row[index] for index in named):
            yield new


def _insert(connection: sqlite3.Connection, table: str, rows: Iterator[Row]) -> None:
    first = next(rows, None)
    if first is not None:
        into = f"temp.new_{table}" if table in SORTED else table
        marks = ", ".join("?" * len(first))
        # Two names of one entity may differ in spelling only; they come to be the same.
        insert = "INSERT OR IGNORE" if table == "name" else "INSERT"
        connection.executemany(f"{insert} INTO {into} VALUES ({marks})", chain([first], rows))


def _store_sorted(connection: sqlite3.Connection, table: str) -> None:
    connection.execute(f"DELETE FROM {table}")
    match table:
        case "search_words":
            columns = "folded, whole, type, term, kind, entity"
            connection.execute(
                f"INSERT INTO search_words (rowid, {columns})"
                f" SELECT row_number() OVER (ORDER BY number), {columns} FROM new_search_words ORDER BY number"
            )
            connection.execute("INSERT INTO search_words (search_words) VALUES ('optimize')")
        case "drug_phrase":
            connection.execute(
                "INSERT OR IGNORE INTO drug_phrase (phrase, first, nth, source, readings)"
                " SELECT phrase, first, row_number() OVER (PARTITION BY first ORDER BY source, phrase) - 1,"
                " source, readings"
                " FROM (SELECT * FROM new_drug_phrase GROUP BY phrase) ORDER BY phrase"
            )
        case _:
            key = '"word"' if table in ("search_known", "drug_word") else "form"
            connection.execute(f"INSERT OR IGNORE INTO {table} SELECT * FROM new_{table} ORDER BY {key}")
    connection.execute(f"DROP TABLE new_{table}")


def _drop_indexes(connection: sqlite3.Connection) -> list[str]:
    """Drop every index that is not a constraint; the statements that make them again."""
    found = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    ).fetchall()
    for name, _ in found:
        connection.execute(f"DROP INDEX {name}")
    return [sql for _, sql in found]


def _finish(connection: sqlite3.Connection, times: int) -> None:
    (digest,) = connection.execute("SELECT digest FROM release").fetchone()
    new = hashlib.sha256(f"{digest} times {times}".encode()).hexdigest()
    connection.execute("UPDATE release SET digest = ?", [new])
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'answer_count'").fetchone():
        count = "SELECT count(*) FROM entity WHERE type = list"
        connection.execute(f"UPDATE answer_count SET total = ({count}) WHERE list IN (SELECT type FROM entity)")
        for table, name in (("claim", "claims"), ("reference", "references")):
            connection.execute(f"UPDATE answer_count SET total = (SELECT count(*) FROM {table}) WHERE list = ?", [name])
    connection.commit()
    # An estimate is what the planner needs; a whole count takes as long as all else.
    connection.execute("PRAGMA analysis_limit = 10000")
    connection.execute("ANALYZE")
    connection.commit()
    connection.execute("PRAGMA journal_mode = DELETE")


def main() -> None:
    """Grow the release of the pack, built first if need be."""
    parser = argparse.ArgumentParser(prog="python -m bench.grow", description="Make a larger release.")
    parser.add_argument("--times", type=int, default=10)
    options = parser.parse_args()
    build_release()
    file = grown_release(options.times)
    print(f"{file} ({file.stat().st_size / 2**20:,.0f} MiB)")


if __name__ == "__main__":
    main()
