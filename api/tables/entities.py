"""Entities: what all share, what each type adds, and their names."""

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from api import vocabulary as words
from api.tables.schema import one_of


class EntityRow(SQLModel, table=True):
    """What every entity has, plus what is derived from its claims."""

    __tablename__ = "entity"
    __table_args__ = (
        one_of("type", words.EntityType),
        CheckConstraint("path = type || '/' || slug", name="path"),
        UniqueConstraint("type", "slug"),
        Index(None, "type", "name", "slug"),
    )

    path: str = Field(primary_key=True)
    type: str
    slug: str
    name: str
    summary: str
    strength: str | None = None  # Of its best association (or mechanism) claim.


class NameRow(SQLModel, table=True):
    """Any name of an entity, with the folded form that lookups use."""

    __tablename__ = "name"
    __table_args__ = (one_of("kind", words.NameKind), Index(None, "folded"))

    entity: str = Field(primary_key=True, foreign_key="entity.path")
    text: str = Field(primary_key=True)
    kind: str
    position: int
    folded: str


class CauseRow(SQLModel, table=True):
    """A disease, state or exposure that leads to hypomagnesemia."""

    __tablename__ = "cause"
    __table_args__ = (one_of("category", words.CauseCategory), one_of("inheritance", words.Inheritance))

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
    __table_args__ = (one_of("pathway", words.Pathway),)

    path: str = Field(primary_key=True, foreign_key="entity.path")
    pathway: str = Field(index=True)
    site: str
    target: str | None = None


class SymptomRow(SQLModel, table=True):
    """A symptom, sign, finding or complication."""

    __tablename__ = "symptom"
    __table_args__ = (
        one_of("severity", words.SymptomSeverity),
        one_of("system", words.SymptomSystem),
        one_of("kind", words.SymptomKind),
    )

    path: str = Field(primary_key=True, foreign_key="entity.path")
    severity: str = Field(index=True)
    system: str
    kind: str
    emergency: bool


class MedicationClassRow(SQLModel, table=True):
    """A group of medications."""

    __tablename__ = "medication_class"
    __table_args__ = (one_of("direction", words.KnownDirection),)

    path: str = Field(primary_key=True, foreign_key="entity.path")
    parent: str | None = Field(default=None, foreign_key="medication_class.path", index=True)
    direction: str


class MedicationRow(SQLModel, table=True):
    """One medication; `direction_from` is itself, or the class that its direction was taken from."""

    __tablename__ = "medication"
    __table_args__ = (one_of("direction", words.KnownDirection),)

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
