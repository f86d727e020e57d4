"""`/healthz` and `/readyz`."""

import shutil
from pathlib import Path

from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from tests.rest.asking import read, refused


def test_healthy(client: TestClient) -> None:
    assert read(client, "/healthz") == {"status": "ok"}


def test_ready(client: TestClient) -> None:
    ready = read(client, "/readyz")
    assert (ready["status"], ready["version"]) == ("ready", "1.2.3")
    assert ready["digest"] == read(client, "/v1/dataset")["digest"]


def test_a_release_that_was_destroyed_under_us(release_file: Path, tmp_path: Path) -> None:
    file = Path(shutil.copy(release_file, tmp_path))
    with TestClient(create_app(Settings(database_url=f"sqlite:///{file}"))) as client:
        # In place and at the same size: pages of a mapped file that vanish would kill the process.
        with file.open("r+b") as opened:
            opened.write(b"x" * file.stat().st_size)
        problem = refused(client.get("/readyz"), 503)
        assert "release" in problem["detail"]
        assert str(file) not in str(problem)
        assert read(client, "/healthz") == {"status": "ok"}
