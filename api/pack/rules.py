"""How the files of a pack must fit together. Each rule is a function from pack to findings; `check_pack` runs all."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

from api.pack.code_tables import CODES
from api.pack.finding import Finding, did_you_mean
from api.pack.read import Pack, read_pack
from api.pack.schema import (
    ENTITY_ENTRIES,
    CauseEntry,
    CombinationEntry,
    DiagnosticAlgorithmEntry,
    EntityEntry,
    MechanismEntry,
    MedicationClassEntry,
    MedicationEntry,
    StepEntry,
    SymptomEntry,
)
from api.pack.skeleton import TODO
from api.pack.spelling import other_spellings
from api.pack.yaml import Location
from api.text import fold

Rule = Callable[[Pack], Iterator[Finding]]

# What a class or cause must be tied to magnesium by.
NEEDS_ASSOCIATION = ("causes", "medication-classes", "symptoms")


def check_pack(root: Path) -> tuple[Pack, list[Finding]]:
    """Read the pack under `root` and apply every rule; findings are sorted by place."""
    pack, findings = read_pack(root)
    for rule in RULES:
        findings.extend(rule(pack))
    return pack, sorted(set(findings))


def _dangling(pack: Pack, path: str, location: Location, folder: str, slug: str) -> Iterator[Finding]:
    """A finding when `folder/slug` is no file of the pack."""
    # A file that exists but is faulty has its own findings already.
    if f"{folder}/{slug}" in pack.documents:
        return
    known = [p.split("/", 1)[1] for p in pack.documents if p.startswith(f"{folder}/")]
    yield pack.finding(path, location, f"there is no {pack.root.name}/{folder}/{slug}.yaml{did_you_mean(slug, known)}")


def _no_entity(pack: Pack, path: str, location: Location, wanted: str) -> Iterator[Finding]:
    """A finding when `wanted` is not the path of an entity of the pack."""
    folder, slug = wanted.split("/", 1)
    if folder in ENTITY_ENTRIES:
        yield from _dangling(pack, path, location, folder, slug)
    else:
        hint = did_you_mean(folder, ENTITY_ENTRIES)
        yield pack.finding(path, location, f"{wanted} is no entity: there is no type {folder!r}{hint}")


def references_exist(pack: Pack) -> Iterator[Finding]:
    """Every evidence row names a reference that is there, and every reference is cited."""
    cited: set[str] = set()
    for path, entity in pack.entities.items():
        for key, claim in entity.claims.items():
            for index, evidence in enumerate(claim.evidence):
                cited.add(evidence.reference)
                location = ("claims", key, "evidence", index, "reference")
                yield from _dangling(pack, path, location, "references", evidence.reference)
    # A faulty file has findings of its own, and what it cites is not known.
    if any(path not in pack.entities for path in pack.documents if path.split("/", 1)[0] in ENTITY_ENTRIES):
        return
    for slug in pack.references.keys() - cited:
        yield pack.finding(f"references/{slug}", (), "this reference is cited by no claim")


def links_exist(pack: Pack) -> Iterator[Finding]:
    """Parents, classes, mechanisms and related entities are there."""
    for path, entity in pack.entities.items():
        folder = path.split("/", 1)[0]
        if isinstance(entity, CauseEntry | MedicationClassEntry) and entity.parent:
            yield from _dangling(pack, path, ("parent",), folder, entity.parent)
        if isinstance(entity, MedicationEntry | CombinationEntry):
            for index, slug in enumerate(entity.classes):
                yield from _dangling(pack, path, ("classes", index), "medication-classes", slug)
        if isinstance(entity, CombinationEntry):
            for index, slug in enumerate(entity.medications):
                yield from _dangling(pack, path, ("medications", index), "medications", slug)
        for key, claim in entity.claims.items():
            if claim.mechanism:
                yield from _dangling(pack, path, ("claims", key, "mechanism"), "mechanisms", claim.mechanism)
            for index, related in enumerate(claim.related):
                yield from _no_entity(pack, path, ("claims", key, "related", index), related)


def no_parent_cycles(pack: Pack) -> Iterator[Finding]:
    """Following `parent` ends."""
    for path, entity in pack.entities.items():
        if not isinstance(entity, CauseEntry | MedicationClassEntry):
            continue
        folder, slug = path.split("/", 1)
        trail = [slug]
        parent = entity.parent
        while parent is not None and parent not in trail:
            trail.append(parent)
            above = pack.entities.get(f"{folder}/{parent}")
            parent = above.parent if isinstance(above, CauseEntry | MedicationClassEntry) else None
        if parent == slug:
            yield pack.finding(path, ("parent",), f"the parents go in a circle: {' -> '.join([*trail, slug])}")


def pathways_agree(pack: Pack) -> Iterator[Finding]:
    """A claim's pathway is its mechanism's; a mechanism claim has one."""
    for path, entity in pack.entities.items():
        for key, claim in entity.claims.items():
            mechanism = pack.entities.get(f"mechanisms/{claim.mechanism}")
            if isinstance(mechanism, MechanismEntry) and claim.pathway not in (None, mechanism.pathway):
                message = f"the pathway is {claim.pathway}, but mechanism {claim.mechanism} acts by {mechanism.pathway}"
                yield pack.finding(path, ("claims", key, "pathway"), message)
            is_mechanism_entity = path.startswith("mechanisms/")
            if claim.kind == "mechanism" and not is_mechanism_entity and not claim.mechanism and not claim.pathway:
                yield pack.finding(path, ("claims", key), "a mechanism claim names a mechanism or at least a pathway")


def associations_carry_directions(pack: Pack) -> Iterator[Finding]:
    """What an entity says about magnesium stands in an association claim."""
    for path, entity in pack.entities.items():
        directions = {c.direction for c in entity.claims.values() if c.kind == "association"}
        stated = entity.direction if isinstance(entity, MedicationClassEntry | MedicationEntry) else None
        if path.split("/", 1)[0] in NEEDS_ASSOCIATION and not directions and stated != "unknown":
            yield pack.finding(path, ("claims",), "an association claim is missing: what ties this to magnesium?")
        for key, claim in entity.claims.items():
            if claim.kind == "association" and claim.direction is None and not path.startswith("symptoms/"):
                yield pack.finding(path, ("claims", key), "an association claim has a direction")
        if stated == "unknown" and directions:
            yield pack.finding(path, ("direction",), "an association claim below says more than unknown")
        if stated not in (None, "unknown", *directions):
            yield pack.finding(path, ("direction",), f"no association claim below has the direction {stated}")
        if isinstance(entity, MedicationEntry) and stated is None and directions:
            message = "an association claim has a direction, so the medication must state its own"
            yield pack.finding(path, ("claims",), message)
        advice = any(claim.kind == "management" for claim in entity.claims.values())
        if isinstance(entity, SymptomEntry) and entity.emergency and not advice:
            yield pack.finding(path, ("emergency",), "an emergency needs a management claim that says why")


def class_directions_reach_members(pack: Pack) -> Iterator[Finding]:
    """A medication without its own direction gets one from its classes, so they must not differ."""
    for path, entity in pack.entities.items():
        if not isinstance(entity, MedicationEntry) or entity.direction is not None:
            continue
        classes = [pack.entities.get(f"medication-classes/{slug}") for slug in entity.classes]
        found = {c.direction for c in classes if isinstance(c, MedicationClassEntry)}
        if len(found) > 1:
            message = f"its classes differ ({', '.join(sorted(found))}), so the medication must state its own direction"
            yield pack.finding(path, ("classes",), message)


def codes_are_unique(pack: Pack) -> Iterator[Finding]:
    """An exact code stands under one entity; a code stands once under an entity."""
    first: dict[str, str] = {}
    for path, entity in pack.entities.items():
        own: set[str] = set()
        for index, entry in enumerate(entity.codes):
            if entry.code in own:
                yield pack.finding(path, ("codes", index), f"duplicate code {entry.code}")
            elif entry.relation == "exact" and first.setdefault(entry.code, path) != path:
                message = f"duplicate code {entry.code}: {first[entry.code]} has it as exact already"
                yield pack.finding(path, ("codes", index), message)
            own.add(entry.code)


def codes_are_in_the_table(pack: Pack) -> Iterator[Finding]:
    """Every code printed has a name in the code table, so that none is written from memory."""
    for path, entity in pack.entities.items():
        printed: list[tuple[tuple[str | int, ...], str]] = [
            (("codes", index), entry.code) for index, entry in enumerate(entity.codes)
        ]
        for key, claim in entity.claims.items():
            printed += [(("claims", key, "codes", index), code) for index, code in enumerate(claim.codes)]
        for location, code in printed:
            if not pack.code_names:
                # One finding, and not one per code, when the table is empty or cannot be read.
                yield Finding(f"{pack.root.name}/{CODES}", 1, "no code has a name here")
                return
            if code not in pack.code_names:
                hint = did_you_mean(code, pack.code_names)
                yield pack.finding(path, location, f"the code {code} is not in {pack.root.name}/{CODES}{hint}")


def names_are_unique(pack: Pack) -> Iterator[Finding]:
    """Within a type a name means one entity, and an entity says each name once."""
    owners: dict[tuple[str, str], str] = {}
    for path, entity in pack.entities.items():
        folder = path.split("/", 1)[0]
        own: set[str] = set()
        for location, text in _names(entity):
            key = fold(text)
            if key in own:
                yield pack.finding(path, location, f"the name {text!r} stands twice in this file")
            elif owners.setdefault((folder, key), path) != path:
                yield pack.finding(path, location, f"the name {text!r} is used by {owners[folder, key]} already")
            own.add(key)


def _names(entity: EntityEntry) -> Iterator[tuple[tuple[str | int, ...], str]]:
    yield ("name",), entity.name
    for group in ("synonyms", "brands", "abbreviations"):
        for index, text in enumerate(cast(list[str], getattr(entity.names, group))):
            yield ("names", group, index), text


def spellings_are_complete(pack: Pack) -> Iterator[Finding]:
    """A name that is spelt differently in Britain and America stands there in both spellings."""
    for path, entity in pack.entities.items():
        known = {fold(text) for _, text in _names(entity)}
        for other in other_spellings(entity.name):
            if fold(other) not in known:
                yield pack.finding(path, ("name",), f"the spelling {other!r} is missing among the synonyms")


def nothing_is_unfinished(pack: Pack) -> Iterator[Finding]:
    """What `hypomag new` leaves to be filled in is filled in."""
    for path, document in pack.documents.items():
        for location, text in _texts(document.data, ()):
            if TODO in text:
                yield pack.finding(path, location, f"this is still to be written: {text}")


def _texts(data: object, location: Location) -> Iterator[tuple[Location, str]]:
    if isinstance(data, str):
        yield location, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _texts(value, (*location, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _texts(value, (*location, index))


_OF_BLOOD = r" ((?!urin)\w+ )?magnesium(?! (excretion|output|loss|in (the )?urine))"
_LOW = re.compile(rf"hypomagnes|\b(low|lower|decreased|reduced){_OF_BLOOD}", re.IGNORECASE)
_HIGH = re.compile(rf"hypermagnes|\b(high|higher|raised|increased){_OF_BLOOD}", re.IGNORECASE)
_FALL = re.compile(r"hypomagnes|\b(low|fell|fall|drop|decreas|declin|deficien|deplet|loss|lost|wast)", re.IGNORECASE)
_RISE = re.compile(r"hypermagnes|\b(high|rais|rose|rise|rising|increas|spar)|\+\d", re.IGNORECASE)


def evidence_fits_the_direction(pack: Pack) -> Iterator[Finding]:
    """A supporting note speaks of the direction that its claim states; what was not found has no mechanism."""
    contrary = {"lowers": (_HIGH, _FALL), "raises": (_LOW, _RISE)}
    for path, entity in pack.entities.items():
        for key, claim in entity.claims.items():
            if claim.direction == "none-found" and claim.mechanism:
                yield pack.finding(path, ("claims", key, "mechanism"), "what was not found has no mechanism")
            against, along = contrary.get(claim.direction or "", (None, None))
            for index, evidence in enumerate(claim.evidence):
                speaks_against = against and along and against.search(evidence.note) and not along.search(evidence.note)
                if speaks_against and evidence.stance == "supports" and claim.kind == "association":
                    message = f"the claim's direction is {claim.direction}, but this note speaks of the opposite"
                    yield pack.finding(path, ("claims", key, "evidence", index, "note"), message)


def combinations_are_unique(pack: Pack) -> Iterator[Finding]:
    """One file per set of members."""
    seen: dict[frozenset[str], str] = {}
    for path, entity in pack.entities.items():
        if isinstance(entity, CombinationEntry):
            members = frozenset((*entity.classes, *(f"medications/{m}" for m in entity.medications)))
            if seen.setdefault(members, path) != path:
                yield pack.finding(path, ("classes",), f"{seen[members]} has the same members")


def works_are_unique(pack: Pack) -> Iterator[Finding]:
    """One publication under one reference: independence of sources counts for strength."""
    owners: dict[str, str] = {}
    for slug, reference in pack.references.items():
        for field in ("pmid", "doi", "pmcid"):
            value = getattr(reference, field)
            if value and owners.setdefault(f"{field}:{value.lower()}", slug) != slug:
                message = f"references/{owners[f'{field}:{value.lower()}']} has the same {field}"
                yield pack.finding(f"references/{slug}", (field,), message)


def algorithms_are_whole(pack: Pack) -> Iterator[Finding]:
    """Edges lead to steps, every step can be reached, and it names claims of its own file."""
    for path, entity in pack.entities.items():
        if not isinstance(entity, DiagnosticAlgorithmEntry):
            continue
        yield from _edges_lead_on(pack, path, entity)
        for key, step in entity.steps.items():
            if not step.claims:
                yield pack.finding(path, ("steps", key), "a step rests on at least one claim")
            for index, claim in enumerate(step.claims):
                if claim not in entity.claims:
                    message = f"there is no claim {claim!r} in this file{did_you_mean(claim, entity.claims)}"
                    yield pack.finding(path, ("steps", key, "claims", index), message)


def _edges_lead_on(pack: Pack, path: str, entity: DiagnosticAlgorithmEntry) -> Iterator[Finding]:
    steps = entity.steps
    edges: list[tuple[Location, str]] = [(("start",), entity.start)]
    edges += [(("steps", key), target) for key, step in steps.items() for target in _next_steps(step)]
    wrong = [(location, target) for location, target in edges if target not in steps]
    for location, target in wrong:
        yield pack.finding(path, location, f"there is no step {target!r}{did_you_mean(target, steps)}")
    # Behind a wrong edge nothing can be reached, and that needs no saying.
    reached: set[str] = set()
    ahead = [] if wrong else [entity.start]
    while ahead:
        key = ahead.pop()
        if key not in reached:
            reached.add(key)
            ahead += _next_steps(steps[key])
    for key in steps.keys() - reached if reached else ():
        yield pack.finding(path, ("steps", key), "no way from the start leads here")


def _next_steps(step: StepEntry) -> list[str]:
    return [*step.answers.values(), *([step.next] if step.next else [])]


def retired_paths_lead_somewhere(pack: Pack) -> Iterator[Finding]:
    """A retired id is not in use, and its successor is."""
    for old, successor in (pack.dataset.retired if pack.dataset else {}).items():
        if old in pack.documents:
            yield pack.finding("dataset", ("retired", old), f"{old} is still a file of the pack")
        yield from _no_entity(pack, "dataset", ("retired", old), successor)


def one_condition(pack: Pack) -> Iterator[Finding]:
    """The pack is about exactly one condition."""
    count = sum(path.startswith("condition/") for path in pack.documents)
    if count != 1:
        yield Finding(f"{pack.root.name}/condition", 1, f"there must be exactly one condition file, not {count}")


RULES: tuple[Rule, ...] = (
    one_condition,
    references_exist,
    links_exist,
    no_parent_cycles,
    pathways_agree,
    associations_carry_directions,
    class_directions_reach_members,
    codes_are_unique,
    codes_are_in_the_table,
    names_are_unique,
    spellings_are_complete,
    nothing_is_unfinished,
    evidence_fits_the_direction,
    combinations_are_unique,
    works_are_unique,
    algorithms_are_whole,
    retired_paths_lead_somewhere,
)
