"""What is quick is asked in the event loop, what is not in a worker, and nothing holds either for long."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from threading import current_thread, main_thread

import pytest
from sqlalchemy import Connection
from starlette.testclient import TestClient

from api.app import create_app
from api.db import not_in_the_loop, open_for_serving, rows
from api.edge.asking import Release
from api.errors import TooSlow
from api.settings import Settings
from tests.rest.asking import refused

LONG = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT :most) SELECT count(*) FROM n"


@pytest.fixture
def release(release_file: Path) -> Iterator[Release]:
    release = Release(open_for_serving(release_file))
    yield release
    release.close()


def where(connection: Connection) -> str:
    rows(connection, "SELECT 1")
    return current_thread().name


def dear(connection: Connection) -> str:
    not_in_the_loop(connection)
    return where(connection)


def counted(connection: Connection, most: int) -> tuple[int, str]:
    return rows(connection, LONG, {"most": most})[0][0], current_thread().name


def test_a_lookup_stays_in_the_loop(release: Release) -> None:
    assert asyncio.run(release.ask(where)) == main_thread().name


def test_what_says_that_it_is_dear_goes_to_a_worker(release: Release) -> None:
    assert asyncio.run(release.ask(dear)).startswith("release")


def test_what_turns_out_long_is_asked_again_in_a_worker(release: Release) -> None:
    found, thread = asyncio.run(release.ask(counted, 1_000_000))
    assert found == 1_000_000
    assert thread.startswith("release")


def test_an_error_is_that_of_the_question(release: Release) -> None:
    def wrong(connection: Connection) -> None:
        not_in_the_loop(connection)
        raise LookupError("nothing there")

    with pytest.raises(LookupError, match="nothing there"):
        asyncio.run(release.ask(wrong))


def test_a_worker_has_its_limit_too(release_file: Path) -> None:
    release = Release(open_for_serving(release_file, seconds=0))
    with pytest.raises(TooSlow):
        asyncio.run(release.ask(counted, 1_000_000))
    # The connection is whole again.
    assert asyncio.run(release.ask(where)) == main_thread().name
    release.close()


def test_pieces_come_in_order(release: Release) -> None:
    async def collect() -> list[bytes]:
        return [piece async for piece in release.pieces(iter([b"a", b"", b"b"]))]

    assert asyncio.run(collect()) == [b"a", b"", b"b"]


def test_a_client_is_told_to_ask_for_less(release_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(Settings(database_url=f"sqlite:///{release_file}", cache_bytes=0))

    def endless(connection: Connection, *_: object) -> str:
        raise TooSlow

    monkeypatch.setattr("api.rest.lookups.get_graph", endless)
    with TestClient(app) as client:
        problem = refused(client.get("/v1/graph"), 503)
    assert problem["type"] == "/problems/unavailable"
    assert "ask for less" in problem["detail"]
