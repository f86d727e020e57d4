"""References: publications, labels, guidelines and databases, and the claims that cite them."""

from collections.abc import Collection, Iterable, Sequence
from typing import Annotated

from pydantic import Field
from sqlalchemy import Connection
from sqlmodel import Session

from api.db import listed_values, not_in_the_loop, rows
from api.errors import Fault, InvalidParameter, NotFound
from api.knowledge.keyset import page_by_id
from api.knowledge.nearest import MAX_KNOWN, most_alike
from api.knowledge.pages import REFERENCES, Condition, equals
from api.knowledge.words import required_words
from api.paging import BatchQuery, Slice
from api.public import Public
from api.text import search_key
from api.vocabulary import ReferenceKind


class Reference(Public):
    """Where a statement comes from."""

    id: str = Field(examples=["srinutta-2019"])
    title: str
    authors: str | None = None
    publisher: str | None = None
    year: int | None = None
    url: str
    kind: str = Field(description="label, guideline, systematic-review, trial, review, textbook, ... (open list).")
    pmid: str | None = None
    doi: str | None = None
    pmcid: str | None = None


class ReferenceQuery(BatchQuery):
    """Filters of the list of references."""

    kind: Annotated[ReferenceKind | None, Field(description="Kind of source.")] = None
    pmid: Annotated[str | None, Field(min_length=1, max_length=12, description="PubMed id.")] = None
    doi: Annotated[str | None, Field(min_length=1, max_length=200, description="DOI, any case.")] = None
    q: Annotated[str | None, Field(min_length=1, max_length=200, description="Words in the title or authors.")] = None


def find_references(connection: Connection, query: ReferenceQuery) -> Slice:
    """One page of references, by id.

    Raises:
        BadRequest: bad cursor.
        InvalidParameter: a `q` without letters and digits.
    """
    where = [*equals("r.kind", query.kind), *equals("r.pmid", query.pmid)]
    if query.doi is not None:
        where.append(Condition("lower(r.doi) = :doi", {"doi": query.doi.lower()}))
    if query.q is not None:
        where.append(_with_words(connection, required_words(query.q)))
    there: set[str] = set()
    if query.id:
        marks, values = listed_values("id", list(dict.fromkeys(query.id)))
        there = {key for (key,) in rows(connection, f"SELECT id FROM reference WHERE id IN {marks}", values)}
    return page_by_id(connection, REFERENCES, query, there, where)


def _with_words(connection: Connection, words: Sequence[str]) -> Condition:
    """Title or authors hold all words, which are looked for in the folded text, because SQLite folds no accents."""
    not_in_the_loop(connection)
    values = {f"word_{number}": word for number, word in enumerate(words)}
    holding = " AND ".join(f"instr(words, :{name})" for name in values)
    return Condition(f"r.id IN (SELECT id FROM answer_reference WHERE {holding})", values)


def get_reference(connection: Connection, reference_id: str) -> str:
    """The JSON of one reference with its citations.

    Raises:
        NotFound: no such reference; with the nearest ids.
    """
    statement = "SELECT json, citations FROM answer_reference WHERE id = :id"
    found = rows(connection, statement, {"id": reference_id})
    if not found:
        near = [f"references/{key}" for key in _near(connection, reference_id)]
        raise NotFound(f"There is no reference {reference_id!r} in the data.", near)
    reference, citations = found[0]
    return f'{reference[:-1]},"citations":{citations}}}'


def no_reference(connection: Connection, reference_id: str, parameter: str) -> InvalidParameter:
    """What is said when a filter names a reference that is not there: an empty list would mislead."""
    near = next(iter(_near(connection, reference_id)), None)
    fault = Fault(f"query.{parameter}", f"there is no {reference_id!r}", "an id from /v1/references", near)
    return InvalidParameter("A filter names something that is not in the data.", [fault])


def _near(connection: Connection, wrong: str) -> list[str]:
    not_in_the_loop(connection)
    known = rows(connection, "SELECT id FROM reference LIMIT :most", {"most": MAX_KNOWN})
    return most_alike(wrong, {search_key(key): key for (key,) in known})


def references_of(session: Session, ids: Iterable[str]) -> dict[str, Reference]:
    """References by id."""
    return references_by_id(session.connection(), set(ids))


def references_by_id(connection: Connection, ids: Collection[str]) -> dict[str, Reference]:
    """As `references_of`."""
    columns = "id, title, authors, publisher, year, url, kind, pmid, doi, pmcid"
    marks, values = listed_values("id", sorted(ids))
    found = rows(connection, f"SELECT {columns} FROM reference WHERE id IN {marks}", values)
    return {row.id: Reference(**row._mapping) for row in found}
