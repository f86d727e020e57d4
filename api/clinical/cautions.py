"""Where a measure misleads: which caution belongs to which values, and the claims that say so.

A caution without claims is a check of our own: a slip of units or samples, or something that was not sent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from api.clinical.laboratory import FRACTION_INPUTS, Result, Sample
from api.clinical.measures import MEASURES, is_unusual
from api.clinical.units import CREATININE, convert

_FEMG: Final = "laboratory-tests/fractional-excretion-magnesium/claims"
_DAILY: Final = "laboratory-tests/urine-magnesium-24h/claims"
_SPOT: Final = "laboratory-tests/urine-magnesium-spot/claims"
_SERUM: Final = "laboratory-tests/serum-magnesium/claims"


@dataclass(frozen=True)
class Caution:
    """One caution."""

    code: str
    message: str
    claims: tuple[str, ...] = ()
    about: str | None = None
    """The field that it concerns, when it is one."""


SERUM_FLAGS: Final[Mapping[str, Caution]] = {
    "hemolysis": Caution("hemolysis", "The sample was hemolyzed.", (f"{_SERUM}/hemolysis",)),
    "gammopathy": Caution("gammopathy", "A gammopathy can make the result unreliable.", (f"{_SERUM}/gammopathy",)),
    "edta-tube": Caution("edta-tube", "The sample was in an EDTA tube.", (f"{_SERUM}/edta-false-low",)),
    "gadolinium-contrast": Caution(
        "gadolinium-contrast", "Gadolinium contrast can interfere with the assay.", (f"{_SERUM}/gadolinium",)
    ),
    "abnormal-albumin": Caution(
        "abnormal-albumin", "Albumin changes total magnesium.", (f"{_SERUM}/albumin-affects-result",)
    ),
}
"""What can be wrong with the serum value."""

URINE_FLAGS: Final[Mapping[str, Caution]] = {
    "recent-intravenous-magnesium": Caution(
        "recent-intravenous-magnesium",
        "After intravenous magnesium excretion is high whatever the cause: a high value does not decide.",
        (f"{_FEMG}/after-intravenous-magnesium", f"{_DAILY}/after-intravenous-magnesium"),
    ),
    "magnesium-supplement": Caution(
        "magnesium-supplement",
        "A laboratory guide asks that magnesium supplements be stopped before urine is collected.",
        (f"{_DAILY}/stop-supplements-and-diuretics",),
    ),
    "diuretic": Caution(
        "diuretic",
        "A laboratory guide asks that diuretics be stopped before urine is collected; whether to is for the clinician.",
        (f"{_DAILY}/stop-supplements-and-diuretics",),
    ),
}
"""What can be wrong with the urine values."""

OTHER_FLAGS: Final = ("low-serum-magnesium", "reduced-kidney-function", "normal-kidney-function")
FLAGS: Final = tuple(sorted([*SERUM_FLAGS, *URINE_FLAGS, *OTHER_FLAGS]))
"""Every flag that may be sent."""

_NOT_LOW = Caution(
    "serum-magnesium-not-low",
    "Serum magnesium is not low: the cut-offs of urine magnesium do not apply.",
    (f"{_DAILY}/rules-need-low-serum",),
)
_NOT_KNOWN = Caution(
    "serum-magnesium-not-known",
    "The cut-offs of urine magnesium hold only with low serum magnesium, which was not sent.",
    (f"{_DAILY}/rules-need-low-serum",),
)
_BY_SOME = Caution(
    "serum-magnesium-low-by-some",
    "Serum magnesium is low by some limits and not by others; send the laboratory's own range.",
    ("condition/hypomagnesemia/claims/definitions-differ",),
    "serum_magnesium",
)
_NORMAL = Caution(
    "normal-serum-magnesium",
    "A normal serum magnesium does not exclude depletion.",
    (f"{_SERUM}/normal-does-not-exclude-depletion",),
    "serum_magnesium",
)
_KIDNEYS_REDUCED = Caution(
    "reduced-kidney-function",
    "Kidney function is reduced, and the values of fractional excretion were established with preserved function.",
    (f"{_FEMG}/preserved-kidney-function",),
)
_TOTAL_IN_KIDNEY_DISEASE = Caution(
    "total-magnesium-in-kidney-disease",
    "In kidney disease total magnesium may be low while ionised magnesium is not.",
    (f"{_SERUM}/total-may-overestimate",),
    "serum_magnesium",
)
_KIDNEYS_UNKNOWN = Caution(
    "kidney-function-not-known",
    "The values of fractional excretion were established with preserved kidney function; whether it is, was not sent.",
    (f"{_FEMG}/preserved-kidney-function",),
    "fractional_excretion_magnesium",
)
_SPOT_VARIES = Caution(
    "spot-sample-varies",
    "A spot sample varies with diet and time of day.",
    (f"{_SPOT}/varies-with-diet-and-time",),
    "urine_magnesium_creatinine_ratio",
)
_CUT_OFFS_DIFFER = Caution(
    "cut-offs-differ",
    "Sources draw the line at different values.",
    (f"{_DAILY}/cut-offs-differ",),
    "urine_magnesium_24h",
)
_ABOVE_100 = Caution(
    "fractional-excretion-above-100",
    "More than 100% of what was filtered: check units, and that urine and serum were not exchanged.",
    about="fractional_excretion_magnesium",
)
_EXCHANGED = Caution(
    "urine-creatinine-not-above-serum",
    "Urine creatinine is not above serum creatinine: check that they were not exchanged.",
    about="urine_creatinine",
)
_NO_AGE = Caution(
    "age-not-known",
    "Reference ranges for certain ages are left out, since the age was not sent.",
    about="age",
)


def cautions(sample: Sample, result: Result) -> tuple[Caution, ...]:
    """Every caution that applies, in the order of their codes and fields."""
    found = [*_of_values(sample), *_of_serum(sample, result), *_of_urine(sample, result)]
    return tuple(sorted(found, key=lambda one: (one.code, one.about or "")))


def _of_values(sample: Sample) -> Iterable[Caution]:
    for name, quantity in sample.quantities.items():
        measure = MEASURES[name]
        if is_unusual(measure, quantity):
            message = f"{quantity} is unusual as {measure.label}: check value, unit and sample."
            yield Caution("unusual-value", message, about=name)


def _of_serum(sample: Sample, result: Result) -> Iterable[Caution]:
    if result.serum is None:
        return
    yield from (caution for flag, caution in SERUM_FLAGS.items() if flag in sample.flags)
    if result.serum.status == "low-by-some":
        yield _BY_SOME
    if result.serum.status == "normal":
        yield _NORMAL
    if result.normal_kidneys is False:
        yield _TOTAL_IN_KIDNEY_DISEASE


def _of_urine(sample: Sample, result: Result) -> Iterable[Caution]:
    measured = {one.name: one for one in result.urine}
    if not measured:
        return
    yield from (caution for flag, caution in URINE_FLAGS.items() if flag in sample.flags)
    if result.low_serum is not True:
        yield _NOT_KNOWN if result.low_serum is None else _NOT_LOW
    if result.normal_kidneys is False:
        yield _KIDNEYS_REDUCED
    fraction = measured.get("fractional_excretion_magnesium")
    if fraction is not None:
        yield from _of_fraction(sample, result, fraction.quantity.value > 100)
    if "urine_magnesium_24h" in measured:
        yield _CUT_OFFS_DIFFER
    if "urine_magnesium_creatinine_ratio" in measured:
        yield _SPOT_VARIES
        if sample.age_months is None:
            yield _NO_AGE


def _of_fraction(sample: Sample, result: Result, above_100: bool) -> Iterable[Caution]:
    if result.normal_kidneys is None:
        yield _KIDNEYS_UNKNOWN
    if above_100:
        yield _ABOVE_100
    if all(name in sample.quantities for name in FRACTION_INPUTS):
        serum, urine = (sample.quantities[name] for name in ("serum_creatinine", "urine_creatinine"))
        if convert(urine, serum.unit, CREATININE).after.value <= serum.value:
            yield _EXCHANGED
