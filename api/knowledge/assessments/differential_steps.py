"""The diagnostic algorithm in a differential: walked with what is known, and what its open decisions tell apart."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session, col, select

from api.clinical.differential import Verdict
from api.clinical.differential_walk import Step, decisions_ahead, results_behind, separates, walk
from api.knowledge.assessments.differential_answer import SeparatingStep, Way, WorkUp, WorkUpStep
from api.tables import ClaimRelatedRow, ClaimRow, DiagnosticAlgorithmRow

ALGORITHM: Final = "diagnostic-algorithms/hypomagnesemia-workup"

EMERGENCY: Final = "emergency-check"
CONFIRM: Final = "confirm-low"
URINE_MAGNESIUM: Final = "urine-magnesium"
URINE_CALCIUM: Final = "urine-calcium"
ANSWERED: Final[dict[str, set[str]]] = {
    EMERGENCY: {"yes", "no"},
    CONFIRM: {"yes", "no"},
    URINE_MAGNESIUM: {"high", "low", "in between"},
    URINE_CALCIUM: {"high", "low or normal"},
}
"""Decisions that are answered here; a test holds them to the algorithm. All others are a clinician's judgement."""
_URINE: Final[dict[Verdict, str]] = {"renal-loss": "high", "not-renal": "low", "indeterminate": "in between"}
HYPERCALCIURIA: Final = "hp:0002150"
HYPOCALCIURIA: Final = "hp:0003127"


@dataclass(frozen=True)
class Evidence:
    """What the decisions are answered from. `because` gives the places in the request that a token comes from."""

    present: Mapping[str, list[str]]
    absent: Mapping[str, list[str]]
    low: bool | None
    low_because: list[str]
    verdict: Verdict | None
    verdict_because: list[str]


Answer = tuple[str, list[str]]


class Algorithm:
    """The steps of the algorithm, and the entities that their claims name: two queries."""

    def __init__(self, row: DiagnosticAlgorithmRow, related: Mapping[str, set[str]]) -> None:
        self.start = row.start
        self.stored: dict[str, dict[str, Any]] = json.loads(row.steps)
        self.steps = {
            key: Step(key, step["kind"], step.get("next"), step.get("answers") or {})
            for key, step in self.stored.items()
        }
        self.related = related

    def claims(self, key: str) -> list[str]:
        """Ids of the claims that a step rests on."""
        return [f"{ALGORITHM}/claims/{claim}" for claim in self.stored[key]["claims"]]

    def names(self, key: str) -> set[str]:
        """Entities that the claims of a step name."""
        return {entity for claim in self.claims(key) for entity in self.related.get(claim, ())}

    def step(self, key: str, answer: Answer | None = None) -> WorkUpStep:
        """A step as clients read it."""
        stored = self.stored[key]
        return WorkUpStep(
            step=key,
            kind=stored["kind"],
            text=stored["text"],
            answer=answer[0] if answer else None,
            because=answer[1] if answer else None,
            pathway=stored.get("pathway"),
            names=sorted(self.names(key)) if stored["kind"] == "result" else None,
            claims=self.claims(key),
        )


def read_algorithm(session: Session) -> Algorithm | None:
    """The algorithm of the release, if it has it."""
    row = session.get(DiagnosticAlgorithmRow, ALGORITHM)
    if row is None:
        return None
    related: dict[str, set[str]] = defaultdict(set)
    of_steps = select(ClaimRelatedRow).join(ClaimRow).where(col(ClaimRow.subject) == ALGORITHM)
    for link in session.exec(of_steps):
        related[link.claim].add(link.entity)
    return Algorithm(row, related)


def answers(algorithm: Algorithm, evidence: Evidence) -> dict[str, Answer]:
    """The decisions that what is known answers."""
    found: dict[str, Answer] = {}
    signs = algorithm.names(EMERGENCY) if EMERGENCY in algorithm.steps else set()
    there = sorted({place for sign in signs for place in evidence.present.get(sign, ())})
    if there:
        found[EMERGENCY] = ("yes", there)
    elif signs and signs <= evidence.absent.keys():
        found[EMERGENCY] = ("no", sorted({place for sign in signs for place in evidence.absent[sign]}))
    if evidence.low is not None:
        found[CONFIRM] = ("yes" if evidence.low else "no", evidence.low_because)
    # The urine rules hold only with low serum magnesium.
    if evidence.low and evidence.verdict:
        found[URINE_MAGNESIUM] = (_URINE[evidence.verdict], evidence.verdict_because)
    if HYPERCALCIURIA in evidence.present:
        found[URINE_CALCIUM] = ("high", evidence.present[HYPERCALCIURIA])
    elif HYPOCALCIURIA in evidence.present or HYPERCALCIURIA in evidence.absent:
        places = {*evidence.present.get(HYPOCALCIURIA, ()), *evidence.absent.get(HYPERCALCIURIA, ())}
        found[URINE_CALCIUM] = ("low or normal", sorted(places))
    return {key: answer for key, answer in found.items() if key in algorithm.steps}


def work_up(algorithm: Algorithm, known: Mapping[str, Answer]) -> WorkUp:
    """The algorithm walked as far as the answers lead."""
    walked = walk(algorithm.start, algorithm.steps, {key: answer for key, (answer, _) in known.items()})
    return WorkUp(
        algorithm=ALGORITHM,
        passed=[algorithm.step(key, known.get(key)) for key, _ in walked.passed],
        open=[key for key, answer in walked.passed if answer is None and algorithm.steps[key].answers],
        next=algorithm.step(walked.next, known.get(walked.next)) if walked.next else None,
    )


def separating_steps(
    algorithm: Algorithm,
    start: str | None,
    answered: Collection[str],
    top: Mapping[str, frozenset[str]],
    fitting: Mapping[Verdict, Sequence[str]],
) -> list[SeparatingStep]:
    """Decisions from `start` on whose answers fit different top candidates.

    An answer fits the candidates that the claims of a result behind it name, or, of urine magnesium, those that it
    does not contradict.

    Args:
        algorithm: the algorithm.
        start: the step that comes next; None at the end.
        answered: decisions that need not be made any more.
        top: the top candidates, each with itself and everything it is a kind, member or combination of.
        fitting: the top candidates that each verdict of urine magnesium does not contradict.
    """
    found = []
    for key in decisions_ahead(start, algorithm.steps) if start else ():
        if key in answered and key != start:
            continue
        verdicts = {answer: fitting[verdict] for verdict, answer in _URINE.items()}
        ways = [
            _way(algorithm, key, answer, top, verdicts.get(answer, ()) if key == URINE_MAGNESIUM else ())
            for answer in algorithm.steps[key].answers
        ]
        if separates({way.answer: frozenset(way.candidates) for way in ways}):
            text = algorithm.stored[key]["text"]
            found.append(SeparatingStep(step=key, text=text, ways=ways, claims=algorithm.claims(key)))
    return found


def _way(
    algorithm: Algorithm, decision: str, answer: str, top: Mapping[str, frozenset[str]], fitting: Sequence[str]
) -> Way:
    behind = results_behind(algorithm.steps[decision].answers[answer], algorithm.steps, decision)
    claims = {claim: algorithm.related.get(claim, set()) for key in behind for claim in algorithm.claims(key)}
    every = set().union(*claims.values())
    pointed = [path for path, kinds in top.items() if kinds & every or path in fitting]
    meant = {kind for path in pointed for kind in top[path]}
    return Way(
        answer=answer, candidates=pointed, claims=sorted(claim for claim, named in claims.items() if named & meant)
    )
