"""An export holds what the application answers, all of what it can hold, and nothing that leads out of it."""

import gzip
import hashlib
import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, get_args

import pytest
from starlette.testclient import TestClient

from api.errors import SetupError
from api.settings import Settings
from api.static_export.addresses import LEFT_OUT
from api.static_export.export import REFUSALS, Exported, export_static
from api.vocabulary import EntityType
from tests.static_export.reading import content, manifest, pages


def bodies(folder: Path) -> Iterator[tuple[str, Any]]:
    """Every JSON page under /v1 and its content, the whole data apart."""
    for address, entry in pages(folder).items():
        if address.startswith("/v1") and entry["media_type"] == "application/json" and "/export/" not in address:
            yield address, json.loads((folder / entry["path"]).read_bytes())


def test_every_file_is_the_live_answer(exported: Exported, live: TestClient) -> None:
    listed = pages(exported.folder)
    for address, entry in listed.items():
        answer = live.get(address)
        assert answer.status_code == 200, address
        assert (exported.folder / entry["path"]).read_bytes() == answer.content, address
        assert entry["media_type"] == answer.headers["content-type"], address
    assert len(listed) > 400
    assert exported.files == len(listed) + len(REFUSALS)


def test_the_manifest_tells_each_file(exported: Exported, live: TestClient) -> None:
    released = parsedate_to_datetime(live.get("/v1").headers["last-modified"]).timestamp()
    expected = {"manifest.jsonl", "nginx-release.conf"}
    for entry in manifest(exported.folder):
        file = exported.folder / entry["path"]
        body = file.read_bytes()
        assert entry["bytes"] == len(body)
        assert entry["sha256"] == hashlib.sha256(body).hexdigest()
        assert file.stat().st_mtime == released
        expected.add(entry["path"])
        if entry["gzip"]:
            packed = file.with_name(f"{file.name}.gz")
            assert gzip.decompress(packed.read_bytes()) == body
            assert packed.stat().st_mtime == released
            expected.add(f"{entry['path']}.gz")
    assert set(content(exported.folder)) == expected
    identity = live.get("/v1/dataset").json()
    first = json.loads((exported.folder / "manifest.jsonl").read_text().splitlines()[0])
    assert first["release"] == {name: identity[name] for name in ("version", "digest", "date")}


def test_what_is_small_or_packed_already_is_not_packed(exported: Exported) -> None:
    listed = pages(exported.folder)
    packed = {address: listed[address]["gzip"] for address in ("/v1/causes", "/docs", "/docs/assets/swagger-ui.css")}
    assert set(packed.values()) == {True}
    plain = ("/healthz", "/v1/dataset/export/csv", "/v1/dataset/export/sqlite", "/docs/assets/favicon-32x32.png")
    assert {listed[address]["gzip"] for address in plain} == {False}


def test_every_path_of_the_api_is_there(exported: Exported, live: TestClient) -> None:
    addresses = {address.partition("?")[0] for address in pages(exported.folder)}
    operations = live.get("/openapi.json").json()["paths"]
    missing = {
        path
        for path, item in operations.items()
        if "get" in item and not any(re.fullmatch(re.sub(r"{\w+}", "[^/]+", path), known) for known in addresses)
    }
    assert missing == set(LEFT_OUT)


def test_links_lead_to_files(exported: Exported) -> None:
    listed = pages(exported.folder)
    lists = 0
    for address, body in bodies(exported.folder):
        if "links" in body and address != "/v1":
            lists += 1
            assert body["links"]["self"] == address
            assert set(body["links"].values()) <= set(listed), address
    assert lists > 100


def texts(value: Any) -> Iterator[str]:
    """Every text anywhere in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts(part)


def test_ids_lead_to_files(exported: Exported) -> None:
    ids = re.compile(rf"(?:{'|'.join(get_args(EntityType))})/[a-z0-9-]+(?:/claims/[a-z0-9-]+)?")
    found = {text for _, body in bodies(exported.folder) for text in texts(body) if ids.fullmatch(text)}
    assert {f"/v1/{one}" for one in found} <= set(pages(exported.folder))
    assert len(found) > 200
    references = dict(bodies(exported.folder))["/v1/references"]["items"]
    assert {f"/v1/references/{item['id']}" for item in references} <= set(pages(exported.folder))


def test_a_list_can_be_read_from_either_end(exported: Exported) -> None:
    by_address = dict(bodies(exported.folder))

    def walk(address: str, relation: str) -> list[str]:
        names = []
        page = by_address[address]
        while True:
            names.append([item["id"] for item in page["items"]])
            if relation not in page["links"]:
                return [one for part in (names if relation == "next" else reversed(names)) for one in part]
            address, page = page["links"][relation], by_address[page["links"][relation]]

    for path in ("/v1/functions", "/v1/claims"):
        forward = walk(path, "next")
        assert len(forward) == by_address[path]["total"] > 100
        last = path
        while "next" in by_address[last]["links"]:
            last = by_address[last]["links"]["next"]
        assert walk(last, "prev") == forward


def test_changes_can_be_asked_for_each_version(exported: Exported, live: TestClient) -> None:
    current = live.get("/v1/dataset").json()["version"]
    known = live.get(f"/v1/dataset/changes?from={current}").json()["known_versions"]
    assert {f"/v1/dataset/changes?from={version}" for version in known} <= set(pages(exported.folder))


def test_the_same_release_gives_the_same_bytes(settings: Settings, tmp_path: Path) -> None:
    first = export_static(settings, tmp_path / "one" / "static")
    # Settings that change links and headers change no file.
    changed = settings.model_copy(update={"public_url": "https://api.example.org", "cache_max_age": 5})
    second = export_static(changed, tmp_path / "two" / "static")
    assert first.folder.name == second.folder.name
    assert content(first.folder) == content(second.folder)
    assert (tmp_path / "one" / "static").resolve() == first.folder


def test_a_refusal_is_a_problem_that_claims_nothing(exported: Exported, live: TestClient) -> None:
    known = {item["type"] for item in live.get("/problems").json()["items"]}
    for entry in manifest(exported.folder):
        if "status" in entry:
            problem = json.loads((exported.folder / entry["path"]).read_bytes())
            assert (problem["status"], entry["media_type"]) == (entry["status"], "application/problem+json")
            assert problem["type"] in known
            assert problem["title"]
            if problem["status"] == 404:
                assert "let alone that it is safe" in problem["detail"]


@pytest.mark.parametrize(
    ("lost", "told"),
    [
        ("reference", "/v1/references is answered with 500, so the release cannot be exported whole."),
        ("membership", "/v1/dataset/export/csv breaks off, so the release cannot be exported whole."),
    ],
)
def test_a_page_that_fails_ends_the_export_and_changes_nothing(
    lost: str, told: str, settings: Settings, release_file: Path, tmp_path: Path
) -> None:
    target = tmp_path / "out" / "static"
    earlier = export_static(settings, target)
    before = {file.relative_to(target.parent) for file in target.parent.rglob("*")}
    broken = Path(shutil.copy(release_file, tmp_path))
    with closing(sqlite3.connect(broken)) as connection, connection:
        connection.execute(f"DROP TABLE {lost}")
    with pytest.raises(SetupError) as caught:
        export_static(settings.model_copy(update={"database_url": f"sqlite:///{broken}"}), target)
    assert str(caught.value).partition(" ")[2] == told.partition(" ")[2]
    assert {file.relative_to(target.parent) for file in target.parent.rglob("*")} == before
    assert target.resolve() == earlier.folder


def test_a_place_that_cannot_be_written_is_told(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SetupError, match=r"file/static cannot be written \((Not a directory|File exists)\)\.$"):
        export_static(settings, tmp_path / "file" / "static")
