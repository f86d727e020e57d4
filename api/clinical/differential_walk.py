"""Walking a diagnostic algorithm with what is known, and what its open decisions would tell apart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from api.vocabulary import StepKind


@dataclass(frozen=True)
class Step:
    """A step of the algorithm. `answers` leads on from a decision, `next` from any other step."""

    key: str
    kind: StepKind
    next: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def ways(self) -> list[str]:
        """Keys of the steps that may follow."""
        return list(dict.fromkeys((*self.answers.values(), *([self.next] if self.next else []))))


Steps = Mapping[str, Step]


class Passed(NamedTuple):
    """A step that the walk went through; a decision without an answer was left open."""

    key: str
    answer: str | None


class Walk(NamedTuple):
    """The steps passed, in order, and the step that comes next; None when the algorithm is at its end."""

    passed: tuple[Passed, ...]
    next: str | None


def walk(start: str, steps: Steps, answers: Mapping[str, str]) -> Walk:
    """Go from the start as far as the answers lead.

    A decision whose answer is not known holds the walk up, except where it makes no difference to the next decision, or
    where a later decision is answered already. A step that comes a second time is what comes next: to be repeated.
    """
    passed: list[Passed] = []
    here: str | None = start
    while here is not None:
        if here in {before.key for before in passed}:
            return Walk(tuple(passed), here)
        step = steps[here]
        answer = answers.get(here) if step.answers else None
        if answer is not None:
            onward: str | None = step.answers[answer]
        elif step.answers:
            onward = _around(step, steps, answers)
            if onward is None:
                return Walk(tuple(passed), here)
        else:
            onward = step.next
        passed.append(Passed(here, answer))
        here = onward
    return Walk(tuple(passed), None)


def _around(step: Step, steps: Steps, answers: Mapping[str, str]) -> str | None:
    """Where to go on past an open decision; None when it holds the walk up."""
    following = [_next_decision(way, steps) for way in step.ways]
    if following[0] is not None and len(set(following)) == 1:
        return following[0]
    return next((decision for decision in following if decision is not None and decision in answers), None)


def _next_decision(here: str | None, steps: Steps) -> str | None:
    """The first decision from here on, this step included; None when there is none."""
    seen = set()
    while here is not None and here not in seen:
        if steps[here].answers:
            return here
        seen.add(here)
        here = steps[here].next
    return None


def results_behind(start: str, steps: Steps, decision: str) -> list[str]:
    """Result steps that can be reached from `start` without coming back to the decision, nearest first."""
    return [key for key in _reachable(start, steps, decision) if steps[key].kind == "result"]


def decisions_ahead(start: str, steps: Steps) -> list[str]:
    """Decisions that can be reached from `start`, itself included, nearest first."""
    return [key for key in _reachable(start, steps, None) if steps[key].answers]


def _reachable(start: str, steps: Steps, barred: str | None) -> Iterator[str]:
    seen = {barred, start}
    waiting = [start] if start != barred else []
    while waiting:
        here = waiting.pop(0)
        yield here
        fresh = [way for way in steps[here].ways if way not in seen]
        seen.update(fresh)
        waiting += fresh


def separates(ways: Mapping[str, frozenset[str]]) -> bool:
    """Whether two answers, each of which points to a candidate, point to different ones."""
    return len({found for found in ways.values() if found}) > 1
