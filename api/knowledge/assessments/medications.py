"""The medication list assessment: what its drugs do to magnesium, by which pathways, and what is not known of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from api.clinical.drug_names.lexicon import Thing
from api.clinical.medication_items import CAUTIONS, Resolved, Status
from api.clinical.medication_list import Acting, combinations_present, duplicates, in_order, lowering, pathway_sums
from api.knowledge.assessments.answer import about, cite
from api.knowledge.assessments.list_facts import ListFacts, list_facts
from api.knowledge.assessments.list_items import MAX_ITEMS, ListItem, MedicationItem, read_items
from api.knowledge.assessments.medications_answer import (
    Advice,
    AssessedItem,
    Caution,
    CombinationPresent,
    Conflict,
    Duplicate,
    Finding,
    ListedIngredient,
    Match,
    MechanismBy,
    MedicationAssessment,
    Member,
    PathwaySum,
    Tie,
    Unplaced,
)


class MedicationListBody(BaseModel):
    """A medication list."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "items": [
                        "omeprazole 20 MG Delayed Release Oral Capsule",
                        "Lasix 40mg tab po bid",
                        {"text": "telmisartan 80 mg / hydrochlorothiazide 12.5 mg", "duration": "2 years"},
                        {"code": "rxnorm:198051"},
                    ]
                }
            ]
        },
    )

    items: Annotated[list[ListItem], Field(min_length=1, max_length=MAX_ITEMS, description="At most 200 items.")]


Above = Mapping[str, frozenset[str]]
"""The classes of an entity, at every level."""

_DIRECTIONS: Final = {
    "findings": "lowers",
    "protective": "raises",
    "no_effect_found": "none-found",
    "effect_unknown": "unknown",
}
_ADVICE: Final = {"monitoring": "monitoring", "alternatives": "alternative", "prevention": "prevention"}


def assess_medications(session: Session, body: MedicationListBody) -> MedicationAssessment:
    """Read and add up a medication list.

    Raises:
        InvalidParameter: a code of no known system.
    """
    resolved, above = read_items(session, body.items, "body.items")
    items_of = entities_of(resolved)
    counted = {thing.path for item in resolved if not item.local for thing in item.things if thing.path}
    facts = list_facts(session, items_of, above)
    found = _findings(facts, items_of, counted)
    present = _combinations(facts, counted, above)
    advice = {name: _advice(facts, kind, counted, above) for name, kind in _ADVICE.items()}
    named = [
        *(one.claim for listed in advice.values() for one in listed),
        *(claim for listed in found.values() for one in listed for claim in one.claims),
        *(claim for one in present for claim in one.claims),
    ]
    cited = cite(session, named)
    parts: dict[str, Any] = {**about(session), **found, **advice, **_positions(resolved)}
    return MedicationAssessment(
        **parts,
        items=[_item(at, sent, item) for at, (sent, item) in enumerate(zip(body.items, resolved, strict=True))],
        pathways=_pathways(facts, counted),
        combinations=present,
        duplicates=_duplicates(facts, items_of),
        not_in_data=_outside(resolved),
        claims=cited.claims,
        references=cited.references,
    )


def entities_of(resolved: Sequence[Resolved]) -> dict[str, list[int]]:
    """The positions of the items that hold each entity, by path."""
    found: dict[str, list[int]] = {}
    for at, item in enumerate(resolved):
        for thing in item.things:
            if thing.path:
                found.setdefault(thing.path, []).append(at)
    return dict(sorted(found.items()))


def _findings(
    facts: ListFacts, items_of: Mapping[str, Sequence[int]], counted: Collection[str]
) -> dict[str, list[Finding]]:
    """Findings by direction; those only for local use apart."""
    findings = [_finding(facts, one, items_of) for one in in_order(facts.acting.values())]
    found = {
        name: [one for one in findings if one.direction == direction and one.entity.id in counted]
        for name, direction in _DIRECTIONS.items()
    }
    return {**found, "not_counted": [one for one in findings if one.entity.id not in counted]}


def _positions(resolved: Sequence[Resolved]) -> dict[str, list[int]]:
    return {
        "contains_magnesium": [at for at, item in enumerate(resolved) if item.contains_magnesium],
        "ambiguous": [at for at, item in enumerate(resolved) if item.ties],
        "conflicts": [at for at, item in enumerate(resolved) if item.status == Status.CONFLICT],
        "not_recognised": [at for at, item in enumerate(resolved) if item.status == Status.NOT_RECOGNISED],
    }


def _pathways(facts: ListFacts, counted: Iterable[str]) -> list[PathwaySum]:
    return [
        PathwaySum(
            pathway=one.pathway,
            by=list(one.by),
            mechanisms=[MechanismBy(mechanism=m.mechanism, by=list(m.by)) for m in one.mechanisms],
            claims=list(one.claims),
        )
        for one in pathway_sums(facts.acting[path] for path in sorted(counted))
    ]


def _finding(facts: ListFacts, one: Acting, items_of: Mapping[str, Sequence[int]]) -> Finding:
    effects = lowering(one)
    source = facts.direction_from[one.path]
    claims = {*facts.associations.get(one.path, ()), *facts.associations.get(source, ())}
    return Finding(
        entity=facts.refs[one.path],
        items=list(items_of[one.path]),
        direction=one.direction,
        direction_from=source,
        strength=one.strength,
        classes=sorted(facts.classes.get(one.path, ())),
        pathways=sorted({effect.pathway for effect in effects}),
        mechanisms=sorted({effect.mechanism for effect in effects if effect.mechanism}),
        claims=sorted(claims | {effect.claim for effect in effects}),
    )


def _combinations(facts: ListFacts, counted: Iterable[str], above: Above) -> list[CombinationPresent]:
    return [
        CombinationPresent(
            entity=facts.combination_refs[one.path],
            members=[Member(member=member, by=list(by)) for member, by in one.members],
            claims=facts.combination_claims.get(one.path, []),
        )
        for one in combinations_present(counted, above, facts.combinations)
    ]


def _advice(facts: ListFacts, kind: str, counted: Iterable[str], above: Above) -> list[Advice]:
    concerns: dict[str, list[str]] = {}
    for path in sorted(counted):
        for subject in (path, *above.get(path, ())):
            concerns.setdefault(subject, []).append(path)
    return [
        Advice(claim=claim.id, concerns=concerns[claim.subject], audience=claim.audience)
        for claim in facts.advice
        if claim.kind == kind and claim.subject in concerns
    ]


def _duplicates(facts: ListFacts, items_of: Mapping[str, Sequence[int]]) -> list[Duplicate]:
    return [
        Duplicate(entity=one.path, members=list(one.members), items=list(one.items))
        for one in duplicates(items_of, facts.classes)
    ]


def _outside(resolved: Sequence[Resolved]) -> list[Unplaced]:
    named = [(at, [thing.name for thing in item.things if not thing.path]) for at, item in enumerate(resolved)]
    return [Unplaced(item=at, names=names) for at, names in named if names]


def _item(at: int, sent: MedicationItem, item: Resolved) -> AssessedItem:
    conflict = Conflict(by_text=_ingredients(item.by_text), by_code=_ingredients(item.by_code))
    return AssessedItem(
        position=at,
        text=sent.text,
        code=sent.code,
        dose=sent.dose,
        duration=sent.duration,
        status=str(item.status),
        match=Match(method=item.method, score=item.score) if item.method else None,
        ingredients=_ingredients(item.things) or None,
        conflict=conflict if item.status == Status.CONFLICT else None,
        ambiguous=[Tie(text=tie.typed, options=_ingredients(tie.options)) for tie in item.ties] or None,
        routes=list(item.routes) or None,
        contains_magnesium=item.contains_magnesium or None,
        cautions=[Caution(code=code, message=CAUTIONS[code]) for code in item.cautions] or None,
        unread=list(item.unread) or None,
        suggestions=_ingredients(item.suggestions) or None,
    )


def _ingredients(things: Iterable[Thing]) -> list[ListedIngredient]:
    return [ListedIngredient(name=thing.name, entity=thing.path) for thing in things]
