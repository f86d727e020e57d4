"""What all entities have in common for a reader: references to them, names, codes, and existence."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import get_args

from pydantic import Field
from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, select

from api.curies import SYSTEMS
from api.errors import Fault, Gone, InvalidParameter, NotFound
from api.knowledge.nearest import most_alike
from api.public import Public
from api.tables import CodeNameRow, CodeRow, EffectRow, EntityRow, NameRow, RetiredRow
from api.text import search_key
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
    name: str | None = Field(default=None, description="What the code is called in its own system.")
    relation: str = Field(description="How the code's meaning compares with the entity's: exact, narrower, broader.")


class Effect(Public):
    """By which pathway an entity acts on magnesium, and the claim that says so."""

    pathway: str
    mechanism: str | None = Field(default=None, description="Id of the mechanism.")
    direction: str | None = Field(default=None, description="What happens to blood magnesium (open list).")
    strength: str = Field(description="Strength of that claim.")
    claim: str = Field(description="Id of the claim that says so.")
    via: str = Field(description="Id of the entity that the claim is about: itself, or a class above or below.")


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
        select(CodeRow, CodeNameRow.name)
        .outerjoin(CodeNameRow, _same_code())
        .where(col(CodeRow.entity).in_(paths))
        .order_by(col(CodeRow.entity), col(CodeRow.position))
    )
    found: dict[str, list[Code]] = defaultdict(list)
    for row, name in session.exec(statement):
        code = Code(code=f"{row.system}:{row.code}", system=SYSTEMS[row.system].uri, name=name, relation=row.relation)
        found[row.entity].append(code)
    return found


def _same_code() -> ColumnElement[bool]:
    return and_(col(CodeNameRow.system) == CodeRow.system, col(CodeNameRow.code) == CodeRow.code)


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
    successor = _successor(session, path)
    if successor is not None:
        raise Gone(path, successor)
    raise NotFound(
        f"There is no {path!r} in the data. That is no statement that it is safe.", nearest(session, kind, slug)
    )


def require_entity(session: Session, kind: EntityType, value: str, parameter: str) -> str:
    """The path of the entity that a filter names by slug or id.

    Raises:
        InvalidParameter: there is none, so an empty list would mislead.
    """
    path = value if value.startswith(f"{kind}/") else f"{kind}/{value}"
    if session.get(EntityRow, path) is None:
        near = _successor(session, path) or next(iter(nearest(session, kind, path.split("/", 1)[1])), None)
        slug = near.split("/", 1)[1] if near else None
        raise _not_there(Fault(f"query.{parameter}", f"there is no {path!r}", f"a slug from /v1/{kind}", slug))
    return path


def require_path(session: Session, path: str, parameter: str) -> str:
    """As `require_entity`, for the id of an entity of any type."""
    if session.get(EntityRow, path) is None:
        near = nearest_anywhere(session, path)
        expected = "an entity id such as causes/diarrhea"
        raise _not_there(Fault(f"query.{parameter}", f"there is no {path!r}", expected, near))
    return path


def _successor(session: Session, path: str) -> str | None:
    retired = session.get(RetiredRow, path)
    return retired.successor if retired else None


def _not_there(fault: Fault) -> InvalidParameter:
    return InvalidParameter("A filter names something that is not in the data.", [fault])


def nearest(session: Session, kind: EntityType, wrong: str, limit: int = 3) -> list[str]:
    """Ids of the entities of a type whose slug or any name is most like `wrong`, best first."""
    of_kind = col(NameRow.entity).startswith(f"{kind}/", autoescape=True)
    statement = select(NameRow.folded, NameRow.entity).where(of_kind)
    choices: dict[str, str] = {}
    for folded, entity in session.exec(statement):
        choices.setdefault(folded, entity)
        choices.setdefault(search_key(entity.split("/", 1)[1]), entity)
    return most_alike(wrong, choices, limit)


def nearest_anywhere(session: Session, wrong: str) -> str | None:
    """The successor of a retired id, or the id most like `wrong`, among its own type if it names one."""
    successor = _successor(session, wrong)
    if successor is not None:
        return successor
    kind, _, slug = wrong.partition("/")
    kinds = [known for known in get_args(EntityType) if known == kind] or get_args(EntityType)
    for candidate in kinds:
        near = nearest(session, candidate, slug or kind, limit=1)
        if near:
            return near[0]
    return None
