"""Whether serum magnesium is low: by the laboratory's own range, or else by the limits that sources name."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from api.clinical.bands import Comparison

Status = Literal["low", "low-by-some", "normal", "high-by-some", "high"]


@dataclass(frozen=True)
class OwnRange:
    """The range that the laboratory printed beside the value, in the unit of the value; both ends are normal."""

    low: Fraction | None = None
    high: Fraction | None = None

    def judge(self, value: Fraction, enough: Literal["low", "high"] | None) -> Literal["low", "normal", "high"] | None:
        """Below, within or above it; None when the limit that is not there could say otherwise.

        Args:
            value: in the unit of the range.
            enough: the side whose limit alone shows that a value is normal, if one does.
        """
        if self.low is not None and value < self.low:
            return "low"
        if self.high is not None and value > self.high:
            return "high"
        present = {side for side, limit in (("low", self.low), ("high", self.high)) if limit is not None}
        return "normal" if enough in present or len(present) == 2 else None


@dataclass(frozen=True)
class Judged:
    """A status and the comparisons that it was counted from."""

    status: Status
    counted: tuple[Comparison, ...] = ()


def status_of(compared: Sequence[Comparison]) -> Judged | None:
    """The status by all named limits; those that were inferred are not counted. None when there are none.

    Args:
        compared: the value against reference ranges (both bounds) and definitions (an upper bound, below which is low).

    `low` is below every named lower limit, `low-by-some` below at least one; `high` and `high-by-some` likewise.
    """
    counted = tuple(one for one in compared if not one.rule.inferred)
    if not counted:
        return None
    low = [_is_low(one) for one in counted]
    high = [one.position == "above" for one in counted if one.band.low is not None]
    if any(low):
        return Judged("low" if all(low) else "low-by-some", counted)
    if any(high):
        return Judged("high" if all(high) else "high-by-some", counted)
    return Judged("normal", counted)


def _is_low(one: Comparison) -> bool:
    """A range says so below it; a definition ("below 1.8 mg/dL") says so within it."""
    return one.position == ("within" if one.band.low is None else "below")
