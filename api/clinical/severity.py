"""Severity by named scales, each graded in the unit measured.

The cut-offs that a scale prints in mg/dL and in mmol/L are rounded and do not convert exactly (CTCAE: 1.2 mg/dL is
0.494, not 0.5 mmol/L). Therefore:

1. a scale with a band in the unit measured, or in one that converts without a molar mass (mEq/L and mmol/L), is graded
   by it;
2. a scale that has none is graded by the converted value, and marked as converted;
3. where the scale's other column would give another grade, that grade is shown beside it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from api.clinical.bands import Comparison, Rule
from api.clinical.units import Quantity, Substance, Unit, convert


@dataclass(frozen=True)
class Graded:
    """What one scale says of one value."""

    scale: str
    grade: str | None
    """None when no band of the scale holds the value."""
    conditional: bool
    """The grade holds only below the laboratory's own lower limit of normal, which is not known."""
    comparison: Comparison
    """With the band of that grade; without a grade, with the band that comes first."""
    other_unit: Unit | None = None
    other_grade: str | None = None
    """What the other column of the scale would say, where that differs."""


def grade_all(
    rules: Iterable[Rule], quantity: Quantity, substance: Substance, below_limit: bool | None
) -> tuple[Graded, ...]:
    """Grade a value on every scale, in the order of the scales' ids.

    Args:
        rules: the grades of any number of scales.
        quantity: the value.
        substance: what was measured.
        below_limit: whether the value is below the laboratory's lower limit of normal; None when that is not known.
    """
    graded = []
    by_scale = groupby(sorted(rules, key=lambda rule: rule.claim), key=lambda rule: rule.subject)
    for scale, grades in by_scale:
        found = _grade(scale, [rule for rule in grades if rule.bands], quantity, substance, below_limit)
        if found is not None:
            graded.append(found)
    return tuple(graded)


def _grade(
    scale: str, rules: Sequence[Rule], quantity: Quantity, substance: Substance, below_limit: bool | None
) -> Graded | None:
    units = {band.unit for rule in rules for band in rule.bands if band.unit.per is quantity.unit.per}
    if not units:
        return None
    ordered = sorted(units, key=lambda unit: (unit.crosses_mass(quantity.unit), unit != quantity.unit, unit.symbol))
    best, *others = [_by_column(scale, rules, quantity, unit, substance, below_limit) for unit in ordered]
    for other in others:
        if other.grade != best.grade:
            return Graded(
                *(best.scale, best.grade, best.conditional, best.comparison),
                *(other.comparison.band.unit, other.grade),
            )
    return best


def _by_column(
    scale: str,
    rules: Sequence[Rule],
    quantity: Quantity,
    unit: Unit,
    substance: Substance,
    below_limit: bool | None,
) -> Graded:
    conversion = convert(quantity, unit, substance)
    compared = [
        Comparison(rule, band, conversion, band.position(conversion.after.value))
        for rule in rules
        for band in rule.bands
        if band.unit == unit
    ]
    for one in compared:
        inside = _inside(one, below_limit)
        if inside is not False:
            return Graded(scale, one.rule.grade, inside is None, one)
    return Graded(scale, None, False, compared[0])


def _inside(one: Comparison, below_limit: bool | None) -> bool | None:
    """None: only if the value is below a lower limit of normal that is not known."""
    if one.position != "within":
        return False
    if not one.band.up_to_lower_limit:
        return True
    return below_limit
