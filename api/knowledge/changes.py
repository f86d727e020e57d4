"""What changed between two releases, from the manifests that every release keeps."""

import json
import zlib
from typing import Annotated, Any, Final

from pydantic import Field
from sqlalchemy import Connection

from api.db import AnyRow, not_in_the_loop, rows
from api.errors import Fault, InvalidParameter
from api.paging import FieldsQuery
from api.public import Public


class ReleaseRef(Public):
    """A release, by what identifies it."""

    version: str
    digest: str
    date: str


class Difference(Public):
    """Ids by what happened to them."""

    added: list[str]
    removed: list[str]
    changed: list[str]


class Changes(Public):
    """What changed from an earlier release to this one."""

    earlier: ReleaseRef
    current: ReleaseRef
    entities: Difference = Field(description="Changes of an entity itself, its claims left aside.")
    claims: Difference
    references: Difference
    known_versions: list[str] = Field(description="Versions that can be compared with.")


class ChangesQuery(FieldsQuery):
    """What the comparison accepts."""

    from_version: Annotated[
        str, Field(alias="from", min_length=1, max_length=40, description="Version of the earlier release.")
    ]


_MANIFESTS: Final = """
    SELECT manifest.version, manifest.digest, manifest.date, manifest.version = release.version AS is_current,
           CASE WHEN manifest.version IN (release.version, :from) THEN content END AS content
    FROM manifest, release
"""


def get_changes(connection: Connection, query: ChangesQuery) -> Changes:
    """Added, removed and changed entities, claims and references.

    Raises:
        InvalidParameter: no manifest of that version is kept.
    """
    not_in_the_loop(connection)
    manifests = {row.version: row for row in rows(connection, _MANIFESTS, {"from": query.from_version})}
    versions = sorted(manifests, key=lambda version: [int(part) for part in version.split(".")])
    earlier = manifests.get(query.from_version)
    if earlier is None:
        fault = Fault("query.from", f"version {query.from_version!r} is not known", f"one of {', '.join(versions)}")
        raise InvalidParameter("There is nothing to compare with.", [fault])
    (current,) = (row for row in manifests.values() if row.is_current)
    before, after = _content(earlier), _content(current)
    return Changes(
        earlier=_ref(earlier),
        current=_ref(current),
        **{part: _difference(before[part], after[part]) for part in ("entities", "claims", "references")},
        known_versions=versions,
    )


def _content(row: AnyRow) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(zlib.decompress(row.content))
    return content


def _ref(row: AnyRow) -> ReleaseRef:
    return ReleaseRef(version=row.version, digest=row.digest, date=row.date)


def _difference(before: dict[str, str], after: dict[str, str]) -> Difference:
    return Difference(
        added=sorted(after.keys() - before.keys()),
        removed=sorted(before.keys() - after.keys()),
        changed=sorted(key for key in before.keys() & after.keys() if before[key] != after[key]),
    )
