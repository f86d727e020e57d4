"""Rules of the data: a claim with bands of numbers, the condition under which it holds, and what it then says."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from api.clinical.units import Conversion, Quantity, Substance, Unit, convert

Position = Literal["below", "within", "above"]


@dataclass(frozen=True)
class Band:
    """A numeric band in one unit; a bound that is None is open."""

    unit: Unit
    low: Fraction | None = None
    low_included: bool = True
    high: Fraction | None = None
    high_included: bool = False
    up_to_lower_limit: bool = False
    """The upper bound is the laboratory's own lower limit of normal, excluded."""

    def position(self, value: Fraction) -> Position:
        """Where a value in the band's unit lies; the laboratory's own lower limit is not looked at."""
        if self.low is not None and (value < self.low or (value == self.low and not self.low_included)):
            return "below"
        if self.high is not None and (value > self.high or (value == self.high and not self.high_included)):
            return "above"
        return "within"


@dataclass(frozen=True)
class Rule:
    """What is needed of a claim."""

    claim: str
    subject: str
    kind: str
    statement: str
    when: str | None
    pathway: str | None
    grade: str | None
    inferred: bool
    bands: tuple[Band, ...]

    def band_for(self, unit: Unit) -> Band | None:
        """The band to compare with: in the unit measured, else in one that converts without a molar mass, else any."""
        same_sort = [band for band in self.bands if band.unit.per is unit.per]
        return min(
            same_sort,
            key=lambda band: (band.unit.crosses_mass(unit), band.unit != unit),
            default=None,
        )


@dataclass(frozen=True)
class Comparison:
    """A quantity held against one band of a rule."""

    rule: Rule
    band: Band
    conversion: Conversion
    position: Position

    @property
    def converted(self) -> bool:
        """Whether a molar mass stands between the unit measured and that of the band."""
        return self.conversion.before.unit.crosses_mass(self.band.unit)


def compare(rule: Rule, quantity: Quantity, substance: Substance) -> Comparison | None:
    """Hold a quantity against a rule; None when the rule has no band of that sort."""
    band = rule.band_for(quantity.unit)
    if band is None:
        return None
    conversion = convert(quantity, band.unit, substance)
    return Comparison(rule, band, conversion, band.position(conversion.after.value))


def compare_all(rules: Iterable[Rule], quantity: Quantity, substance: Substance) -> tuple[Comparison, ...]:
    """All that can be compared, in the order of the claims' ids."""
    found = (compare(rule, quantity, substance) for rule in sorted(rules, key=lambda rule: rule.claim))
    return tuple(one for one in found if one is not None)


def holds(when: str | None, known: Mapping[str, bool | None]) -> bool | None:
    """Whether a rule's condition is met: True, False, or None when that is not known.

    Args:
        when: the condition in the words of the claim, its parts joined by a comma or "and".
        known: what is known of each part; a part that is not there is not known.
    """
    if when is None:
        return True
    states = [known.get(part.strip()) for part in re.split(r",| and ", when)]
    if False in states:
        return False
    return None if None in states else True


_AGES = re.compile(r"\bage (\d+)(?: (months?|years?))? to (\d+) (months?|years?)\b")


def age_holds(when: str | None, months: Fraction | None) -> bool | None:
    """Whether a rule's condition on age is met, both ends included; None when it has none, or the age is not known.

    Args:
        when: for example "age 12 to 24 months", "age 24 months to 3 years".
        months: the age in months, a year being twelve.
    """
    found = _AGES.search(when or "")
    if found is None or months is None:
        return None
    low, low_unit, high, high_unit = found.groups()
    return _months(low, low_unit or high_unit) <= months <= _months(high, high_unit)


def has_ages(when: str | None) -> bool:
    """Whether a rule's condition names ages."""
    return _AGES.search(when or "") is not None


def _months(number: str, unit: str) -> int:
    return int(number) * (12 if unit.startswith("year") else 1)
