"""Units: what is read, exact conversion, and what is shown."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.clinical.units import (
    BICARBONATE,
    CALCIUM,
    CREATININE,
    MAGNESIUM,
    NO_SUBSTANCE,
    POTASSIUM,
    UNITS,
    Quantity,
    Substance,
    Unit,
    convert,
    exact,
    find_unit,
    nearest_unit,
    shown,
)
from tests.clinical.laboratory_rules import quantity


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("mg/dL", "mg/dL"),
        (" MG/DL ", "mg/dL"),
        ("mmol/l", "mmol/L"),
        ("meq/L", "mEq/L"),
        ("\u00b5mol/L", "umol/L"),
        ("\u03bcmol/l", "umol/L"),
        ("mcg/mL", "ug/mL"),
        ("mg/24h", "mg/(24.h)"),
        ("mg / 24 hours", "mg/(24.h)"),
        ("mmol/day", "mmol/(24.h)"),
        ("mmol/d", "mmol/(24.h)"),
        ("mg/(24.h)", "mg/(24.h)"),
        ("mg/mg", "mg/mg{creat}"),
        ("mg/g creatinine", "mg/g{creat}"),
        ("mmol/mmol", "mmol/mmol{creat}"),
        ("%", "%"),
        ("mL/min/1.73m2", "mL/min/{1.73_m2}"),
    ],
)
def test_a_spelling_is_read(text: str, symbol: str) -> None:
    assert find_unit(text) == UNITS[symbol]


@pytest.mark.parametrize("text", ["", "mg", "dL", "mg/kg", "mM", "mg%", "/day", "furlong", "m" * 40, "\u0130/L", "1"])
def test_anything_else_is_no_unit(text: str) -> None:
    assert find_unit(text) is None


def test_the_nearest_unit_is_one_of_those_named() -> None:
    assert nearest_unit("mg/dl.", ("mg/dL", "mmol/L")) == "mg/dL"
    assert nearest_unit("mmo/L", ("mg/dL", "mmol/L")) == "mmol/L"
    assert nearest_unit("xyz", ("mg/dL", "mmol/L")) is None


@pytest.mark.parametrize(
    ("before", "unit", "substance", "after"),
    [
        (quantity("24.305", "mg/L"), "mmol/L", MAGNESIUM, "1"),
        (quantity("2.4305", "mg/dL"), "mEq/L", MAGNESIUM, "2"),
        (quantity("1", "mmol/L"), "mEq/L", MAGNESIUM, "2"),
        (quantity("1.2", "mg/dL"), "mg/L", MAGNESIUM, "12"),
        (quantity("1", "ug/mL"), "mg/L", MAGNESIUM, "1"),
        (quantity("24.305", "mg/(24.h)"), "mmol/(24.h)", MAGNESIUM, "1"),
        (quantity("113.12", "mg/L"), "umol/L", CREATININE, "1000"),
        (quantity("1", "g/L"), "mg/dL", CREATININE, "100"),
        (quantity("4.0078", "mg/dL"), "mmol/L", CALCIUM, "1"),
        (quantity("1", "mmol/L"), "mEq/L", CALCIUM, "2"),
        (quantity("39.0983", "mg/L"), "mEq/L", POTASSIUM, "1"),
        (quantity("24", "mEq/L"), "mmol/L", BICARBONATE, "24"),
        (quantity("24.305", "mg/mmol{creat}"), "mmol/mmol{creat}", MAGNESIUM, "1"),
        (quantity("1", "mmol/mmol{creat}"), "mg/mg{creat}", MAGNESIUM, "24.305/113.12"),
        (quantity("1000", "mg/g{creat}"), "mg/mg{creat}", MAGNESIUM, "1"),
        (quantity("1000", "mmol/mol{creat}"), "mmol/mmol{creat}", MAGNESIUM, "1"),
        (quantity("3", "%"), "%", NO_SUBSTANCE, "3"),
    ],
)
def test_conversion_is_exact(before: Quantity, unit: str, substance: Substance, after: str) -> None:
    number, _, divisor = after.partition("/")
    assert convert(before, UNITS[unit], substance).after.value == Fraction(number) / Fraction(divisor or "1")


@pytest.mark.parametrize(
    ("milligrams", "millimoles", "milliequivalents"),
    [("1.0", "0.411", "0.823"), ("1.2", "0.494", "0.987"), ("1.8", "0.741", "1.481"), ("2.43", "1.000", "2.000")],
)
def test_published_pairs_of_magnesium(milligrams: str, millimoles: str, milliequivalents: str) -> None:
    for unit, printed in (("mmol/L", millimoles), ("mEq/L", milliequivalents)):
        converted = convert(quantity(milligrams, "mg/dL"), UNITS[unit], MAGNESIUM).after.value
        assert f"{float(converted):.3f}" == printed


def test_a_conversion_shows_its_factor_and_where_it_is_from() -> None:
    found = convert(quantity("1.1", "mg/dL"), UNITS["mmol/L"], MAGNESIUM)
    assert str(found) == "1.1 mg/dL x 0.411438 = 0.452582 mmol/L"
    assert found.sources == (MAGNESIUM.source,)
    assert found.claims == ("laboratory-tests/serum-magnesium/claims/unit-conversion",)
    both = convert(quantity("1", "mg/mg{creat}"), UNITS["mmol/mmol{creat}"], MAGNESIUM)
    assert both.sources == (MAGNESIUM.source, CREATININE.source)
    only = convert(quantity("1", "mg/mg{creat}"), UNITS["mg/mmol{creat}"], MAGNESIUM)
    assert (only.sources, only.claims) == ((CREATININE.source,), ())
    power = convert(quantity("1", "mg/dL"), UNITS["mg/L"], MAGNESIUM)
    assert (power.sources, power.claims) == ((), ())


@pytest.mark.parametrize(
    ("unit", "other", "substance"),
    [
        ("mg/dL", "mg/(24.h)", MAGNESIUM),
        ("%", "mmol/L", NO_SUBSTANCE),
        ("mEq/L", "mmol/L", CREATININE),
        ("mg/L", "mmol/L", BICARBONATE),
    ],
)
def test_what_cannot_be_converted(unit: str, other: str, substance: Substance) -> None:
    with pytest.raises(ValueError, match="not"):
        convert(quantity("1", unit), UNITS[other], substance)


def test_only_a_molar_mass_is_crossed() -> None:
    assert UNITS["mg/dL"].crosses_mass(UNITS["mmol/L"])
    assert UNITS["mg/mg{creat}"].crosses_mass(UNITS["mg/mmol{creat}"])
    assert not UNITS["mEq/L"].crosses_mass(UNITS["mmol/L"])
    assert not UNITS["mg/dL"].crosses_mass(UNITS["ug/mL"])


@pytest.mark.parametrize(
    ("value", "text"),
    [("1.2", "1.2"), ("100", "100"), ("0", "0"), ("1/3", "0.333333"), ("1000000", "1000000"), ("1/80000", "0.0000125")],
)
def test_what_is_shown(value: str, text: str) -> None:
    assert shown(Fraction(value)) == text


def test_a_number_is_the_decimal_that_was_written() -> None:
    assert exact(1.2) == Fraction(12, 10)
    assert exact(1e-05) == Fraction(1, 100000)


VALUES = st.fractions(min_value=0, max_value=1000)
OF_MAGNESIUM = st.sampled_from([unit for unit in UNITS.values() if unit.symbol not in ("%", "mL/min/{1.73_m2}")])


@given(VALUES, OF_MAGNESIUM, OF_MAGNESIUM)
def test_there_and_back_is_the_same_value(value: Fraction, unit: Unit, other: Unit) -> None:
    if unit.per is other.per:
        there = convert(Quantity(value, unit), other, MAGNESIUM).after
        assert convert(there, unit, MAGNESIUM).after == Quantity(value, unit)
