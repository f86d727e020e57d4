"""From the JSON export of a release back to a pack."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.errors import SetupError
from api.pack.digest import release_text
from api.pack.load import keep_manifest
from api.pack.rules import check_pack
from api.pack.unpack import unpack
from tests.conftest import FIXTURE_PACK
from tests.pack.damage import Damage, swap


@pytest.fixture
def export(copy_pack: Path) -> dict[str, Any]:
    keep_manifest(copy_pack)
    content: dict[str, Any] = json.loads(release_text(check_pack(copy_pack)[0]))
    return content


def repacked(pack: Path, folder: Path) -> bytes:
    """The release text of what the release text of a pack was unpacked to."""
    text = release_text(check_pack(pack)[0])
    count = unpack(text, folder)
    assert count == sum(file.is_file() for file in folder.rglob("*"))
    unpacked, findings = check_pack(folder)
    assert findings == []
    assert release_text(unpacked) == text
    return text


def test_the_same_release_comes_of_it(copy_pack: Path, tmp_path: Path) -> None:
    keep_manifest(copy_pack)
    repacked(copy_pack, tmp_path / "new")
    assert (tmp_path / "new" / "manifests" / "1.2.3.json").is_file()


@pytest.mark.parametrize(
    "value",
    ["1e5", ".5", "no", "12:30", "2024-01-01", "~", "0x1F", "a: b # c", "- x", "&x *y", "'\"\\", "β \U0001f600"],
)
def test_no_text_turns_into_something_else(value: str, copy_pack: Path, tmp_path: Path) -> None:
    file = "severity-scales/test-grades.yaml"
    swap(file, 'grade: "1"', yaml.safe_dump({"grade": value}, default_style='"').strip())(copy_pack)
    text = repacked(copy_pack, tmp_path / "new")
    assert json.loads(text)["entities"]["severity-scales/test-grades"]["claims"]["grade-1"]["grade"] == value


def test_a_cell_may_hold_what_separates_cells(copy_pack: Path, tmp_path: Path) -> None:
    damage: Damage = swap("codes/codes.csv", "Name of atc:A02BA,", '"One, ""two""\nthree",')
    damage(copy_pack)
    repacked(copy_pack, tmp_path / "new")


def test_only_a_new_folder_is_written_to(export: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").touch()
    with pytest.raises(SetupError, match="mine is not empty: name a new folder"):
        unpack(json.dumps(export).encode(), tmp_path / "mine")


def escape_by_entity(export: dict[str, Any]) -> None:
    export["entities"]["../../causes/x"] = {}


def escape_by_root(export: dict[str, Any]) -> None:
    export["references"]["/x"] = {}


def escape_by_manifest(export: dict[str, Any]) -> None:
    export["manifests"][0]["version"] = "../../x"


@pytest.mark.parametrize("spoil", [escape_by_entity, escape_by_root, escape_by_manifest])
def test_no_name_leads_out_of_the_folder(spoil: Any, export: dict[str, Any], tmp_path: Path) -> None:
    spoil(export)
    with pytest.raises(SetupError, match="not the JSON export"):
        unpack(json.dumps(export).encode(), tmp_path / "a" / "new")
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", "null", '"text"', "[" * 100_000, '{"dataset": 1, "entities": {}, "references": {}}']
)
def test_anything_else_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="not the JSON export"):
        unpack(text.encode(), tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("key", ["notice", "dataset", "entities", "references", "code_names", "products", "manifests"])
def test_a_part_that_is_missing_is_refused(key: str, export: dict[str, Any], tmp_path: Path) -> None:
    for spoilt in ({**export, key: 5}, {name: part for name, part in export.items() if name != key}):
        with pytest.raises(SetupError, match="not the JSON export"):
            unpack(json.dumps(spoilt).encode(), tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_the_fixture_pack_is_unpacked_as_it_is(tmp_path: Path) -> None:
    repacked(FIXTURE_PACK, tmp_path / "new")
