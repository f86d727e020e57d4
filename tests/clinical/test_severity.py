"""Severity scales: every boundary, each side, in the unit measured."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.clinical.severity import Graded, grade_all
from api.clinical.units import MAGNESIUM, UNITS, Quantity, convert
from tests.clinical.laboratory_rules import CTCAE, SCALE_RULES, SPS, band, grade, quantity


def graded(value: Quantity, scale: str = CTCAE, limit: str | None = None) -> Graded:
    below = value.value < Fraction(limit) if limit is not None else None
    found = grade_all(SCALE_RULES, value, MAGNESIUM, below)
    assert [one.scale for one in found] == [CTCAE, SPS]
    return next(one for one in found if one.scale == scale)


@pytest.mark.parametrize(
    ("unit", "limit", "boundaries"),
    [
        ("mg/dL", "1.7", {"1.7": (None, "1"), "1.2": ("1", "2"), "0.9": ("2", "3"), "0.7": ("3", "4")}),
        ("mmol/L", "0.7", {"0.7": (None, "1"), "0.5": ("1", "2"), "0.4": ("2", "3"), "0.3": ("3", "4")}),
    ],
)
def test_ctcae_boundaries_each_side(unit: str, limit: str, boundaries: dict[str, tuple[str | None, str]]) -> None:
    for boundary, (at, under) in boundaries.items():
        below = Quantity(Fraction(boundary) - Fraction(1, 10**9), UNITS[unit])
        assert graded(quantity(boundary, unit), limit=limit).grade == at
        assert graded(below, limit=limit).grade == under


def test_without_the_own_lower_limit_grade_1_is_conditional() -> None:
    found = graded(quantity("1.5", "mg/dL"))
    assert (found.grade, found.conditional) == ("1", True)
    assert not graded(quantity("1.5", "mg/dL"), limit="1.7").conditional
    assert not graded(quantity("1.1", "mg/dL")).conditional


def test_the_other_column_is_shown_where_it_differs() -> None:
    found = graded(quantity("1.2", "mg/dL"), limit="1.7")
    assert (found.grade, found.other_grade, found.other_unit) == ("1", "2", UNITS["mmol/L"])
    same = graded(quantity("1", "mg/dL"), limit="1.7")
    assert (same.grade, same.other_unit) == ("2", None)


def test_a_scale_without_the_unit_is_graded_by_the_converted_value_and_says_so() -> None:
    found = graded(quantity("1.2", "mg/dL"), SPS)
    assert (found.grade, found.comparison.converted) == ("severe", True)
    assert not graded(quantity("0.5", "mmol/L"), SPS).comparison.converted
    assert not graded(quantity("1", "mEq/L"), SPS).comparison.converted


def test_a_value_in_no_band_has_no_grade() -> None:
    found = graded(quantity("0.9", "mmol/L"), SPS)
    assert (found.grade, found.conditional) == (None, False)
    assert found.comparison.rule.subject == SPS


def test_a_scale_without_any_band_of_that_sort_is_left_out() -> None:
    rules = [grade("severity-scales/a", "5"), grade("severity-scales/b", "1", band("%", "1"))]
    assert grade_all(rules, quantity("1", "mg/dL"), MAGNESIUM, None) == ()


VALUES = st.fractions(min_value=0, max_value=3)
MASSES, AMOUNTS = ("mg/dL", "mg/L", "ug/mL"), ("mmol/L", "umol/L", "mEq/L")


@given(VALUES, st.sampled_from([MASSES, AMOUNTS]), st.data())
def test_a_unit_that_needs_no_molar_mass_never_changes_a_grade(
    value: Fraction, units: tuple[str, ...], data: st.DataObject
) -> None:
    measured = Quantity(value, UNITS[units[0]])
    other = convert(measured, UNITS[data.draw(st.sampled_from(units))], MAGNESIUM).after
    assert [graded(other, scale).grade for scale in (CTCAE, SPS)] == [
        graded(measured, scale).grade for scale in (CTCAE, SPS)
    ]


@given(VALUES, st.sampled_from(MASSES), st.sampled_from(AMOUNTS))
def test_no_unit_changes_the_grade_of_a_scale_with_one_column(value: Fraction, mass: str, amount: str) -> None:
    measured = Quantity(value, UNITS[mass])
    other = convert(measured, UNITS[amount], MAGNESIUM).after
    assert graded(measured, SPS).grade == graded(other, SPS).grade


@given(VALUES, st.randoms())
def test_the_order_of_the_rules_does_not_matter(value: Fraction, random: Random) -> None:
    rules = list(SCALE_RULES)
    random.shuffle(rules)
    measured = Quantity(value, UNITS["mg/dL"])
    assert grade_all(rules, measured, MAGNESIUM, None) == grade_all(SCALE_RULES, measured, MAGNESIUM, None)
