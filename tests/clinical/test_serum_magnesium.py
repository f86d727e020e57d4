"""Whether serum magnesium is low, by named limits or by the laboratory's own."""

from fractions import Fraction

import pytest

from api.clinical.bands import Rule, compare_all
from api.clinical.serum_magnesium import OwnRange, status_of
from api.clinical.units import MAGNESIUM
from tests.clinical.laboratory_rules import SERUM, band, quantity, rule

RULES = (
    rule(SERUM, "definition", band("mg/dL", high="1.8")),
    rule(SERUM, "range", band("mg/dL", "1.5", "2.4", "[]")),
    rule(SERUM, "wider", band("mg/dL", "1.4", "2.5", "[]")),
    rule(SERUM, "at-least", band("mg/dL", "1.5")),
    rule(SERUM, "inferred", band("mg/dL", "1.9", "2", "[]"), inferred=True),
)


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("1.3", "low"),
        ("1.4", "low-by-some"),
        ("1.79", "low-by-some"),
        ("1.8", "normal"),
        ("2.4", "normal"),
        ("2.45", "high-by-some"),
        ("2.5", "high-by-some"),
    ],
)
def test_named_limits(value: str, status: str) -> None:
    judged = status_of(compare_all(RULES, quantity(value, "mg/dL"), MAGNESIUM))
    assert judged is not None
    assert judged.status == status
    assert len(judged.counted) == 4


def test_high_by_all_ranges() -> None:
    ranges: tuple[Rule, ...] = RULES[1:3]
    judged = status_of(compare_all(ranges, quantity("2.6", "mg/dL"), MAGNESIUM))
    assert judged is not None
    assert judged.status == "high"


def test_without_limits_nothing_is_said() -> None:
    assert status_of([]) is None
    assert status_of(compare_all(RULES[4:], quantity("1", "mg/dL"), MAGNESIUM)) is None


@pytest.mark.parametrize(
    ("low", "high", "judged"),
    [
        ("1", "2", {"0.9": "low", "1": "normal", "2": "normal", "2.1": "high"}),
        ("1", None, {"0.9": "low", "99": None}),
        (None, "2", {"0.1": None, "3": "high"}),
    ],
)
def test_the_own_range(low: str | None, high: str | None, judged: dict[str, str | None]) -> None:
    own = OwnRange(*(Fraction(bound) if bound is not None else None for bound in (low, high)))
    assert {value: own.judge(Fraction(value), None) for value in judged} == judged


def test_one_limit_may_be_enough() -> None:
    low, high = OwnRange(low=Fraction(60)), OwnRange(high=Fraction(1))
    assert [low.judge(Fraction(90), side) for side in ("low", "high")] == ["normal", None]
    assert [high.judge(Fraction(1), side) for side in ("low", "high")] == [None, "normal"]
