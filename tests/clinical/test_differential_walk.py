"""Walking an algorithm, and what its decisions tell apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.clinical.differential_walk import Passed, Step, decisions_ahead, results_behind, separates, walk

STEPS = {
    step.key: step
    for step in (
        Step("suspect", "prompt", next="urgent"),
        Step("urgent", "decision", answers={"yes": "treat", "no": "low"}),
        Step("treat", "action", next="low"),
        Step("low", "decision", answers={"yes": "history", "no": "stop"}),
        Step("stop", "end"),
        Step("history", "decision", answers={"yes": "cause", "no": "urine"}),
        Step("urine", "decision", answers={"high": "kidney", "low": "gut", "between": "repeat"}),
        Step("repeat", "action", next="urine"),
        Step("kidney", "result", next="calcium"),
        Step("calcium", "decision", answers={"high": "loop", "low": "distal"}),
        Step("loop", "result", next="cause"),
        Step("distal", "result", next="cause"),
        Step("gut", "result", next="cause"),
        Step("cause", "action"),
    )
}


@pytest.mark.parametrize(
    ("answers", "passed", "following"),
    [
        # It makes no difference to the next decision whether it is urgent.
        ({}, "suspect urgent", "low"),
        ({"urgent": "yes"}, "suspect urgent=yes treat", "low"),
        ({"low": "no"}, "suspect urgent low=no stop", None),
        ({"low": "yes"}, "suspect urgent low=yes", "history"),
        # Whether urine is low is known only past an open decision: it is passed.
        ({"low": "yes", "urine": "low"}, "suspect urgent low=yes history urine=low gut cause", None),
        ({"low": "yes", "urine": "high"}, "suspect urgent low=yes history urine=high kidney", "calcium"),
        ({"low": "yes", "urine": "high", "calcium": "low"},
         "suspect urgent low=yes history urine=high kidney calcium=low distal cause", None),
        # Two open decisions before an answer hold the walk up.
        ({"urine": "high"}, "suspect urgent", "low"),
        ({"low": "yes", "calcium": "low"}, "suspect urgent low=yes", "history"),
        # What comes again is to be repeated.
        ({"low": "yes", "urine": "between"}, "suspect urgent low=yes history urine=between repeat", "urine"),
        ({"low": "yes", "history": "yes"}, "suspect urgent low=yes history=yes cause", None),
    ],
)  # fmt: skip
def test_walks(answers: dict[str, str], passed: str, following: str | None) -> None:
    expected = [Passed(key, answer or None) for key, _, answer in (step.partition("=") for step in passed.split())]
    found = walk("suspect", STEPS, answers)
    assert found.passed == tuple(expected)
    assert found.next == following


def test_answers_to_steps_that_decide_nothing_are_ignored() -> None:
    assert walk("suspect", STEPS, {"suspect": "yes"}) == walk("suspect", STEPS, {})


def test_an_open_decision_whose_ways_all_end_holds_the_walk_up() -> None:
    steps = {"d": Step("d", "decision", answers={"yes": "a", "no": "b"}), "a": Step("a", "end"), "b": Step("b", "end")}
    assert walk("d", steps, {}) == ((), "d")


def test_a_loop_without_a_decision_ends() -> None:
    steps = {
        "d": Step("d", "decision", answers={"yes": "a", "no": "a"}),
        "a": Step("a", "action", next="b"),
        "b": Step("b", "action", next="a"),
    }
    assert walk("d", steps, {}) == ((), "d")
    assert walk("a", steps, {}) == ((Passed("a", None), Passed("b", None)), "a")


def test_results_behind_an_answer() -> None:
    assert results_behind("kidney", STEPS, "urine") == ["kidney", "loop", "distal"]
    assert results_behind("gut", STEPS, "urine") == ["gut"]
    assert results_behind("repeat", STEPS, "urine") == []
    assert results_behind("urine", STEPS, "urine") == []


def test_decisions_ahead() -> None:
    assert decisions_ahead("low", STEPS) == ["low", "history", "urine", "calcium"]
    assert decisions_ahead("calcium", STEPS) == ["calcium"]
    assert decisions_ahead("cause", STEPS) == []


@pytest.mark.parametrize(
    ("ways", "apart"),
    [
        ({"high": "ab", "low": "c"}, True),
        ({"high": "ab", "low": "b"}, True),
        ({"high": "ab", "low": "ab"}, False),
        ({"high": "ab", "low": ""}, False),
        ({"high": "", "low": ""}, False),
    ],
)
def test_what_separates(ways: dict[str, str], apart: bool) -> None:
    assert separates({answer: frozenset(found) for answer, found in ways.items()}) is apart


KEYS = [str(number) for number in range(6)]
KEY = st.sampled_from(KEYS)
SHAPES: st.SearchStrategy[tuple[str | None, dict[str, str]]] = st.one_of(
    st.builds(lambda to: (to, {}), st.none() | KEY),
    st.builds(lambda yes, no: (None, {"yes": yes, "no": no}), KEY, KEY),
)


@given(st.lists(SHAPES, min_size=6, max_size=6), st.dictionaries(KEY, st.sampled_from(["yes", "no"])))
def test_every_walk_ends_and_repeats_no_step(
    shapes: list[tuple[str | None, dict[str, str]]], answers: dict[str, str]
) -> None:
    steps = {
        key: Step(key, "decision" if ways else "action", to, ways) for key, (to, ways) in zip(KEYS, shapes, strict=True)
    }
    found = walk("0", steps, answers)
    keys = [passed.key for passed in found.passed]
    assert len(set(keys)) == len(keys)
    assert found.next is not None or not steps[keys[-1]].ways
    assert all(passed.answer == answers.get(passed.key) for passed in found.passed if steps[passed.key].answers)
