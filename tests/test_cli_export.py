"""`hypomag export static`: what it prints, what it refuses, and that neither is a traceback."""

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app, main
from tests.conftest import FIXTURE_PACK
from tests.pack.damage import hypomag


def test_help_names_the_command() -> None:
    said = CliRunner().invoke(app, ["export", "--help"]).output
    assert "static" in said.split()


def test_it_says_where_the_files_are(published: Path, tmp_path: Path) -> None:
    target = tmp_path / "site" / "static"
    first = hypomag("export", "static", f"{target}/", pack=FIXTURE_PACK, release=published)
    folder = target.resolve()
    digest = published.resolve().stem.rpartition("-")[2]
    assert folder.name.startswith(f"static-1.2.3-{digest}-")
    count = len((folder / "manifest.jsonl").read_text().splitlines()) - 1
    assert (first.exit_code, first.stderr) == (0, "")
    assert first.stdout == f"Wrote {folder} ({count} files)\n"
    second = hypomag("export", "static", str(target), pack=FIXTURE_PACK, release=published)
    assert (second.exit_code, second.stdout) == (0, f"Up to date: {folder} ({count} files)\n")


@pytest.mark.parametrize("lacking", ["release", "place"])
def test_what_it_cannot_do_is_one_sentence(
    lacking: str,
    published: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    target = tmp_path / "static"
    if lacking == "release":
        published.unlink()
        told = f"There is no release at {published}: run `hypomag build` (or `hypomag serve`, which builds it).\n"
    else:
        target.mkdir()
        (target / "precious").touch()
        told = f"{target} is there and is no earlier export: move it away, or name another folder.\n"
    monkeypatch.setenv("HYPOMAG_DATABASE_URL", f"sqlite:///{published}")
    monkeypatch.setattr(sys, "argv", ["hypomag", "export", "static", str(target)])
    with pytest.raises(SystemExit) as raised:
        main()
    printed = capsys.readouterr()
    assert (raised.value.code, printed.out, printed.err) == (1, "", told)
