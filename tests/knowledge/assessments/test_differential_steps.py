"""The diagnostic algorithm within a differential, on the real release."""

from collections.abc import Iterator
from typing import Any

import pytest

from api.knowledge.assessments.differential_body import LaboratoryFacts
from api.knowledge.assessments.differential_steps import ANSWERED, EMERGENCY, read_algorithm
from api.pack.load import Built
from tests.knowledge.assessments.differential_asking import Asker, asking


@pytest.fixture(scope="module")
def ask(real_release: Built) -> Iterator[Asker]:
    yield from asking(real_release)


def test_the_decisions_answered_here_are_those_of_the_algorithm(ask: Asker) -> None:
    algorithm = read_algorithm(ask.session)
    assert algorithm is not None
    for key, answers in ANSWERED.items():
        assert algorithm.steps[key].answers.keys() == answers
    assert {path for path in algorithm.names(EMERGENCY) if path.startswith("symptoms/")}


def test_nothing_is_known_of_magnesium_yet(ask: Asker) -> None:
    found = ask(medications=["omeprazole"]).work_up
    assert found is not None
    assert found.open == ["emergency-check"]
    assert found.next is not None
    assert found.next.step == "confirm-low"


def test_signs_of_an_emergency_answer_the_first_decision(ask: Asker) -> None:
    found = ask(findings=["hypokalemia", "hp:0002133"]).work_up
    assert found is not None
    answered = {step.step: (step.answer, step.because) for step in found.passed if step.answer}
    assert answered == {"emergency-check": ("yes", ["body.findings.1"])}
    assert "treat-at-once" in [step.step for step in found.passed]


def test_an_emergency_is_excluded_only_sign_by_sign(ask: Asker) -> None:
    algorithm = read_algorithm(ask.session)
    assert algorithm is not None
    signs = sorted(algorithm.names(EMERGENCY))
    found = ask(findings=["hypokalemia"], absent=signs).work_up
    assert found is not None
    assert {step.step: step.answer for step in found.passed}["emergency-check"] == "no"
    assert found.open == []


@pytest.mark.parametrize(
    ("facts", "fields", "following"),
    [
        (LaboratoryFacts(low=False), {}, "at-risk-normal"),
        (None, {"absent": ["hypomagnesemia"]}, "at-risk-normal"),
        (None, {"conditions": ["icd10cm:E83.42"]}, "history"),
        (LaboratoryFacts(low=True, verdict="not-renal"), {}, "outside-the-kidney"),
        (LaboratoryFacts(low=True, verdict="indeterminate"), {}, "urine-magnesium"),
        (LaboratoryFacts(low=True, verdict="renal-loss"), {}, "urine-calcium"),
        (LaboratoryFacts(low=True, verdict="renal-loss"), {"findings": ["hp:0002150"]}, None),
        (LaboratoryFacts(low=True, verdict="renal-loss"), {"absent": ["hp:0002150"]}, None),
        # The urine rules hold only with low serum magnesium.
        (LaboratoryFacts(verdict="renal-loss"), {}, "confirm-low"),
    ],
)
def test_the_next_step(
    ask: Asker, facts: LaboratoryFacts | None, fields: dict[str, Any], following: str | None
) -> None:
    found = ask(facts, **{"findings": ["hypokalemia"], **fields}).work_up
    assert found is not None
    assert (found.next.step if found.next else None) == following
    assert all(step.claims for step in found.passed)


def test_urine_magnesium_tells_the_kidney_from_the_gut(ask: Asker) -> None:
    found = ask(medications=["hydrochlorothiazide"], conditions=["diarrhea"]).separating
    assert found is not None
    step = next(one for one in found.steps if one.step == "urine-magnesium")
    ways = {way.answer: way.candidates for way in step.ways}
    assert ways["high"] == ["medications/hydrochlorothiazide"]
    assert ways["low"] == ["causes/diarrhea"]
    assert sorted(ways["in between"]) == sorted(found.candidates)


def test_urine_calcium_tells_bartter_from_gitelman(ask: Asker) -> None:
    facts = LaboratoryFacts(low=True, verdict="renal-loss")
    found = ask(facts, findings=["hp:0002900", "hp:0200114"]).separating
    assert found is not None
    [step] = [one for one in found.steps if one.step == "urine-calcium"]
    ways = {way.answer: way for way in step.ways}
    assert "causes/gitelman-syndrome" in ways["low or normal"].candidates
    assert "causes/bartter-syndrome" in ways["high"].candidates
    assert all(way.claims for way in ways.values())
    clues = {one.ask: one.candidates for one in found.clues}
    assert clues["hp:0003127"][0] == "causes/gitelman-syndrome"
    assert clues["hp:0002150"] == ["causes/bartter-syndrome"]
    assert "hp:0002900" not in clues


def test_one_candidate_has_nothing_to_be_told_from(ask: Asker) -> None:
    assert ask(medications=["omeprazole"]).separating is None
