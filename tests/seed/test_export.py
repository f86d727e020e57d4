"""The real release taken away: it comes back as the same pack, and however large it is, little of it is in memory."""

import hashlib
import sqlite3
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.db import open_for_serving
from api.knowledge.export import csv_export, json_export
from api.pack.digest import digest_of, release_text
from api.pack.load import Built
from api.pack.rules import check_pack
from api.pack.unpack import unpack
from tests.conftest import SEED
from tests.knowledge.test_export import tables_of, taken

MEGABYTE = 1_000_000


def files(pack: Path, ending: str) -> set[str]:
    return {file.relative_to(pack).as_posix() for file in pack.rglob(f"*{ending}")}


def test_the_json_export_is_the_pack(real: TestClient, real_release: Built, tmp_path: Path) -> None:
    text = taken(real, "json")
    assert len(text) > 4 * MEGABYTE
    assert hashlib.sha256(text).hexdigest() == real_release.digest
    again = tmp_path / "again"
    unpack(text, again)
    assert files(again, ".yaml") == files(SEED, ".yaml")
    pack, findings = check_pack(again)
    assert findings == []
    assert digest_of(release_text(pack)) == real_release.digest


def test_the_csv_export_has_every_row(real: TestClient, real_release: Built) -> None:
    archive = taken(real, "csv")
    assert taken(real, "csv") == archive
    with closing(sqlite3.connect(f"file:{real_release.file}?mode=ro&immutable=1", uri=True)) as connection:
        for name, rows in tables_of(archive).items():
            (count,) = connection.execute(f"SELECT count(*) FROM {name.removesuffix('.csv')}").fetchone()
            assert len(rows) == count, name


def test_the_sqlite_export_is_the_release(real: TestClient, real_release: Built) -> None:
    assert taken(real, "sqlite") == real_release.file.read_bytes()


@pytest.fixture
def engine(real_release: Built) -> Iterator[Engine]:
    engine = open_for_serving(real_release.file)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("export", [json_export, csv_export])
def test_an_export_is_never_whole_in_memory(engine: Engine, export: Callable[[Engine], Iterator[bytes]]) -> None:
    # What the first use brings into memory for good does not count.
    next(export(engine))
    tracemalloc.start()
    largest = max(len(piece) for piece in export(engine))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert largest <= 64 * 1024
    # The rows of the largest table take more than twice as much.
    assert peak < 4 * MEGABYTE
