"""The release as a whole: what it is, and how much is in it."""

from dataclasses import dataclass
from typing import get_args

from pydantic import Field
from sqlalchemy import func
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, col, select

from api.clinical.strength import STRENGTH_RULE
from api.curies import SYSTEMS
from api.errors import SetupError
from api.public import Public
from api.tables import ClaimRow, CodeRow, EntityRow, EvidenceRow, ReferenceRow, ReleaseRow
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


def read_identity(session: Session) -> ReleaseIdentity:
    """The identity of the release behind the session.

    Raises:
        SetupError: there is no release of ours behind it.
    """
    try:
        row = session.exec(select(ReleaseRow)).one_or_none()
    except DatabaseError as error:
        raise SetupError(
            f"The database is no Hypomag release of this version ({error.orig}): run `hypomag build`."
        ) from None
    if row is None or row.strength_rule != STRENGTH_RULE:
        raise SetupError("The database is no complete Hypomag release of this version: run `hypomag build`.")
    return ReleaseIdentity(row.version, row.digest, row.date)


def get_dataset(session: Session) -> Dataset:
    """What the release is and how much is in it."""
    row = session.exec(select(ReleaseRow)).one()
    systems = [CodeSystemInfo(prefix=s.prefix, name=s.name, uri=s.uri) for s in SYSTEMS.values()]
    return Dataset(**row.model_dump(exclude={"id"}), counts=_counts(session), code_systems=systems)


def _counts(session: Session) -> Counts:
    def by(column: str) -> dict[str, int]:
        counted = select(col(column), func.count()).group_by(column).order_by(column)
        return dict(session.exec(counted).all())

    by_type = by(EntityRow.type)
    stances = by(EvidenceRow.stance)
    by_kind = by(ClaimRow.kind)
    return Counts(
        entities={kind: by_type.get(kind, 0) for kind in get_args(EntityType)},
        claims=sum(by_kind.values()),
        claims_by_kind=by_kind,
        claims_by_strength=by(ClaimRow.strength),
        evidence=sum(stances.values()),
        disputing_evidence=stances.get("disputes", 0),
        references=session.exec(select(func.count()).select_from(ReferenceRow)).one(),
        codes=by(CodeRow.system),
    )
