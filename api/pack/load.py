"""Builds a release: one immutable SQLite file per digest, and a link that is moved to the newest.

Everything happens in a temporary file beside the target. Only a finished, checked and synced file gets its final name,
and only then is the link moved, in one step; so at any moment of being killed the old release is whole and served.
"""

import fcntl
import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from glob import escape
from pathlib import Path

from sqlalchemy import Connection, insert, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlmodel import SQLModel

from api.db import open_for_building, open_for_serving
from api.drug_index import build_drug_index
from api.errors import SetupError
from api.knowledge.ready import build_ready_answers
from api.pack.digest import digest_of, release_text
from api.pack.edges import edge_rows
from api.pack.finding import PackError
from api.pack.manifest import FOLDER, make_manifest
from api.pack.migrate import migrate
from api.pack.read import Pack
from api.pack.rows import release_rows
from api.pack.rules import check_pack
from api.pack.stamp import source_stamp, stamp_file
from api.pack.table_rows import Values, code_table_values
from api.search_index import build_search_index
from api.tables import metadata

Report = Callable[[str, float], None]
"""Called with a step's name and the share (0 to 1) of the build that is done when it starts."""

KEPT_RELEASES = 5


@dataclass(frozen=True)
class Built:
    """What a build came to."""

    file: Path
    digest: str
    fresh: bool
    """False when this very release was there already."""


def build_release(seed: Path, target: Path, report: Report) -> Built:
    """Build the pack under `seed` and make `target` (a link) lead to the result.

    Raises:
        PackError: the pack has faults; nothing was changed.
        SetupError: the place of the release cannot be written, or something else is there.
    """
    report("Reading the pack", 0.0)
    stamp = source_stamp(seed)
    pack, findings = check_pack(seed)
    if findings:
        raise PackError(findings)
    content = release_text(pack)
    digest = digest_of(content)
    file = target.parent / f"{target.stem}-{digest[:16]}.sqlite"
    if target.exists() and not target.is_symlink():
        raise SetupError(f"{target} is there and is no link to a release: move it away, or set HYPOMAG_DATABASE_URL.")
    try:
        with _only_one_build(target.parent):
            fresh = not _is_sound(file, digest)
            if fresh:
                _write(file.with_suffix(".building"), pack, content, report)
                report("Publishing", 0.95)
                file.with_suffix(".building").replace(file)
            _move_link(target, file)
            stamp_file(target).write_text(f"{stamp} {file.name}")
            _forget_old(target, file)
    except (OSError, OperationalError) as error:
        reason = error.strerror if isinstance(error, OSError) else error.orig
        raise SetupError(f"{target.parent} cannot be written ({reason}): set HYPOMAG_DATABASE_URL.") from None
    report("Done", 1.0)
    return Built(file, digest, fresh)


def keep_manifest(seed: Path) -> Path:
    """Write the manifest of the pack under `seed` beside those of earlier releases, so that later ones can compare.

    Raises:
        PackError: the pack has faults.
    """
    pack, findings = check_pack(seed)
    if findings or pack.dataset is None:
        raise PackError(findings)
    dataset = pack.dataset
    manifest = make_manifest(
        dataset.version, digest_of(release_text(pack)), dataset.date, pack.entities, pack.references
    )
    file = seed / FOLDER / f"{dataset.version}.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(manifest.model_dump_json(), encoding="utf-8")
    return file


@contextmanager
def _only_one_build(folder: Path) -> Iterator[None]:
    """Hold the folder's build lock; what an earlier, killed build left behind is removed, and what this one leaves."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _remove_leftovers(folder)
        try:
            yield
        finally:
            _remove_leftovers(folder)


def _remove_leftovers(folder: Path) -> None:
    for leftover in folder.glob("*.building*"):
        leftover.unlink()


def _is_sound(file: Path, digest: str) -> bool:
    """Whether the release is there already, and whole."""
    if not file.is_file():
        return False
    engine = open_for_serving(file)
    try:
        with engine.connect() as connection:
            fault = connection.execute(text("PRAGMA quick_check(1)")).scalar_one()
            return (fault, connection.execute(text("SELECT digest FROM release")).scalar()) == ("ok", digest)
    except DatabaseError:
        return False
    finally:
        engine.dispose()


def _write(file: Path, pack: Pack, content: bytes, report: Report) -> None:
    engine = open_for_building(file)
    try:
        with engine.begin() as connection:
            report("Creating tables", 0.3)
            migrate(connection)
        with engine.begin() as connection:
            report("Loading rows", 0.4)
            _insert(connection, [*release_rows(pack, content), *edge_rows(pack)], code_table_values(pack))
            report("Indexing", 0.7)
            build_search_index(connection)
            build_drug_index(connection)
            report("Writing answers", 0.75)
            build_ready_answers(connection)
            report("Checking", 0.8)
            _verify(connection)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            report("Compacting", 0.9)
            connection.execute(text("ANALYZE"))
            connection.execute(text("VACUUM"))
            # An immutable file must not depend on a journal beside it.
            connection.execute(text("PRAGMA journal_mode = DELETE"))
    finally:
        engine.dispose()
    with file.open("rb") as finished:
        os.fsync(finished.fileno())


def _insert(connection: Connection, rows: list[SQLModel], values: Values) -> None:
    """Insert table by table, in the order that foreign keys ask for."""
    by_table: Values = defaultdict(list, values)
    for row in rows:
        by_table[str(row.__tablename__)].append(row.model_dump())
    for table in metadata.sorted_tables:
        if by_table[table.name]:
            connection.execute(insert(table), by_table[table.name])


def _verify(connection: Connection) -> None:
    """Last look before publishing: what no single row can show."""
    broken = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
    unproven = connection.execute(
        text("SELECT id FROM claim WHERE id NOT IN (SELECT claim FROM evidence WHERE stance = 'supports')")
    ).fetchall()
    releases = connection.execute(text("SELECT count(*) FROM release")).scalar_one()
    if broken or unproven or releases != 1:
        raise AssertionError(f"the built release is not sound: {broken[:3]} {unproven[:3]} {releases}")


def _move_link(target: Path, file: Path) -> None:
    link = target.with_suffix(".building-link")
    link.symlink_to(file.name)
    link.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _forget_old(target: Path, current: Path) -> None:
    """Keep the newest few releases: processes that still serve one of them, and roll-back, need the files."""
    # No wider: another target's name may begin like this one's.
    releases = target.parent.glob(f"{escape(target.stem)}-{'[0-9a-f]' * 16}.sqlite")
    files = sorted(releases, key=lambda f: f.stat().st_mtime, reverse=True)
    for old in [f for f in files if f != current][KEPT_RELEASES - 1 :]:
        old.unlink()
