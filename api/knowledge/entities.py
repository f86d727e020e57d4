"""What all entities have in common for a reader: references to them, names, codes, and existence."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from pydantic import Field
from rapidfuzz import fuzz, process
from sqlmodel import Session, col, select

from api.curies import SYSTEMS
from api.errors import Fault, Gone, InvalidParameter, NotFound
from api.public import Public
from api.tables import CodeRow, EffectRow, EntityRow, NameRow, RetiredRow
from api.text import fold
from api.vocabulary import EntityType


class EntityRef(Public):
    """A pointer to an entity. Every id is a path: `GET /v1/{id}`."""

    id: str = Field(examples=["medication-classes/proton-pump-inhibitors"])
    type: str = Field(examples=["medication-classes"])
    name: str = Field(examples=["Proton pump inhibitors"])


class Name(Public):
    """A name of an entity."""

    text: str
    kind: str = Field(description="preferred, synonym, brand or abbreviation (open list).")


class Code(Public):
    """A code of an entity."""

    code: str = Field(description="CURIE.", examples=["atc:A02BC"])
    system: str = Field(description="System URI, as FHIR uses it.", examples=["http://www.whocc.no/atc"])
    relation: str = Field(description="How the code's meaning compares with the entity's: exact, narrower, broader.")


class Effect(Public):
    """By which pathway an entity acts on magnesium, and the claim that says so."""

    pathway: str
    mechanism: str | None = Field(default=None, description="Id of the mechanism.")
    direction: str | None = Field(default=None, description="What happens to blood magnesium (open list).")
    strength: str = Field(description="Strength of that claim.")
    claim: str = Field(description="Id of the claim that says so.")
    via: str = Field(description="Id of the entity that the claim is about: itself, or a class it belongs to.")


class EntitySummary(Public):
    """What every list shows of an entity."""

    id: str
    slug: str
    name: str
    summary: str
    codes: list[Code]


class ActingSummary(EntitySummary):
    """What lists show of an entity that acts on magnesium: a cause, a class, a medication."""

    pathways: list[str] = Field(description="By its claims: absorption, excretion, intake, redistribution.")
    mechanisms: list[str] = Field(description="Ids of the mechanisms that its claims name.")
    strength: str | None = Field(default=None, description="Strength of its best association claim.")


def names_of(session: Session, path: str) -> list[Name]:
    """All names of an entity, the preferred one first."""
    statement = select(NameRow.text, NameRow.kind).where(NameRow.entity == path).order_by(col(NameRow.position))
    return [Name(text=text, kind=kind) for text, kind in session.exec(statement)]


def codes_of(session: Session, paths: Sequence[str]) -> dict[str, list[Code]]:
    """Codes by entity."""
    statement = (
        select(CodeRow.entity, CodeRow.system, CodeRow.code, CodeRow.relation)
        .where(col(CodeRow.entity).in_(paths))
        .order_by(col(CodeRow.entity), col(CodeRow.position))
    )
    found: dict[str, list[Code]] = defaultdict(list)
    for entity, system, code, relation in session.exec(statement):
        found[entity].append(Code(code=f"{system}:{code}", system=SYSTEMS[system].uri, relation=relation))
    return found


def effects_of(session: Session, paths: Sequence[str]) -> dict[str, list[Effect]]:
    """Effects by entity, the entity's own before those of its classes."""
    statement = (
        select(EffectRow)
        .where(col(EffectRow.entity).in_(paths))
        .order_by(col(EffectRow.entity), col(EffectRow.via) != col(EffectRow.entity), col(EffectRow.claim))
    )
    found: dict[str, list[Effect]] = defaultdict(list)
    for row in session.exec(statement):
        found[row.entity].append(Effect(**row.model_dump(exclude={"entity"})))
    return found


def action_of(effects: Iterable[Effect]) -> dict[str, list[str]]:
    """The distinct pathways and mechanisms, sorted, as the fields of an `ActingSummary`."""
    listed = list(effects)
    return {
        "pathways": sorted({effect.pathway for effect in listed}),
        "mechanisms": sorted({effect.mechanism for effect in listed if effect.mechanism}),
    }


def refs_of(session: Session, paths: Iterable[str]) -> dict[str, EntityRef]:
    """References to the entities that exist among `paths`, by path."""
    wanted = sorted(set(paths))
    if not wanted:
        return {}
    statement = select(EntityRow.path, EntityRow.type, EntityRow.name).where(col(EntityRow.path).in_(wanted))
    return {path: EntityRef(id=path, type=kind, name=name) for path, kind, name in session.exec(statement)}


def get_entity(session: Session, kind: EntityType, slug: str) -> EntityRow:
    """The entity's shared row.

    Raises:
        Gone: the id was retired.
        NotFound: no such entity; with the nearest ids.
    """
    path = f"{kind}/{slug}"
    row = session.get(EntityRow, path)
    if row is not None:
        return row
    retired = session.get(RetiredRow, path)
    if retired is not None:
        raise Gone(path, retired.successor)
    raise NotFound(
        f"There is no {path!r} in the data. That is no statement that it is safe.", nearest(session, kind, slug)
    )


def require_entity(session: Session, kind: EntityType, value: str, parameter: str) -> str:
    """The path of the entity that a filter names by slug or id.

    Raises:
        InvalidParameter: there is none, so an empty list would mislead.
    """
    path = value if value.startswith(f"{kind}/") else f"{kind}/{value}"
    if session.get(EntityRow, path) is not None:
        return path
    near = nearest(session, kind, path.split("/", 1)[1])
    fault = Fault(
        f"query.{parameter}",
        f"there is no {path!r}",
        f"a slug from /v1/{kind}",
        near[0].split("/", 1)[1] if near else None,
    )
    raise InvalidParameter("A filter names something that is not in the data.", [fault])


def nearest(session: Session, kind: EntityType, wrong: str, limit: int = 3) -> list[str]:
    """Ids of the entities of a type whose slug or any name is most like `wrong`, best first."""
    of_kind = col(NameRow.entity).startswith(f"{kind}/", autoescape=True)
    statement = select(NameRow.folded, NameRow.entity).where(of_kind)
    choices: dict[str, str] = {}
    for folded, entity in session.exec(statement):
        choices.setdefault(folded, entity)
        choices.setdefault(entity.split("/", 1)[1].replace("-", " "), entity)
    matches = process.extract(fold(wrong[:100]), list(choices), scorer=fuzz.ratio, limit=10, score_cutoff=70)
    return list(dict.fromkeys(choices[text] for text, _, _ in matches))[:limit]
