"""The real diagnostic algorithms: they can be walked to an end, and everything on the way has its claims."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.knowledge.edges_of_claims import every
from tests.rest.asking import read


@pytest.fixture(scope="module")
def algorithms(real: TestClient) -> list[Any]:
    return [read(real, f"/v1/{item['id']}") for item in every(real, "diagnostic-algorithms")]


def onward(algorithm: Any) -> dict[str, list[str]]:
    """The next steps of each step."""
    steps: dict[str, list[str]] = {step["id"]: [] for step in algorithm["steps"]}
    for edge in algorithm["edges"]:
        steps[edge["source"]].append(edge["target"])
    return steps


def walked(steps: dict[str, list[str]], start: str) -> set[str]:
    seen: set[str] = set()
    ahead = [start]
    while ahead:
        step = ahead.pop()
        if step not in seen:
            seen.add(step)
            ahead += steps[step]
    return seen


def test_there_is_one(algorithms: list[Any]) -> None:
    assert algorithms


def test_every_way_from_the_start_ends(algorithms: list[Any]) -> None:
    for algorithm in algorithms:
        steps = onward(algorithm)
        ends = {step for step, targets in steps.items() if not targets}
        assert walked(steps, algorithm["start"]) == set(steps)
        for step in steps:
            # A test may be repeated, but there is always a way on.
            assert walked(steps, step) & ends, step


def test_only_a_decision_leads_back(algorithms: list[Any]) -> None:
    for algorithm in algorithms:
        kinds = {step["id"]: step["kind"] for step in algorithm["steps"]}
        forced = {step: targets if kinds[step] != "decision" else [] for step, targets in onward(algorithm).items()}
        for step, targets in forced.items():
            assert all(step not in walked(forced, target) for target in targets), step


def test_a_way_ends_in_a_conclusion_or_an_action(algorithms: list[Any]) -> None:
    for algorithm in algorithms:
        steps = onward(algorithm)
        last = {step["kind"] for step in algorithm["steps"] if not steps[step["id"]]}
        assert last <= {"action", "end", "result"}
        assert all(steps[step["id"]] == [] for step in algorithm["steps"] if step["kind"] == "end")


def test_answers_stand_at_decisions_and_differ(algorithms: list[Any]) -> None:
    for algorithm in algorithms:
        decisions = {step["id"] for step in algorithm["steps"] if step["kind"] == "decision"}
        answers = [(edge["source"], edge["answer"]) for edge in algorithm["edges"] if "answer" in edge]
        assert {source for source, _ in answers} == decisions
        assert len(set(answers)) == len(answers)
        for step in decisions:
            assert sum(source == step for source, _ in answers) > 1, step


def test_every_step_rests_on_claims_that_can_be_read(real: TestClient, algorithms: list[Any]) -> None:
    for algorithm in algorithms:
        own = {claim["id"] for claim in algorithm["claims"]}
        used = {claim for step in algorithm["steps"] for claim in step["claims"]}
        assert used <= own
        assert all(step["claims"] for step in algorithm["steps"])
        for claim in sorted(used):
            assert read(real, f"/v1/{claim}")["evidence"]
