"""`/v1/dataset/export`: the whole release to take away, as JSON, CSV and SQLite."""

import asyncio
import csv
import gc
import hashlib
import io
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.types import Message, Scope

from api.db import CONNECTIONS
from api.pack.digest import release_text
from api.pack.load import build_release
from api.pack.rules import check_pack
from api.pack.unpack import unpack
from api.tables import metadata
from tests.conftest import FIXTURE_PACK
from tests.rest.asking import read, refused

KINDS = ("json", "csv", "sqlite")
TYPES = {"json": "application/json", "csv": "application/zip", "sqlite": "application/vnd.sqlite3"}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def taken(client: TestClient, kind: str) -> bytes:
    response = client.get(f"/v1/dataset/export/{kind}")
    assert response.status_code == 200
    return response.content


def tables_of(archive: bytes) -> dict[str, list[dict[str, str]]]:
    """The rows of each file by its name, as the csv module reads them."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.testzip() is None
        texts = {name: opened.read(name).decode() for name in opened.namelist()}
    return {name: list(csv.DictReader(io.StringIO(text, newline=""), strict=True)) for name, text in texts.items()}


def stored(release: Path, query: str) -> list[sqlite3.Row]:
    with closing(sqlite3.connect(f"file:{release}?mode=ro&immutable=1", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        return connection.execute(query).fetchall()


@pytest.mark.parametrize("kind", KINDS)
def test_an_export_is_a_file_with_a_name(client: TestClient, kind: str) -> None:
    response = client.get(f"/v1/dataset/export/{kind}")
    release = read(client, "/v1/dataset")
    suffix = "zip" if kind == "csv" else kind
    name = f"hypomag-{release['version']}-{release['digest'][:16]}.{suffix}"
    assert response.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert response.headers["content-type"] == TYPES[kind]
    assert response.headers["etag"]
    assert "max-age" in response.headers["cache-control"]


def test_the_hash_of_the_json_is_the_digest(client: TestClient) -> None:
    digest = read(client, "/v1/dataset")["digest"]
    assert hashlib.sha256(taken(client, "json")).hexdigest() == digest
    assert client.get("/v1/dataset").headers["hypomag-release"].endswith(f"digest={digest[:16]}")


def test_the_json_is_the_whole_pack(client: TestClient) -> None:
    text = taken(client, "json")
    assert text == release_text(check_pack(FIXTURE_PACK)[0])
    counts = read(client, "/v1/dataset")["counts"]
    content = json.loads(text)
    assert len(content["entities"]) == sum(counts["entities"].values())
    assert len(content["references"]) == counts["references"]


def test_the_json_rebuilt_is_the_same_release(client: TestClient, release_file: Path, tmp_path: Path) -> None:
    unpack(taken(client, "json"), tmp_path / "pack")
    built = build_release(tmp_path / "pack", tmp_path / "var" / "hypomag.sqlite", lambda _step, _share: None)
    assert built.digest == read(client, "/v1/dataset")["digest"]
    assert built.file.name == release_file.name


def test_the_sqlite_file_is_the_very_release(client: TestClient, release_file: Path, tmp_path: Path) -> None:
    content = taken(client, "sqlite")
    assert content == release_file.read_bytes()
    copied = tmp_path / "taken.sqlite"
    copied.write_bytes(content)
    with closing(sqlite3.connect(copied)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT digest FROM release").fetchone() == (read(client, "/v1/dataset")["digest"],)


def test_the_sqlite_file_can_be_taken_in_parts(client: TestClient, release_file: Path) -> None:
    response = client.get("/v1/dataset/export/sqlite", headers={"Range": "bytes=0-15"})
    assert (response.status_code, response.content) == (206, b"SQLite format 3\x00")


def test_every_table_is_a_file(client: TestClient, release_file: Path) -> None:
    tables = tables_of(taken(client, "csv"))
    internal = {"document", "manifest"}
    assert set(tables) == {f"{name}.csv" for name in metadata.tables if name not in internal}
    for name, rows in tables.items():
        table = metadata.tables[name.removesuffix(".csv")]
        expected = stored(release_file, f"SELECT * FROM {table.name}")
        assert len(rows) == len(expected)
        for row in rows:
            assert list(row) == [column.name for column in table.columns]


def test_cells_are_what_is_stored(client: TestClient, release_file: Path) -> None:
    tables = tables_of(taken(client, "csv"))
    columns = "id, subject, statement, mechanism, condition, supporting"
    claims = stored(release_file, f"SELECT {columns} FROM claim ORDER BY id")
    names = columns.split(", ")
    assert [[row[name] for name in names] for row in tables["claim.csv"]] == [
        ["" if value is None else str(value) for value in row] for row in claims
    ]
    assert [row["emergency"] for row in tables["symptom.csv"]] == ["true", "false"]
    (release,) = tables["release.csv"]
    assert release["notice"] == (FIXTURE_PACK / "NOTICE.md").read_text()


def test_the_archive_has_the_same_bytes_twice_and_the_date_of_the_release(client: TestClient) -> None:
    archive = taken(client, "csv")
    assert taken(client, "csv") == archive
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert {member.date_time for member in opened.infolist()} == {(2026, 1, 2, 0, 0, 0)}


ACCEPTED = {
    "*/*": {"json": 200, "csv": 200, "sqlite": 200},
    BROWSER: {"json": 200, "csv": 200, "sqlite": 200},
    "application/*": {"json": 200, "csv": 200, "sqlite": 200},
    "application/zip": {"json": 406, "csv": 200, "sqlite": 406},
    "application/vnd.sqlite3": {"json": 406, "csv": 406, "sqlite": 200},
    # JSON is what refusals are in, so who reads only JSON gets the file and need not look at it.
    "application/json": {"json": 200, "csv": 200, "sqlite": 200},
    "text/html": {"json": 406, "csv": 406, "sqlite": 406},
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("accept", ACCEPTED)
def test_what_is_accepted_decides(client: TestClient, kind: str, accept: str) -> None:
    response = client.get(f"/v1/dataset/export/{kind}", headers={"Accept": accept})
    if ACCEPTED[accept][kind] == 200:
        assert (response.status_code, response.headers["content-type"]) == (200, TYPES[kind])
    else:
        assert TYPES[kind] in refused(response, 406)["detail"]


@pytest.mark.parametrize("kind", KINDS)
def test_no_parameter_is_known(client: TestClient, kind: str) -> None:
    (fault,) = refused(client.get(f"/v1/dataset/export/{kind}?fields=claims"), 400)["errors"]
    assert (fault["where"], fault["expected"]) == ("query.fields", "no parameter at all")


def test_another_form_is_not_there(client: TestClient) -> None:
    refused(client.get("/v1/dataset/export/xml"), 404)


@pytest.mark.parametrize("kind", KINDS)
def test_who_has_it_does_not_get_it_again(client: TestClient, kind: str) -> None:
    first = client.get(f"/v1/dataset/export/{kind}")
    again = client.get(f"/v1/dataset/export/{kind}", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = client.head(f"/v1/dataset/export/{kind}")
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", first.headers["etag"])


class Reader:
    """A client that reads nothing after the head of the answer until it is told to, or that leaves then."""

    def __init__(self, app: FastAPI, kind: str) -> None:
        self.app = app
        self.scope: Scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": f"/v1/dataset/export/{kind}",
            "raw_path": f"/v1/dataset/export/{kind}".encode(),
            "root_path": "",
            "query_string": b"",
            "headers": [(b"host", b"testserver"), (b"accept-encoding", b"identity")],
            "state": {},
        }
        self.waits = asyncio.Event()
        self.reads = asyncio.Event()
        self.leaves = asyncio.Event()
        self.body = b""

    async def run(self) -> None:
        asked = False

        async def receive() -> Message:
            nonlocal asked
            if not asked:
                asked = True
                return {"type": "http.request", "body": b"", "more_body": False}
            await self.leaves.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.body":
                self.waits.set()
                await self.reads.wait()
                self.body += message.get("body", b"")

        await self.app(self.scope, receive, send)


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_slow_readers_take_nothing_from_others(client: TestClient, app: FastAPI, kind: str) -> None:
    whole = taken(client, kind)

    async def many() -> None:
        readers = [Reader(app, kind) for _ in range(CONNECTIONS + 1)]
        tasks = [asyncio.create_task(reader.run()) for reader in readers]
        for reader in readers:
            await reader.waits.wait()
        assert app.state.engine.pool.checkedout() == 0
        for reader in readers:
            reader.reads.set()
        await asyncio.gather(*tasks)
        assert {reader.body for reader in readers} == {whole}

    asyncio.run(many())


def test_who_leaves_leaves_nothing_behind(app: FastAPI) -> None:
    async def leave() -> None:
        reader = Reader(app, "csv")
        task = asyncio.create_task(reader.run())
        await reader.waits.wait()
        reader.leaves.set()
        await task
        assert reader.body == b""

    asyncio.run(leave())
    gc.collect()
    assert app.state.engine.pool.checkedout() == 0
