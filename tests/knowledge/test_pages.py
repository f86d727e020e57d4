"""Pages of lists that are longer than anybody counts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.knowledge import pages
from api.settings import Settings
from tests.rest.asking import read


@pytest.fixture
def client(release_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Counts no further than two, and keeps no answers."""
    monkeypatch.setattr(pages, "MAX_TOTAL", 2)
    app = create_app(Settings(database_url=f"sqlite:///{release_file}", cache_bytes=0))
    with TestClient(app) as client:
        yield client


def test_a_count_that_stops_says_so(client: TestClient) -> None:
    body = read(client, "/v1/claims?basis=sourced&limit=1")
    assert (body["total"], body["total_is_minimum"]) == (2, True)
    assert list(body) == ["items", "total", "total_is_minimum", "limit", "links"]


def test_what_was_counted_before_is_told_whole(client: TestClient) -> None:
    body = read(client, "/v1/claims?limit=1")
    assert body["total"] > 2
    assert "total_is_minimum" not in body


@pytest.mark.parametrize("path", ["/v1/causes?category=gastrointestinal", "/v1/causes?limit=200"])
def test_what_is_on_one_page_needs_no_count(client: TestClient, path: str) -> None:
    body = read(client, path)
    assert body["total"] == len(body["items"])
    assert "total_is_minimum" not in body


def test_a_place_behind_the_end_still_knows_the_length(client: TestClient) -> None:
    last = read(client, "/v1/symptoms?limit=1&sort=-slug")
    assert last["total"] > 1
    back = read(client, last["links"]["next"])
    assert back["total"] == last["total"]
