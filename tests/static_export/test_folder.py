"""Where an export goes: only where nothing else is, whole or not at all, in one step, and few are kept."""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from api.errors import SetupError
from api.static_export.folder import KEPT_EXPORTS, MANIFEST, Place


def put(place: Place, number: int, text: str = "text") -> tuple[Path, bool]:
    """Publishes a small folder."""
    with place.filling() as folder:
        (folder / "v1").mkdir()
        (folder / "v1" / "page.json").write_text(text)
        (folder / MANIFEST).write_text(str(number))
        return place.publish(folder, f"1.2.{number}-{number:016x}-{number:016x}")


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "site" / "static")


def test_the_link_leads_to_the_newest(place: Place) -> None:
    for number in (1, 2):
        place.require_free()
        folder, fresh = put(place, number)
        assert fresh
        assert place.target.readlink() == Path(folder.name)
        assert (place.target / MANIFEST).read_text() == str(number)
    assert len(names(place.target.parent)) == 3


def test_what_is_there_already_stays(place: Place) -> None:
    folder, _ = put(place, 1)
    inode = folder.stat().st_ino
    assert put(place, 1) == (folder, False)
    assert folder.stat().st_ino == inode
    assert names(place.target.parent) == {"static", folder.name}


@pytest.mark.parametrize("damage", ["changed", "gone", "added"])
def test_what_was_damaged_is_replaced(damage: str, place: Place) -> None:
    folder, _ = put(place, 1)
    if damage == "changed":
        (folder / "v1" / "page.json").write_text("TEXT")
    elif damage == "gone":
        shutil.rmtree(folder / "v1")
    else:
        (folder / "more.json").touch()
    assert put(place, 1) == (folder, True)
    assert names(folder) == {"v1", MANIFEST}
    assert (folder / "v1" / "page.json").read_text() == "text"
    assert names(place.target.parent) == {"static", folder.name}


def test_an_empty_folder_gives_way(place: Place) -> None:
    place.target.mkdir(parents=True)
    place.require_free()
    put(place, 1)
    assert place.target.is_symlink()


@pytest.mark.parametrize("there", ["file", "folder", "link to a folder", "link to nothing", "link to another export"])
def test_what_is_no_export_is_refused(there: str, place: Place) -> None:
    place.target.parent.mkdir()
    if there == "file":
        place.target.write_text("precious")
    elif there == "folder":
        place.target.mkdir()
        (place.target / "precious").touch()
    elif there == "link to a folder":
        (place.target.parent / "precious").mkdir()
        place.target.symlink_to("precious")
    elif there == "link to nothing":
        place.target.symlink_to("nothing")
    else:
        folder, _ = put(Place(place.target.with_name("other")), 1)
        place.target.symlink_to(folder.name)
    before = names(place.target.parent)
    with pytest.raises(SetupError, match=r"static is there and is no earlier export: move it away, or name another"):
        place.require_free()
    assert names(place.target.parent) == before


def test_a_folder_that_fills_meanwhile_is_not_removed(place: Place) -> None:
    place.target.mkdir(parents=True)
    place.require_free()
    (place.target / "precious").touch()
    with pytest.raises(OSError, match="not empty"):
        put(place, 1)
    assert names(place.target) == {"precious"}


def test_few_are_kept_and_nothing_else_is_touched(place: Place) -> None:
    place.target.parent.mkdir()
    strangers = {"static-1.2.3", f"static-1.2.3-{1:016x}-{1:016x}", "static-notes", f"other-1.2.3-{1:016x}-{1:016x}"}
    for name in strangers:
        (place.target.parent / name).mkdir()
    for number in range(1, KEPT_EXPORTS + 4):
        folder, _ = put(place, number)
        os.utime(folder, (number, number))
    kept = {f"static-1.2.{n}-{n:016x}-{n:016x}" for n in range(4, KEPT_EXPORTS + 4)}
    assert names(place.target.parent) == kept | strangers | {"static"}


def test_going_back_keeps_both(place: Place) -> None:
    for number in range(1, KEPT_EXPORTS + 1):
        folder, _ = put(place, number)
        os.utime(folder, (number, number))
    first = f"static-1.2.1-{1:016x}-{1:016x}"
    assert put(place, 1) == (place.target.parent / first, False)
    put(place, 9)
    assert {first, f"static-1.2.9-{9:016x}-{9:016x}"} <= names(place.target.parent)


def test_a_failure_leaves_nothing(place: Place) -> None:
    folder, _ = put(place, 1)

    def fail() -> None:
        with place.filling() as unfinished:
            (unfinished / "page.json").touch()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert names(place.target.parent) == {"static", folder.name}


def test_what_a_killed_export_left_is_removed(place: Place) -> None:
    for name in (".static.exporting", ".static.damaged"):
        (place.target.parent / name).mkdir(parents=True)
        (place.target.parent / name / "page.json").touch()
    (place.target.parent / ".static.link").symlink_to("static-unfinished")
    folder, _ = put(place, 1)
    assert names(place.target.parent) == {"static", folder.name}


def test_two_at_once_follow_each_other(place: Place) -> None:
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda number: put(place, number % 2), range(16)))
    assert sum(fresh for _, fresh in done) == 2
    assert place.target.resolve() in {folder for folder, _ in done}
