"""The laboratory assessment: from values and rules to what each rule says and what the measures say together.

Pure: values come in as exact quantities, rules come from the claims of a release. What is looked at where:

| rules | are |
|---|---|
| of the condition, kind `threshold` | definitions of low serum magnesium |
| of the condition and of serum magnesium, kind `interpretation` | reference ranges |
| of serum magnesium, kind `threshold` | critical values |
| of severity scales, with a grade | grades |
| of FEMg, 24-hour urine and spot urine, with "low serum magnesium" | cut-offs; the others are reference ranges |
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, Literal

from api.clinical.bands import Comparison, Rule, age_holds, compare_all, has_ages
from api.clinical.companions import Companion, Judgement, kidneys_normal, read_companions
from api.clinical.cut_offs import (
    LOW_SERUM,
    NORMAL_KIDNEYS,
    CutOff,
    Decided,
    combine,
    cut_offs,
    decide,
    is_cut_off,
)
from api.clinical.fractional_excretion import Computed, fractional_excretion, magnesium_to_creatinine
from api.clinical.serum_magnesium import Status, status_of
from api.clinical.severity import Graded, grade_all
from api.clinical.units import MAGNESIUM, NO_SUBSTANCE, Quantity, Substance

CONDITION: Final = "condition/"
SCALES: Final = "severity-scales/"
SERUM: Final = "laboratory-tests/serum-magnesium"
FRACTION: Final = "laboratory-tests/fractional-excretion-magnesium"
DAILY: Final = "laboratory-tests/urine-magnesium-24h"
SPOT: Final = "laboratory-tests/urine-magnesium-spot"

FRACTION_INPUTS: Final = ("urine_magnesium", "serum_magnesium", "urine_creatinine", "serum_creatinine")
RATIO_INPUTS: Final = ("urine_magnesium", "urine_creatinine")

Pathway = Literal["renal-loss", "not-renal", "indeterminate"]


@dataclass(frozen=True)
class Sample:
    """All that is known of one person at one time."""

    quantities: Mapping[str, Quantity]
    """By field; units belong to the field, and no denominator is zero."""
    judgements: Mapping[str, Judgement] = field(default_factory=dict)
    """Low, normal or high, as the laboratory's own range or word says."""
    age_months: Fraction | None = None
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Serum:
    """What is said of serum magnesium."""

    quantity: Quantity
    status: Status | None
    by_own_range: bool
    counted: tuple[Comparison, ...]
    definitions: tuple[Comparison, ...]
    ranges: tuple[Comparison, ...]
    critical: tuple[Comparison, ...]
    severity: tuple[Graded, ...]


@dataclass(frozen=True)
class Urine:
    """What is said of one measure of urine magnesium."""

    name: str
    quantity: Quantity
    computed: Computed | None
    """None when the result was sent."""
    cut_offs: tuple[CutOff, ...]
    ranges: tuple[Comparison, ...]
    decided: Decided


@dataclass(frozen=True)
class Result:
    """The whole assessment."""

    low_serum: bool | None
    normal_kidneys: bool | None
    serum: Serum | None
    urine: tuple[Urine, ...]
    pathway: Decided | None
    companions: tuple[Companion, ...]


def assess(sample: Sample, rules: Iterable[Rule]) -> Result:
    """Hold all values of a sample against all rules; the order of neither matters."""
    by_subject: dict[str, list[Rule]] = {}
    for rule in rules:
        by_subject.setdefault(rule.subject, []).append(rule)
    serum = _serum(sample, by_subject)
    low = _low_serum(serum, sample.flags)
    kidneys = kidneys_normal(sample.judgements, sample.flags)
    known = {LOW_SERUM: low, NORMAL_KIDNEYS: kidneys}
    urine = tuple(_urine(sample, by_subject, known))
    return Result(
        low_serum=low,
        normal_kidneys=kidneys,
        serum=serum,
        urine=urine,
        pathway=combine(one.decided for one in _leading(urine)),
        companions=read_companions(sample.quantities, sample.judgements),
    )


def _serum(sample: Sample, by_subject: Mapping[str, Sequence[Rule]]) -> Serum | None:
    quantity = sample.quantities.get("serum_magnesium")
    if quantity is None:
        return None
    condition = [rule for subject, rules in by_subject.items() if subject.startswith(CONDITION) for rule in rules]
    scales = [rule for subject, rules in by_subject.items() if subject.startswith(SCALES) for rule in rules]
    measured = [rule for rule in by_subject.get(SERUM, []) if not any(band.up_to_lower_limit for band in rule.bands)]
    definitions = _compared(condition, "threshold", quantity)
    ranges = _compared([*condition, *measured], "interpretation", quantity)
    judged = status_of([*definitions, *ranges])
    own = sample.judgements.get("serum_magnesium")
    status = own or (judged.status if judged is not None else None)
    return Serum(
        quantity=quantity,
        status=status,
        by_own_range=own is not None,
        counted=() if own is not None or judged is None else judged.counted,
        definitions=definitions,
        ranges=ranges,
        critical=_compared(measured, "threshold", quantity),
        severity=grade_all((rule for rule in scales if rule.grade), quantity, MAGNESIUM, _below_limit(status, own)),
    )


def _below_limit(status: Status | None, own: Judgement | None) -> bool | None:
    """Whether the value is below the laboratory's lower limit: known from its own range, or when no limit says so."""
    if own is not None:
        return own == "low"
    return False if status in ("normal", "high-by-some", "high") else None


def _leading(urine: Sequence[Urine]) -> Sequence[Urine]:
    """The measures that decide together: the spot ratio only where there is no other.

    It comes from the same sample as the fractional excretion, varies with diet and time of day, and its cut-off is that
    of a single laboratory; it must not decide what the fractional excretion leaves open.
    """
    return [one for one in urine if one.name != "urine_magnesium_creatinine_ratio"] or urine


def _compared(rules: Iterable[Rule], kind: str, quantity: Quantity) -> tuple[Comparison, ...]:
    return compare_all((rule for rule in rules if rule.kind == kind), quantity, MAGNESIUM)


def _low_serum(serum: Serum | None, flags: frozenset[str]) -> bool | None:
    """Low by at least one limit is low enough for the urine rules; a caution tells when it is by some only."""
    if serum is None or serum.status is None:
        return True if "low-serum-magnesium" in flags else None
    return serum.status in ("low", "low-by-some")


def _urine(
    sample: Sample, by_subject: Mapping[str, Sequence[Rule]], known: Mapping[str, bool | None]
) -> Iterable[Urine]:
    recent = "recent-intravenous-magnesium" in sample.flags
    for name, subject, substance, computed in _measured(sample):
        quantity = computed.result if computed is not None else sample.quantities[name]
        compared = compare_all(by_subject.get(subject, []), quantity, substance)
        lines = [one for one in compared if is_cut_off(one.rule.when)]
        others = [one for one in compared if not is_cut_off(one.rule.when)]
        yield Urine(
            name=name,
            quantity=quantity,
            computed=computed,
            cut_offs=cut_offs(lines, known),
            ranges=tuple(one for one in others if _for_this_age(one, sample.age_months)),
            decided=decide(quantity, lines, known, recent),
        )


def _measured(sample: Sample) -> Iterable[tuple[str, str, Substance, Computed | None]]:
    """Each measure that was sent or can be computed: field, subject of its rules, substance, and how it came about."""
    sent = sample.quantities
    if all(name in sent for name in FRACTION_INPUTS):
        fraction = fractional_excretion(*(sent[name] for name in FRACTION_INPUTS))
        yield "fractional_excretion_magnesium", FRACTION, NO_SUBSTANCE, fraction
    elif "fractional_excretion_magnesium" in sent:
        yield "fractional_excretion_magnesium", FRACTION, NO_SUBSTANCE, None
    if "urine_magnesium_24h" in sent:
        yield "urine_magnesium_24h", DAILY, MAGNESIUM, None
    if all(name in sent for name in RATIO_INPUTS):
        ratio = magnesium_to_creatinine(*(sent[name] for name in RATIO_INPUTS))
        yield "urine_magnesium_creatinine_ratio", SPOT, MAGNESIUM, ratio
    elif "urine_magnesium_creatinine_ratio" in sent:
        yield "urine_magnesium_creatinine_ratio", SPOT, MAGNESIUM, None


def _for_this_age(one: Comparison, months: Fraction | None) -> bool:
    """A range for certain ages counts only when the age is known and among them."""
    return age_holds(one.rule.when, months) is True if has_ages(one.rule.when) else True


def pathway_of(result: Result) -> Pathway | None:
    """What the differential needs: where magnesium is lost, or None when nothing was measured or no rule applies."""
    decided = result.pathway
    if decided is None or decided.verdict not in ("renal-loss", "not-renal", "indeterminate"):
        return None
    return decided.verdict
