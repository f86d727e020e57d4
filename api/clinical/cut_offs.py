"""Cut-offs of urine magnesium: what each named one says, and what they say together.

Every rule holds only with low serum magnesium. A rule that points to the kidney says so above its line (its pathway is
`excretion`), one that points away from it says so below its line.

The default verdict, over all rules but those of kind `conflict`:

| verdict | when |
|---|---|
| `not-applicable` | serum magnesium is not low |
| `indeterminate` | it is not known whether serum magnesium is low |
| `renal-loss` | the value is beyond every line that points to the kidney |
| `not-renal` | it is beyond every line that points away, and beyond none that points to the kidney |
| `indeterminate` | anything else: the cut-offs disagree |

After intravenous magnesium excretion is high whatever the cause, so that `renal-loss` becomes `indeterminate`. So it
does above 100%, since more than was filtered points to a slip of units or samples.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from api.clinical.bands import Comparison, holds
from api.clinical.units import MAGNESIUM, UNITS, Per, Quantity, convert

Verdict = Literal["renal-loss", "not-renal", "indeterminate", "not-applicable", "no-verdict"]
Reason = Literal[
    "serum-magnesium-not-low",
    "serum-magnesium-not-known",
    "beyond-every-cut-off",
    "between-cut-offs",
    "no-cut-offs",
    "recent-intravenous-magnesium",
    "above-100-percent",
    "measures-agree",
    "measures-disagree",
    "no-measure-decides",
]

LOW_SERUM: Final = "low serum magnesium"
"""The condition of all these rules, in the words of the claims."""
NORMAL_KIDNEYS: Final = "normal kidney function"

_CANONICAL: Final[Mapping[Per, str]] = {
    Per.DAY: "mmol/(24.h)",
    Per.CREATININE: "mmol/mmol{creat}",
    Per.HUNDRED: "%",
}


@dataclass(frozen=True)
class CutOff:
    """All rules that draw the same line, and what they say of the value."""

    line: Quantity
    verdict: Verdict
    claims: tuple[str, ...]
    pathway: str | None


@dataclass(frozen=True)
class Decided:
    """A verdict over several rules or measures."""

    verdict: Verdict
    reason: Reason
    claims: tuple[str, ...]


def is_cut_off(when: str | None) -> bool:
    """Whether a condition is that of such a rule; what holds for all serum levels is a reference range."""
    return when is not None and LOW_SERUM in when


def cut_offs(compared: Iterable[Comparison], known: Mapping[str, bool | None]) -> tuple[CutOff, ...]:
    """The verdict of each line, from the lowest.

    Args:
        compared: the value against the rules; those with two bounds draw no line.
        known: what is known of `LOW_SERUM` and `NORMAL_KIDNEYS`.
    """
    lines: dict[tuple[Fraction, str], list[Comparison]] = {}
    for one in compared:
        line = _line(one)
        if line is not None:
            lines.setdefault((_size(line), line.unit.symbol), []).append(one)
    return tuple(_of_line(lines[key], known) for key in sorted(lines))


def _of_line(rules: Sequence[Comparison], known: Mapping[str, bool | None]) -> CutOff:
    line = next(filter(None, map(_line, rules)))
    everyone = tuple(sorted(one.rule.claim for one in rules))
    if known[LOW_SERUM] is False:
        return CutOff(line, "not-applicable", everyone, None)
    speaking = [one for one in rules if _speaks(one, known)]
    if not speaking:
        return CutOff(line, "no-verdict", everyone, None)
    verdict: Verdict = "renal-loss" if _points_to_kidney(speaking[0]) else "not-renal"
    return CutOff(line, verdict, tuple(sorted(one.rule.claim for one in speaking)), speaking[0].rule.pathway)


def decide(value: Quantity, compared: Sequence[Comparison], known: Mapping[str, bool | None], recent: bool) -> Decided:
    """The default verdict of one measure, see the table above; `recent`: after intravenous magnesium."""
    counted = [one for one in compared if one.rule.kind != "conflict"]
    lines = [one for one in counted if _line(one) is not None]
    everyone = tuple(sorted(one.rule.claim for one in counted))
    if known[LOW_SERUM] is False:
        return Decided("not-applicable", "serum-magnesium-not-low", everyone)
    if known[LOW_SERUM] is None:
        return Decided("indeterminate", "serum-magnesium-not-known", everyone)
    if not lines:
        return Decided("indeterminate", "no-cut-offs", everyone)
    held = [one for one in lines if holds(one.rule.when, known) is not False]
    to_kidney = [one for one in held if _points_to_kidney(one)]
    away = [one for one in held if not _points_to_kidney(one)]
    if to_kidney and all(one.position == "within" for one in to_kidney):
        claims = tuple(sorted(one.rule.claim for one in to_kidney))
        if recent:
            return Decided("indeterminate", "recent-intravenous-magnesium", claims)
        if value.unit.per is Per.HUNDRED and value.value > 100:
            return Decided("indeterminate", "above-100-percent", claims)
        return Decided("renal-loss", "beyond-every-cut-off", claims)
    if away and all(one.position == "within" for one in away) and not _any_within(to_kidney):
        return Decided("not-renal", "beyond-every-cut-off", tuple(sorted(one.rule.claim for one in away)))
    between = {one.rule.claim for one in counted if one.position == "within"}
    return Decided("indeterminate", "between-cut-offs", tuple(sorted(between)) or everyone)


def combine(verdicts: Iterable[Decided]) -> Decided | None:
    """One verdict from several measures: those that decide must agree; a single one stands; None of none."""
    every = list(verdicts)
    if len(every) < 2:
        return every[0] if every else None
    deciding = [one for one in every if one.verdict in ("renal-loss", "not-renal")]
    speaking = {one.verdict for one in deciding}
    claims = tuple(sorted({claim for one in deciding or every for claim in one.claims}))
    if len(speaking) == 1:
        return Decided(deciding[0].verdict, "measures-agree", claims)
    if speaking:
        return Decided("indeterminate", "measures-disagree", claims)
    if all(one.verdict == "not-applicable" for one in every):
        return Decided("not-applicable", "serum-magnesium-not-low", claims)
    return Decided("indeterminate", "no-measure-decides", claims)


def _line(one: Comparison) -> Quantity | None:
    """The only bound of a rule, None when it has two."""
    bounds = [bound for bound in (one.band.low, one.band.high) if bound is not None]
    return Quantity(bounds[0], one.band.unit) if len(bounds) == 1 else None


def _size(line: Quantity) -> Fraction:
    return convert(line, UNITS[_CANONICAL[line.unit.per]], MAGNESIUM).after.value


def _points_to_kidney(one: Comparison) -> bool:
    return one.rule.pathway == "excretion"


def _speaks(one: Comparison, known: Mapping[str, bool | None]) -> bool:
    return one.position == "within" and holds(one.rule.when, known) is not False


def _any_within(rules: Iterable[Comparison]) -> bool:
    return any(one.position == "within" for one in rules)
