"""The commands that write files of a pack: `new`, `manifest` and `unpack`."""

import json
import sys
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.cli import main
from tests.pack.damage import hypomag, swap

BOWEL = "causes/bowel-disease.yaml"


def failed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """What the command says when it is started like a user does and cannot do it."""
    monkeypatch.setattr(sys, "argv", ["hypomag", *map(str, arguments)])
    with pytest.raises(SystemExit) as raised:
        main()
    assert raised.value.code == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "Traceback" not in printed.err
    return printed.err


def test_new_says_what_to_do_next(copy_pack: Path, published: Path) -> None:
    written = hypomag("new", "cause", "Coral reef fever", pack=copy_pack, release=published)
    file = copy_pack / "causes" / "coral-reef-fever.yaml"
    assert (written.exit_code, written.stderr) == (0, "")
    assert written.stdout == f"Wrote {file}: fill in what says TODO, then run `hypomag check`.\n"
    checked = hypomag("check", pack=copy_pack, release=published)
    assert checked.exit_code == 1
    assert "pack/causes/coral-reef-fever.yaml:3: this is still to be written: TODO one or two" in checked.stdout
    assert hypomag("build", pack=copy_pack, release=published).exit_code == 1


def test_new_writes_into_the_pack_that_is_named(copy_pack: Path, published: Path, tmp_path: Path) -> None:
    written = hypomag("new", "function", "Nerves", "--seed", str(copy_pack), pack=tmp_path / "other", release=published)
    assert written.exit_code == 0
    assert (copy_pack / "functions" / "nerves.yaml").is_file()


def test_new_refuses_in_a_sentence(
    copy_pack: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = failed(monkeypatch, capsys, "new", "drug", "X", "--seed", copy_pack)
    assert told.startswith("There is no kind 'drug': choose one of cause, ")
    assert told.count("\n") == 1


def test_manifest_keeps_one(copy_pack: Path, published: Path) -> None:
    written = hypomag("manifest", pack=copy_pack, release=published)
    file = copy_pack / "manifests" / "1.2.3.json"
    assert (written.exit_code, written.stdout, written.stderr) == (0, f"Wrote {file}\n", "")
    assert json.loads(file.read_bytes())["digest"][:16] == published.resolve().stem.partition("-")[2]
    built = hypomag("build", pack=copy_pack, release=published)
    assert built.stdout.startswith("Up to date: ")


def test_manifest_keeps_none_of_a_pack_with_faults(copy_pack: Path, published: Path) -> None:
    swap(BOWEL, "review-b", "review-z")(copy_pack)
    refused = hypomag("manifest", pack=copy_pack, release=published)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.splitlines() == [
        "pack/causes/bowel-disease.yaml:17: there is no pack/references/review-z.yaml (did you mean review-b?)",
        "1 finding(s): nothing was written.",
    ]
    assert not (copy_pack / "manifests").exists()


def test_unpack_makes_a_pack_that_builds_the_same_release(client: TestClient, published: Path, tmp_path: Path) -> None:
    export = tmp_path / "export.json"
    export.write_bytes(client.get("/v1/dataset/export/json").content)
    pack = tmp_path / "again"
    written = hypomag("unpack", str(export), str(pack), pack=pack, release=published)
    count = sum(file.is_file() for file in pack.rglob("*"))
    assert (written.exit_code, written.stdout) == (0, f"Wrote {count} files to {pack}\n")
    built = hypomag("build", pack=pack, release=published)
    assert built.stdout.startswith("Up to date: ")


def test_unpack_refuses_in_a_sentence(
    copy_pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    export = tmp_path / "export.json"
    assert failed(monkeypatch, capsys, "unpack", export, tmp_path / "a") == f"{export}: No such file or directory.\n"
    export.write_text("{}")
    assert failed(monkeypatch, capsys, "unpack", export, copy_pack).endswith("is not empty: name a new folder.\n")
    told = failed(monkeypatch, capsys, "unpack", export, tmp_path / "a")
    assert told == "This is not the JSON export of a release.\n"
    assert not (tmp_path / "a").exists()
