"""What a curator writes: one strict model per kind of file under `seed/`.

These models are the authoring shape only. What the database keeps is in `api/tables.py`, what a client reads in
`api/knowledge/`; the three change for different reasons. `json_schemas()` exports them for editors.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from api.curies import Curie, parse_curie
from api.vocabulary import (
    Audience,
    Basis,
    CauseCategory,
    ClaimKind,
    CodeRelation,
    Direction,
    EntityType,
    EvidenceLevel,
    Inheritance,
    KnownDirection,
    Pathway,
    ReferenceKind,
    Stance,
    StepKind,
    SymptomKind,
    SymptomSeverity,
    SymptomSystem,
)

SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
PATH_PATTERN = r"^[a-z]+(-[a-z]+)*/[a-z0-9]+(-[a-z0-9]+)*$"

Slug = Annotated[str, StringConstraints(pattern=SLUG_PATTERN, max_length=80)]
EntityPath = Annotated[str, StringConstraints(pattern=PATH_PATTERN, max_length=120)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Prose = Annotated[str, StringConstraints(min_length=1, max_length=1000, strip_whitespace=True)]

T = TypeVar("T")


def _each_once(items: list[T]) -> list[T]:
    for index, item in enumerate(items):
        if item in items[:index]:
            raise ValueError(f"{item} stands there twice")
    return items


Slugs = Annotated[list[Slug], AfterValidator(_each_once)]
Version = Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]


class Entry(BaseModel):
    """Base of all authoring models: nothing unknown, nothing coerced."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class EvidenceEntry(Entry):
    """A claim's link to one reference."""

    reference: Slug = Field(description="File name (without .yaml) under seed/references/.")
    level: EvidenceLevel = Field(description="What kind of evidence this source is for this statement.")
    stance: Stance = Field(default="supports", description="Whether the source supports or disputes the statement.")
    note: Prose = Field(description="What the source says, in our own words, with its figures and population.")


class RangeEntry(Entry):
    """One numeric band in one unit; a bound that is left out is open."""

    unit: Line = Field(description="UCUM-style unit, for example mg/dL, mmol/L, % or mg/(24.h).")
    at_least: float | None = Field(default=None, description="Lower bound, included (>=).")
    above: float | None = Field(default=None, description="Lower bound, excluded (>).")
    below: float | None = Field(default=None, description="Upper bound, excluded (<).")
    at_most: float | None = Field(default=None, description="Upper bound, included (<=).")
    below_lower_limit_of_normal: bool = Field(
        default=False, description="The upper bound is the laboratory's own lower limit of normal, excluded."
    )

    @model_validator(mode="after")
    def _bounds_make_sense(self) -> Self:
        lower = [b for b in (self.at_least, self.above) if b is not None]
        upper = [b for b in (self.below, self.at_most) if b is not None]
        if len(lower) > 1 or len(upper) + self.below_lower_limit_of_normal > 1:
            raise ValueError("give at most one lower and one upper bound")
        if not lower and not upper and not self.below_lower_limit_of_normal:
            raise ValueError("give at least one bound")
        if lower and upper and lower[0] >= upper[0]:
            raise ValueError("the lower bound must be smaller than the upper bound")
        return self


class ClaimEntry(Entry):
    """One atomic statement; every supporting reference carries the whole of it."""

    kind: ClaimKind
    statement: Prose = Field(description="One statement in plain words, no more than the sources say.")
    mechanism: Slug | None = Field(default=None, description="File name under seed/mechanisms/.")
    pathway: Pathway | None = Field(default=None, description="Taken from the mechanism when that is given.")
    direction: Direction | None = Field(default=None, description="What happens to blood magnesium.")
    when: Prose | None = Field(default=None, description="The condition under which the statement holds.")
    figure: Line | None = Field(default=None, description="The number(s), with denominator and unit.")
    effect_size: Line | None = Field(default=None, description="For example OR 1.71 (1.33-2.19), adjusted.")
    grade: Line | None = Field(default=None, description="Grade on a severity scale.")
    ranges: list[RangeEntry] = Field(default=[], description="Machine-readable bands, one per unit.")
    codes: list[str] = Field(default=[], description="CURIEs of the finding that a clue speaks of.")
    related: Annotated[list[EntityPath], AfterValidator(_each_once)] = Field(
        default=[], description="Other entities that the statement names."
    )
    audience: Audience | None = Field(default=None, description="Who advice is meant for.")
    basis: Basis = Field(default="sourced", description="`inferred` is marked and never counted for strength.")
    inferred_from: Prose | None = Field(default=None, description="What an inference was drawn from.")
    evidence: list[EvidenceEntry] = Field(min_length=1)

    @field_validator("codes")
    @classmethod
    def _codes_are_curies(cls, codes: list[str]) -> list[str]:
        return _each_once([str(parse_curie(code)) for code in codes])

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if all(e.stance == "disputes" for e in self.evidence):
            raise ValueError("at least one reference must support the statement")
        if (self.basis == "inferred") != (self.inferred_from is not None):
            raise ValueError("`inferred_from` belongs to `basis: inferred`, and only there")
        references = [e.reference for e in self.evidence]
        if len(set(references)) != len(references):
            raise ValueError("a reference may appear once in a claim's evidence")
        return self


class CodeEntry(Entry):
    """A code with its relation; a plain string stands for an exact one."""

    code: str = Field(description="CURIE, for example atc:A02BC.")
    relation: CodeRelation = Field(default="exact", description="How the code's meaning compares with the entity's.")

    @field_validator("code")
    @classmethod
    def _is_curie(cls, code: str) -> str:
        return str(parse_curie(code))

    @property
    def curie(self) -> Curie:
        """The parsed form of `code`."""
        return parse_curie(self.code)


def _code_from_text(value: object) -> object:
    return {"code": value} if isinstance(value, str) else value


Code = Annotated[CodeEntry, BeforeValidator(_code_from_text, json_schema_input_type=str | CodeEntry)]


class NamesEntry(Entry):
    """Names other than the preferred one."""

    synonyms: list[Line] = []
    brands: list[Line] = []
    abbreviations: list[Line] = []


class EntityEntry(Entry):
    """What all entities share. The preferred name is in `name`; slug and type come from the file's place."""

    name: Line
    summary: Prose = Field(description="One or two plain sentences that say nothing beyond the claims below.")
    names: NamesEntry = NamesEntry()
    codes: list[Code] = []
    claims: dict[Slug, ClaimEntry] = Field(min_length=1)


class ConditionEntry(EntityEntry):
    """The condition itself."""


Gene = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]{2,20}$")]


class CauseEntry(EntityEntry):
    """A disease, state or exposure that leads to hypomagnesemia."""

    category: CauseCategory
    parent: Slug | None = Field(default=None, description="A wider cause under seed/causes/.")
    inheritance: Inheritance | None = None
    genes: Annotated[list[Gene], AfterValidator(_each_once)] = Field(default=[], description="HGNC gene symbols.")


class MechanismEntry(EntityEntry):
    """How magnesium is lost, not taken up, not supplied or moved."""

    pathway: Pathway
    site: Line
    target: Line | None = None


class SymptomEntry(EntityEntry):
    """A symptom, sign, finding or complication of hypomagnesemia."""

    severity: SymptomSeverity
    system: SymptomSystem
    kind: SymptomKind
    emergency: bool = Field(description="Whether it calls for urgent care; a claim must say so.")


class MedicationClassEntry(EntityEntry):
    """A group of medications."""

    parent: Slug | None = Field(default=None, description="A wider class under seed/medication-classes/.")
    direction: KnownDirection = Field(
        description="As an association claim below says; `unknown` when no cited source speaks of the class."
    )


class MedicationEntry(EntityEntry):
    """One medication (ingredient)."""

    classes: Slugs = Field(min_length=1, description="File names under seed/medication-classes/.")
    direction: KnownDirection | None = Field(
        default=None, description="Only when an association claim below says so; else it is taken from the classes."
    )
    # A drug may be known to the data through its class alone.
    claims: dict[Slug, ClaimEntry] = {}


class CombinationEntry(EntityEntry):
    """Medication classes (or medications) with a sourced joint effect."""

    classes: Slugs = Field(min_length=1)
    medications: Slugs = []

    @model_validator(mode="after")
    def _at_least_two(self) -> Self:
        if len(self.classes) + len(self.medications) < 2:
            raise ValueError("a combination has at least two members")
        return self


class FunctionEntry(EntityEntry):
    """What magnesium does in the body."""


# The database keeps them in one text, separated by spaces.
Unit = Annotated[str, StringConstraints(pattern=r"^\S+$", max_length=50)]


class LaboratoryTestEntry(EntityEntry):
    """A laboratory test that measures or interprets magnesium."""

    specimen: Line
    units: Annotated[list[Unit], AfterValidator(_each_once)] = Field(
        description="UCUM-style units in which results are reported."
    )


class SeverityScaleEntry(EntityEntry):
    """A named scale; each grade is a threshold claim with `grade` and `ranges`."""


class StepEntry(Entry):
    """One step of a diagnostic algorithm: a node; `next` and `answers` are its edges."""

    kind: StepKind
    text: Prose = Field(description="What to think of, ask, do or conclude.")
    claims: Slugs = Field(default=[], description="Keys of the claims below that carry this step.")
    pathway: Pathway | None = Field(default=None, description="The pathway that a result points to.")
    next: Slug | None = Field(default=None, description="The step that follows.")
    answers: dict[Line, Slug] = Field(default={}, description="For a decision: answer to step.")

    @model_validator(mode="after")
    def _edges_fit_the_kind(self) -> Self:
        if (self.kind == "decision") != bool(self.answers):
            raise ValueError("`answers` belong to a decision, and only there")
        if self.answers and self.next:
            raise ValueError("a decision leads on by its answers, not by `next`")
        return self


class DiagnosticAlgorithmEntry(EntityEntry):
    """Steps from a suspicion to a likely cause; every step rests on claims."""

    start: Slug
    steps: dict[Slug, StepEntry] = Field(min_length=1)


class ReferenceEntry(Entry):
    """A publication, label, guideline or database."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True)]
    authors: Line | None = None
    publisher: Line | None = Field(default=None, description="Journal with volume and pages, agency, or site.")
    year: int | None = Field(default=None, ge=1900, le=2100)
    url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=400)]
    kind: ReferenceKind
    pmid: Annotated[str, StringConstraints(pattern=r"^\d{1,9}$")] | None = None
    doi: Annotated[str, StringConstraints(pattern=r"^10\.\d{4,9}/\S+$")] | None = None
    pmcid: Annotated[str, StringConstraints(pattern=r"^PMC\d{1,9}$")] | None = None


class DatasetEntry(Entry):
    """`seed/dataset.yaml`: the release as a whole."""

    title: Line
    version: Version
    date: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    description: Prose
    licence: Line
    publisher: Line
    disclaimer: Prose
    retired: dict[EntityPath, EntityPath] = Field(default={}, description="Retired path: its successor.")

    @field_validator("date")
    @classmethod
    def _is_in_the_calendar(cls, text: str) -> str:
        date.fromisoformat(text)
        return text


ENTITY_ENTRIES: dict[EntityType, type[EntityEntry]] = {
    "condition": ConditionEntry,
    "causes": CauseEntry,
    "mechanisms": MechanismEntry,
    "symptoms": SymptomEntry,
    "medication-classes": MedicationClassEntry,
    "medications": MedicationEntry,
    "combinations": CombinationEntry,
    "functions": FunctionEntry,
    "laboratory-tests": LaboratoryTestEntry,
    "severity-scales": SeverityScaleEntry,
    "diagnostic-algorithms": DiagnosticAlgorithmEntry,
}


def json_schemas() -> dict[str, dict[str, Any]]:
    """JSON Schema per kind of file, keyed by the folder (or file) name it belongs to."""
    models: Mapping[str, type[Entry]] = dict(ENTITY_ENTRIES) | {"references": ReferenceEntry, "dataset": DatasetEntry}
    return {name: model.model_json_schema() for name, model in models.items()}
