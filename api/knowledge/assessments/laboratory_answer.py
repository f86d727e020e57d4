"""What the laboratory assessment answers. Numbers are rounded to six significant digits; verdicts use exact ones."""

from pydantic import Field

from api.knowledge.assessments.answer import Assessment, CitedClaim
from api.knowledge.references import Reference
from api.public import Public

_CLAIMS = "Ids of the claims that this line rests on; each is whole in `claims` below."


class Value(Public):
    """A value with its unit."""

    value: float = Field(examples=[1.1])
    unit: str = Field(examples=["mg/dL"])


class Conversion(Public):
    """How a value was brought to another unit."""

    before: Value = Field(description="Value and unit before.")
    after: Value = Field(description="Value and unit after.")
    factor: float = Field(description="What it was multiplied by, rounded; the exact factor was used.")
    source: str | None = Field(default=None, description="Where the factor comes from, unless it is a power of ten.")
    claims: list[str] | None = Field(default=None, description=_CLAIMS)


class Line(Public):
    """A value held against one band of a claim."""

    position: str = Field(description="below, within or above the band (open list).")
    statement: str = Field(description="What the claim says.")
    at_least: float | None = None
    above: float | None = None
    below: float | None = None
    at_most: float | None = None
    unit: str = Field(description="Unit of the band.")
    converted: Conversion | None = Field(default=None, description="Present when the band is in another unit.")
    claims: list[str] = Field(description=_CLAIMS)


class ScaleGrade(Public):
    """What another column of a scale says."""

    unit: str
    grade: str | None = Field(default=None, description="Absent when no band of that column holds the value.")


class Severity(Public):
    """The grade on one named scale."""

    scale: str = Field(description="Id of the scale.", examples=["severity-scales/ctcae-hypomagnesemia"])
    name: str
    grade: str | None = Field(default=None, description="Absent when no band of the scale holds the value.")
    conditional: bool = Field(
        description="True: the grade holds only below the laboratory's own lower limit, which was not sent."
    )
    basis: str = Field(description="measured: graded in the unit measured; converted: the scale has no such unit.")
    converted: Conversion | None = None
    other_unit: ScaleGrade | None = Field(
        default=None, description="What the scale's other column says, where that differs: they are rounded apart."
    )
    claims: list[str] = Field(description=_CLAIMS)


class SerumMagnesium(Public):
    """Serum magnesium against every named limit."""

    value: float
    unit: str
    status: str | None = Field(
        default=None,
        description="low, low-by-some, normal, high-by-some or high (open list); absent when the data has no limit.",
    )
    status_by: str = Field(description="own-range: the laboratory's own; named-limits: those of the data.")
    definitions: list[Line] = Field(description="Definitions of low magnesium: `within` means low by this one.")
    reference_ranges: list[Line] = Field(description="Ranges of laboratories and texts.")
    critical_values: list[Line] = Field(description="Critical values: `within` means critical by this one.")
    severity: list[Severity] = Field(description="One line per named scale.")
    claims: list[str] = Field(description="Ids of the claims that the status was counted from; none for an own range.")


class CutOff(Public):
    """One cut-off that sources name."""

    line: Value
    verdict: str = Field(
        description="renal-loss, not-renal, no-verdict (nothing is said of this side of the line), or not-applicable "
        "(open list)."
    )
    pathway: str | None = Field(default=None, description="As the claims say; only the kidney's has one.")
    claims: list[str] = Field(description=_CLAIMS)


class DefaultVerdict(Public):
    """What all cut-offs say together."""

    verdict: str = Field(description="renal-loss, not-renal, indeterminate or not-applicable (open list).")
    reason: str = Field(description="Why, for example beyond-every-cut-off or between-cut-offs (open list).")
    pathway: str | None = Field(default=None, description="`excretion` (by the kidney) with renal-loss, by the claims.")
    claims: list[str] = Field(description=_CLAIMS)


class UrineMeasure(Public):
    """One measure of urine magnesium."""

    value: float
    unit: str
    basis: str = Field(description="computed here, or reported.")
    formula: str | None = None
    worked: str | None = Field(default=None, description="The formula with the numbers put in.")
    conversions: list[Conversion] | None = None
    cut_offs: list[CutOff] = Field(description="Every named cut-off, from the lowest.")
    reference_ranges: list[Line] = Field(description="Ranges of laboratories, those for the age only.")
    default: DefaultVerdict
    claims: list[str] = Field(description="Ids of the claims that carry the formula.")


class CompanionValue(Public):
    """A companion value, judged only by what the laboratory printed beside it."""

    name: str = Field(examples=["serum_potassium"])
    value: float
    unit: str
    judged: str = Field(description="low, normal, high, or not-judged: neither range nor word was sent (open list).")
    finding: str | None = Field(default=None, description="CURIE of what that amounts to.", examples=["hp:0002900"])
    assumed: bool | None = Field(default=None, description="True: the value alone does not show the finding.")
    entity: str | None = Field(default=None, description="Id of the finding, when the data has it.")
    claims: list[str] = Field(description="Ids of claims on what it means beside low magnesium.")


class Clue(Public):
    """A claim that ties what was found to a cause, class or medication."""

    subject: str = Field(description="Id of what it points to.", examples=["causes/gitelman-syndrome"])
    statement: str
    findings: list[str] = Field(description="CURIEs that the claim speaks of and that were found.")
    missing: list[str] = Field(description="CURIEs that the claim speaks of and that were not found or not looked for.")
    claims: list[str] = Field(description=_CLAIMS)


class Warned(Public):
    """Where a measure misleads, or a value is odd."""

    code: str = Field(description="For programs (open list).", examples=["diuretic"])
    message: str
    about: str | None = Field(default=None, description="The field that it concerns, when it is one.")
    claims: list[str] = Field(description="Ids of the claims that say so; none for checks of our own.")


class LaboratoryAssessment(Assessment):
    """What the data says about these values."""

    serum_magnesium: SerumMagnesium | None = None
    fractional_excretion: UrineMeasure | None = None
    urine_magnesium_24h: UrineMeasure | None = None
    urine_magnesium_creatinine_ratio: UrineMeasure | None = None
    verdict: DefaultVerdict | None = Field(
        default=None, description="All measures of urine magnesium together; absent when there is none."
    )
    companions: list[CompanionValue]
    clues: list[Clue]
    warnings: list[Warned]
    claims: list[CitedClaim] = Field(description="Every claim that a line names, once.")
    references: list[Reference] = Field(description="Every reference of those claims, once.")
