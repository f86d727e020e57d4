"""Claims, their evidence and the references."""

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from api import vocabulary as words
from api.tables.schema import one_of


class ReferenceRow(SQLModel, table=True):
    """A publication, label, guideline or database."""

    __tablename__ = "reference"
    __table_args__ = (one_of("kind", words.ReferenceKind),)

    id: str = Field(primary_key=True)
    title: str
    authors: str | None = None
    publisher: str | None = None
    year: int | None = None
    url: str
    kind: str = Field(index=True)
    pmid: str | None = Field(default=None, unique=True)
    doi: str | None = Field(default=None, unique=True)
    pmcid: str | None = Field(default=None, unique=True)


class ClaimRow(SQLModel, table=True):
    """One sourced statement. `ranges` is JSON, read and written whole."""

    __tablename__ = "claim"
    __table_args__ = (
        one_of("kind", words.ClaimKind),
        one_of("pathway", words.Pathway),
        one_of("direction", words.Direction),
        one_of("audience", words.Audience),
        one_of("basis", words.Basis),
        one_of("strength", words.Strength),
        CheckConstraint("id = subject || '/claims/' || key", name="id"),
        CheckConstraint("supporting >= 1", name="has_evidence"),
        UniqueConstraint("subject", "position"),
        Index(None, "kind", "id"),
    )

    id: str = Field(primary_key=True)
    subject: str = Field(foreign_key="entity.path")
    key: str
    position: int
    kind: str
    statement: str
    mechanism: str | None = Field(default=None, foreign_key="mechanism.path", index=True)
    pathway: str | None = None
    direction: str | None = None
    condition: str | None = None  # The `when` of the pack; WHEN is an SQL word.
    figure: str | None = None
    effect_size: str | None = None
    grade: str | None = None
    ranges: str | None = None
    audience: str | None = None
    basis: str
    inferred_from: str | None = None
    strength: str
    supporting: int
    disputing: int


class ClaimCodeRow(SQLModel, table=True):
    """A code of the finding that a clue speaks of."""

    __tablename__ = "claim_code"
    __table_args__ = (Index(None, "system", "code"),)

    claim: str = Field(primary_key=True, foreign_key="claim.id")
    system: str = Field(primary_key=True)
    code: str = Field(primary_key=True)


class ClaimRelatedRow(SQLModel, table=True):
    """Another entity that a claim's statement names."""

    __tablename__ = "claim_related"

    claim: str = Field(primary_key=True, foreign_key="claim.id")
    entity: str = Field(primary_key=True, foreign_key="entity.path", index=True)


class EvidenceRow(SQLModel, table=True):
    """A claim's link to one reference."""

    __tablename__ = "evidence"
    __table_args__ = (one_of("level", words.EvidenceLevel), one_of("stance", words.Stance))

    claim: str = Field(primary_key=True, foreign_key="claim.id")
    position: int = Field(primary_key=True)
    reference: str = Field(foreign_key="reference.id", index=True)
    level: str
    stance: str
    note: str
