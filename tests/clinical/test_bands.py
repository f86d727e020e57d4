"""Bands, the choice of the band to compare with, and conditions in words."""

from fractions import Fraction

import pytest

from api.clinical.bands import age_holds, compare, compare_all, has_ages, holds
from api.clinical.units import MAGNESIUM
from tests.clinical.laboratory_rules import CTCAE, SERUM, band, grade, quantity, rule


@pytest.mark.parametrize(
    ("ends", "at_low", "at_high"), [("[]", "within", "within"), ("[)", "within", "above"), ("()", "below", "above")]
)
def test_ends_count_or_do_not(ends: str, at_low: str, at_high: str) -> None:
    found = band("mg/dL", "1", "2", ends)
    positions = [found.position(Fraction(value)) for value in ("0.99", "1", "1.5", "2", "2.01")]
    assert positions == ["below", at_low, "within", at_high, "above"]


def test_an_open_end_has_nothing_beyond_it() -> None:
    assert band("mg/dL", high="1").position(Fraction(0)) == "within"
    assert band("mg/dL", low="1").position(Fraction(99)) == "within"


def test_the_band_in_the_unit_measured_is_taken() -> None:
    both = grade(CTCAE, "2", band("mg/dL", "0.9", "1.2"), band("mmol/L", "0.4", "0.5"))
    for value, unit, expected in (("1", "mg/dL", "mg/dL"), ("1", "mg/L", "mg/dL"), ("1", "mEq/L", "mmol/L")):
        found = compare(both, quantity(value, unit), MAGNESIUM)
        assert found is not None
        assert found.band.unit.symbol == expected
        assert not found.converted


def test_a_band_across_a_molar_mass_is_marked() -> None:
    found = compare(rule(SERUM, "range", band("mmol/L", "0.7", "1", "[]")), quantity("1.1", "mg/dL"), MAGNESIUM)
    assert found is not None
    assert (found.position, found.converted) == ("below", True)


def test_a_rule_without_such_a_band_says_nothing() -> None:
    rules = [rule(SERUM, "other", band("%", "1")), rule(SERUM, "none"), rule(SERUM, "a", band("mg/dL", "1"))]
    assert [one.rule.statement for one in compare_all(rules, quantity("1", "mg/dL"), MAGNESIUM)] == ["a"]


KNOWN = {"low serum magnesium": True, "normal kidney function": None, "no fever": False}


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (None, True),
        ("low serum magnesium", True),
        ("low serum magnesium and normal kidney function", None),
        ("low serum magnesium, normal kidney function", None),
        ("normal kidney function and no fever", False),
        ("something that nobody asked", None),
    ],
)
def test_conditions(when: str | None, expected: bool | None) -> None:
    assert holds(when, KNOWN) is expected


@pytest.mark.parametrize(
    ("when", "months", "expected"),
    [
        ("age 1 to 12 months", "1", True),
        ("age 1 to 12 months", "12", True),
        ("age 1 to 12 months", "12.1", False),
        ("age 1 month to 18 years", "216", True),
        ("age 24 months to 3 years", "23", False),
        ("age 24 months to 3 years", "36", True),
        ("age 18 to 83 years", "215", False),
        ("age 18 to 83 years", "996", True),
        ("age 18 to 83 years", None, None),
        ("low serum magnesium", "12", None),
        (None, "12", None),
    ],
)
def test_ages(when: str | None, months: str | None, expected: bool | None) -> None:
    assert age_holds(when, Fraction(months) if months is not None else None) is expected
    assert has_ages(when) is (when is not None and when.startswith("age"))
