"""Putting the application together: on a release of ours, or not at all."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from api.app import app_from_environment, create_app
from api.errors import SetupError
from api.settings import Settings


def settings_for(file: Path) -> Settings:
    return Settings(database_url=f"sqlite:///{file}")


@pytest.mark.parametrize("kind", ["nothing", "folder", "dangling link"])
def test_without_a_release_it_says_what_to_do(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "hypomag.sqlite"
    if kind == "folder":
        file.mkdir()
    elif kind == "dangling link":
        file.symlink_to("gone.sqlite")
    with pytest.raises(SetupError) as caught:
        create_app(settings_for(file))
    assert str(caught.value) == (
        f"There is no release at {file}: run `hypomag build` (or `hypomag serve`, which builds it)."
    )


@pytest.mark.parametrize(
    "statement", ["DELETE FROM release", "UPDATE release SET strength_rule = '0'", "DROP TABLE release"]
)
def test_a_release_of_another_version_is_refused(statement: str, release_file: Path, tmp_path: Path) -> None:
    file = Path(shutil.copy(release_file, tmp_path))
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)
    with pytest.raises(
        SetupError, match=r"^The database is no .*Hypomag release of this version.*: run `hypomag build`\.$"
    ):
        create_app(settings_for(file))


def test_the_environment_names_the_release(release_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HYPOMAG_DATABASE_URL", f"sqlite:///{release_file}")
    app = app_from_environment()
    assert app.state.release_file == release_file
    app.state.engine.dispose()
