"""What a release says of the entities on a medication list: a fixed number of queries, whatever the list."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from api.clinical.medication_list import Acting, Effect
from api.knowledge.entities import EntityRef, refs_of
from api.tables import (
    ClaimRow,
    CombinationMemberRow,
    EffectRow,
    EntityRow,
    MedicationClassRow,
    MedicationRow,
    MembershipRow,
)

ADVICE = ("monitoring", "alternative", "prevention")


@dataclass(frozen=True)
class ListFacts:
    """Facts by path of the entity."""

    acting: dict[str, Acting]
    refs: dict[str, EntityRef]
    direction_from: dict[str, str]
    classes: dict[str, list[str]]
    associations: dict[str, list[str]]
    """Ids of association claims, of the entities themselves and of all classes above them."""
    advice: list[ClaimRow]
    """Claims on monitoring, alternatives and prevention, of the same, by id."""
    combinations: dict[str, list[str]]
    """The members of every combination in the data."""
    combination_refs: dict[str, EntityRef]
    combination_claims: dict[str, list[str]]


def list_facts(session: Session, paths: Iterable[str], above: Mapping[str, frozenset[str]]) -> ListFacts:
    """Facts about entities; `above` are the classes of each, at every level."""
    taken = sorted(paths)
    subjects = sorted({*taken, *(one for path in taken for one in above.get(path, ()))})
    refs = refs_of(session, taken)
    directions = _directions(session, taken)
    effects = _effects(session, taken, above)
    strengths = _strengths(session, taken)
    claims = _claims(session, subjects)
    members = _members(session)
    joint = _claims(session, sorted(members), kinds=None)
    return ListFacts(
        acting={path: Acting(path, directions[path][0], strengths[path], tuple(effects[path])) for path in taken},
        refs=refs,
        direction_from={path: directions[path][1] for path in taken},
        classes=_classes(session, taken),
        associations=_ids([claim for claim in claims if claim.kind == "association"]),
        advice=[claim for claim in claims if claim.kind != "association"],
        combinations=members,
        combination_refs=refs_of(session, members),
        combination_claims=_ids(joint),
    )


def _directions(session: Session, paths: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Direction, and the entity whose claims say so."""
    medications = select(MedicationRow).where(col(MedicationRow.path).in_(paths))
    classes = select(MedicationClassRow).where(col(MedicationClassRow.path).in_(paths))
    found = {row.path: (row.direction, row.direction_from) for row in session.exec(medications)}
    return found | {row.path: (row.direction, row.path) for row in session.exec(classes)}


def _strengths(session: Session, paths: Sequence[str]) -> dict[str, str | None]:
    statement = select(EntityRow.path, EntityRow.strength).where(col(EntityRow.path).in_(paths))
    return dict(session.exec(statement).all())


def _effects(session: Session, paths: Sequence[str], above: Mapping[str, frozenset[str]]) -> dict[str, list[Effect]]:
    """Effects by its own claims and by those of its classes; what lies below a class need not be taken."""
    statement = select(EffectRow).where(col(EffectRow.entity).in_(paths)).order_by(col(EffectRow.claim))
    found: dict[str, list[Effect]] = defaultdict(list)
    for row in session.exec(statement):
        if row.via == row.entity or row.via in above.get(row.entity, ()):
            found[row.entity].append(Effect(row.pathway, row.mechanism, row.direction, row.claim))
    return found


def _classes(session: Session, paths: Sequence[str]) -> dict[str, list[str]]:
    statement = select(MembershipRow).where(col(MembershipRow.medication).in_(paths))
    found: dict[str, list[str]] = defaultdict(list)
    for row in session.exec(statement):
        found[row.medication].append(row.medication_class)
    return found


def _claims(
    session: Session, subjects: Sequence[str], kinds: Sequence[str] | None = ("association", *ADVICE)
) -> list[ClaimRow]:
    statement = select(ClaimRow).where(col(ClaimRow.subject).in_(subjects)).order_by(col(ClaimRow.id))
    if kinds is not None:
        statement = statement.where(col(ClaimRow.kind).in_(kinds))
    return list(session.exec(statement))


def _members(session: Session) -> dict[str, list[str]]:
    statement = select(CombinationMemberRow).order_by(
        col(CombinationMemberRow.combination), col(CombinationMemberRow.member)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for row in session.exec(statement):
        found[row.combination].append(row.member)
    return dict(found)


def _ids(claims: Iterable[ClaimRow]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for claim in claims:
        found[claim.subject].append(claim.id)
    return dict(found)
