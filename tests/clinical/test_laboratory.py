"""The whole assessment, companions and cautions, without a database."""

from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.clinical.cautions import FLAGS, SERUM_FLAGS, URINE_FLAGS, Caution, cautions
from api.clinical.companions import FINDINGS, Judgement, kidneys_normal, read_companions
from api.clinical.laboratory import Result, Sample, assess, pathway_of
from api.clinical.measures import MEASURES
from api.clinical.units import UNITS, Quantity, convert
from tests.clinical.laboratory_rules import ALL_RULES, quantity

SPOT_VALUES = {
    "urine_magnesium": quantity("3", "mg/dL"),
    "serum_magnesium": quantity("1.2", "mg/dL"),
    "urine_creatinine": quantity("100", "mg/dL"),
    "serum_creatinine": quantity("1", "mg/dL"),
}


def sample(quantities: dict[str, Quantity], *flags: str, **others: Any) -> Sample:
    return Sample(quantities=quantities, flags=frozenset(flags), **others)


def run(found: Sample) -> Result:
    return assess(found, ALL_RULES)


def codes(found: Sample) -> list[str]:
    return [one.code for one in cautions(found, run(found))]


def test_nothing_measured_in_urine_has_no_pathway() -> None:
    result = run(sample({"serum_magnesium": quantity("1.1", "mg/dL")}))
    assert (result.pathway, pathway_of(result), result.urine) == (None, None, ())
    assert result.serum is not None
    assert result.serum.status == "low"
    assert [one.rule.statement for one in result.serum.definitions] == ["below-0-7", "below-1-8"]
    assert [one.rule.statement for one in result.serum.ranges] == ["converted", "range-a", "range-b"]
    assert [one.rule.statement for one in result.serum.critical] == ["critical"]
    assert [one.grade for one in result.serum.severity] == ["2", "severe"]


def test_the_grey_zone_is_not_decided_by_the_ratio_of_the_same_sample() -> None:
    result = run(sample(SPOT_VALUES))
    verdicts = {one.name: one.decided.verdict for one in result.urine}
    assert verdicts == {
        "fractional_excretion_magnesium": "indeterminate",
        "urine_magnesium_creatinine_ratio": "not-renal",
    }
    assert pathway_of(result) == "indeterminate"


def test_the_ratio_decides_where_it_is_alone() -> None:
    values = {"urine_magnesium_creatinine_ratio": quantity("0.4", "mmol/mmol{creat}")}
    assert pathway_of(run(sample(values, "low-serum-magnesium"))) == "renal-loss"
    assert pathway_of(run(sample(values))) == "indeterminate"


def test_a_24_hour_collection_decides_what_the_spot_sample_leaves_open() -> None:
    result = run(sample({**SPOT_VALUES, "urine_magnesium_24h": quantity("60", "mg/(24.h)")}))
    assert pathway_of(result) == "renal-loss"
    result = run(sample({**SPOT_VALUES, "urine_magnesium_24h": quantity("5", "mg/(24.h)")}))
    assert pathway_of(result) == "not-renal"


def test_with_normal_serum_magnesium_there_is_no_pathway() -> None:
    result = run(sample({**SPOT_VALUES, "serum_magnesium": quantity("2", "mg/dL")}))
    assert result.pathway is not None
    assert (result.pathway.verdict, pathway_of(result)) == ("not-applicable", None)


def test_the_own_range_goes_before_named_limits() -> None:
    values = {"serum_magnesium": quantity("1.6", "mg/dL")}
    judged: dict[str, Judgement] = {"serum_magnesium": "low"}
    own = run(sample(values, judgements=judged)).serum
    assert own is not None
    assert (own.status, own.by_own_range, own.counted) == ("low", True, ())
    assert own.severity[0].conditional is False
    named = run(sample(values)).serum
    assert named is not None
    assert (named.status, named.by_own_range) == ("low-by-some", False)


@pytest.mark.parametrize(
    ("value", "own", "grade", "conditional"),
    [
        ("1.3", None, "1", True),
        ("1.3", "low", "1", False),
        ("1.3", "normal", None, False),
        ("2", None, None, False),
        ("2.4", None, None, False),
        ("9", None, None, False),
    ],
)
def test_what_is_not_low_gets_no_grade_1(
    value: str, own: Judgement | None, grade: str | None, conditional: bool
) -> None:
    judged: dict[str, Judgement] = {"serum_magnesium": own} if own is not None else {}
    serum = run(sample({"serum_magnesium": quantity(value, "mg/dL")}, judgements=judged)).serum
    assert serum is not None
    assert (serum.severity[0].grade, serum.severity[0].conditional) == (grade, conditional)


def test_a_release_without_rules_still_computes() -> None:
    result = assess(sample(SPOT_VALUES), ())
    assert result.serum is not None
    assert result.serum.status is None
    assert result.low_serum is None
    assert [one.decided.reason for one in result.urine] == ["serum-magnesium-not-known"] * 2


def test_a_reported_fractional_excretion_is_read() -> None:
    # 8.9% at 1.2 mg/dL: a published case (excess renal loss), of which only these two values are known.
    values = {
        "serum_magnesium": quantity("1.2", "mg/dL"),
        "fractional_excretion_magnesium": quantity("8.9", "%"),
    }
    (found,) = run(sample(values)).urine
    assert (found.computed, found.decided.verdict) == (None, "renal-loss")


@pytest.mark.parametrize(
    ("months", "names"),
    [(None, []), ("6", ["infants"]), ("12", ["infants", "toddlers"]), ("300", ["adults"]), ("1100", [])],
)
def test_ranges_are_those_of_the_age(months: str | None, names: list[str]) -> None:
    values = {"urine_magnesium_creatinine_ratio": quantity("0.2", "mg/mg{creat}")}
    age = Fraction(months) if months is not None else None
    (found,) = run(sample(values, age_months=age)).urine
    assert [one.rule.statement for one in found.ranges] == names


def test_companions_are_judged_by_the_laboratory_only() -> None:
    values = {"egfr": quantity("20", "mL/min/{1.73_m2}"), "serum_potassium": quantity("2", "mmol/L")}
    found = read_companions(values, {"serum_potassium": "low"})
    assert [(one.name, one.judgement) for one in found] == [("serum_potassium", "low"), ("egfr", None)]
    assert [one.finding for one in found] == [FINDINGS["serum_potassium", "low"], None]


@pytest.mark.parametrize(
    ("judged", "flags", "normal"),
    [
        ({}, [], None),
        ({}, ["normal-kidney-function"], True),
        ({}, ["reduced-kidney-function"], False),
        ({"egfr": "low"}, [], False),
        ({"egfr": "normal"}, [], True),
        ({"serum_creatinine": "high"}, ["normal-kidney-function"], False),
        ({"serum_creatinine": "low"}, [], True),
        ({"egfr": "normal", "serum_creatinine": "high"}, [], False),
    ],
)
def test_kidney_function(judged: dict[str, Judgement], flags: list[str], normal: bool | None) -> None:
    assert kidneys_normal(judged, frozenset(flags)) is normal


def test_cautions_of_the_serum() -> None:
    low = {"serum_magnesium": quantity("1.1", "mg/dL")}
    assert codes(sample(low)) == []
    assert codes(sample(low, *SERUM_FLAGS)) == sorted(SERUM_FLAGS)
    assert codes(sample(low, *URINE_FLAGS)) == []
    assert codes(sample(low, "reduced-kidney-function")) == ["total-magnesium-in-kidney-disease"]
    assert codes(sample({"serum_magnesium": quantity("1.6", "mg/dL")})) == ["serum-magnesium-low-by-some"]
    assert codes(sample({"serum_magnesium": quantity("2", "mg/dL")})) == ["normal-serum-magnesium"]
    assert codes(sample({"serum_magnesium": quantity("10", "mg/dL")})) == ["unusual-value"]
    assert codes(sample({"egfr": quantity("90", "mL/min/{1.73_m2}")}, *SERUM_FLAGS)) == []


def test_cautions_of_the_urine() -> None:
    low = {**SPOT_VALUES, "serum_magnesium": quantity("1", "mg/dL")}
    plain = ["age-not-known", "kidney-function-not-known", "spot-sample-varies"]
    assert codes(sample(low)) == plain
    assert codes(sample(low, age_months=Fraction(1))) == plain[1:]
    assert codes(sample(low, "normal-kidney-function")) == ["age-not-known", "spot-sample-varies"]
    assert codes(sample(low, *URINE_FLAGS)) == sorted([*plain, *URINE_FLAGS])
    reduced = codes(sample(low, "reduced-kidney-function"))
    assert {"reduced-kidney-function", "total-magnesium-in-kidney-disease"} <= set(reduced)
    assert "serum-magnesium-not-low" in codes(sample({**low, "serum_magnesium": quantity("2", "mg/dL")}))
    daily = {"urine_magnesium_24h": quantity("30", "mg/(24.h)")}
    assert codes(sample(daily)) == ["cut-offs-differ", "serum-magnesium-not-known"]


def test_exchanged_samples_are_noticed() -> None:
    values = {**SPOT_VALUES, "urine_creatinine": quantity("2", "mg/dL"), "serum_creatinine": quantity("40", "mg/dL")}
    found = codes(sample(values))
    assert {"urine-creatinine-not-above-serum", "fractional-excretion-above-100"} <= set(found)
    reported = {"fractional_excretion_magnesium": quantity("150", "%")}
    assert "fractional-excretion-above-100" in codes(sample(reported, "low-serum-magnesium"))


def test_cautions_name_fields_and_flags_that_there_are() -> None:
    known: list[Caution] = [*SERUM_FLAGS.values(), *URINE_FLAGS.values()]
    assert {one.code for one in known} <= set(FLAGS)
    assert list(FLAGS) == sorted(set(FLAGS))


@given(st.lists(st.sampled_from(FLAGS), max_size=20), st.randoms())
def test_the_order_of_values_flags_and_rules_does_not_matter(flags: list[str], random: Random) -> None:
    values, rules = list(SPOT_VALUES.items()), list(ALL_RULES)
    random.shuffle(values)
    random.shuffle(rules)
    first, second = sample(SPOT_VALUES, *flags), sample(dict(values), *reversed(flags))
    assert assess(second, rules) == assess(first, ALL_RULES)
    assert cautions(second, assess(second, rules)) == cautions(first, run(first))


POSITIVE = st.fractions(min_value=Fraction(1, 10), max_value=10)
FIELDS = ("urine_magnesium", "serum_magnesium", "urine_creatinine", "serum_creatinine")


@given(st.tuples(*[POSITIVE] * 4), st.tuples(*[st.sampled_from(["mg/L", "mmol/L", "umol/L"])] * 4), st.booleans())
def test_units_never_change_a_verdict(values: tuple[Fraction, ...], units: tuple[str, ...], recent: bool) -> None:
    flags = ["recent-intravenous-magnesium"] if recent else []
    sent = dict(zip(FIELDS, (Quantity(value, UNITS["mg/dL"]) for value in values), strict=True))
    other = {
        name: convert(one, UNITS[unit], MEASURES[name].substance).after
        for (name, one), unit in zip(sent.items(), units, strict=True)
    }
    first, second = run(sample(sent, *flags)), run(sample(other, *flags))
    assert [one.decided for one in first.urine] == [one.decided for one in second.urine]
    assert (first.pathway, first.low_serum) == (second.pathway, second.low_serum)
    assert first.serum is not None
    assert second.serum is not None
    assert first.serum.status == second.serum.status
