"""Search over every name, synonym, brand, abbreviation and code; it forgives typing errors.

How a hit ranks, best first:

1. `exact`: the whole query is a name or code of the entity (preferred name, then abbreviation, synonym, brand, code);
2. `prefix`: a name begins with the query;
3. `words`: all words of the query are in a name, the last one perhaps only begun;
4. `similar`: nothing better was found, and a name differs by a few letters (`score` says how alike, 0 to 1).

Ties: kind of name, type of entity, shorter name first, then id.
"""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Final, NamedTuple

import sqlalchemy as sa
from pydantic import Field
from rapidfuzz.distance import OSA
from sqlmodel import Session, col, select

from api.curies import SYSTEMS
from api.knowledge.entities import EntityRef
from api.knowledge.words import match_expression, required_words
from api.paging import FieldsQuery
from api.public import Public
from api.tables import CodeRow, EntityRow
from api.vocabulary import EntityType

# Bounded work whatever the size of the data: so many candidates are read, and ranked here.
MAX_CANDIDATES: Final = 500
# A shorter word is like too many others to be guessed at.
SHORTEST_GUESS: Final = 4

_MATCH_ORDER: Final = {"exact": 0, "prefix": 1, "words": 2, "similar": 3}
_KIND_ORDER: Final = {"preferred": 0, "abbreviation": 1, "synonym": 2, "brand": 3, "code": 4}
_TYPE_ORDER: Final[dict[str, int]] = {
    kind: rank
    for rank, kind in enumerate(
        (
            "condition",
            "medications",
            "medication-classes",
            "causes",
            "symptoms",
            "mechanisms",
            "laboratory-tests",
            "functions",
            "severity-scales",
            "diagnostic-algorithms",
            "combinations",
        )
    )
}


_WORDS: Final = sa.table("search_words", *map(sa.column, ("folded", "term", "kind", "entity", "type")))


class SearchQuery(FieldsQuery):
    """What search accepts."""

    q: Annotated[str, Field(min_length=1, max_length=200, description="Name, brand, code or the beginning of one.")]
    type: Annotated[EntityType | None, Field(description="Only entities of this type.")] = None
    autocomplete: Annotated[
        bool, Field(description="Only names that begin with the query or contain its words; no guessing.")
    ] = False
    limit: Annotated[int, Field(ge=1, le=50, description="Most hits to return.")] = 20


class Hit(Public):
    """An entity that a search found."""

    entity: EntityRef
    summary: str
    match: str = Field(description="exact, prefix, words or similar (open list).")
    score: float = Field(description="How alike query and matched name are, 0 to 1.")
    matched: str = Field(description="The name or code that matched.")
    matched_kind: str = Field(description="preferred, abbreviation, synonym, brand or code.")


class SearchResult(Public):
    """Hits, best first."""

    query: str
    items: list[Hit]
    total: int = Field(description="Entities found; no more than a bounded number of candidates is looked at.")


class _Candidate(NamedTuple):
    folded: str
    term: str
    kind: str
    entity: str
    type: str


class _Scored(NamedTuple):
    match: str
    score: float
    candidate: _Candidate

    def rank(self) -> tuple[int, int, float, int, int, str]:
        """Sort key: smaller is better."""
        kind, kind_of_entity = _KIND_ORDER[self.candidate.kind], _TYPE_ORDER[self.candidate.type]
        size = len(self.candidate.folded)
        if self.match == "similar":
            return (3, 0, -self.score, kind, kind_of_entity, self.candidate.entity)
        return (_MATCH_ORDER[self.match], kind, float(kind_of_entity), size, 0, self.candidate.entity)


def search(session: Session, query: SearchQuery) -> SearchResult:
    """Entities by name or code.

    Raises:
        InvalidParameter: there is no letter or digit in the query.
    """
    words = required_words(query.q)
    found = _coded(session, query.q, query.type) + _worded(session, words, query.type)
    if not found and not query.autocomplete:
        found = _similar(session, " ".join(words), query.type)
    best: dict[str, _Scored] = {}
    for hit in sorted(found, key=_Scored.rank):
        best.setdefault(hit.candidate.entity, hit)
    top = list(best.values())[: query.limit]
    return SearchResult(query=query.q, items=_hits(session, top), total=len(best))


def _coded(session: Session, raw: str, kind: EntityType | None) -> list[_Scored]:
    """Entities that carry the code asked for, with or without its system."""
    prefix, colon, code = raw.strip().partition(":")
    wanted = [col(CodeRow.code) == raw.strip().upper()]
    if colon and prefix.strip().lower() in SYSTEMS:
        wanted = [col(CodeRow.system) == prefix.strip().lower(), col(CodeRow.code) == code.strip().upper()]
    if kind is not None:
        wanted.append(col(EntityRow.type) == kind)
    statement = (
        select(CodeRow.code, CodeRow.system, CodeRow.entity, EntityRow.type)
        .join(EntityRow, col(EntityRow.path) == CodeRow.entity)
        .where(*wanted, CodeRow.relation != "broader")
        .order_by(col(CodeRow.entity))
        .limit(MAX_CANDIDATES)
    )
    return [
        _Scored("exact", 1.0, _Candidate(value.lower(), f"{system}:{value}", "code", entity, type_))
        for value, system, entity, type_ in session.exec(statement)
    ]


def _worded(session: Session, words: Sequence[str], kind: EntityType | None) -> list[_Scored]:
    """Names and codes that hold all words, in the order in which they rank, so that the limit cuts off the last."""
    folded = " ".join(words)
    terms = _WORDS.c
    statement = (
        sa.select(*terms)
        .where(sa.column(_WORDS.name).op("MATCH")(match_expression(words)))
        .where(sa.true() if kind is None else terms.type == kind)
        .order_by(
            terms.folded != folded,
            sa.func.substr(terms.folded, 1, len(folded)) != folded,
            sa.case(_KIND_ORDER, value=terms.kind),
            sa.case(_TYPE_ORDER, value=terms.type),
            sa.func.length(terms.folded),
            terms.entity,
        )
        .limit(MAX_CANDIDATES)
    )
    return [_scored(folded, _Candidate(*row)) for row in session.execute(statement)]


def _scored(folded: str, candidate: _Candidate) -> _Scored:
    name = candidate.folded
    match = "exact" if name == folded else "prefix" if name.startswith(folded) else "words"
    return _Scored(match, round(OSA.normalized_similarity(folded, name), 3), candidate)


def _similar(session: Session, folded: str, kind: EntityType | None) -> list[_Scored]:
    """Names that share three-letter pieces with the query and differ by few letters."""
    if len(folded) < SHORTEST_GUESS:
        return []
    pieces = sorted({folded[i : i + 3] for i in range(len(folded) - 2)})[:60]
    statement = sa.text(
        "SELECT folded, term, kind, entity, type FROM search_trigrams WHERE search_trigrams MATCH :match"
        " AND (:type IS NULL OR type = :type) ORDER BY rank LIMIT :most"
    )
    match = " OR ".join(f'"{piece}"' for piece in pieces)
    rows = session.execute(statement, {"match": match, "type": kind, "most": MAX_CANDIDATES})
    return list(_close(folded, (_Candidate(*row) for row in rows)))


def _close(folded: str, candidates: Iterable[_Candidate]) -> Iterable[_Scored]:
    for candidate in candidates:
        name = candidate.folded
        # A half-typed name may be misspelt too, so the beginning of the name counts as well.
        for shape in (name, name[: len(folded)]):
            distance = OSA.distance(folded, shape, score_cutoff=_allowed(folded))
            if distance <= _allowed(folded):
                whole = 1.0 if shape == name else 0.9
                yield _Scored("similar", round(whole * (1 - distance / max(len(folded), len(shape))), 3), candidate)
                break


def _allowed(folded: str) -> int:
    """Typing errors forgiven: one, or two in a long query. Drug names that differ by more are other drugs."""
    return 1 if len(folded) < 9 else 2


def _hits(session: Session, top: list[_Scored]) -> list[Hit]:
    paths = [hit.candidate.entity for hit in top]
    statement = select(EntityRow.path, EntityRow.type, EntityRow.name, EntityRow.summary).where(
        col(EntityRow.path).in_(paths)
    )
    entities: dict[str, Any] = {row[0]: row for row in session.exec(statement)}
    hits = []
    for hit in top:
        path, kind, name, summary = entities[hit.candidate.entity]
        hits.append(
            Hit(
                entity=EntityRef(id=path, type=kind, name=name),
                summary=summary,
                match=hit.match,
                score=hit.score,
                matched=hit.candidate.term,
                matched_kind=hit.candidate.kind,
            )
        )
    return hits
