"""Turns a checked pack into the rows of a release, including everything that is derived from claims.

The order of rows is free: `load.py` sorts them by table, so that foreign keys are met.
"""

import json
import zlib
from collections.abc import Iterator

from sqlmodel import SQLModel

from api import tables as t
from api.clinical.strength import STRENGTH_RULE, Source, claim_strength, strongest
from api.curies import parse_curie
from api.pack.digest import digest_of
from api.pack.manifest import make_manifest
from api.pack.migrate import schema_version
from api.pack.read import Pack
from api.pack.schema import (
    CauseEntry,
    ClaimEntry,
    CombinationEntry,
    DiagnosticAlgorithmEntry,
    EntityEntry,
    LaboratoryTestEntry,
    MechanismEntry,
    MedicationClassEntry,
    MedicationEntry,
    SymptomEntry,
)
from api.text import search_key
from api.vocabulary import KnownDirection, NameKind, Pathway, Strength

Rows = Iterator[SQLModel]


def release_rows(pack: Pack, text: bytes) -> Rows:
    """All rows of the release of a pack that passed its checks; `text` is what its digest is over."""
    assert pack.dataset is not None
    digest = digest_of(text)
    dataset = pack.dataset.model_dump(exclude={"retired"})
    yield t.ReleaseRow(
        digest=digest, schema_version=schema_version(), strength_rule=STRENGTH_RULE, notice=pack.notice, **dataset
    )
    yield t.DocumentRow(id="pack", content=zlib.compress(text, 9))
    own = make_manifest(pack.dataset.version, digest, pack.dataset.date, pack.entities, pack.references)
    for manifest in {**pack.manifests, own.version: own}.values():
        content = zlib.compress(manifest.model_dump_json().encode(), 9)
        yield t.ManifestRow(**manifest.model_dump(include={"version", "digest", "date"}), content=content)
    for old, successor in pack.dataset.retired.items():
        yield t.RetiredRow(path=old, successor=successor)
    for slug, reference in pack.references.items():
        yield t.ReferenceRow(id=slug, **reference.model_dump())
    for path, entity in pack.entities.items():
        yield _entity_row(pack, path, entity)
        yield from _own_rows(pack, path, entity)
        yield from _name_rows(path, entity)
        for position, entry in enumerate(entity.codes):
            system, code = entry.curie
            yield t.CodeRow(entity=path, system=system, code=code, relation=entry.relation, position=position)
        for position, (key, claim) in enumerate(entity.claims.items()):
            yield from _claim_rows(pack, path, position, key, claim)
        yield from _effect_rows(pack, path, entity)


def _path(folder: str, slug: str | None) -> str | None:
    return f"{folder}/{slug}" if slug else None


def _class_entries(pack: Pack, entity: MedicationEntry) -> dict[str, MedicationClassEntry]:
    found = {f"medication-classes/{slug}": pack.entities[f"medication-classes/{slug}"] for slug in entity.classes}
    return {path: entry for path, entry in found.items() if isinstance(entry, MedicationClassEntry)}


def _classes_below(pack: Pack, slug: str) -> dict[str, EntityEntry]:
    children = {
        path: entry
        for path, entry in pack.entities.items()
        if isinstance(entry, MedicationClassEntry) and entry.parent == slug
    }
    deeper = [_classes_below(pack, path.split("/", 1)[1]) for path in children]
    return {**children, **{path: entry for found in deeper for path, entry in found.items()}}


def _strength(claim: ClaimEntry) -> Strength:
    return claim_strength((Source(e.level, e.stance) for e in claim.evidence), claim.basis, claim.direction)


def _headline_strength(entity: EntityEntry) -> Strength | None:
    """The best strength among the claims that tie the entity to magnesium, in its own direction if it has one."""
    own = entity.direction if isinstance(entity, MedicationClassEntry | MedicationEntry) else None
    for kind in ("association", "mechanism"):
        claims = [c for c in entity.claims.values() if c.kind == kind and own in (None, c.direction)]
        if claims:
            return strongest(_strength(c) for c in claims)
    return None


def _entity_row(pack: Pack, path: str, entity: EntityEntry) -> t.EntityRow:
    entity_type, slug = path.split("/", 1)
    if isinstance(entity, MedicationEntry) and entity.direction is None:
        strength = strongest(s for s in map(_headline_strength, _class_entries(pack, entity).values()) if s)
    else:
        strength = _headline_strength(entity)
    return t.EntityRow(
        path=path, type=entity_type, slug=slug, name=entity.name, summary=entity.summary, strength=strength
    )


def _own_rows(pack: Pack, path: str, entity: EntityEntry) -> Rows:
    """Rows of the tables that hold what only one type has."""
    match entity:
        case CauseEntry():
            parent = _path("causes", entity.parent)
            yield t.CauseRow(path=path, category=entity.category, parent=parent, inheritance=entity.inheritance)
            yield from (t.GeneRow(cause=path, symbol=symbol) for symbol in entity.genes)
        case MechanismEntry():
            yield t.MechanismRow(path=path, pathway=entity.pathway, site=entity.site, target=entity.target)
        case SymptomEntry():
            fields = entity.model_dump(include={"severity", "system", "kind", "emergency"})
            yield t.SymptomRow(path=path, **fields)
        case MedicationClassEntry():
            parent = _path("medication-classes", entity.parent)
            yield t.MedicationClassRow(path=path, parent=parent, direction=entity.direction)
        case MedicationEntry():
            yield from _medication_rows(pack, path, entity)
        case CombinationEntry():
            members = [f"medication-classes/{slug}" for slug in entity.classes]
            members += [f"medications/{slug}" for slug in entity.medications]
            yield from (t.CombinationMemberRow(combination=path, member=member) for member in members)
        case DiagnosticAlgorithmEntry():
            steps = {key: step.model_dump(mode="json", exclude_none=True) for key, step in entity.steps.items()}
            yield t.DiagnosticAlgorithmRow(path=path, start=entity.start, steps=json.dumps(steps))
        case LaboratoryTestEntry():
            yield t.LaboratoryTestRow(path=path, specimen=entity.specimen, units=" ".join(entity.units))


def _medication_rows(pack: Pack, path: str, entity: MedicationEntry) -> Rows:
    classes = _class_entries(pack, entity)
    direction: KnownDirection
    if entity.direction is not None:
        direction, direction_from = entity.direction, path
    else:
        # The rules of the pack make sure that the classes agree.
        direction_from, first = next(iter(classes.items()))
        direction = first.direction
    yield t.MedicationRow(path=path, direction=direction, direction_from=direction_from)
    yield from (t.MembershipRow(medication=path, medication_class=name) for name in classes)


def _name_rows(path: str, entity: EntityEntry) -> Rows:
    names: list[tuple[NameKind, str]] = [("preferred", entity.name)]
    names += [("abbreviation", text) for text in entity.names.abbreviations]
    names += [("synonym", text) for text in entity.names.synonyms]
    names += [("brand", text) for text in entity.names.brands]
    for position, (kind, text) in enumerate(names):
        yield t.NameRow(entity=path, text=text, kind=kind, position=position, folded=search_key(text))


def pathway_of(pack: Pack, claim: ClaimEntry) -> Pathway | None:
    """The claim's pathway: its mechanism's, when it names one."""
    mechanism = pack.entities.get(f"mechanisms/{claim.mechanism}")
    return mechanism.pathway if isinstance(mechanism, MechanismEntry) else claim.pathway


def _claim_rows(pack: Pack, subject: str, position: int, key: str, claim: ClaimEntry) -> Rows:
    claim_id = f"{subject}/claims/{key}"
    supporting = sum(e.stance == "supports" for e in claim.evidence)
    ranges = [r.model_dump(exclude_none=True, exclude_defaults=True) for r in claim.ranges]
    yield t.ClaimRow(
        id=claim_id,
        subject=subject,
        key=key,
        position=position,
        mechanism=_path("mechanisms", claim.mechanism),
        pathway=pathway_of(pack, claim),
        condition=claim.when,
        ranges=json.dumps(ranges) if ranges else None,
        strength=_strength(claim),
        supporting=supporting,
        disputing=len(claim.evidence) - supporting,
        **claim.model_dump(include=_COPIED),
    )
    for row, evidence in enumerate(claim.evidence):
        yield t.EvidenceRow(claim=claim_id, position=row, **evidence.model_dump())
    for system, code in map(parse_curie, claim.codes):
        yield t.ClaimCodeRow(claim=claim_id, system=system, code=code)
    yield from (t.ClaimRelatedRow(claim=claim_id, entity=path) for path in claim.related)


_COPIED = {
    "kind", "statement", "direction", "figure", "effect_size", "grade", "audience", "basis", "inferred_from",
}  # fmt: skip


def _effect_rows(pack: Pack, path: str, entity: EntityEntry) -> Rows:
    """By which pathways an entity acts: from its own claims, and from those that reach it.

    A medication acts as its classes do; a class acts (also) as the classes below it do.
    """
    sources: dict[str, EntityEntry] = {path: entity}
    if isinstance(entity, MedicationEntry):
        sources.update(_class_entries(pack, entity))
    elif isinstance(entity, MedicationClassEntry):
        sources.update(_classes_below(pack, path.split("/", 1)[1]))
    if path.startswith("mechanisms/"):
        return
    for via, source in sources.items():
        for key, claim in source.claims.items():
            pathway = pathway_of(pack, claim)
            if pathway is not None and claim.kind in ("mechanism", "association"):
                yield t.EffectRow(
                    entity=path,
                    claim=f"{via}/claims/{key}",
                    via=via,
                    pathway=pathway,
                    mechanism=_path("mechanisms", claim.mechanism),
                    direction=claim.direction,
                    strength=_strength(claim),
                )
