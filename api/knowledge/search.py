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
from typing import Annotated, Final, NamedTuple

from pydantic import Field
from sqlalchemy import Connection

from api.db import listed_values, not_in_the_loop, rows
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
_CANDIDATES: Final = """
    SELECT {level} AS level, rowid, folded, term, kind, entity FROM (
        SELECT rowid, folded, term, kind, entity FROM search_words WHERE search_words MATCH :match_{level}
        ORDER BY rowid LIMIT :most
    )
"""


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


class _Found(NamedTuple):
    """A name or code that matched; the first two fields are its rank."""

    level: int
    """The way it matched: a place in the expressions of `_expressions`."""
    row: int
    folded: str
    term: str
    kind: str
    entity: str


def search(connection: Connection, query: SearchQuery) -> SearchResult:
    """Entities by name or code, in at most four statements.

    Raises:
        InvalidParameter: there is no letter or digit in the query.
    """
    words = required_words(query.q)
    if len(words) > 1:
        # Words that are each in many names are compared name by name; a single one is looked up.
        not_in_the_loop(connection)
    mended = False
    best = _best(connection, query, [[word] for word in words], 3)
    if not best and not query.autocomplete and (groups := meant(connection, query.q)):
        mended = True
        best = _best(connection, query, groups, 2 if len(search_key(query.q)) < LONG_ENOUGH else 3)
    top = list(best.values())[: query.limit]
    return SearchResult(query=query.q, items=_hits(connection, query, top, mended), total=len(best))


def _best(
    connection: Connection, query: SearchQuery, groups: Sequence[Sequence[str]], levels: int
) -> dict[str, _Found]:
    """By entity the best of its names and codes that match words, each of which may be any of a group; best first."""
    values: dict[str, object] = {"most": MAX_CANDIDATES}
    for level, expression in enumerate(_expressions(groups)[:levels]):
        values[f"match_{level}"] = expression if query.type is None else f'{expression} AND type : "{query.type}"'
    statement = " UNION ALL ".join(_CANDIDATES.format(level=level) for level in range(levels))
    best: dict[str, _Found] = {}
    # Each way in the order of its rows, and one way after the other.
    for row in rows(connection, statement, values):
        if row[5] not in best:
            best[row[5]] = _Found(*row)
    return best


def _expressions(groups: Sequence[Sequence[str]]) -> tuple[str, str, str]:
    """Full-text queries for: the whole name or code, its beginning, its words."""
    ways = list(islice(product(*groups), MAX_MENDED))
    tokens = ["".join(words) for words in ways]
    # Codes are ASCII; what is not may be no letter to the tokenizer, and an underscore alone begins every code.
    tokens += ["_" + "_".join(words) for words in ways if "".join(words).isascii()]
    exact = " OR ".join(f'"{token}"' for token in tokens)
    prefix = " OR ".join(f'"{token}"*' for token in tokens)
    return f"whole : ({exact})", f"whole : ({prefix})", match_groups(groups)


_ENTITIES: Final = "SELECT path, type, name, summary FROM entity WHERE path IN "


def _hits(connection: Connection, query: SearchQuery, top: Sequence[_Found], mended: bool) -> list[Hit]:
    if not top:
        return []
    marks, values = listed_values("path", [hit.entity for hit in top])
    entities = {row[0]: row for row in rows(connection, _ENTITIES + marks, values)}
    folded = search_key(query.q)
    hits = []
    for hit in top:
        path, kind, name, summary = entities[hit.entity]
        hits.append(
            Hit(
                entity=EntityRef(id=path, type=kind, name=name),
                summary=summary,
                match="similar" if mended else _MATCHES[hit.level],
                score=1.0 if hit.level == 0 and not mended else _likeness(folded, hit.folded),
                matched=hit.term,
                matched_kind=hit.kind,
            )
        )
    return hits


_MATCHES: Final = ("exact", "prefix", "words")


def _likeness(asked: str, found: str) -> float:
    # Loaded with the first search that is no exact hit.
    from rapidfuzz.distance import OSA

    return round(OSA.normalized_similarity(asked, found), 3)
