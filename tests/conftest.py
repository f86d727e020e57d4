"""What many tests stand on: the small made-up pack, the release built from it, and an application that serves it."""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fastapi import FastAPI
from hypothesis import settings as settings_of_hypothesis
from starlette.testclient import TestClient

from api.app import create_app
from api.pack.load import Built, build_release
from api.pack.stamp import is_current
from api.settings import Settings

FIXTURE_PACK = Path(__file__).parent / "fixtures" / "pack"
SEED = Path(__file__).parents[1] / "seed"


# A machine that is busy is no fault of the code; what takes too long shows as a slow test.
settings_of_hypothesis.register_profile("patient", deadline=None)
settings_of_hypothesis.load_profile("patient")


def pytest_configure() -> None:
    """What the shell happens to set must not reach a test."""
    for name in [name for name in os.environ if name.upper().startswith("HYPOMAG_")]:
        del os.environ[name]


@pytest.fixture(scope="session")
def release_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release built from the fixture pack: the file itself, not the link to it. Never write to it."""
    target = tmp_path_factory.mktemp("release") / "hypomag.sqlite"
    return build_release(FIXTURE_PACK, target, lambda _step, _share: None).file


@pytest.fixture(scope="session")
def settings(release_file: Path) -> Settings:
    """Settings that name the release of the fixture pack; all others have their defaults."""
    return Settings(database_url=f"sqlite:///{release_file}", seed_dir=FIXTURE_PACK)


@pytest.fixture(scope="session")
def app(settings: Settings) -> Iterator[FastAPI]:
    """The whole application on the release of the fixture pack. Tests only ask it; who changes it makes their own."""
    app = create_app(settings)
    yield app
    app.state.engine.dispose()


@pytest.fixture(scope="session")
def client(app: FastAPI) -> Iterator[TestClient]:
    """Asks `app` over HTTP, follows no redirect, names no coding unless told to; an escaping exception is raised."""
    with TestClient(app, headers={"Accept-Encoding": "identity"}, follow_redirects=False) as client:
        yield client


@pytest.fixture
def copy_pack(tmp_path: Path) -> Path:
    """A copy of the fixture pack, to damage."""
    return Path(shutil.copytree(FIXTURE_PACK, tmp_path / "pack"))


@pytest.fixture
def published(release_file: Path, tmp_path: Path) -> Path:
    """A link to the release of the fixture pack, up to date with that pack, in a folder of its own."""
    folder = tmp_path / "var"
    folder.mkdir()
    file = Path(shutil.copy(release_file, folder))
    shutil.copy(release_file.parent / "hypomag.source", folder)
    link = folder / "hypomag.sqlite"
    link.symlink_to(file.name)
    return link


@pytest.fixture(scope="session")
def real_release(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The release of `seed/`. The workers of one run share it: whoever comes first builds, the others wait for it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "real"
    folder.mkdir(exist_ok=True)
    target = folder / "hypomag.sqlite"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_current(SEED, target):
            return build_release(SEED, target, lambda _step, _share: None)
    with closing(sqlite3.connect(target)) as connection:
        return Built(target.resolve(), connection.execute("SELECT digest FROM release").fetchone()[0], fresh=False)


@pytest.fixture(scope="session")
def real(real_release: Built) -> Iterator[TestClient]:
    """Asks an application on the real release over HTTP."""
    app = create_app(Settings(database_url=f"sqlite:///{real_release.file}", seed_dir=SEED))
    with TestClient(app, headers={"Accept-Encoding": "identity"}, follow_redirects=False) as client:
        yield client
    app.state.engine.dispose()
