"""A release with lists of several pages, and its export; beside them the application that must answer the same."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.pack.load import build_release
from api.settings import Settings
from api.static_export.export import Exported, export_static
from tests.conftest import FIXTURE_PACK

FUNCTION = """\
name: Function {number}
summary: Magnesium has a function.
claims:
  {key}:
    kind: function
    statement: Magnesium has a function.
    evidence:
      - {{reference: blog-a, level: consumer, note: Says so.}}
"""
# Three pages of the default size, so that there is one with a link to either side.
FUNCTIONS = 101


@pytest.fixture(scope="session")
def wide_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings that name a release with three pages of functions."""
    folder = tmp_path_factory.mktemp("wide")
    pack = Path(shutil.copytree(FIXTURE_PACK, folder / "pack"))
    for number in range(FUNCTIONS):
        # The longest slugs and keys: cursors of claims then need two names.
        content = FUNCTION.format(number=number, key="k" * 80)
        (pack / "functions" / f"function-{number:03}{'-x' * 34}.yaml").write_text(content)
    file = build_release(pack, folder / "hypomag.sqlite", lambda _step, _share: None).file
    return Settings(database_url=f"sqlite:///{file}", seed_dir=pack)


@pytest.fixture(scope="session")
def exported(wide_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """The export of that release. Never write to it."""
    return export_static(wide_settings, tmp_path_factory.mktemp("exported") / "static")


@pytest.fixture(scope="session")
def live(wide_settings: Settings) -> Iterator[TestClient]:
    """Asks an application on that release, as it is served."""
    app = create_app(wide_settings)
    with TestClient(app, headers={"Accept-Encoding": "identity"}, follow_redirects=False) as client:
        yield client
    app.state.engine.dispose()
