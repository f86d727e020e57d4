"""Search over every name, synonym, brand, abbreviation and code; it forgives a typing error.

How a hit ranks, best first:

1. `exact`: the query is a name or code of the entity, whatever the case, accents, punctuation and spaces;
2. `prefix`: a name or code begins with the query;
3. `words`: all words of the query are in a name or code, the last one perhaps only begun;
4. `similar`: nothing better was found, but with one typing error mended in each unknown word the query is a name,
   begins one or has its words, in this order.

Ties: kind of name (preferred, abbreviation, synonym, brand, code); brands of the pack before brands of products, and
these by their number of ingredients; codes that mean the same as the entity before narrower and these before broader
ones, and then by code system; shorter name first; type of entity (condition, medications, classes, causes, symptoms,
others); then id. An entity is shown once, with its best name; entities that share a name are all shown.

Of names and codes no more than `MAX_CANDIDATES` are read for each of the ways 1 to 3, in the order of their rank, and
as many again for a mended query; what is read to mend it, `api.knowledge.typing_errors` bounds.
"""

from collections.abc import Sequence
from itertools import islice, product
from typing import Annotated, Any, Final, NamedTuple

import sqlalchemy as sa
from pydantic import Field
from rapidfuzz.distance import OSA
from sqlmodel import Session

from api.knowledge.entities import EntityRef
from api.knowledge.typing_errors import meant
from api.knowledge.words import match_groups, required_words
from api.paging import FieldsQuery
from api.public import Public
from api.text import search_key
from api.vocabulary import EntityType

MAX_CANDIDATES: Final = 500
# More ways to mend a query than these are not tried.
MAX_MENDED: Final = 40
# A shorter one that was mended must be a name or begin one: `spring` is not the middle of potassium-sparing diuretics.
LONG_ENOUGH: Final = 8

# Rows are numbered in the order in which they rank (see `api.search_index`), so the limit cuts off the last.
_CANDIDATES: Final = sa.text(
    "SELECT rowid, folded, term, kind, entity FROM search_words WHERE search_words MATCH :match"
    " ORDER BY rowid LIMIT :most"
)
_ENTITIES: Final = sa.text("SELECT path, type, name, summary FROM entity WHERE path IN :paths").bindparams(
    sa.bindparam("paths", expanding=True)
)


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
    row: int
    folded: str
    term: str
    kind: str
    entity: str


class _Found(NamedTuple):
    level: int
    """The way it matched: a place in the expressions of `_expressions`."""
    mended: bool
    score: float
    candidate: _Candidate

    @property
    def match(self) -> str:
        return "similar" if self.mended else ("exact", "prefix", "words")[self.level]

    def rank(self) -> tuple[int, int]:
        """Sort key: smaller is better."""
        return (self.level, self.candidate.row)


def search(session: Session, query: SearchQuery) -> SearchResult:
    """Entities by name or code.

    Raises:
        InvalidParameter: there is no letter or digit in the query.
    """
    words = required_words(query.q)
    found = _matching(session, query, [[word] for word in words])
    if not found and not query.autocomplete and (groups := meant(session, query.q)):
        found = _matching(session, query, groups, mended=True)
    best: dict[str, _Found] = {}
    for hit in sorted(found, key=_Found.rank):
        best.setdefault(hit.candidate.entity, hit)
    top = list(best.values())[: query.limit]
    return SearchResult(query=query.q, items=_hits(session, top), total=len(best))


def _matching(
    session: Session, query: SearchQuery, groups: Sequence[Sequence[str]], mended: bool = False
) -> list[_Found]:
    """Names and codes that match words, each of which may be any of a group."""
    folded = search_key(query.q)
    found = []
    levels = 2 if mended and len(folded) < LONG_ENOUGH else 3
    for level, expression in enumerate(_expressions(groups)[:levels]):
        only = expression if query.type is None else f'{expression} AND type : "{query.type}"'
        for row in session.execute(_CANDIDATES, {"match": only, "most": MAX_CANDIDATES}):
            candidate = _Candidate(*row)
            whole = level == 0 and not mended
            score = 1.0 if whole else round(OSA.normalized_similarity(folded, candidate.folded), 3)
            found.append(_Found(level, mended, score, candidate))
    return found


def _expressions(groups: Sequence[Sequence[str]]) -> tuple[str, str, str]:
    """Full-text queries for: the whole name or code, its beginning, its words."""
    ways = list(islice(product(*groups), MAX_MENDED))
    tokens = ["".join(words) for words in ways]
    # Codes are ASCII; what is not may be no letter to the tokenizer, and an underscore alone begins every code.
    tokens += ["_" + "_".join(words) for words in ways if "".join(words).isascii()]
    exact = " OR ".join(f'"{token}"' for token in tokens)
    prefix = " OR ".join(f'"{token}"*' for token in tokens)
    return f"whole : ({exact})", f"whole : ({prefix})", match_groups(groups)


def _hits(session: Session, top: list[_Found]) -> list[Hit]:
    if not top:
        return []
    paths = [hit.candidate.entity for hit in top]
    entities: dict[str, Any] = {row.path: row for row in session.execute(_ENTITIES, {"paths": paths})}
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
