"""The work of a search is bounded, whatever the size of the data."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, insert
from sqlmodel import Session

from api.db import open_for_building
from api.knowledge.search import MAX_CANDIDATES, SearchQuery, search
from api.pack.migrate import migrate
from api.search_index import build_search_index
from api.tables import EntityRow, NameRow, table_of

QUERIES = ["m", "salt", "magnesium", "magnesium salt", "magnesum", "salt magnesim", "magnesiuma"]
LETTERS = "abcdefghij"
# Full-text lookups, and that several bounded parts are put one after the other.
FRAME = re.compile(
    r"SCAN (TABLE )?search_words VIRTUAL TABLE INDEX \d+:M\d+|COMPOUND QUERY|LEFT-MOST SUBQUERY|UNION ALL"
    r"|CO-ROUTINE .*|SCAN (SUBQUERY )?(\d+|\(subquery-\d+\))"
)

Statement = tuple[str, Any]


@pytest.fixture
def statements(engine: Engine) -> Iterator[list[Statement]]:
    """What is sent to the database while the test runs."""
    seen: list[Statement] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        seen.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    "query",
    [
        SearchQuery(q="omeprazole"),
        SearchQuery(q="omperazole"),
        SearchQuery(q="lop diuretcs"),
        SearchQuery(q="lop diuretics", type="medication-classes"),
        SearchQuery(q="atc:A02BC01"),
        SearchQuery(q="m", type="medications", autocomplete=True, limit=50),
    ],
)
def test_every_statement_uses_an_index_and_sorts_nothing(
    session: Session, statements: list[Statement], query: SearchQuery
) -> None:
    search(session.connection(), query)
    asked = list(statements)
    assert 2 <= len(asked) <= 4
    for statement, parameters in asked:
        connection = session.connection().connection
        plan = [row[3] for row in connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()]
        assert [step for step in plan if not step.startswith("SEARCH ") and not FRAME.fullmatch(step)] == []


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Engine]]:
    """Two indexes of names that are all alike; the second has five times as many as the first."""
    folder = tmp_path_factory.mktemp("sizes")
    engines = (indexed(folder / "small.sqlite", 600), indexed(folder / "large.sqlite", 3000))
    yield engines
    for engine in engines:
        engine.dispose()


def indexed(file: Path, size: int) -> Engine:
    engine = open_for_building(file)
    with engine.begin() as connection:
        migrate(connection)
        fill(connection, size)
        build_search_index(connection)
    return engine


def fill(connection: Connection, size: int) -> None:
    entities, names = [], []
    for number in range(size):
        letters = "".join(LETTERS[int(digit)] for digit in f"{number:04}")
        path, name = f"medications/m{number}", f"Magnesium{letters} magnesium salt {number}"
        entities.append({"path": path, "type": "medications", "slug": f"m{number}", "name": name, "summary": ""})
        names.append({"entity": path, "text": name, "kind": "preferred", "position": 0, "folded": name.lower()})
    connection.execute(insert(table_of(EntityRow)), entities)
    connection.execute(insert(table_of(NameRow)), names)


def work(engine: Engine, text: str, rows: list[int]) -> int:
    """Hundreds of steps that the database engine took for a search."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    with Session(engine) as session:
        connection = session.connection().connection.driver_connection
        assert connection is not None
        connection.set_progress_handler(count, 100)
        rows.append(search(session.connection(), SearchQuery(q=text)).total)
        connection.set_progress_handler(None, 0)
    return steps


@pytest.mark.parametrize("text", QUERIES)
def test_five_times_the_names_are_not_more_work(releases: tuple[Engine, Engine], text: str) -> None:
    totals: list[int] = []
    small, large = (work(engine, text, totals) for engine in releases)
    assert 0 < max(totals) <= MAX_CANDIDATES
    assert large <= small * 1.25 + 5
