"""Rules as the claims of the data have them, written out for the tests of the pure functions."""

from fractions import Fraction
from typing import Any

from api.clinical.bands import Band, Rule
from api.clinical.units import UNITS, Quantity

LOW = "low serum magnesium"
FEMG = "laboratory-tests/fractional-excretion-magnesium"
DAILY = "laboratory-tests/urine-magnesium-24h"
SPOT = "laboratory-tests/urine-magnesium-spot"
SERUM = "laboratory-tests/serum-magnesium"
CTCAE = "severity-scales/ctcae-hypomagnesemia"
SPS = "severity-scales/nhs-sps-hypomagnesaemia"


def quantity(value: str, unit: str) -> Quantity:
    return Quantity(Fraction(value), UNITS[unit])


def band(unit: str, low: str | None = None, high: str | None = None, ends: str = "[)", limit: bool = False) -> Band:
    return Band(
        unit=UNITS[unit],
        low=Fraction(low) if low is not None else None,
        low_included=ends[0] == "[",
        high=Fraction(high) if high is not None else None,
        high_included=ends[1] == "]",
        up_to_lower_limit=limit,
    )


def rule(subject: str, key: str, *bands: Band, **others: Any) -> Rule:
    fields: dict[str, Any] = {
        "kind": "interpretation",
        "statement": key,
        "when": None,
        "pathway": None,
        "grade": None,
        "inferred": False,
    }
    return Rule(claim=f"{subject}/claims/{key}", subject=subject, bands=bands, **fields | others)


def above(subject: str, key: str, unit: str, line: str, **others: Any) -> Rule:
    """A rule that points to the kidney above its line."""
    fields = {"when": LOW, "pathway": "excretion"}
    return rule(subject, key, band(unit, low=line, ends="()"), **fields | others)


def below(subject: str, key: str, unit: str, line: str, ends: str = "[)", **others: Any) -> Rule:
    """A rule that points away from the kidney below its line."""
    return rule(subject, key, band(unit, high=line, ends=ends), **{"when": LOW} | others)


FEMG_RULES = (
    above(FEMG, "above-0-5", "%", "0.5", kind="conflict"),
    above(FEMG, "above-2", "%", "2"),
    above(FEMG, "above-2-normal-kidneys", "%", "2", when=f"{LOW} and normal kidney function"),
    above(FEMG, "above-3", "%", "3"),
    above(FEMG, "above-4", "%", "4"),
    below(FEMG, "below-2", "%", "2"),
    rule(FEMG, "grey", band("%", "2", "4", "[]"), when=LOW, inferred=True),
)
DAILY_RULES = (
    above(DAILY, "above-1-mmol", "mmol/(24.h)", "1"),
    above(DAILY, "above-24-mg", "mg/(24.h)", "24"),
    below(DAILY, "below-0-5-mmol", "mmol/(24.h)", "0.5"),
    below(DAILY, "below-24-mg", "mg/(24.h)", "24"),
    rule(DAILY, "range", band("mg/(24.h)", "12", "293", "[]")),
    rule(DAILY, "range-of-adults", band("mg/(24.h)", "51", "269", "[]"), when="age 18 to 83 years"),
)
SPOT_RULES = (
    above(SPOT, "above-0-16", "mmol/mmol{creat}", "0.16"),
    below(SPOT, "up-to-0-16", "mmol/mmol{creat}", "0.16", "[]"),
    rule(SPOT, "infants", band("mg/mg{creat}", "0.10", "0.48", "[]"), when="age 1 to 12 months"),
    rule(SPOT, "toddlers", band("mg/mg{creat}", "0.09", "0.37", "[]"), when="age 12 to 24 months"),
    rule(SPOT, "adults", band("mg/mg{creat}", "0.04", "0.12", "[]"), when="age 18 to 83 years"),
)
SERUM_RULES = (
    rule("condition/hypomagnesemia", "below-1-8", band("mg/dL", high="1.8"), kind="threshold"),
    rule("condition/hypomagnesemia", "below-0-7", band("mmol/L", high="0.7"), kind="threshold"),
    rule("condition/hypomagnesemia", "converted", band("mg/dL", "1.82", "2.31", "[]"), inferred=True),
    rule("condition/hypomagnesemia", "treat", band("mmol/L", high="0.4"), kind="management"),
    rule(SERUM, "means", band("mg/dL", limit=True), band("mmol/L", limit=True)),
    rule(SERUM, "range-a", band("mg/dL", "1.5", "2.4", "[]")),
    rule(SERUM, "range-b", band("mEq/L", "1.3", "1.9", "[]")),
    rule(SERUM, "critical", band("mg/dL", high="1"), kind="threshold"),
)


def grade(scale: str, name: str, *bands: Band) -> Rule:
    return rule(scale, f"grade-{name}", *bands, kind="threshold", grade=name)


SCALE_RULES = (
    grade(CTCAE, "1", band("mg/dL", "1.2", limit=True), band("mmol/L", "0.5", limit=True)),
    grade(CTCAE, "2", band("mg/dL", "0.9", "1.2"), band("mmol/L", "0.4", "0.5")),
    grade(CTCAE, "3", band("mg/dL", "0.7", "0.9"), band("mmol/L", "0.3", "0.4")),
    grade(CTCAE, "4", band("mg/dL", high="0.7"), band("mmol/L", high="0.3")),
    grade(CTCAE, "5"),
    grade(SPS, "mild", band("mmol/L", "0.5", "0.7")),
    grade(SPS, "severe", band("mmol/L", high="0.5")),
)
ALL_RULES = (*FEMG_RULES, *DAILY_RULES, *SPOT_RULES, *SERUM_RULES, *SCALE_RULES)
