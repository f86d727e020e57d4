"""The score of search on the published queries, as the README shows it: `python -m tests.search.score`."""

import csv
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from sqlmodel import Session

from api.db import open_for_serving
from api.pack.load import build_release
from tests.search.asking import found

QUERIES = Path(__file__).with_name("queries.csv")
SEED = Path(__file__).parents[2] / "seed"
LOOKED_AT = 10


class Query(NamedTuple):
    """A row of the published queries."""

    text: str
    kind: str
    expected: str


class Outcome(NamedTuple):
    """A query and the place (from 1) of what it should find, if that is among the first ten."""

    query: Query
    place: int | None


def published_queries() -> list[Query]:
    with QUERIES.open(encoding="utf-8", newline="") as file:
        return [Query(*row) for row in list(csv.reader(file))[1:]]


def measure(session: Session, queries: Iterable[Query]) -> list[Outcome]:
    outcomes = []
    for query in queries:
        ids = found(session, query.text, LOOKED_AT)
        outcomes.append(Outcome(query, ids.index(query.expected) + 1 if query.expected in ids else None))
    return outcomes


def share(outcomes: Iterable[Outcome], places: int = 1) -> float:
    """Of the queries, how many have what they should find among the first `places`: 0 to 1."""
    right = [outcome.place is not None and outcome.place <= places for outcome in outcomes]
    return sum(right) / len(right)


def table(outcomes: Iterable[Outcome]) -> str:
    """Markdown, kinds in the order of the file."""
    by_kind: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_kind[outcome.query.kind].append(outcome)
    lines = ["| kind of query | queries | found first | share | among the first five |", "|---|---:|---:|---:|---:|"]
    for kind, measured in by_kind.items():
        first = sum(outcome.place == 1 for outcome in measured)
        shares = f"{share(measured):.1%} | {share(measured, 5):.1%}"
        lines.append(f"| {kind} | {len(measured)} | {first} | {shares} |")
    return "\n".join(lines)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        built = build_release(SEED, Path(folder) / "hypomag.sqlite", lambda _step, _share: None)
        engine = open_for_serving(built.file)
        with Session(engine) as session:
            sys.stdout.write(table(measure(session, published_queries())) + "\n")
        engine.dispose()


if __name__ == "__main__":
    main()
