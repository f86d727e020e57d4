"""From the export of a release back to its pack."""

import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.errors import SetupError
from api.pack.code_tables import PRODUCTS
from api.pack.digest import release_text
from api.pack.load import keep_manifest
from api.pack.rules import check_pack
from api.pack.unpack import unpack
from api.pack.yaml import read_yaml
from tests.pack.damage import swap, write

Export = dict[str, Any]

# What a later reader may take for something else, fold or cut off.
AWKWARD = [
    "no", "~", "null", "true", "09", "1_000", "0x1f", "0o7", "+5", "1.", ".5e3", ".nan", "12:30", "2024-01-05", "", "=",
    "<<", "-", "?", "- a", "a: b", "a #b", "#b", " x", "x ", "a\n\nb", "a\tb", "'", '"', "\\", "%", "@", "`", "!x",
    "&a", "*a", "|", ">", "...", "---", "\x85", "a\u2028b", "\ufeff", "\u00a0", "\U0001f600", "\x00", "word " * 60,
]  # fmt: skip


def export_of(pack: Path) -> bytes:
    read, findings = check_pack(pack)
    assert findings == []
    return release_text(read)


def files(pack: Path) -> set[str]:
    return {file.relative_to(pack).as_posix() for file in pack.rglob("*") if file.is_file()}


def test_the_same_pack_comes_out(copy_pack: Path, tmp_path: Path) -> None:
    # A manifest of an earlier release, awkward texts, and a product of everything.
    swap("dataset.yaml", "1.2.3", "1.2.2")(copy_pack)
    keep_manifest(copy_pack)
    swap("dataset.yaml", "1.2.2", "1.2.3")(copy_pack)
    swap(
        "causes/bowel-disease.yaml", "summary: A disease of the bowel.", f"summary: {json.dumps('a: ' + 'b # ' * 90)}"
    )(copy_pack)
    swap("references/blog-a.yaml", "title: A blog", 'title: "09:\\x85no\\u2028yes"')(copy_pack)
    swap(PRODUCTS, "other 1 MG Eye Drops", '"other, ""1"" MG\nEye Drops"')(copy_pack)
    write("NOTICE.md", "# Sources\n\nÉcole \\ 'x'\n")(copy_pack)
    text = export_of(copy_pack)

    folder = tmp_path / "again"
    count = unpack(text, folder)
    assert count == len(files(copy_pack))
    assert files(folder) == files(copy_pack)
    assert export_of(folder) == text


def test_files_are_such_as_a_curator_writes(copy_pack: Path, tmp_path: Path) -> None:
    unpack(export_of(copy_pack), tmp_path / "again")
    text = (tmp_path / "again" / "severity-scales" / "test-grades.yaml").read_text()
    assert text.startswith("name: Test grades\nsummary: Two grades.\n")
    assert "    grade: '1'\n    ranges:\n    - unit: mg/dL\n      at_least: 1.2\n" in text


def test_an_empty_folder_will_do_and_another_not(copy_pack: Path, tmp_path: Path) -> None:
    text = export_of(copy_pack)
    folder = tmp_path / "again"
    folder.mkdir()
    unpack(text, folder)
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    with pytest.raises(SetupError, match="again is not empty: name a new folder"):
        unpack(text, folder)
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before


def change(**parts: Any) -> Callable[[Export], object]:
    return lambda export: export.update(parts)


def rename(part: str, name: str) -> Callable[[Export], object]:
    def damage(export: Export) -> None:
        export[part] = {name: next(iter(export[part].values()))}

    return damage


BAD: dict[str, Callable[[Export], object]] = {
    "no dataset": lambda export: export.pop("dataset"),
    "no products": lambda export: export.pop("products"),
    "entities in a list": change(entities=[]),
    "entity that is a text": change(entities={"causes/x": "text"}),
    "entity that is nothing": change(entities={"causes/x": None}),
    "notice that is no text": change(notice=["x"]),
    "half a surrogate pair": change(notice="\ud800"),
    "manifest without version": change(manifests=[{"date": "2026-01-01"}]),
    "row without a column": change(code_names=[{"code": "atc:A"}]),
    "row that is a text": change(code_names=["atc:A"]),
    "list of numbers": lambda export: export["products"][0].update(route=[1]),
    "out of the folder": rename("entities", "../x"),
    "out of it by a slug": rename("references", "../../x"),
    "to the root": rename("entities", "/tmp/x"),  # noqa: S108 (a name that is refused)
    "hidden": rename("entities", ".git/x"),
    "hidden inside": rename("references", ".x"),
    "deeper": rename("entities", "causes/x/y"),
    "of another system": rename("entities", "causes\\..\\x"),
    "by its manifest": change(manifests=[{"version": "../1"}]),
}


@pytest.mark.parametrize("damage", BAD.values(), ids=BAD.keys())
def test_what_is_no_export_writes_nothing(damage: Callable[[Export], object], copy_pack: Path, tmp_path: Path) -> None:
    export = json.loads(export_of(copy_pack))
    damage(export)
    before = set(tmp_path.rglob("*"))
    with pytest.raises(SetupError, match="This is not the JSON export of a release"):
        unpack(json.dumps(export).encode(), tmp_path / "again")
    assert set(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"1", b"null", b"\xff", b"[" * 100_000], ids=lambda text: text[:9])
def test_what_is_not_even_json_writes_nothing(text: bytes, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="This is not the JSON export of a release"):
        unpack(text, tmp_path / "again")
    assert list(tmp_path.iterdir()) == []


TEXTS = st.text() | st.sampled_from(AWKWARD)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**9), 10**9)


@given(
    st.recursive(
        TEXTS | NUMBERS | st.booleans(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
        max_leaves=5,
    )
)
def test_whatever_an_entry_holds_is_read_back(value: object) -> None:
    entry = {"a": value}
    rest: Export = {"dataset": {}, "references": {}, "manifests": [], "code_names": [], "products": [], "notice": ""}
    with TemporaryDirectory() as folder:
        unpack(json.dumps({**rest, "entities": {"causes/x": entry}}).encode(), Path(folder))
        assert read_yaml((Path(folder) / "causes" / "x.yaml").read_text(encoding="utf-8")).data == entry
