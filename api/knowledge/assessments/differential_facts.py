"""The facts that a differential needs, read in a fixed number of queries whatever is asked."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, cast

from sqlmodel import Session, col, or_, select

from api.clinical.differential import Clue, Effect, Site, Subject, combinations_taken
from api.clinical.differential_terms import CodeOf
from api.clinical.strength import strongest
from api.knowledge.entities import EntityRef
from api.tables import (
    CauseRow,
    ClaimCodeRow,
    ClaimRow,
    CodeRow,
    CombinationMemberRow,
    EffectRow,
    EntityRow,
    MechanismRow,
    MedicationClassRow,
    MedicationRow,
    MembershipRow,
)
from api.vocabulary import CodeRelation, Pathway, Strength

EVERY_DRUG = "causes/medications"
"""The cause that stands for all medications: each one taken has a line of its own."""


@dataclass(frozen=True)
class ClueFacts:
    """A clue claim, whoever it is about."""

    claim: str
    subject: str
    key: str
    codes: frozenset[str]

    @property
    def token(self) -> str:
        """What the clue's key is called among tokens."""
        return f"clue:{self.key}"


@dataclass(frozen=True)
class Facts:
    """Everything that the differential is drawn from."""

    entities: Mapping[str, EntityRef]
    """Causes, what is taken, its classes and all combinations."""
    codes: tuple[CodeOf, ...]
    """Of causes, symptoms and the condition."""
    clues: tuple[ClueFacts, ...]
    parents: Mapping[str, str]
    """The wider cause of a cause."""
    classes: Mapping[str, frozenset[str]]
    """By medication or class taken, itself and every class that it belongs to."""
    directions: Mapping[str, str]
    """By medication or class taken, what it does to blood magnesium."""
    combinations: Mapping[str, list[str]]
    """Combinations taken that lower magnesium, and which medications make them up."""
    effects: Mapping[str, frozenset[Effect]]
    """By cause or by what is taken: how it lowers magnesium."""
    associations: Mapping[str, list[str]]
    """Ids of the claims that say that the entity lowers magnesium."""
    strengths: Mapping[str, Strength]
    onsets: Mapping[str, list[str]]
    """Ids of the claims that say when in life or treatment it shows."""

    @property
    def causes(self) -> list[str]:
        """Ids of the causes that may be candidates."""
        return [path for path, ref in self.entities.items() if ref.type == "causes" and path != EVERY_DRUG]

    @property
    def taken(self) -> list[str]:
        """Ids of the medications, classes and combinations taken that lower magnesium."""
        return [*(path for path, said in self.directions.items() if said == "lowers"), *self.combinations]


def read_facts(session: Session, taken: Collection[str]) -> Facts:
    """All facts.

    Args:
        session: of the release.
        taken: ids of medications and medication classes; those that are not in the release are left out.
    """
    causes = dict(session.exec(select(CauseRow.path, CauseRow.parent)).all())
    directions, classes = _taken(session, taken)
    members: dict[str, set[str]] = defaultdict(set)
    for row in session.exec(select(CombinationMemberRow)):
        members[row.combination].add(row.member)
    relevant = {*causes, *members, *(path for paths in classes.values() for path in paths)}
    entities, strengths = _entities(session, relevant)
    associations, onsets, combined, clues = _claims(session, relevant)
    made = combinations_taken({path: frozenset(wanted) for path, wanted in members.items()}, classes)
    made = {path: who for path, who in made.items() if path in combined}
    effects = _effects(session, [*causes, *directions])
    return Facts(
        entities=entities,
        codes=_codes(session),
        clues=clues,
        parents={path: parent for path, parent in causes.items() if parent is not None},
        classes=classes,
        directions=directions,
        combinations=made,
        effects=effects
        | {path: frozenset().union(*(effects.get(one, ()) for one in who)) for path, who in made.items()},
        associations=associations,
        strengths=strengths | combined,
        onsets=onsets,
    )


def _taken(session: Session, taken: Collection[str]) -> tuple[dict[str, str], dict[str, frozenset[str]]]:
    """Directions, and all classes above, of what is taken."""
    every = {row.path: row for row in session.exec(select(MedicationClassRow))}
    wanted = sorted(set(taken))
    rows = session.exec(select(MedicationRow).where(col(MedicationRow.path).in_(wanted)))
    directions = {row.path: row.direction for row in rows}
    directions |= {path: every[path].direction for path in wanted if path in every}
    direct: dict[str, set[str]] = {path: {path} for path in directions}
    for member in session.exec(select(MembershipRow).where(col(MembershipRow.medication).in_(wanted))):
        direct[member.medication].add(member.medication_class)
    parents = {path: row.parent for path, row in every.items()}
    upwards = {path: {above for one in paths for above in lineage(one, parents)} for path, paths in direct.items()}
    return dict(sorted(directions.items())), {path: frozenset(found) for path, found in upwards.items()}


def lineage(path: str, parents: Mapping[str, str | None]) -> Iterator[str]:
    """The entity and all above it, nearest first."""
    here: str | None = path
    while here is not None:
        yield here
        here = parents.get(here)


def _entities(session: Session, paths: Iterable[str]) -> tuple[dict[str, EntityRef], dict[str, Strength]]:
    wanted = select(EntityRow).where(col(EntityRow.path).in_(sorted(paths))).order_by(col(EntityRow.path))
    rows = session.exec(wanted).all()
    refs = {row.path: EntityRef(id=row.path, type=row.type, name=row.name) for row in rows}
    return refs, {row.path: cast(Strength, row.strength) for row in rows if row.strength is not None}


def _codes(session: Session) -> tuple[CodeOf, ...]:
    kinds = [col(CodeRow.entity).startswith(f"{kind}/") for kind in ("causes", "symptoms", "condition")]
    rows = session.exec(select(CodeRow).where(or_(*kinds)))
    return tuple(CodeOf(row.entity, f"{row.system}:{row.code}", cast(CodeRelation, row.relation)) for row in rows)


def _claims(
    session: Session, subjects: Iterable[str]
) -> tuple[dict[str, list[str]], dict[str, list[str]], dict[str, Strength], tuple[ClueFacts, ...]]:
    """Associations and onsets by subject, strengths of combinations that lower magnesium, and all clues."""
    codes: dict[str, set[str]] = defaultdict(set)
    for row in session.exec(select(ClaimCodeRow)):
        codes[row.claim].add(f"{row.system}:{row.code}")
    about = col(ClaimRow.subject).in_(sorted(subjects))
    wanted = select(ClaimRow).where(or_(col(ClaimRow.kind) == "clue", about)).order_by(col(ClaimRow.id))
    associations: dict[str, list[str]] = defaultdict(list)
    onsets: dict[str, list[str]] = defaultdict(list)
    combined: dict[str, list[Strength]] = defaultdict(list)
    clues = []
    for claim in session.exec(wanted):
        together = claim.subject.startswith("combinations/")
        if claim.kind == "clue":
            clues.append(ClueFacts(claim.id, claim.subject, claim.key, frozenset(codes[claim.id])))
        elif claim.kind == "onset":
            onsets[claim.subject].append(claim.id)
        elif claim.direction == "lowers" and (
            claim.kind == "association" or (together and claim.kind == "risk-modifier")
        ):
            associations[claim.subject].append(claim.id)
            if together:
                combined[claim.subject].append(cast(Strength, claim.strength))
    strengths = {path: best for path, found in combined.items() if (best := strongest(found)) is not None}
    return associations, onsets, strengths, tuple(clues)


def _effects(session: Session, entities: Iterable[str]) -> dict[str, frozenset[Effect]]:
    """How each lowers magnesium; claims that it raises it, or does nothing, are no part of a differential."""
    sites = {row.path: row.site for row in session.exec(select(MechanismRow))}
    lowers = or_(col(EffectRow.direction).is_(None), col(EffectRow.direction) == "lowers")
    found: dict[str, set[Effect]] = defaultdict(set)
    for row in session.exec(select(EffectRow).where(col(EffectRow.entity).in_(sorted(entities)), lowers)):
        place = _place(sites[row.mechanism]) if row.mechanism else None
        found[row.entity].add(Effect(cast(Pathway, row.pathway), row.mechanism, place, row.claim))
    return {path: frozenset(effects) for path, effects in found.items()}


def _place(site: str) -> Literal["kidney", "elsewhere"]:
    return "kidney" if site.startswith("kidney") else "elsewhere"


def subject_of(facts: Facts, path: str, implies: frozenset[str]) -> Subject:
    """The entity as the differential compares it."""
    about = facts.classes.get(path, frozenset({path}))
    return Subject(
        id=path,
        strength=facts.strengths.get(path),
        effects=facts.effects.get(path, frozenset()),
        clues=frozenset(Clue(clue.claim, clue.token, clue.codes) for clue in facts.clues if clue.subject in about),
        inherited=_inherited(facts, path),
        implies=implies,
    )


def _inherited(facts: Facts, path: str) -> frozenset[Site]:
    """Where the nearest wider cause loses magnesium by its mechanisms of excretion."""
    for above in list(lineage(path, facts.parents))[1:]:
        effects = facts.effects.get(above, frozenset())
        said = {effect.site for effect in effects if effect.pathway == "excretion"} - {None}
        if said:
            return cast(frozenset[Site], frozenset(said))
    return frozenset()
