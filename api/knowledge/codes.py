"""Code lookup: from a partner's code to our entities, also up and down a code system's own hierarchy."""

from typing import Any

from pydantic import Field
from sqlalchemy import and_
from sqlmodel import Session, col, select

from api.curies import SYSTEMS, Curie, broader_codes, parse_lookup
from api.errors import NotFound
from api.knowledge.entities import EntityRef
from api.public import Public
from api.tables import CodeRow, EntityRow

MAX_MATCHES = 200
HIERARCHICAL = ("atc", "icd10cm")


class CodeMatch(Public):
    """An entity that a code leads to."""

    entity: EntityRef
    relation: str = Field(
        description="How the meaning of the code asked for compares with the entity's: exact, narrower, broader."
    )
    code: str = Field(description="The entity's own code that made the match (CURIE).")


class CodeLookup(Public):
    """What a code leads to, best match first."""

    code: str = Field(description="The code asked for, as a CURIE.", examples=["atc:A02BC01"])
    system: str = Field(description="System URI, as FHIR uses it.")
    matches: list[CodeMatch]


_ORDER = {"exact": 0, "narrower": 1, "broader": 2}


def look_up_code(session: Session, system: str, code: str) -> CodeLookup:
    """Entities that carry the code; then those whose class code stands above it, and those below it.

    Raises:
        InvalidParameter: unknown code system.
        NotFound: no entity is known by the code. That is no statement that what it names is safe.
    """
    curie = parse_lookup(f"{system}:{code}", "path.system")
    matches = _direct(session, curie) + _above(session, curie) + _below(session, curie)
    if not matches:
        raise NotFound(f"No entity in the data has the code {curie}. That is no statement about what it names.")
    best: dict[str, CodeMatch] = {}
    for match in sorted(matches, key=lambda m: (_ORDER[m.relation], -len(m.code), m.entity.id)):
        best.setdefault(match.entity.id, match)
    return CodeLookup(code=str(curie), system=SYSTEMS[curie.system].uri, matches=list(best.values())[:MAX_MATCHES])


def _direct(session: Session, curie: Curie) -> list[CodeMatch]:
    return _matches(session, and_(col(CodeRow.system) == curie.system, col(CodeRow.code) == curie.code))


def _above(session: Session, curie: Curie) -> list[CodeMatch]:
    """Entities that a wider code stands for: the code asked for is narrower than they are."""
    wider = [c.code for c in broader_codes(curie)]
    if not wider:
        return []
    where = and_(col(CodeRow.system) == curie.system, col(CodeRow.code).in_(wider), col(CodeRow.relation) != "broader")
    return _matches(session, where, "narrower")


def _below(session: Session, curie: Curie) -> list[CodeMatch]:
    """Entities with a code below the one asked for: it is broader than they are."""
    if curie.system not in HIERARCHICAL or not curie.code:
        return []
    where = and_(
        col(CodeRow.system) == curie.system,
        col(CodeRow.code).startswith(curie.code, autoescape=True),
        col(CodeRow.code) != curie.code,
    )
    return _matches(session, where, "broader")


def _matches(session: Session, where: Any, relation: str | None = None) -> list[CodeMatch]:
    statement = (
        select(CodeRow, EntityRow)
        .join(EntityRow, col(EntityRow.path) == CodeRow.entity)
        .where(where)
        .order_by(col(EntityRow.path))
        .limit(MAX_MATCHES)
    )
    return [
        CodeMatch(
            entity=EntityRef(id=entity.path, type=entity.type, name=entity.name),
            relation=relation or code.relation,
            code=f"{code.system}:{code.code}",
        )
        for code, entity in session.exec(statement)
    ]
