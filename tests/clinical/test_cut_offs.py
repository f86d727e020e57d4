"""Cut-offs of urine magnesium: each line at, under and over it; the default verdict, row by row; several measures."""

from fractions import Fraction
from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.clinical.bands import Comparison, Rule, compare_all
from api.clinical.cut_offs import Decided, Verdict, combine, cut_offs, decide, is_cut_off
from api.clinical.units import MAGNESIUM, NO_SUBSTANCE, UNITS, Quantity, convert
from tests.clinical.laboratory_rules import DAILY_RULES, FEMG, FEMG_RULES, SPOT_RULES, above, quantity

LOW = {"low serum magnesium": True, "normal kidney function": None}
KNOWN = [{**LOW, "low serum magnesium": low} for low in (True, False, None)]


def lines(rules: tuple[Rule, ...], value: Quantity) -> list[Comparison]:
    substance = NO_SUBSTANCE if value.unit.symbol == "%" else MAGNESIUM
    return [one for one in compare_all(rules, value, substance) if is_cut_off(one.rule.when)]


def by_line(percent: str) -> dict[str, Verdict]:
    value = quantity(percent, "%")
    return {str(one.line): one.verdict for one in cut_offs(lines(FEMG_RULES, value), LOW)}


@pytest.mark.parametrize(
    ("percent", "half", "two", "three", "four"),
    [
        ("0.4", "no-verdict", "not-renal", "no-verdict", "no-verdict"),
        ("0.5", "no-verdict", "not-renal", "no-verdict", "no-verdict"),
        ("0.51", "renal-loss", "not-renal", "no-verdict", "no-verdict"),
        ("1.99", "renal-loss", "not-renal", "no-verdict", "no-verdict"),
        ("2", "renal-loss", "no-verdict", "no-verdict", "no-verdict"),
        ("2.01", "renal-loss", "renal-loss", "no-verdict", "no-verdict"),
        ("3", "renal-loss", "renal-loss", "no-verdict", "no-verdict"),
        ("3.01", "renal-loss", "renal-loss", "renal-loss", "no-verdict"),
        ("4", "renal-loss", "renal-loss", "renal-loss", "no-verdict"),
        ("4.01", "renal-loss", "renal-loss", "renal-loss", "renal-loss"),
    ],
)
def test_each_named_cut_off(percent: str, half: str, two: str, three: str, four: str) -> None:
    assert by_line(percent) == {"0.5 %": half, "2 %": two, "3 %": three, "4 %": four}


@pytest.mark.parametrize(
    ("percent", "verdict"),
    [
        ("0", "not-renal"),
        ("0.804", "not-renal"),
        ("1.4", "not-renal"),
        ("1.999", "not-renal"),
        ("2", "indeterminate"),
        ("3.571", "indeterminate"),
        ("4", "indeterminate"),
        ("4.001", "renal-loss"),
        ("8.9", "renal-loss"),
        ("12.2", "renal-loss"),
        ("15", "renal-loss"),
        ("100", "renal-loss"),
        ("100.1", "indeterminate"),
    ],
)
def test_the_default_verdict(percent: str, verdict: str) -> None:
    value = quantity(percent, "%")
    assert decide(value, lines(FEMG_RULES, value), LOW, False).verdict == verdict


@pytest.mark.parametrize(
    ("percent", "low", "recent", "verdict", "reason"),
    [
        ("9", True, False, "renal-loss", "beyond-every-cut-off"),
        ("9", True, True, "indeterminate", "recent-intravenous-magnesium"),
        ("1", True, True, "not-renal", "beyond-every-cut-off"),
        ("101", True, False, "indeterminate", "above-100-percent"),
        ("3", True, False, "indeterminate", "between-cut-offs"),
        ("9", False, False, "not-applicable", "serum-magnesium-not-low"),
        ("9", None, False, "indeterminate", "serum-magnesium-not-known"),
    ],
)
def test_reasons(percent: str, low: bool | None, recent: bool, verdict: str, reason: str) -> None:
    value = quantity(percent, "%")
    found = decide(value, lines(FEMG_RULES, value), {**LOW, "low serum magnesium": low}, recent)
    assert (found.verdict, found.reason) == (verdict, reason)
    assert found.claims


def test_between_the_cut_offs_the_claims_are_those_that_hold() -> None:
    value = quantity("3", "%")
    found = decide(value, lines(FEMG_RULES, value), LOW, False)
    assert f"{FEMG}/claims/grey" in found.claims
    assert f"{FEMG}/claims/above-4" not in found.claims
    only = (above(FEMG, "above-4", "%", "4"),)
    assert decide(value, lines(only, value), LOW, False).claims == (f"{FEMG}/claims/above-4",)


def test_no_cut_offs_decide_nothing() -> None:
    assert decide(quantity("3", "%"), [], LOW, False) == Decided("indeterminate", "no-cut-offs", ())
    assert cut_offs([], LOW) == ()


def test_a_rule_whose_condition_is_not_met_says_nothing() -> None:
    value = quantity("2.5", "%")
    for normal, expected in ((True, 2), (None, 2), (False, 1)):
        known = {**LOW, "normal kidney function": normal}
        (two,) = (one for one in cut_offs(lines(FEMG_RULES, value), known) if str(one.line) == "2 %")
        assert (two.verdict, two.pathway, len(two.claims)) == ("renal-loss", "excretion", expected)


def test_with_serum_magnesium_that_is_not_low_no_line_applies() -> None:
    found = cut_offs(lines(FEMG_RULES, quantity("9", "%")), {**LOW, "low serum magnesium": False})
    assert {(one.verdict, one.pathway) for one in found} == {("not-applicable", None)}


@pytest.mark.parametrize(
    ("value", "unit", "verdict"),
    [
        ("12.1", "mg/(24.h)", "not-renal"),
        ("0.5", "mmol/(24.h)", "indeterminate"),
        ("24.2", "mg/(24.h)", "indeterminate"),
        ("1", "mmol/(24.h)", "indeterminate"),
        ("24.305", "mg/(24.h)", "indeterminate"),
        ("24.306", "mg/(24.h)", "renal-loss"),
        ("2.1", "mEq/(24.h)", "renal-loss"),
    ],
)
def test_24_hour_urine(value: str, unit: str, verdict: str) -> None:
    sent = quantity(value, unit)
    assert decide(sent, lines(DAILY_RULES, sent), LOW, False).verdict == verdict


@pytest.mark.parametrize(("ratio", "verdict"), [("0.16", "not-renal"), ("0.161", "renal-loss")])
def test_the_spot_ratio(ratio: str, verdict: str) -> None:
    sent = quantity(ratio, "mmol/mmol{creat}")
    assert decide(sent, lines(SPOT_RULES, sent), LOW, False).verdict == verdict
    (line,) = cut_offs(lines(SPOT_RULES, sent), LOW)
    assert line.verdict == verdict


VALUES = st.fractions(min_value=0, max_value=5)


@given(VALUES, st.sampled_from(["mg/(24.h)", "mEq/(24.h)"]), st.sampled_from(KNOWN), st.booleans())
def test_units_never_change_a_verdict(value: Fraction, unit: str, known: dict[str, bool | None], recent: bool) -> None:
    sent = Quantity(value, UNITS["mmol/(24.h)"])
    other = convert(sent, UNITS[unit], MAGNESIUM).after
    first, second = lines(DAILY_RULES, sent), lines(DAILY_RULES, other)
    assert cut_offs(first, known) == cut_offs(second, known)
    assert decide(sent, first, known, recent) == decide(other, second, known, recent)


@given(VALUES, st.sampled_from(KNOWN), st.randoms())
def test_the_order_of_the_rules_does_not_matter(value: Fraction, known: dict[str, bool | None], random: Random) -> None:
    sent = Quantity(value, UNITS["%"])
    shuffled = lines(FEMG_RULES, sent)
    random.shuffle(shuffled)
    assert cut_offs(shuffled, known) == cut_offs(lines(FEMG_RULES, sent), known)
    assert decide(sent, shuffled, known, False) == decide(sent, lines(FEMG_RULES, sent), known, False)


@given(VALUES, VALUES)
def test_more_magnesium_never_turns_towards_the_gut(less: Fraction, more: Fraction) -> None:
    rank = ["not-renal", "indeterminate", "renal-loss"]
    first, second = (
        rank.index(decide(value, lines(FEMG_RULES, value), LOW, False).verdict)
        for value in (Quantity(number, UNITS["%"]) for number in sorted((less, more)))
    )
    assert first <= second


RENAL, AWAY, OPEN, NONE = (
    Decided("renal-loss", "beyond-every-cut-off", ("a",)),
    Decided("not-renal", "beyond-every-cut-off", ("b",)),
    Decided("indeterminate", "between-cut-offs", ("c",)),
    Decided("not-applicable", "serum-magnesium-not-low", ("d",)),
)


@pytest.mark.parametrize(
    ("measures", "expected"),
    [
        ([], None),
        ([RENAL], RENAL),
        ([RENAL, RENAL], Decided("renal-loss", "measures-agree", ("a",))),
        ([RENAL, OPEN], Decided("renal-loss", "measures-agree", ("a",))),
        ([AWAY, OPEN], Decided("not-renal", "measures-agree", ("b",))),
        ([RENAL, AWAY], Decided("indeterminate", "measures-disagree", ("a", "b"))),
        ([OPEN], OPEN),
        ([OPEN, OPEN], Decided("indeterminate", "no-measure-decides", ("c",))),
        ([NONE, NONE], Decided("not-applicable", "serum-magnesium-not-low", ("d",))),
    ],
)
def test_several_measures(measures: list[Decided], expected: Decided | None) -> None:
    for order in permutations(measures):
        assert combine(order) == expected
