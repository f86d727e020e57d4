"""What each laboratory value may look like: its substance, its units, and what is impossible or worth a second look.

The limits are **plausibility limits of our own**: they are wide, they find slips of unit and of sample, and they say
nothing about what is normal, low or high. Outside `possible` a value is refused; outside `usual` it gets a warning.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from api.clinical.units import (
    BICARBONATE,
    CALCIUM,
    CREATININE,
    MAGNESIUM,
    NO_SUBSTANCE,
    POTASSIUM,
    UNITS,
    Per,
    Quantity,
    Substance,
    convert,
    exact,
    find_unit,
    nearest_unit,
    shown,
)
from api.errors import Fault


@dataclass(frozen=True)
class Limits:
    """Bounds in one unit, both included; our own, see the module."""

    unit: str
    possible: tuple[str, str]
    usual: tuple[str, str]

    def position(self, quantity: Quantity, substance: Substance) -> str:
        """`impossible`, `unusual` or `usual`."""
        value = convert(quantity, UNITS[self.unit], substance).after.value
        for bounds, name in ((self.possible, "impossible"), (self.usual, "unusual")):
            if not Fraction(bounds[0]) <= value <= Fraction(bounds[1]):
                return name
        return "usual"


@dataclass(frozen=True)
class Measure:
    """One field of the input."""

    name: str
    label: str
    substance: Substance
    units: tuple[str, ...]
    limits: Mapping[Per, Limits]


_CONCENTRATIONS = ("mg/dL", "mg/L", "ug/mL", "mmol/L", "umol/L", "mEq/L")
_CREATININE = ("mg/dL", "mg/L", "g/L", "mmol/L", "umol/L")
_RATIOS = ("mg/mg{creat}", "mg/g{creat}", "mg/mmol{creat}", "mmol/mmol{creat}", "mmol/mol{creat}")
_DAILY = ("mg/(24.h)", "mmol/(24.h)", "mEq/(24.h)")


def _one(
    name: str,
    label: str,
    substance: Substance,
    units: tuple[str, ...],
    per: Per,
    unit: str,
    possible: tuple[str, str],
    usual: tuple[str, str],
) -> Measure:
    return Measure(name, label, substance, units, {per: Limits(unit, possible, usual)})


MEASURES: Final[dict[str, Measure]] = {
    measure.name: measure
    for measure in (
        _one(
            *("serum_magnesium", "serum magnesium", MAGNESIUM, _CONCENTRATIONS, Per.VOLUME, "mmol/L"),
            ("0.02", "20"),
            ("0.15", "3"),
        ),
        _one(
            *("urine_magnesium", "urine magnesium", MAGNESIUM, _CONCENTRATIONS, Per.VOLUME, "mmol/L"),
            ("0", "100"),
            ("0.02", "25"),
        ),
        _one(
            *("serum_creatinine", "serum creatinine", CREATININE, _CREATININE, Per.VOLUME, "umol/L"),
            ("5", "7000"),
            ("15", "2000"),
        ),
        _one(
            *("urine_creatinine", "urine creatinine", CREATININE, _CREATININE, Per.VOLUME, "mmol/L"),
            ("0.1", "150"),
            ("0.5", "50"),
        ),
        _one(
            *("urine_magnesium_24h", "24-hour urine magnesium", MAGNESIUM, _DAILY, Per.DAY, "mmol/(24.h)"),
            ("0", "200"),
            ("0.05", "30"),
        ),
        _one(
            *("urine_magnesium_creatinine_ratio", "urine magnesium/creatinine ratio", MAGNESIUM, _RATIOS),
            *(Per.CREATININE, "mmol/mmol{creat}", ("0", "50"), ("0.005", "5")),
        ),
        _one(
            *("fractional_excretion_magnesium", "fractional excretion of magnesium", NO_SUBSTANCE, ("%",)),
            *(Per.HUNDRED, "%", ("0", "1000"), ("0.01", "100")),
        ),
        _one(
            *("serum_potassium", "serum potassium", POTASSIUM, ("mmol/L", "mEq/L", "mg/dL"), Per.VOLUME, "mmol/L"),
            ("0.5", "20"),
            ("1.5", "9"),
        ),
        _one(
            *("serum_calcium", "serum calcium", CALCIUM, ("mg/dL", "mmol/L", "mEq/L"), Per.VOLUME, "mmol/L"),
            ("0.2", "10"),
            ("0.8", "5"),
        ),
        Measure(
            "urine_calcium",
            "urine calcium",
            CALCIUM,
            ("mg/dL", "mmol/L", "mEq/L", *_DAILY, *_RATIOS),
            {
                Per.VOLUME: Limits("mmol/L", ("0", "100"), ("0.02", "30")),
                Per.DAY: Limits("mmol/(24.h)", ("0", "200"), ("0.05", "40")),
                Per.CREATININE: Limits("mmol/mmol{creat}", ("0", "50"), ("0.005", "8")),
            },
        ),
        _one(
            *("bicarbonate", "bicarbonate", BICARBONATE, ("mmol/L", "mEq/L"), Per.VOLUME, "mmol/L"),
            ("1", "80"),
            ("5", "55"),
        ),
        _one(
            *("egfr", "eGFR", NO_SUBSTANCE, ("mL/min/{1.73_m2}",), Per.MINUTE, "mL/min/{1.73_m2}"),
            ("0", "300"),
            ("2", "200"),
        ),
    )
}
"""All values that are read, by their field in the body."""


def read_quantity(measure: Measure, value: float, unit: str) -> Quantity | Fault:
    """The quantity that was sent, or what is wrong with it and what was expected."""
    place = f"body.{measure.name}"
    found = find_unit(unit)
    if found is None or found.symbol not in measure.units:
        message = f"{unit[:40]!r} is not a unit of {measure.label}."
        return Fault(f"{place}.unit", message, f"one of: {', '.join(measure.units)}", nearest_unit(unit, measure.units))
    quantity = Quantity(exact(value), found)
    limits = measure.limits[found.per]
    if limits.position(quantity, measure.substance) == "impossible":
        return Fault(
            f"{place}.value",
            f"{quantity} is impossible as {measure.label}; check the unit and the sample.",
            _expected(measure, quantity, limits),
            _other_units(measure, quantity),
        )
    return quantity


def is_unusual(measure: Measure, quantity: Quantity) -> bool:
    """Whether a possible value is worth a second look."""
    return measure.limits[quantity.unit.per].position(quantity, measure.substance) == "unusual"


def _expected(measure: Measure, quantity: Quantity, limits: Limits) -> str:
    unit = UNITS[limits.unit]
    low, high = (
        shown(convert(Quantity(Fraction(bound), unit), quantity.unit, measure.substance).after.value)
        for bound in limits.possible
    )
    return f"{low} to {high} {quantity.unit.symbol} (a wide limit of plausibility)"


def _other_units(measure: Measure, quantity: Quantity) -> str | None:
    """The same number in every unit in which nothing would be odd about it: several are named, none is picked."""
    others = (Quantity(quantity.value, UNITS[symbol]) for symbol in measure.units)
    return " or ".join(str(other) for other in others if _is_usual(measure, other)) or None


def _is_usual(measure: Measure, quantity: Quantity) -> bool:
    return measure.limits[quantity.unit.per].position(quantity, measure.substance) == "usual"
