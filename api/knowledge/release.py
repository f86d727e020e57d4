"""The release as a whole: what it is, and how much is in it."""

from dataclasses import dataclass
from typing import Final, get_args

from pydantic import Field
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from api.answer_index import READY_ANSWERS
from api.clinical.strength import STRENGTH_RULE
from api.curies import SYSTEMS
from api.db import rows
from api.errors import SetupError
from api.public import Public
from api.vocabulary import EntityType


class Counts(Public):
    """How much is in the release."""

    entities: dict[str, int] = Field(description="Number of entities by type.")
    claims: int
    claims_by_kind: dict[str, int]
    claims_by_strength: dict[str, int]
    evidence: int = Field(description="Evidence rows: links from a claim to a reference.")
    disputing_evidence: int = Field(description="Evidence rows that dispute their claim.")
    references: int
    codes: dict[str, int] = Field(description="Number of codes by system.")


class CodeSystemInfo(Public):
    """A code system that lookups understand."""

    prefix: str = Field(description="CURIE prefix.")
    name: str
    uri: str = Field(description="System URI, as FHIR uses it.")


class Dataset(Public):
    """The release: identity, licence, statement of purpose and counts."""

    title: str
    description: str
    version: str
    date: str = Field(description="ISO 8601 date.", json_schema_extra={"format": "date"})
    digest: str = Field(description="SHA-256 over pack content, strength rule and schema version.")
    schema_version: str
    strength_rule: str = Field(description="Version of the published strength rule.")
    licence: str = Field(description="SPDX identifier of the data's licence.")
    publisher: str
    disclaimer: str
    notice: str = Field(description="Sources and licences of the data, with the attributions they ask for (Markdown).")
    counts: Counts
    code_systems: list[CodeSystemInfo]


@dataclass(frozen=True)
class ReleaseIdentity:
    """What identifies a release."""

    version: str
    digest: str
    date: str


_IDENTITY: Final = """
    SELECT version, digest, date, strength_rule, (SELECT json FROM answer_other WHERE name = 'version') AS answers
    FROM release
"""


def read_identity(connection: Connection) -> ReleaseIdentity:
    """The identity of the release behind the connection.

    Raises:
        SetupError: there is no release of ours behind it.
    """
    try:
        found = rows(connection, _IDENTITY)
    except DatabaseError as error:
        raise SetupError(
            f"The database is no Hypomag release of this version ({error.orig}): run `hypomag build`."
        ) from None
    if len(found) != 1 or (found[0].strength_rule, found[0].answers) != (STRENGTH_RULE, READY_ANSWERS):
        raise SetupError("The database is no complete Hypomag release of this version: run `hypomag build`.")
    row = found[0]
    return ReleaseIdentity(row.version, row.digest, row.date)


def get_dataset(connection: Connection) -> str:
    """The JSON of what the release is and how much is in it."""
    whole: str = rows(connection, "SELECT json FROM answer_other WHERE name = 'dataset'")[0].json
    return whole


_COLUMNS: Final = """
    SELECT title, description, version, date, digest, schema_version, strength_rule, licence, publisher, disclaimer,
           notice
    FROM release
"""


def make_dataset(connection: Connection) -> Dataset:
    """What the release is, counted: for the build, which keeps it as JSON."""
    (row,) = rows(connection, _COLUMNS)
    systems = [CodeSystemInfo(prefix=s.prefix, name=s.name, uri=s.uri) for s in SYSTEMS.values()]
    return Dataset(**row._mapping, counts=_counts(connection), code_systems=systems)


def _counts(connection: Connection) -> Counts:
    def by(table: str, column: str) -> dict[str, int]:
        counted = f"SELECT {column}, count(*) FROM {table} GROUP BY {column} ORDER BY {column}"
        return {row[0]: row[1] for row in rows(connection, counted)}

    by_type = by("entity", "type")
    stances = by("evidence", "stance")
    by_kind = by("claim", "kind")
    return Counts(
        entities={kind: by_type.get(kind, 0) for kind in get_args(EntityType)},
        claims=sum(by_kind.values()),
        claims_by_kind=by_kind,
        claims_by_strength=by("claim", "strength"),
        evidence=sum(stances.values()),
        disputing_evidence=stances.get("disputes", 0),
        references=sum(by("reference", "kind").values()),
        codes=by("code", "system"),
    )
