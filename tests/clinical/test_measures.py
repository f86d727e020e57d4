"""What is refused as impossible, what is only unusual, and what a client is told."""

import pytest

from api.clinical.measures import MEASURES, is_unusual, read_quantity
from api.clinical.units import UNITS, Quantity
from api.errors import Fault
from tests.clinical.laboratory_rules import quantity


def refused(name: str, value: float, unit: str) -> Fault:
    found = read_quantity(MEASURES[name], value, unit)
    assert isinstance(found, Fault)
    return found


@pytest.mark.parametrize(
    ("name", "value", "unit"),
    [
        ("serum_magnesium", 1.1, "mg/dL"),
        ("serum_magnesium", 0.45, "mmol/l"),
        ("serum_creatinine", 88, "umol/L"),
        ("urine_magnesium", 0, "mg/dL"),
        ("urine_magnesium_24h", 127, "mg/24h"),
        ("urine_calcium", 3, "mg/dL"),
        ("urine_calcium", 250, "mg/day"),
        ("urine_calcium", 0.2, "mg/mg"),
        ("egfr", 90, "mL/min/1.73m2"),
    ],
)
def test_what_is_read(name: str, value: float, unit: str) -> None:
    found = read_quantity(MEASURES[name], value, unit)
    assert isinstance(found, Quantity)
    assert float(found.value) == value


@pytest.mark.parametrize(
    ("name", "value", "unit", "meant"),
    [
        # Zero cannot be, and is a denominator.
        ("serum_magnesium", 0, "mg/dL", None),
        ("serum_creatinine", 0, "mg/dL", None),
        ("urine_creatinine", 0, "mg/dL", None),
        # A slip of the unit; where several units would do, none is picked.
        ("serum_magnesium", 80, "mg/dL", None),
        ("serum_magnesium", 500, "mg/dL", "500 umol/L"),
        ("serum_creatinine", 0.9, "umol/L", "0.9 mg/dL or 0.9 mmol/L"),
        ("serum_creatinine", 88, "mg/dL", "88 mg/L or 88 umol/L"),
        ("urine_creatinine", 8.8, "umol/L", "8.8 mg/dL or 8.8 mmol/L"),
        ("urine_magnesium_24h", 1000, "mEq/(24.h)", None),
        # A urine value of the size of serum.
        ("urine_creatinine", 0.9, "mg/dL", "0.9 g/L or 0.9 mmol/L"),
        ("urine_creatinine", 80, "umol/L", "80 mg/dL or 80 mg/L"),
    ],
)
def test_what_is_impossible(name: str, value: float, unit: str, meant: str | None) -> None:
    fault = refused(name, value, unit)
    assert fault.where == f"body.{name}.value"
    assert "impossible" in fault.message
    assert fault.expected is not None
    assert fault.expected.endswith(f"{unit} (a wide limit of plausibility)")
    assert fault.did_you_mean == meant


@pytest.mark.parametrize(
    ("name", "unit", "meant"),
    [
        ("serum_magnesium", "mg/dl.", "mg/dL"),
        ("serum_magnesium", "mg", None),
        ("urine_magnesium", "mg/24h", None),
        ("bicarbonate", "mg/dL", None),
        ("egfr", "%", None),
        ("serum_magnesium", "x" * 4000, None),
    ],
)
def test_a_wrong_unit_is_never_guessed(name: str, unit: str, meant: str | None) -> None:
    fault = refused(name, 1, unit)
    assert fault.where == f"body.{name}.unit"
    assert fault.expected == f"one of: {', '.join(MEASURES[name].units)}"
    assert len(fault.message) < 120
    if meant is not None:
        assert fault.did_you_mean == meant


@pytest.mark.parametrize(
    ("name", "usual", "unusual", "unit"),
    [
        ("serum_magnesium", "1.1", "8", "mg/dL"),
        ("serum_creatinine", "0.9", "30", "mg/dL"),
        ("urine_magnesium_24h", "127", "1", "mg/(24.h)"),
        ("fractional_excretion_magnesium", "48", "150", "%"),
    ],
)
def test_what_is_unusual(name: str, usual: str, unusual: str, unit: str) -> None:
    assert not is_unusual(MEASURES[name], quantity(usual, unit))
    assert is_unusual(MEASURES[name], quantity(unusual, unit))


@pytest.mark.parametrize("name", MEASURES)
def test_limits_are_wide_and_cover_every_unit(name: str) -> None:
    measure = MEASURES[name]
    assert {UNITS[unit].per for unit in measure.units} == set(measure.limits)
    for per, limits in measure.limits.items():
        assert UNITS[limits.unit].per is per
        low, least, most, high = map(float, (limits.possible[0], *limits.usual, limits.possible[1]))
        assert low <= least < most <= high
