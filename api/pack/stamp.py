"""Whether a release is up to date with the pack's files, found out in milliseconds and without reading the pack.

Kept apart from the build, so that a start of the service on a current release loads none of it.
"""

import hashlib
from pathlib import Path

from api.answer_index import READY_ANSWERS
from api.clinical.strength import STRENGTH_RULE
from api.drug_index import DRUG_INDEX
from api.pack.migrate import schema_version
from api.search_index import SEARCH_INDEX

_READ = (".yaml", ".csv", ".json", ".md")


def is_current(seed: Path, target: Path) -> bool:
    """Whether `target` was built from exactly the files that are under `seed` now, by this schema and rule."""
    stamp = stamp_file(target)
    if not target.exists() or not stamp.exists():
        return False
    # The file is named too: a build that was killed between link and stamp leaves a stamp that is not the link's.
    return stamp.read_text() == f"{source_stamp(seed)} {target.resolve().name}"


def source_stamp(seed: Path) -> str:
    """A hash of the pack's raw files, schema and rule: quicker than the digest, and never equal when that differs."""
    versions = (schema_version(), STRENGTH_RULE, SEARCH_INDEX, DRUG_INDEX, READY_ANSWERS)
    stamp = hashlib.sha256(" ".join(versions).encode())
    for file in sorted(f for f in seed.rglob("*") if f.suffix in _READ and f.parent.name != "schema"):
        stamp.update(f"\n{file.relative_to(seed)} {_content_hash(file)}".encode())
    return stamp.hexdigest()


def _content_hash(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        # The check says so with its place.
        return "unreadable"


def stamp_file(target: Path) -> Path:
    return target.with_suffix(".source")
