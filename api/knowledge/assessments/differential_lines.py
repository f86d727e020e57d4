"""From the ordered candidates to the lines of the answer, each with its claims."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, get_args

from api.clinical import differential as core
from api.clinical.differential import Agreement, Standing, agreement
from api.knowledge.assessments.differential_answer import (
    Against,
    Candidate,
    CandidatePathway,
    MatchedClue,
    MissingClue,
    Separating,
    SeparatingClue,
)
from api.knowledge.assessments.differential_case import RENAL_WASTING, Case
from api.knowledge.assessments.differential_facts import lineage
from api.knowledge.assessments.differential_findings import Said
from api.knowledge.assessments.differential_steps import Algorithm, separating_steps

TOP: Final = 5
"""So many candidates, the first ones, are told apart."""


def texts(said: Iterable[Said]) -> list[str]:
    """What was said, each text once; the same for any order of the request."""
    return sorted({one.text for one in said})


def sources(index: Mapping[str, Sequence[Said]], tokens: Iterable[str]) -> list[str]:
    """The texts of the request that any of the tokens follows from."""
    return texts(said for token in tokens for said in index.get(token, ()))


def candidate_line(case: Case, found: core.Candidate, subject: core.Subject) -> Candidate:
    """One candidate as clients read it."""
    facts = case.facts
    ref = facts.entities[found.id]
    return Candidate(
        id=ref.id,
        type=ref.type,
        name=ref.name,
        standing=found.standing,
        where=places(case, found.id),
        kind_of=facts.parents.get(found.id),
        made_of=facts.combinations.get(found.id),
        strength=found.strength,
        laboratory=found.agreement,
        explains=found.explained,
        wider=sources(case.there, found.wider) or None,
        pathways=_pathways(subject),
        matched=[
            MatchedClue(claim=one.claim, findings=sources(case.there, one.tokens), open=list(one.open) or None)
            for one in found.matched
        ],
        against=_against(case, found, subject),
        missing=[MissingClue(claim=one.claim, ask=_ask(one)) for one in found.missing],
        claims=_claims(case, found.id),
    )


def places(case: Case, path: str) -> list[str]:
    """Where the request says that this is present."""
    parts = {path, *case.facts.combinations.get(path, ())}
    taken = {item.where for item in case.medications if parts & set(item.entities)}
    return sorted(taken | {said.where for said in case.there.get(path, ())})


def _pathways(subject: core.Subject) -> list[CandidatePathway]:
    by_pathway: dict[str, list[core.Effect]] = defaultdict(list)
    for effect in subject.effects:
        by_pathway[effect.pathway].append(effect)
    return [
        CandidatePathway(
            pathway=pathway,
            mechanisms=sorted({effect.mechanism for effect in effects if effect.mechanism}),
            claims=sorted({effect.claim for effect in effects}),
        )
        for pathway, effects in sorted(by_pathway.items())
    ]


def _against(case: Case, found: core.Candidate, subject: core.Subject) -> list[Against]:
    lines = [
        Against(reason="absent-finding", findings=sources(case.gone, one.tokens), claims=[one.claim])
        for one in found.against
    ]
    if found.standing is Standing.SAID_ABSENT:
        lines.append(Against(reason="said-absent", findings=sources(case.gone, [found.id]), claims=[]))
    if found.agreement is Agreement.CONTRADICTS:
        effects = {effect.claim for effect in subject.effects}
        said = [] if case.laboratory.verdict else sources(case.there, [RENAL_WASTING])
        lines.append(Against(reason="laboratory", findings=said, claims=sorted({*case.laboratory.claims, *effects})))
    return lines


def _ask(one: core.Match) -> list[str]:
    return [one.claim if token.startswith("clue:") else token for token in one.open]


def _claims(case: Case, path: str) -> list[str]:
    about = case.facts.classes.get(path, {path})
    return sorted({claim for entity in about for claim in case.facts.associations.get(entity, ())})


def separating(
    case: Case,
    algorithm: Algorithm | None,
    ahead: tuple[str | None, Sequence[str]],
    ordered: Sequence[core.Candidate],
    subjects: Mapping[str, core.Subject],
) -> Separating | None:
    """What would tell the top candidates apart; None when there is nothing to be told apart.

    Args:
        case: what was said.
        algorithm: the diagnostic algorithm, if there is one.
        ahead: the step of it that comes next, and the decisions already answered.
        ordered: all candidates.
        subjects: all subjects, by id.
    """
    top = ordered[:TOP]
    if len(top) < 2:
        return None
    kinds = {found.id: _kinds(case, found.id) for found in top}
    fitting = {
        verdict: [found.id for found in top if agreement(subjects[found.id], verdict) is not Agreement.CONTRADICTS]
        for verdict in get_args(core.Verdict)
    }
    steps = separating_steps(algorithm, *ahead, kinds, fitting) if algorithm else []
    return Separating(candidates=list(kinds), steps=steps, clues=_separating_clues(top))


def _kinds(case: Case, path: str) -> frozenset[str]:
    """The candidate, what it is a kind or member of, and, for a combination, the same of what makes it up."""
    parts = case.facts.combinations.get(path, [path])
    classes = {kind for part in parts for kind in case.facts.classes.get(part, ())}
    return frozenset({path, *classes, *lineage(path, case.facts.parents)})


def _separating_clues(top: Sequence[core.Candidate]) -> list[SeparatingClue]:
    """Findings nobody spoke of yet that are in clues of some of the candidates, but not of all."""
    who: dict[str, list[str]] = defaultdict(list)
    claims: dict[str, set[str]] = defaultdict(set)
    for found in top:
        for one in (*found.missing, *found.matched):
            for token in one.open:
                claims[token].add(one.claim)
                if found.id not in who[token]:
                    who[token].append(found.id)
    ranks = {found.id: rank for rank, found in enumerate(top)}
    order = sorted(who, key=lambda token: ([ranks[path] for path in who[token]], token))
    return [
        SeparatingClue(
            ask=min(claims[token]) if token.startswith("clue:") else token,
            candidates=who[token],
            claims=sorted(claims[token]),
        )
        for token in order
        if len(who[token]) < len(top)
    ]
