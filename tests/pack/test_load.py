"""Building a release: what comes out, what is kept, and what a fault leaves behind."""

import resource
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from api.db import open_for_building
from api.errors import SetupError
from api.pack.finding import PackError
from api.pack.load import KEPT_RELEASES, Built, _verify, build_release
from api.pack.migrate import migrate
from api.pack.stamp import is_current
from tests.pack.damage import swap

BOWEL = "causes/bowel-disease.yaml"


def build(pack: Path, target: Path) -> Built:
    return build_release(pack, target, lambda _step, _share: None)


def listing(target: Path) -> set[str]:
    return {file.name for file in target.parent.iterdir()}


def new_version(pack: Path, version: str) -> None:
    file = pack / "dataset.yaml"
    file.write_text(
        "\n".join(f"version: {version}" if "version" in line else line for line in file.read_text().split("\n"))
    )


def test_the_link_leads_to_a_file_named_after_the_digest(copy_pack: Path, tmp_path: Path) -> None:
    target = tmp_path / "deep" / "down" / "data.db"
    built = build(copy_pack, target)
    assert built.fresh
    assert built.file == target.parent / f"data-{built.digest[:16]}.sqlite"
    assert str(target.readlink()) == built.file.name
    assert listing(target) == {".build.lock", "data.db", "data.source", built.file.name}
    with closing(sqlite3.connect(built.file)) as connection:
        assert connection.execute("SELECT digest FROM release").fetchall() == [(built.digest,)]


def test_a_release_stands_alone_and_whole(release_file: Path) -> None:
    with closing(sqlite3.connect(f"file:{release_file}?mode=ro&immutable=1", uri=True)) as connection:
        for pragma, expected in (
            ("integrity_check", [("ok",)]),
            ("foreign_key_check", []),
            ("journal_mode", [("delete",)]),
        ):
            assert connection.execute(f"PRAGMA {pragma}").fetchall() == expected
        assert connection.execute("PRAGMA freelist_count").fetchall() == [(0,)]
        assert connection.execute("SELECT count(*) FROM sqlite_stat1").fetchone() > (0,)


def test_the_same_pack_makes_the_same_bytes(copy_pack: Path, tmp_path: Path, release_file: Path) -> None:
    assert build(copy_pack, tmp_path / "hypomag.sqlite").file.read_bytes() == release_file.read_bytes()


def test_steps_are_told_in_order(copy_pack: Path, tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    build_release(copy_pack, tmp_path / "hypomag.sqlite", lambda step, share: told.append((step, share)))
    assert [step for step, _ in told] == [
        "Reading the pack",
        "Creating tables",
        "Loading rows",
        "Indexing",
        "Writing answers",
        "Checking",
        "Compacting",
        "Publishing",
        "Done",
    ]
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)


def test_what_is_there_is_not_built_again(copy_pack: Path, published: Path) -> None:
    before = published.resolve().stat()
    built = build(copy_pack, published)
    assert not built.fresh
    after = published.resolve().stat()
    assert (after.st_ino, after.st_mtime_ns, after.st_size) == (before.st_ino, before.st_mtime_ns, before.st_size)


def test_a_change_makes_another_release_and_the_old_one_stays(copy_pack: Path, published: Path) -> None:
    old = published.resolve()
    new_version(copy_pack, "1.3.0")
    built = build(copy_pack, published)
    assert built.fresh
    assert published.resolve() == built.file != old
    assert old.is_file()


def test_back_to_an_earlier_release_moves_the_link_only(copy_pack: Path, published: Path) -> None:
    old = published.resolve()
    new_version(copy_pack, "1.3.0")
    build(copy_pack, published)
    new_version(copy_pack, "1.2.3")
    assert not build(copy_pack, published).fresh
    assert published.resolve() == old
    assert is_current(copy_pack, published)


@pytest.mark.parametrize("damage", ["cut", "spoilt", "empty", "another release"])
def test_a_release_that_is_not_whole_is_built_again(damage: str, copy_pack: Path, published: Path) -> None:
    file = published.resolve()
    whole = file.read_bytes()
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE release SET digest = 'another'")
    spoilt = whole[: len(whole) // 2] + b"\xff" * 4096 + whole[len(whole) // 2 + 4096 :]
    damages = {"cut": whole[:20_000], "spoilt": spoilt, "empty": b"", "another release": file.read_bytes()}
    file.write_bytes(damages[damage])
    assert build(copy_pack, published).fresh
    assert file.read_bytes() == whole


def test_the_newest_releases_are_kept_and_nothing_of_others(copy_pack: Path, published: Path) -> None:
    others = {
        "hypomag-other.sqlite",
        "hypomag-other-0123456789abcdef.sqlite",
        "hypomag-0123456789abcdef.txt",
        "x.sqlite",
    }
    for name in others:
        (published.parent / name).touch()
    built = [published.resolve().name]
    for number in range(KEPT_RELEASES + 1):
        new_version(copy_pack, f"2.0.{number}")
        built.append(build(copy_pack, published).file.name)
    assert listing(published) == {
        ".build.lock",
        "hypomag.sqlite",
        "hypomag.source",
        *others,
        *built[-KEPT_RELEASES:],
    }


def test_a_bad_pack_changes_nothing(copy_pack: Path, published: Path) -> None:
    swap(BOWEL, "name:", "nam:")(copy_pack)
    before = listing(published)
    with pytest.raises(PackError, match=r"the pack has 2 fault\(s\)"):
        build(copy_pack, published)
    assert listing(published) == before


def test_what_a_killed_build_left_is_removed(copy_pack: Path, published: Path) -> None:
    for name in (
        "hypomag-0123456789abcdef.building",
        "hypomag-0123456789abcdef.building-journal",
        "hypomag.building-link",
    ):
        (published.parent / name).touch()
    build(copy_pack, published)
    assert not {name for name in listing(published) if ".building" in name}


def test_a_dangling_link_is_mended(copy_pack: Path, tmp_path: Path) -> None:
    target = tmp_path / "hypomag.sqlite"
    target.symlink_to("gone.sqlite")
    build(copy_pack, target)
    assert target.is_file()


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """As a full disk does, the system refuses to write more than this into a file."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_one_sentence_and_leaves_nothing(copy_pack: Path, published: Path) -> None:
    old, before = published.resolve(), listing(published)
    new_version(copy_pack, "1.3.0")
    with largest_file(50_000), pytest.raises(SetupError) as caught:
        build(copy_pack, published)
    assert str(caught.value) == f"{published.parent} cannot be written (disk I/O error): set HYPOMAG_DATABASE_URL."
    assert listing(published) == before | {".build.lock"}
    assert published.resolve() == old


def test_a_place_that_is_no_folder_is_one_sentence(copy_pack: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SetupError, match=r"file/var cannot be written \(Not a directory\): set HYPOMAG_DATABASE_URL"):
        build(copy_pack, tmp_path / "file" / "var" / "hypomag.sqlite")


@pytest.mark.parametrize("make", [Path.mkdir, lambda target: target.write_text("dear data")], ids=["folder", "file"])
def test_what_is_no_release_of_ours_is_left_alone(
    make: Callable[[Path], object], copy_pack: Path, tmp_path: Path
) -> None:
    target = tmp_path / "var.sqlite"
    make(target)
    before = target.stat().st_mtime_ns
    with pytest.raises(SetupError, match=r"var.sqlite is there and is no link to a release: move it away, or set "):
        build(copy_pack, target)
    assert target.stat().st_mtime_ns == before
    assert listing(target) == {"pack", "var.sqlite"}


@pytest.mark.parametrize("sign", ["%", "?", "#", "'", " ", "é"])
def test_any_path_will_do(sign: str, copy_pack: Path, tmp_path: Path) -> None:
    pack = copy_pack.rename(tmp_path / f"p{sign}k")
    built = build(pack, tmp_path / f"v{sign}r" / "hypomag.sqlite")
    assert built.fresh
    assert not build(pack, tmp_path / f"v{sign}r" / "hypomag.sqlite").fresh
    assert listing(built.file) == {".build.lock", "hypomag.sqlite", "hypomag.source", built.file.name}


CLAIM = "('causes/x/claims/y', 'causes/x', 'y', 0, 'dose', 'So.', 'sourced', 'possible', 1, 0)"
CLAIM_COLUMNS = "id, subject, key, position, kind, statement, basis, strength, supporting, disputing"


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM release",
        "INSERT INTO retired VALUES ('causes/old', 'causes/nowhere')",
        f"INSERT INTO claim ({CLAIM_COLUMNS}) VALUES {CLAIM}",
    ],
)
def test_an_unsound_release_is_never_published(statement: str, release_file: Path, tmp_path: Path) -> None:
    engine = open_for_building(Path(shutil.copy(release_file, tmp_path)))
    with engine.begin() as connection:
        _verify(connection)
        connection.execute(text(statement))
        with pytest.raises(AssertionError, match="the built release is not sound"):
            _verify(connection)
    engine.dispose()


def test_an_empty_database_is_no_release(tmp_path: Path) -> None:
    engine = open_for_building(tmp_path / "empty.sqlite")
    with engine.begin() as connection:
        migrate(connection)
        with pytest.raises(AssertionError, match="the built release is not sound"):
            _verify(connection)
    engine.dispose()


def test_a_table_may_stay_empty(copy_pack: Path, tmp_path: Path) -> None:
    swap("dataset.yaml", "retired:\n  causes/old-bowel: causes/bowel-disease\n", "")(copy_pack)
    with closing(sqlite3.connect(build(copy_pack, tmp_path / "hypomag.sqlite").file)) as connection:
        assert connection.execute("SELECT count(*) FROM retired").fetchone() == (0,)
