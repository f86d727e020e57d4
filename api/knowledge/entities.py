"""What all entities have in common for a reader: references to them, names, codes, and existence."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple, get_args

from pydantic import BaseModel, Field
from sqlalchemy import Connection
from sqlmodel import Session

from api.db import listed_values, not_in_the_loop, rows
from api.errors import Fault, Gone, HypomagError, InvalidParameter, NotFound
from api.knowledge.nearest import MAX_KNOWN, most_alike
from api.public import Public
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


def refs_of(session: Session, paths: Iterable[str]) -> dict[str, EntityRef]:
    """References to the entities that exist among `paths`, by path."""
    wanted = sorted(set(paths))
    if not wanted:
        return {}
    marks, values = listed_values("path", wanted)
    statement = " ".join(("SELECT path, type, name FROM entity WHERE path IN", marks))
    found = rows(session.connection(), statement, values)
    return {path: EntityRef(id=path, type=kind, name=name) for path, kind, name in found}


class Named(NamedTuple):
    """What a filter or a path names by slug or id, and who is told when it is not there."""

    parameter: str
    """The query parameter; empty for the entity that the path of the URL names."""
    type: EntityType | None
    """None: an entity of any type, by its id."""
    value: str

    @property
    def path(self) -> str:
        """The id that is meant."""
        return (
            self.value if self.type is None or self.value.startswith(f"{self.type}/") else f"{self.type}/{self.value}"
        )


def named_by(query: BaseModel, parameter: str, kind: EntityType, slug: str | None = None) -> list[Named]:
    """The entity that a filter names; with a slug the one that the path of the URL names; none if neither does."""
    if slug is not None:
        return [Named("", kind, f"{kind}/{slug}")]
    value = getattr(query, "medication_class" if parameter == "class" else parameter)
    return [] if value is None else [Named(parameter, kind, value)]


def path_of(named: Sequence[Named]) -> str | None:
    """The id of what is named, if anything is."""
    return named[0].path if named else None


def all_there(there: set[str], named: Iterable[Named], connection: Connection) -> None:
    """Make sure that everything is among `there` that is named.

    Raises:
        NotFound: the entity is not there that the path of the URL names.
        Gone: the id of that one was retired.
        InvalidParameter: a filter names something that is not there, so an empty list would mislead.
    """
    for one in named:
        if one.path not in there:
            raise _not_there(connection, one)


def there_among(connection: Connection, paths: Iterable[str]) -> set[str]:
    """The entities that exist among `paths`."""
    wanted = sorted(set(paths))
    if not wanted:
        return set()
    marks, values = listed_values("path", wanted)
    return {path for (path,) in rows(connection, " ".join(("SELECT path FROM entity WHERE path IN", marks)), values)}


def missing(connection: Connection, path: str) -> HypomagError:
    """What is said of an id that the data does not have: retired, or not found, with the nearest ids."""
    not_in_the_loop(connection)
    successor = _successor(connection, path)
    if successor is not None:
        return Gone(path, successor)
    kind, _, slug = path.partition("/")
    detail = f"There is no {path!r} in the data. That is no statement that it is safe."
    return NotFound(detail, nearest(connection, kind, slug))


def _not_there(connection: Connection, named: Named) -> HypomagError:
    if not named.parameter:
        return missing(connection, named.path)
    not_in_the_loop(connection)
    if named.type is None:
        near, expected = nearest_anywhere(connection, named.path), "an entity id such as causes/diarrhea"
    else:
        slug = named.path.split("/", 1)[1]
        found = _successor(connection, named.path) or next(iter(nearest(connection, named.type, slug, 1)), None)
        near, expected = found.split("/", 1)[1] if found else None, f"a slug from /v1/{named.type}"
    fault = Fault(f"query.{named.parameter}", f"there is no {named.path!r}", expected, near)
    return InvalidParameter("A filter names something that is not in the data.", [fault])


def _successor(connection: Connection, path: str) -> str | None:
    found = rows(connection, "SELECT successor FROM retired WHERE path = :path", {"path": path})
    return found[0].successor if found else None


_NAMES = "SELECT folded, entity FROM name WHERE entity >= :start AND entity < :end ORDER BY entity, text LIMIT :most"


def _names(connection: Connection, kind: str) -> dict[str, dict[str, str]]:
    """Folded names and slugs of the entities of a type (all types when it is empty), with their paths, by type."""
    start, end = (f"{kind}/", f"{kind}0") if kind else ("", "~")
    known: dict[str, dict[str, str]] = defaultdict(dict)
    for folded, entity in rows(connection, _NAMES, {"start": start, "end": end, "most": MAX_KNOWN}):
        of_type, slug = entity.split("/", 1)
        # Of two entities with the same name, the first is meant.
        known[of_type].setdefault(folded, entity)
        known[of_type].setdefault(search_key(slug), entity)
    return known


def nearest(connection: Connection, kind: str, wrong: str, limit: int = 3) -> list[str]:
    """Ids of the entities of a type whose slug or any name is most like `wrong`, best first."""
    return most_alike(wrong, _names(connection, kind).get(kind, {}), limit)


def nearest_anywhere(connection: Connection, wrong: str) -> str | None:
    """The successor of a retired id, or the id most like `wrong`, among its own type if it names one."""
    not_in_the_loop(connection)
    successor = _successor(connection, wrong)
    if successor is not None:
        return successor
    kind, _, slug = wrong.partition("/")
    known = kind in get_args(EntityType)
    names = _names(connection, kind if known else "")
    for candidate in [kind] if known else get_args(EntityType):
        near = most_alike(slug or kind, names.get(candidate, {}), limit=1)
        if near:
            return near[0]
    return None
