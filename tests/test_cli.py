"""The commands, in this process: what they print, what they end with, and that no fault is a traceback."""

import json
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api import __version__
from api.cli import app, main
from api.pack.schema import json_schemas
from tests.conftest import FIXTURE_PACK
from tests.pack.damage import hypomag, swap

BOWEL = "causes/bowel-disease.yaml"


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs the entry point as the console script does; returns exit code, output and what was said besides."""

    def run(*arguments: str, **environment: object) -> tuple[int, str, str]:
        # Set here so that it is taken back: `serve` sets it for its workers.
        monkeypatch.setenv("HYPOMAG_DATABASE_URL", "sqlite:///nowhere/hypomag.sqlite")
        for name, value in environment.items():
            monkeypatch.setenv(f"HYPOMAG_{name.upper()}", str(value))
        monkeypatch.setattr("sys.argv", ["hypomag", *arguments])
        with pytest.raises(SystemExit) as caught:
            main()
        said = capsys.readouterr()
        return int(caught.value.code or 0), said.out, said.err

    return run


Ended = Callable[..., tuple[int, str, str]]


def test_the_version() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.stdout) == (0, f"hypomag {__version__}\n")


@pytest.mark.parametrize("arguments", [[], ["--help"]])
def test_help_names_every_command(arguments: list[str]) -> None:
    said = CliRunner().invoke(app, arguments).output
    assert {"check", "build", "schema", "serve", "new", "manifest", "unpack"} <= set(said.split())


def test_check_of_a_good_pack(published: Path) -> None:
    result = hypomag("check", pack=FIXTURE_PACK, release=published)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "0 finding(s) in 20 entities and 5 references\n"


@pytest.mark.parametrize("command", ["check", "build"])
def test_the_folder_may_be_named(command: str, copy_pack: Path, published: Path) -> None:
    swap(BOWEL, "name:", "nam:")(copy_pack)
    result = hypomag(command, "--seed", str(copy_pack), pack=FIXTURE_PACK, release=published)
    assert result.exit_code == 1
    assert "pack/causes/bowel-disease.yaml:1: the field 'name' is missing" in result.output


def test_build_says_each_step_and_then_what_there_is(copy_pack: Path, tmp_path: Path) -> None:
    target = tmp_path / "var" / "hypomag.sqlite"
    first = hypomag("build", pack=copy_pack, release=target)
    digest = target.resolve().stem.rpartition("-")[2]
    assert (first.exit_code, first.stdout) == (0, f"Built {target.resolve()} (release {digest})\n")
    assert first.stderr.splitlines()[:3] == ["Reading the pack", "Creating tables", "Loading rows"]
    second = hypomag("build", pack=copy_pack, release=target)
    assert (second.exit_code, second.stdout) == (0, f"Up to date: {target.resolve()} (release {digest})\n")


def test_on_a_terminal_build_shows_a_bar(copy_pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("TERM", "xterm")
    result = hypomag("build", pack=copy_pack, release=tmp_path / "hypomag.sqlite")
    assert result.exit_code == 0
    assert "Reading the pack\n" not in result.stderr
    assert "━" in result.stderr


def test_schema_writes_what_there_is(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["schema", str(tmp_path / "new" / "schema")])
    assert (result.exit_code, result.stdout) == (0, f"Wrote {len(json_schemas())} files to {tmp_path}/new/schema\n")
    written = {file.stem: json.loads(file.read_text("utf-8")) for file in (tmp_path / "new" / "schema").iterdir()}
    assert written == json_schemas()


def test_a_setting_that_cannot_be_used_is_one_sentence(ended: Ended) -> None:
    for command in ("check", "build", "serve"):
        assert ended(command, cache_max_age="soon") == (
            1,
            "",
            "A setting cannot be used. HYPOMAG_CACHE_MAX_AGE: Input should be a valid integer,"
            " unable to parse string as an integer.\n",
        )


@pytest.mark.parametrize("command", ["build", "serve"])
def test_another_database_is_one_sentence(command: str, ended: Ended) -> None:
    code, out, err = ended(command, database_url="postgresql://localhost/x")
    assert (code, out) == (1, "")
    assert err == "HYPOMAG_DATABASE_URL must be sqlite:///PATH: no other database is supported yet.\n"


@pytest.mark.parametrize("command", [["build"], ["serve", "--port", "0"]])
def test_a_folder_that_cannot_be_written_is_one_sentence(command: list[str], ended: Ended, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code, out, err = ended(
        *command, seed_dir=FIXTURE_PACK, database_url=f"sqlite:///{tmp_path}/file/var/hypomag.sqlite"
    )
    assert (code, out) == (1, "")
    assert err.splitlines() == [
        "Reading the pack",
        f"{tmp_path}/file/var cannot be written (Not a directory): set HYPOMAG_DATABASE_URL.",
    ]


@pytest.mark.parametrize("content", [b"", b"no database" * 100])
def test_what_is_no_release_is_one_sentence(content: bytes, ended: Ended, tmp_path: Path) -> None:
    file = tmp_path / "hypomag.sqlite"
    file.write_bytes(content)
    code, out, err = ended("serve", "--port", "0", seed_dir=tmp_path / "nowhere", database_url=f"sqlite:///{file}")
    assert (code, out) == (1, "")
    assert err.startswith("The database is no Hypomag release of this version (")
    assert err.endswith("): run `hypomag build`.\n")
    assert err.count("\n") == 1


def test_no_pack_and_no_release_is_one_finding(ended: Ended, tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    code, out, err = ended(
        "serve", "--port", "0", seed_dir=nowhere, database_url=f"sqlite:///{tmp_path}/hypomag.sqlite"
    )
    assert (code, out) == (1, "")
    assert f"{nowhere}:1: there is no such folder: set HYPOMAG_SEED_DIR or run from the project's folder" in err


def test_a_bad_pack_and_no_release_ends_with_the_findings(ended: Ended, copy_pack: Path, tmp_path: Path) -> None:
    swap(BOWEL, "name: Bowel disease", "name: 5")(copy_pack)
    target = tmp_path / "var" / "hypomag.sqlite"
    code, out, err = ended("serve", "--port", "0", seed_dir=copy_pack, database_url=f"sqlite:///{target}")
    assert (code, out) == (1, "")
    assert err.splitlines() == [
        "Reading the pack",
        "pack/causes/bowel-disease.yaml:1: name: text was expected, not 5: quote it",
        "1 finding(s): nothing was built.",
    ]
    assert not target.exists()


def test_a_port_that_is_taken_is_one_sentence(ended: Ended, published: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, out, err = ended(
            "serve", "--port", str(port), seed_dir=FIXTURE_PACK, database_url=f"sqlite:///{published}"
        )
    assert (code, out) == (1, "")
    assert (
        err == f"Cannot listen on 127.0.0.1, port {port} (Address already in use): choose others by --host, --port.\n"
    )


def test_an_address_of_nobody_is_one_sentence(ended: Ended, published: Path) -> None:
    where = {"seed_dir": FIXTURE_PACK, "database_url": f"sqlite:///{published}"}
    code, out, err = ended("serve", "--host", "256.0.0.1", "--port", "0", **where)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("Cannot listen on 256.0.0.1, port 0 (")


@pytest.mark.parametrize(
    "arguments", [["schema", "{file}/schema"], ["unpack", "{file}/export.json", "new"], ["unpack", "{none}", "new"]]
)
def test_a_file_that_cannot_be_used_is_one_sentence(arguments: list[str], ended: Ended, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code, out, err = ended(*(part.format(file=tmp_path / "file", none=tmp_path / "none") for part in arguments))
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert err.startswith(f"{tmp_path}/")


@pytest.mark.parametrize("arguments", [["nonsense"], ["serve", "--port", "70000"], ["serve", "--workers", "0"]])
def test_a_wrong_command_line_is_refused(arguments: list[str], ended: Ended) -> None:
    code, out, err = ended(*arguments)
    assert (code, out) == (2, "")
    assert "Error" in err
