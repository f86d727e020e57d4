"""Search over every name, synonym, brand, abbreviation and code; it forgives typing errors.

How a hit ranks, best first:

1. `exact`: the whole query is a name or code of the entity (preferred name, then abbreviation, synonym, brand, code);
2. `prefix`: a name begins with the query;
3. `words`: all words of the query are in a name, the last one perhaps only begun;
4. `similar`: nothing better was found, and a name differs by a few letters (`score` says how alike, 0 to 1).

Ties: kind of name, type of entity, shorter name first, then id.
"""

from collections.abc import Iterable
from typing import Annotated, Any, Final, NamedTuple

from pydantic import Field
from rapidfuzz.distance import OSA
from sqlalchemy import ColumnElement, text
from sqlmodel import Session, col, or_, select

from api.curies import SYSTEMS
from api.errors import Fault, InvalidParameter
from api.knowledge.entities import EntityRef
from api.knowledge.words import match_expression, words_of
from api.paging import FieldsQuery
from api.public import Public
from api.tables import CodeRow, EntityRow, NameRow
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
    folded = " ".join(words_of(query.q))
    if not folded:
        fault = Fault("query.q", "there is nothing to look for", "at least one letter or digit")
        raise InvalidParameter("The search text is empty.", [fault])
    found = _exact(session, query.q, folded) + _worded(session, query.q, folded)
    found = [hit for hit in found if query.type in (None, hit.candidate.type)]
    if not found and not query.autocomplete:
        found = _similar(session, folded, query.type)
    best: dict[str, _Scored] = {}
    for hit in sorted(found, key=_Scored.rank):
        best.setdefault(hit.candidate.entity, hit)
    top = list(best.values())[: query.limit]
    return SearchResult(query=query.q, items=_hits(session, top), total=len(best))


def _named(session: Session, *where: ColumnElement[bool]) -> list[_Candidate]:
    statement = (
        select(NameRow, EntityRow.type)
        .join(EntityRow, col(EntityRow.path) == NameRow.entity)
        .where(*where)
        .limit(MAX_CANDIDATES)
    )
    return [_Candidate(n.folded, n.text, n.kind, n.entity, kind) for n, kind in session.exec(statement)]


def _exact(session: Session, raw: str, folded: str) -> list[_Scored]:
    found = _named(session, col(NameRow.folded) == folded)
    system, colon, code = raw.strip().partition(":")
    wanted = [col(CodeRow.code) == raw.strip().upper()]
    if colon and system.strip().lower() in SYSTEMS:
        wanted = [(col(CodeRow.system) == system.strip().lower()) & (col(CodeRow.code) == code.strip().upper())]
    codes = (
        select(CodeRow.code, CodeRow.system, CodeRow.entity, EntityRow.type)
        .join(EntityRow, col(EntityRow.path) == CodeRow.entity)
        .where(or_(*wanted), CodeRow.relation != "broader")
        .limit(MAX_CANDIDATES)
    )
    for value, prefix, entity, kind in session.exec(codes):
        found.append(_Candidate(value.lower(), f"{prefix}:{value}", "code", entity, kind))
    return [_Scored("exact", 1.0, candidate) for candidate in found]


def _worded(session: Session, raw: str, folded: str) -> list[_Scored]:
    statement = text(
        "SELECT folded, term, kind, entity, type FROM search_words WHERE search_words MATCH :match LIMIT :most"
    )
    rows = session.execute(statement, {"match": match_expression(raw), "most": MAX_CANDIDATES})
    beginning = _named(session, col(NameRow.folded) >= folded, col(NameRow.folded) < folded + "\U0010ffff")
    candidates = dict.fromkeys([*(_Candidate(*row) for row in rows), *beginning])
    return [
        _Scored("prefix" if c.folded.startswith(folded) else "words", round(_alike(folded, c.folded), 3), c)
        for c in candidates
    ]


def _similar(session: Session, folded: str, kind: EntityType | None) -> list[_Scored]:
    """Names that share three-letter pieces with the query and differ by few letters."""
    if len(folded) < SHORTEST_GUESS:
        return []
    pieces = sorted({folded[i : i + 3] for i in range(len(folded) - 2)})[:60]
    statement = text(
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


def _alike(query: str, name: str) -> float:
    return OSA.normalized_similarity(query, name)


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
