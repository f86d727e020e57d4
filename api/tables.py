"""What the database keeps: all tables of a release, with the constraints that must never break.

Entity tables hang from `entity` by its path, so that names, codes, claims and the index need no table per type.
String columns with CHECK constraints stand in for enumerations (an Enum column would store member names).
"""

from typing import Any, get_args

from sqlalchemy import CheckConstraint, Index, MetaData, Table, UniqueConstraint
from sqlmodel import Field, SQLModel

from api import vocabulary as words

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING_CONVENTION
metadata: MetaData = SQLModel.metadata


def table_of(model: type[SQLModel]) -> Table:
    """The table behind a model, for queries that choose columns at run time."""
    return metadata.tables[str(model.__tablename__)]


def _one_of(column: str, literal: Any) -> CheckConstraint:
    values = ", ".join(f"'{value}'" for value in get_args(literal))
    return CheckConstraint(f"{column} IN ({values})", name=column)


class ReleaseRow(SQLModel, table=True):
    """The release as a whole: exactly one row."""

    __tablename__ = "release"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: int = Field(default=1, primary_key=True)
    digest: str
    schema_version: str
    strength_rule: str
    version: str
    date: str
    title: str
    description: str
    licence: str
    publisher: str
    disclaimer: str
    notice: str


class RetiredRow(SQLModel, table=True):
    """An id that is no longer used, and what took its place."""

    __tablename__ = "retired"

    path: str = Field(primary_key=True)
    successor: str = Field(foreign_key="entity.path")


class ReferenceRow(SQLModel, table=True):
    """A publication, label, guideline or database."""

    __tablename__ = "reference"
    __table_args__ = (_one_of("kind", words.ReferenceKind),)

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


class EntityRow(SQLModel, table=True):
    """What every entity has, plus what is derived from its claims."""

    __tablename__ = "entity"
    __table_args__ = (
        _one_of("type", words.EntityType),
        CheckConstraint("path = type || '/' || slug", name="path"),
        UniqueConstraint("type", "slug"),
        Index(None, "type", "name", "slug"),
    )

    path: str = Field(primary_key=True)
    type: str
    slug: str
    name: str
    summary: str
    strength: str | None = Field(default=None, description="Strength of its best association (or mechanism) claim.")


class CauseRow(SQLModel, table=True):
    """A disease, state or exposure that leads to hypomagnesemia."""

    __tablename__ = "cause"
    __table_args__ = (_one_of("category", words.CauseCategory), _one_of("inheritance", words.Inheritance))

    path: str = Field(primary_key=True, foreign_key="entity.path")
    category: str = Field(index=True)
    parent: str | None = Field(default=None, foreign_key="cause.path", index=True)
    inheritance: str | None = None


class GeneRow(SQLModel, table=True):
    """A gene whose variants are behind a cause."""

    __tablename__ = "gene"

    cause: str = Field(primary_key=True, foreign_key="cause.path")
    symbol: str = Field(primary_key=True, index=True)


class MechanismRow(SQLModel, table=True):
    """How magnesium is lost, not taken up, not supplied or moved."""

    __tablename__ = "mechanism"
    __table_args__ = (_one_of("pathway", words.Pathway),)

    path: str = Field(primary_key=True, foreign_key="entity.path")
    pathway: str = Field(index=True)
    site: str
    target: str | None = None


class SymptomRow(SQLModel, table=True):
    """A symptom, sign, finding or complication."""

    __tablename__ = "symptom"
    __table_args__ = (
        _one_of("severity", words.SymptomSeverity),
        _one_of("system", words.SymptomSystem),
        _one_of("kind", words.SymptomKind),
    )

    path: str = Field(primary_key=True, foreign_key="entity.path")
    severity: str = Field(index=True)
    system: str
    kind: str
    emergency: bool


class MedicationClassRow(SQLModel, table=True):
    """A group of medications."""

    __tablename__ = "medication_class"
    __table_args__ = (_one_of("direction", words.KnownDirection),)

    path: str = Field(primary_key=True, foreign_key="entity.path")
    parent: str | None = Field(default=None, foreign_key="medication_class.path", index=True)
    direction: str


class MedicationRow(SQLModel, table=True):
    """One medication; `direction_from` is itself, or the class that its direction was taken from."""

    __tablename__ = "medication"
    __table_args__ = (_one_of("direction", words.KnownDirection),)

    path: str = Field(primary_key=True, foreign_key="entity.path")
    direction: str
    direction_from: str = Field(foreign_key="entity.path")


class MembershipRow(SQLModel, table=True):
    """A medication belongs to a class."""

    __tablename__ = "membership"

    medication: str = Field(primary_key=True, foreign_key="medication.path")
    medication_class: str = Field(primary_key=True, foreign_key="medication_class.path", index=True)


class CombinationMemberRow(SQLModel, table=True):
    """A class or medication that takes part in a combination."""

    __tablename__ = "combination_member"

    combination: str = Field(primary_key=True, foreign_key="entity.path")
    member: str = Field(primary_key=True, foreign_key="entity.path", index=True)


class LaboratoryTestRow(SQLModel, table=True):
    """A laboratory test; its units are separated by spaces."""

    __tablename__ = "laboratory_test"

    path: str = Field(primary_key=True, foreign_key="entity.path")
    specimen: str
    units: str


class DiagnosticAlgorithmRow(SQLModel, table=True):
    """A diagnostic algorithm; its steps are JSON, read and written whole."""

    __tablename__ = "diagnostic_algorithm"

    path: str = Field(primary_key=True, foreign_key="entity.path")
    start: str
    steps: str


class EdgeRow(SQLModel, table=True):
    """Derived: an edge of the graph; `weight` counts the claims behind it (0: it follows from filing alone).

    Nodes are entities, and the four pathways as `pathways/absorption` and so on.
    """

    __tablename__ = "edge"
    __table_args__ = (_one_of("kind", words.EdgeKind),)

    source: str = Field(primary_key=True)
    target: str = Field(primary_key=True, index=True)
    kind: str = Field(primary_key=True)
    weight: int


class ManifestRow(SQLModel, table=True):
    """A release's manifest, this one's and those of earlier ones: JSON of id to hash, compressed with zlib."""

    __tablename__ = "manifest"

    version: str = Field(primary_key=True)
    digest: str
    date: str
    content: bytes


class DocumentRow(SQLModel, table=True):
    """The pack's whole content, as hashed for the digest: JSON, compressed with zlib. Exactly one row."""

    __tablename__ = "document"

    id: str = Field(primary_key=True)
    content: bytes


class NameRow(SQLModel, table=True):
    """Any name of an entity, with the folded form that lookups use."""

    __tablename__ = "name"
    __table_args__ = (_one_of("kind", words.NameKind), Index(None, "folded"))

    entity: str = Field(primary_key=True, foreign_key="entity.path")
    text: str = Field(primary_key=True)
    kind: str
    position: int
    folded: str


class CodeRow(SQLModel, table=True):
    """A code of an entity in some system."""

    __tablename__ = "code"
    __table_args__ = (_one_of("relation", words.CodeRelation), Index(None, "system", "code"))

    entity: str = Field(primary_key=True, foreign_key="entity.path")
    system: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    relation: str
    position: int


class CodeNameRow(SQLModel, table=True):
    """What a code is called in its own system."""

    __tablename__ = "code_name"

    system: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    name: str


class ProductRow(SQLModel, table=True):
    """An RxNorm concept below the ingredient, as prescribing systems send it; its routes are separated by spaces."""

    __tablename__ = "product"

    rxcui: str = Field(primary_key=True)
    tty: str
    name: str
    folded: str = Field(index=True)
    route: str
    contains_magnesium: bool
    status: str


class ProductIngredientRow(SQLModel, table=True):
    """What a product contains; `medication` is empty for what the data says nothing of."""

    __tablename__ = "product_ingredient"

    product: str = Field(primary_key=True, foreign_key="product.rxcui")
    position: int = Field(primary_key=True)
    name: str
    medication: str | None = Field(default=None, foreign_key="medication.path", index=True)


class ClaimRow(SQLModel, table=True):
    """One sourced statement. `ranges` is JSON, read and written whole."""

    __tablename__ = "claim"
    __table_args__ = (
        _one_of("kind", words.ClaimKind),
        _one_of("pathway", words.Pathway),
        _one_of("direction", words.Direction),
        _one_of("audience", words.Audience),
        _one_of("basis", words.Basis),
        _one_of("strength", words.Strength),
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
    condition: str | None = Field(default=None, description="The `when` of the pack; WHEN is an SQL word.")
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
    __table_args__ = (_one_of("level", words.EvidenceLevel), _one_of("stance", words.Stance))

    claim: str = Field(primary_key=True, foreign_key="claim.id")
    position: int = Field(primary_key=True)
    reference: str = Field(foreign_key="reference.id", index=True)
    level: str
    stance: str
    note: str


class EffectRow(SQLModel, table=True):
    """Derived: by which pathway and mechanism an entity acts, and which entity's claim says so.

    A medication also has the effects of its classes, and a class those of the classes below it (`via` is then that
    class), so that one indexed lookup answers the pathway and mechanism filters.
    """

    __tablename__ = "effect"
    __table_args__ = (
        _one_of("pathway", words.Pathway),
        _one_of("direction", words.Direction),
        _one_of("strength", words.Strength),
        Index(None, "pathway", "entity"),
        Index(None, "mechanism", "entity"),
    )

    entity: str = Field(primary_key=True, foreign_key="entity.path")
    claim: str = Field(primary_key=True, foreign_key="claim.id")
    via: str = Field(foreign_key="entity.path")
    pathway: str
    mechanism: str | None = Field(default=None, foreign_key="mechanism.path")
    direction: str | None = None
    strength: str
