"""Database URLs and the two ways to open a file."""

import sqlite3
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, OperationalError, TimeoutError

from api import db
from api.db import (
    CONNECTIONS,
    in_the_loop,
    listed_values,
    not_in_the_loop,
    open_for_building,
    open_for_serving,
    require_sqlite,
    rows,
    sqlite_file,
)
from api.errors import SetupError, TooSlow


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///var/hypomag.sqlite", "var/hypomag.sqlite"),
        ("sqlite:////srv/data.db", "/srv/data.db"),
        ("sqlite+pysqlite:///x.db", "x.db"),
    ],
)
def test_a_url_names_a_file(url: str, path: str) -> None:
    assert sqlite_file(url) == Path(path)


@pytest.mark.parametrize("url", ["", "var/hypomag.sqlite", "://", "sqlite:/x"])
def test_what_is_no_url_is_said(url: str) -> None:
    with pytest.raises(SetupError, match="HYPOMAG_DATABASE_URL is not a database URL"):
        sqlite_file(url)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "postgresql://localhost/hypomag", "nonsense:///x"])
def test_what_cannot_be_served_is_said(url: str) -> None:
    with pytest.raises(SetupError, match="must be sqlite:///PATH: no other database is supported yet"):
        sqlite_file(url)


@pytest.mark.parametrize("statement", ["DELETE FROM release", "CREATE TABLE more (id)", "DROP TABLE claim", "VACUUM"])
def test_a_release_cannot_be_written_to(statement: str, release_file: Path) -> None:
    engine = open_for_serving(release_file)
    before = release_file.read_bytes()
    with engine.connect() as connection, pytest.raises(OperationalError):
        connection.exec_driver_sql(statement)
    engine.dispose()
    assert release_file.read_bytes() == before


def test_a_release_may_lie_where_nothing_can_be_written(release_file: Path, tmp_path: Path) -> None:
    for sign in "%?# é":
        file = tmp_path / f"a{sign}b" / "release.sqlite"
        file.parent.mkdir()
        file.write_bytes(release_file.read_bytes())
        file.parent.chmod(0o500)
        engine = open_for_serving(file)
        with engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM release")).scalar_one() == 1
        engine.dispose()
        file.parent.chmod(0o700)
        assert [found.name for found in file.parent.iterdir()] == ["release.sqlite"]


def test_any_thread_may_use_any_connection(release_file: Path) -> None:
    engine = open_for_serving(release_file)
    seen: list[int] = []

    def ask() -> None:
        with engine.connect() as connection:
            seen.append(connection.execute(text("SELECT count(*) FROM release")).scalar_one())

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    engine.dispose()
    assert seen == [1] * 4


def test_connections_are_bounded(release_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = open_for_serving(release_file)
    monkeypatch.setattr(engine.pool, "_timeout", 0.01)
    taken = [engine.connect() for _ in range(CONNECTIONS)]
    with pytest.raises(TimeoutError):
        engine.connect()
    for connection in taken:
        connection.close()
    engine.dispose()


def test_a_statement_that_takes_too_long_is_given_up(release_file: Path) -> None:
    long = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    engine = open_for_serving(release_file, seconds=0)
    with engine.connect() as connection:
        with pytest.raises(TooSlow):
            connection.execute(text(long))
        with pytest.raises(TooSlow):
            rows(connection, long)
        assert rows(connection, "SELECT 1 WHERE :yes", {"yes": True}) == [(1,)]
    engine.dispose()


def test_the_event_loop_has_less_time(release_file: Path) -> None:
    engine = open_for_serving(release_file, seconds=600)
    endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    with in_the_loop(engine).connect() as connection:
        with pytest.raises(TooSlow):
            rows(connection, endless)
        with pytest.raises(TooSlow):
            not_in_the_loop(connection)
    with engine.connect() as connection:
        not_in_the_loop(connection)
    engine.dispose()


def test_a_list_of_values_is_bound_by_name() -> None:
    assert listed_values("id", ["a", "b"]) == ("(:id_0, :id_1)", {"id_0": "a", "id_1": "b"})
    assert listed_values("id", []) == ("(NULL)", {})


@pytest.mark.parametrize("content", [b"no database at all" * 100, b""])
def test_another_file_is_a_database_error(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "other.sqlite"
    file.write_bytes(content)
    engine = open_for_serving(file)
    with pytest.raises(DatabaseError), engine.connect() as connection:
        connection.execute(text("SELECT * FROM release"))
    engine.dispose()


def test_building_leaves_no_journal_on_disk(tmp_path: Path) -> None:
    file = tmp_path / "new ?.sqlite"
    engine = open_for_building(file)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE one (id)"))
        assert [found.name for found in tmp_path.iterdir()] == [file.name]
        assert connection.execute(text("PRAGMA synchronous")).scalar_one() == 0
    engine.dispose()
    assert [found.name for found in tmp_path.iterdir()] == [file.name]


def test_an_old_sqlite_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    require_sqlite()
    monkeypatch.setattr(db, "MINIMUM_SQLITE", (99, 0, 0))
    with pytest.raises(SetupError) as caught:
        require_sqlite()
    assert str(caught.value) == f"SQLite 99.0.0 or newer is needed; Python here has {sqlite3.sqlite_version}."
