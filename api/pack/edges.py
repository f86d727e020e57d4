"""The graph of a release, derived from its claims: edges to follow, and how many claims stand behind each.

| kind | from | to | weight |
|---|---|---|---|
| `acts-by` | cause, class, medication | mechanism | mechanism and association claims that name the mechanism |
| `acts-on` | cause, class, medication | pathway | such claims that name the pathway and no mechanism |
| `belongs-to` | mechanism | pathway | claims about the mechanism |
| `leads-to` | pathway | condition | such claims of causes that name the pathway or a mechanism of it |
| `shows-as` | condition | symptom | association claims about the symptom |
| `kind-of` | cause, class | its parent | 0 |
| `member-of` | medication | class | 0 |
| `part-of` | class, medication | combination | claims about the combination |
| `related` | entity | entity that its claims name | such claims |
"""

from collections import Counter
from collections.abc import Iterator

from api.pack.read import Pack
from api.pack.rows import pathway_of
from api.pack.schema import (
    CauseEntry,
    CombinationEntry,
    EntityEntry,
    MechanismEntry,
    MedicationClassEntry,
    MedicationEntry,
    SymptomEntry,
)
from api.tables import EdgeRow
from api.vocabulary import EdgeKind

Edge = tuple[str, str, EdgeKind]

ACTING = (CauseEntry, MedicationClassEntry, MedicationEntry)


def edge_rows(pack: Pack) -> Iterator[EdgeRow]:
    """All edges, each once."""
    condition = next(path for path in pack.entities if path.startswith("condition/"))
    weights: Counter[Edge] = Counter()
    for path, entity in pack.entities.items():
        weights.update(dict.fromkeys(_filing(path, entity), 0))
        weights.update(_acting(pack, path, entity, condition))
        for claim in entity.claims.values():
            weights.update({(path, other, "related"): 1 for other in claim.related if other != path})
        match entity:
            case MechanismEntry():
                weights[path, f"pathways/{entity.pathway}", "belongs-to"] += len(entity.claims)
            case SymptomEntry():
                shown = sum(claim.kind == "association" for claim in entity.claims.values())
                weights[condition, path, "shows-as"] += shown
            case CombinationEntry():
                members = [f"medication-classes/{slug}" for slug in entity.classes]
                members += [f"medications/{slug}" for slug in entity.medications]
                weights.update({(member, path, "part-of"): len(entity.claims) for member in members})
    for (source, target, kind), weight in sorted(weights.items()):
        yield EdgeRow(source=source, target=target, kind=kind, weight=weight)


def _filing(path: str, entity: EntityEntry) -> Iterator[Edge]:
    folder = path.split("/", 1)[0]
    if isinstance(entity, CauseEntry | MedicationClassEntry) and entity.parent:
        yield path, f"{folder}/{entity.parent}", "kind-of"
    if isinstance(entity, MedicationEntry):
        for slug in entity.classes:
            yield path, f"medication-classes/{slug}", "member-of"


def _acting(pack: Pack, path: str, entity: EntityEntry, condition: str) -> Counter[Edge]:
    found: Counter[Edge] = Counter()
    if not isinstance(entity, ACTING):
        return found
    for claim in entity.claims.values():
        pathway = pathway_of(pack, claim)
        if pathway is None or claim.kind not in ("mechanism", "association"):
            continue
        if claim.mechanism:
            found[path, f"mechanisms/{claim.mechanism}", "acts-by"] += 1
        else:
            found[path, f"pathways/{pathway}", "acts-on"] += 1
        if isinstance(entity, CauseEntry):
            found[f"pathways/{pathway}", condition, "leads-to"] += 1
    return found
