"""What a client sends to the laboratory assessment, and how it becomes a sample of exact quantities."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.clinical.companions import Judgement
from api.clinical.laboratory import FRACTION_INPUTS, RATIO_INPUTS, Sample
from api.clinical.measures import MEASURES, read_quantity
from api.clinical.serum_magnesium import OwnRange
from api.clinical.units import Quantity, exact
from api.errors import Fault, InvalidParameter

Flag = Literal[
    "abnormal-albumin",
    "diuretic",
    "edta-tube",
    "gadolinium-contrast",
    "gammopathy",
    "hemolysis",
    "low-serum-magnesium",
    "magnesium-supplement",
    "normal-kidney-function",
    "recent-intravenous-magnesium",
    "reduced-kidney-function",
]
_LARGEST: Final = 1_000_000
Number = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=_LARGEST)]


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Measurement(_Sent):
    """A value with its unit; a missing or odd unit is an error, never a guess."""

    value: Number = Field(description="The number as the laboratory printed it.", examples=[1.1])
    unit: str = Field(
        min_length=1,
        max_length=40,
        description="UCUM-style unit (`mg/dL`, `mmol/L`, `mEq/L`, `umol/L`, `mg/(24.h)`, `mg/mg{creat}`, ...); "
        "usual spellings such as `mg/24h` are read.",
        examples=["mg/dL"],
    )


class ReferenceRange(_Sent):
    """The laboratory's own range, in the unit of the value; both ends are normal."""

    low: Number | None = Field(default=None, description="Lower limit of normal.")
    high: Number | None = Field(default=None, description="Upper limit of normal.")


class JudgedMeasurement(Measurement):
    """A value with the laboratory's own range, or its own word for it, if it printed one."""

    reference_range: ReferenceRange | None = Field(default=None, description="The laboratory's own range.")
    interpretation: Literal["low", "normal", "high"] | None = Field(
        default=None, description="The laboratory's own word for the value, when it printed no range."
    )


class Age(_Sent):
    """How old the person was; 12 months are a year, 30.4375 days a month (as in UCUM), 7 days a week."""

    value: Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=60_000)]
    unit: Literal["days", "weeks", "months", "years"]


MONTHS: Final[Mapping[str, Fraction]] = {
    "days": 1 / Fraction("30.4375"),
    "weeks": 7 / Fraction("30.4375"),
    "months": Fraction(1),
    "years": Fraction(12),
}
_OLDEST: Final = 130
_ENOUGH: Final[Mapping[str, Literal["low", "high"]]] = {
    "serum_magnesium": "low",
    "serum_creatinine": "high",
    "egfr": "low",
}
"""Values whose range laboratories print with one limit only, and which. Other values inside a range that lacks a limit
are not judged."""

EXAMPLE: Final[dict[str, Any]] = {
    "serum_magnesium": {"value": 1.1, "unit": "mg/dL", "reference_range": {"low": 1.7, "high": 2.2}},
    "urine_magnesium": {"value": 5.4, "unit": "mg/dL"},
    "serum_creatinine": {"value": 0.9, "unit": "mg/dL", "interpretation": "normal"},
    "urine_creatinine": {"value": 80, "unit": "mg/dL"},
    "serum_potassium": {"value": 3.0, "unit": "mmol/L", "reference_range": {"low": 3.5, "high": 5.1}},
    "age": {"value": 54, "unit": "years"},
    "flags": ["diuretic"],
}


class LaboratoryBody(_Sent):
    """Values of one person, taken together; any of them, at least one."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra={"examples": [EXAMPLE]})

    serum_magnesium: JudgedMeasurement | None = Field(default=None, description="Total serum or plasma magnesium.")
    urine_magnesium: Measurement | None = Field(default=None, description="Of a spot sample, taken with the serum.")
    serum_creatinine: JudgedMeasurement | None = None
    urine_creatinine: Measurement | None = Field(default=None, description="Of the same spot sample.")
    urine_magnesium_24h: Measurement | None = Field(default=None, description="Amount in 24 hours.")
    urine_magnesium_creatinine_ratio: Measurement | None = Field(
        default=None, description="As the laboratory reported it; not beside the two values that it is computed from."
    )
    fractional_excretion_magnesium: Measurement | None = Field(
        default=None, description="In %, as reported; not beside the four values that it is computed from."
    )
    serum_potassium: JudgedMeasurement | None = None
    serum_calcium: JudgedMeasurement | None = None
    urine_calcium: JudgedMeasurement | None = Field(
        default=None, description="Concentration, amount in 24 hours, or ratio to creatinine."
    )
    bicarbonate: JudgedMeasurement | None = None
    egfr: JudgedMeasurement | None = Field(default=None, description="In mL/min/{1.73_m2}.")
    age: Age | None = Field(default=None, description="Needed for reference ranges by age.")
    flags: Annotated[list[Flag], Field(max_length=20)] = Field(
        default=[], description="What is known that bears on the values; the order does not matter."
    )


def sample_of(body: LaboratoryBody) -> Sample:
    """The sample that was sent.

    Raises:
        InvalidParameter: something in it cannot be; every fault is named with what was expected.
    """
    sent = {name: value for name in MEASURES if (value := getattr(body, name)) is not None}
    read = {name: read_quantity(MEASURES[name], value.value, value.unit) for name, value in sent.items()}
    faults = [found for found in read.values() if isinstance(found, Fault)]
    judged = {name: value for name, value in sent.items() if isinstance(value, JudgedMeasurement)}
    for name, value in judged.items():
        faults += _range_faults(name, value)
    faults += [*_contradictions(body), *_age_faults(body.age)]
    if not sent:
        faults.append(Fault("body", "No value was sent.", f"at least one of: {', '.join(MEASURES)}"))
    if faults:
        detail = faults[0].message if len(faults) == 1 else f"{len(faults)} faults in the values; see `errors`."
        raise InvalidParameter(detail, faults)
    return Sample(
        quantities={name: found for name, found in read.items() if isinstance(found, Quantity)},
        judgements={name: word for name, value in judged.items() if (word := _judge(name, value)) is not None},
        age_months=exact(body.age.value) * MONTHS[body.age.unit] if body.age is not None else None,
        flags=frozenset(body.flags),
    )


def _own_range(value: JudgedMeasurement) -> OwnRange | None:
    given = value.reference_range
    if given is None:
        return None
    low, high = (exact(bound) if bound is not None else None for bound in (given.low, given.high))
    return OwnRange(low, high)


def _judge(name: str, value: JudgedMeasurement) -> Judgement | None:
    own = _own_range(value)
    return own.judge(exact(value.value), _ENOUGH.get(name)) if own is not None else value.interpretation


def _range_faults(name: str, value: JudgedMeasurement) -> list[Fault]:
    own = value.reference_range
    if own is None:
        return []
    place = f"body.{name}.reference_range"
    if value.interpretation is not None:
        return [Fault(place, "A range and an interpretation are both there.", "either of them")]
    if own.low is None and own.high is None:
        return [Fault(place, "The range has no limits.", "`low`, `high`, or both")]
    if name == "serum_magnesium" and own.low is None:
        return [Fault(f"{place}.low", "Whether magnesium is low needs the lower limit.", "the lower limit of normal")]
    if own.low is not None and own.high is not None and own.low >= own.high:
        return [Fault(place, f"{own.low:g} is not less than {own.high:g}.", "`low` less than `high`")]
    return []


def _contradictions(body: LaboratoryBody) -> list[Fault]:
    found = []
    for computed, inputs in (
        ("fractional_excretion_magnesium", FRACTION_INPUTS),
        ("urine_magnesium_creatinine_ratio", RATIO_INPUTS),
    ):
        if getattr(body, computed) is not None and all(getattr(body, name) is not None for name in inputs):
            message = f"It is computed from {', '.join(inputs)}, which are there too."
            found.append(Fault(f"body.{computed}", message, "either the result or the values"))
    if {"normal-kidney-function", "reduced-kidney-function"} <= set(body.flags):
        found.append(Fault("body.flags", "Kidney function cannot be both normal and reduced.", "one of the two flags"))
    if "low-serum-magnesium" in body.flags and body.serum_magnesium is not None:
        message = "The flag low-serum-magnesium stands in for a value that is not at hand."
        found.append(Fault("body.flags", message, "the flag or serum_magnesium"))
    return found


def _age_faults(age: Age | None) -> list[Fault]:
    if age is None or exact(age.value) * MONTHS[age.unit] <= 12 * _OLDEST:
        return []
    return [Fault("body.age.value", f"{age.value:g} {age.unit} is no age.", f"at most {_OLDEST} years")]
