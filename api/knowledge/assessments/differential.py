"""The differential assessment: causes, medications and combinations that fit what is known, in a documented order."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from sqlmodel import Session

from api.clinical.differential import DIFFERENTIAL_RULE, Differential, Subject, differential
from api.errors import Fault, InvalidParameter
from api.knowledge.assessments.answer import about, cite
from api.knowledge.assessments.differential_answer import (
    Candidate,
    DifferentialAssessment,
    DifferentialLaboratory,
    NotListed,
    NotRecognised,
    NotUsed,
    TakenOtherwise,
    Understood,
    WorkUp,
)
from api.knowledge.assessments.differential_body import DifferentialBody, LaboratoryFacts, ResolvedItem
from api.knowledge.assessments.differential_case import PREGNANCY, RENAL_WASTING, Case, read_case
from api.knowledge.assessments.differential_facts import subject_of
from api.knowledge.assessments.differential_findings import Recognised
from api.knowledge.assessments.differential_lines import candidate_line, separating
from api.knowledge.assessments.differential_steps import Evidence, answers, read_algorithm, work_up


def assess_differential(
    session: Session,
    body: DifferentialBody,
    resolved: Sequence[ResolvedItem] = (),
    laboratory: LaboratoryFacts | None = None,
) -> DifferentialAssessment:
    """The whole assessment; the number of queries does not grow with what is asked.

    Args:
        session: of the release.
        body: what was sent; its medications and laboratory values come beside it, as their assessments read them.
        resolved: the medications of the body.
        laboratory: what its laboratory values say.

    Raises:
        InvalidParameter: nothing was sent, a code that cannot be one, or something said to be there and to be absent.
    """
    _refuse_empty(body)
    case = read_case(session, body, resolved, laboratory or LaboratoryFacts())
    facts = case.facts
    subjects = {path: subject_of(facts, path, case.terms.implied([path])) for path in (*facts.causes, *facts.taken)}
    found = differential(subjects.values(), case.known)
    lines = [candidate_line(case, line, subjects[line.id]) for line in found.candidates]
    walked, told_apart = _steps(session, case, found, subjects)
    answer: dict[str, Any] = {
        "rule": DIFFERENTIAL_RULE,
        "understood": _understood(case, found, walked),
        "not_recognised": _not_recognised(case),
        "not_used": _not_used(body, case, lines),
        "taken_otherwise": _taken_otherwise(case),
        "laboratory": _laboratory(case, laboratory),
        "candidates": lines,
        "not_listed": _not_listed(found),
        "work_up": walked,
        "separating": told_apart,
    }
    cited = cite(session, _named(answer))
    frame: dict[str, Any] = about(session)
    return DifferentialAssessment(**frame, **answer, claims=cited.claims, references=cited.references)


def _refuse_empty(body: DifferentialBody) -> None:
    if not any((body.medications, body.laboratory, body.conditions, body.findings, body.absent, body.pregnant)):
        expected = "at least one of: medications, laboratory, conditions, findings, absent, pregnant (true)"
        raise InvalidParameter("Nothing is known.", [Fault("body", "There is nothing to go by.", expected)])


def _steps(
    session: Session, case: Case, found: Differential, subjects: Mapping[str, Subject]
) -> tuple[WorkUp | None, Any]:
    algorithm = read_algorithm(session)
    ahead: tuple[str | None, list[str]] = (None, [])
    walked = None
    if algorithm is not None:
        known = answers(algorithm, _evidence(case))
        walked = work_up(algorithm, known)
        ahead = (walked.next.step if walked.next else None, list(known))
    return walked, separating(case, algorithm, ahead, found.candidates, subjects)


def _evidence(case: Case) -> Evidence:
    present = {token: [one.where for one in said] for token, said in case.there.items()}
    absent = {token: [one.where for one in said] for token, said in case.gone.items()}
    measured = ["body.laboratory"]
    condition = {
        where for index in (present, absent) for t in index if t.startswith("condition/") for where in index[t]
    }
    return Evidence(
        present=present,
        absent=absent,
        low=case.low,
        low_because=sorted(condition) if case.laboratory.low is None else measured,
        verdict=case.known.verdict,
        verdict_because=measured if case.laboratory.verdict else present.get(RENAL_WASTING, []),
    )


def _understood(case: Case, found: Differential, walked: WorkUp | None) -> list[Understood]:
    tokens = {token for line in found.candidates for one in (*line.matched, *line.against) for token in one.tokens}
    tokens |= {token for line in found.candidates for token in (line.id, *line.wider)}
    tokens |= {RENAL_WASTING} if case.known.verdict and not case.laboratory.verdict else set()
    used = {said.where for index in (case.there, case.gone) for token in tokens for said in index.get(token, ())}
    steps = [*walked.passed, *([walked.next] if walked.next else [])] if walked else []
    used |= {where for step in steps for where in step.because or ()}
    return [
        Understood(where=i.said.where, text=i.said.text, taken_as=sorted(i.tokens), used=i.said.where in used)
        for i in (*case.present, *case.absent)
    ] + [
        Understood(
            where=i.where,
            text=i.text,
            taken_as=sorted(i.entities),
            used=bool({*i.entities} & {*case.facts.taken}),
            cautions=list(i.cautions) or None,
        )
        for i in case.medications
        if i.entities
    ]


def _not_recognised(case: Case) -> list[NotRecognised]:
    found = [
        NotRecognised(where=i.said.where, text=i.said.text, reason=i.reason, suggestions=list(i.suggestions))
        for i in case.strangers
        if not _is_ours(i)
    ]
    return found + [
        NotRecognised(where=i.where, text=i.text, reason=i.reason, suggestions=list(i.suggestions))
        for i in case.medications
        if not i.entities and not i.set_aside
    ]


def _is_ours(item: Recognised) -> bool:
    """Whether the text is not the client's, but stands for a value or for `pregnant`."""
    return item.said.where.startswith(("body.laboratory", "body.pregnant"))


def _not_used(body: DifferentialBody, case: Case, lines: Iterable[Candidate]) -> list[NotUsed]:
    found = [
        NotUsed(where=item.said.where, reason=f"Nothing in the data speaks of {item.said.text}.", claims=[])
        for item in case.strangers
        if _is_ours(item)
    ]
    if body.age is not None:
        found.append(_age(case, lines))
    if body.pregnant is False and PREGNANCY in case.facts.entities:
        reason = "It only keeps pregnancy itself from being a candidate."
        found.append(NotUsed(where="body.pregnant", reason=reason, claims=[]))
    for position, item in enumerate(body.medications):
        extra = [name for name in ("dose", "duration") if getattr(item, name)]
        if extra:
            where, reason = f"body.medications.{position}", f"The order does not depend on {' or '.join(extra)}."
            found.append(NotUsed(where=where, reason=reason, claims=[]))
    return found + [NotUsed(where=i.where, reason=i.reason, claims=[]) for i in case.medications if i.set_aside]


def _age(case: Case, lines: Iterable[Candidate]) -> NotUsed:
    """No claim has an age in numbers; those that speak of age in words are named, to be read."""
    subjects = {entity for line in lines for entity in case.facts.classes.get(line.id, {line.id})}
    claims = sorted({claim for entity in subjects for claim in case.facts.onsets.get(entity, ())})
    reason = (
        "No claim ties an age to a cause in a form that can be applied; the laboratory's ranges by age use it. "
        "Claims that say in words when a candidate shows are named."
    )
    return NotUsed(where="body.age", reason=reason, claims=claims)


def _taken_otherwise(case: Case) -> list[TakenOtherwise]:
    return [
        TakenOtherwise(
            **case.facts.entities[path].model_dump(),
            direction=direction,
            where=sorted(item.where for item in case.medications if path in item.entities),
        )
        for path, direction in case.facts.directions.items()
        if direction != "lowers"
    ]


def _laboratory(case: Case, laboratory: LaboratoryFacts | None) -> DifferentialLaboratory | None:
    if laboratory is None and case.known.verdict is None:
        return None
    claims = sorted({*case.laboratory.claims, *case.laboratory.low_claims})
    return DifferentialLaboratory(verdict=case.known.verdict, low=case.low, claims=claims)


def _not_listed(found: Differential) -> list[NotListed]:
    order = sorted(found.not_listed.items(), key=lambda item: (item[0] is None, item[0] or ""))
    return [NotListed(pathway=pathway, causes=count) for pathway, count in order]


def _named(part: Any) -> Iterator[str]:
    """Every claim that some line of the answer names, however deep."""
    if isinstance(part, BaseModel):
        part = dict(part)
    if isinstance(part, dict):
        for name, value in part.items():
            if name == "claim":
                yield value
            elif name == "claims":
                yield from value
            else:
                yield from _named(value)
    elif isinstance(part, list):
        for value in part:
            yield from _named(value)
