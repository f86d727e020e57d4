"""Whether a release is up to date: never said when it is not."""

from pathlib import Path

import pytest

from api.pack import stamp
from api.pack.load import build_release
from api.pack.stamp import is_current, source_stamp, stamp_file
from tests.pack.damage import Damage, copy, remove, swap, write

BOWEL = "causes/bowel-disease.yaml"


def test_a_release_is_current_until_its_pack_changes(copy_pack: Path, published: Path) -> None:
    assert is_current(copy_pack, published)
    swap(BOWEL, "name: Bowel", "# A comment.\nname: Bowel")(copy_pack)
    assert not is_current(copy_pack, published)
    swap(BOWEL, "# A comment.\n", "")(copy_pack)
    assert is_current(copy_pack, published)


@pytest.mark.parametrize(
    "damage",
    [
        swap("references/label-a.yaml", "2011", "2012"),
        swap("NOTICE.md", "Made", "All made"),
        swap("codes/codes.csv", "Name of atc:A02BC,", "Another,"),
        copy(BOWEL, "causes/other.yaml"),
        remove(BOWEL),
        write("manifests/1.0.0.json", "{}"),
        lambda pack: (pack / BOWEL).rename(pack / "causes" / "renamed.yaml"),
        lambda pack: (pack / "causes" / "dangling.yaml").symlink_to("nowhere"),
        lambda pack: (pack / "causes" / "folder.yaml").mkdir(),
    ],
)
def test_every_change_of_a_file_shows(damage: Damage, copy_pack: Path) -> None:
    before = source_stamp(copy_pack)
    damage(copy_pack)
    assert source_stamp(copy_pack) != before


@pytest.mark.parametrize("file", ["schema/causes.json", "causes/.bowel-disease.yaml.swp", "causes/bowel-disease.yaml~"])
def test_what_is_not_read_does_not_show(file: str, copy_pack: Path) -> None:
    before = source_stamp(copy_pack)
    write(file, "x")(copy_pack)
    assert source_stamp(copy_pack) == before


@pytest.mark.parametrize(("name", "value"), [("STRENGTH_RULE", "another"), ("schema_version", lambda: "another")])
def test_rule_and_schema_show(name: str, value: object, copy_pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = source_stamp(copy_pack)
    monkeypatch.setattr(stamp, name, value)
    assert source_stamp(copy_pack) != before


def test_no_release_is_not_current(copy_pack: Path, published: Path) -> None:
    published.resolve().unlink()
    assert not is_current(copy_pack, published)


def test_a_release_of_unknown_origin_is_not_current(copy_pack: Path, published: Path) -> None:
    stamp_file(published).unlink()
    assert not is_current(copy_pack, published)


def test_a_stamp_of_another_release_is_none(copy_pack: Path, published: Path) -> None:
    """As after a build that was killed between link and stamp, and a pack that went back to what it was."""
    stamped = stamp_file(published).read_text()
    swap("dataset.yaml", "1.2.3", "1.3.0")(copy_pack)
    build_release(copy_pack, published, lambda _step, _share: None)
    stamp_file(published).write_text(stamped)
    swap("dataset.yaml", "1.3.0", "1.2.3")(copy_pack)
    assert not is_current(copy_pack, published)
