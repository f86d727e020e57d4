"""References: publications, labels, guidelines and databases, and the claims that cite them."""

from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import Field
from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from api.errors import Fault, InvalidParameter, NotFound
from api.knowledge.keyset import page_by_id
from api.knowledge.nearest import most_alike
from api.knowledge.words import required_words
from api.paging import BatchQuery, Slice
from api.public import Public
from api.tables import ReferenceRow
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


def find_references(session: Session, query: ReferenceQuery) -> Slice[Reference]:
    """One page of references, by id.

    Raises:
        BadRequest: bad cursor.
        InvalidParameter: a `q` without letters and digits.
    """
    where: list[ColumnElement[bool]] = []
    if query.kind is not None:
        where.append(col(ReferenceRow.kind) == query.kind)
    if query.pmid is not None:
        where.append(col(ReferenceRow.pmid) == query.pmid)
    if query.doi is not None:
        where.append(func.lower(col(ReferenceRow.doi)) == query.doi.lower())
    if query.q is not None:
        where.append(col(ReferenceRow.id).in_(_with_words(session, required_words(query.q))))
    page = page_by_id(session, ReferenceRow, query, where)
    return page.with_items([_reference(row) for row in page.items])


def _with_words(session: Session, words: Sequence[str]) -> list[str]:
    """Ids of references whose title or authors hold all words; compared here, because SQLite folds no accents."""
    rows = session.exec(select(ReferenceRow.id, ReferenceRow.title, ReferenceRow.authors))
    return [
        key for key, title, authors in rows if all(word in search_key(f"{title} {authors or ''}") for word in words)
    ]


def get_reference(session: Session, reference_id: str) -> Reference:
    """One reference.

    Raises:
        NotFound: no such reference; with the nearest ids.
    """
    row = session.get(ReferenceRow, reference_id)
    if row is None:
        near = [f"references/{key}" for key in _near(session, reference_id)]
        raise NotFound(f"There is no reference {reference_id!r} in the data.", near)
    return _reference(row)


def require_reference(session: Session, reference_id: str, parameter: str) -> None:
    """Make sure that the reference is there that a filter names.

    Raises:
        InvalidParameter: it is not, so an empty list would mislead.
    """
    if session.get(ReferenceRow, reference_id) is None:
        near = next(iter(_near(session, reference_id)), None)
        fault = Fault(f"query.{parameter}", f"there is no {reference_id!r}", "an id from /v1/references", near)
        raise InvalidParameter("A filter names something that is not in the data.", [fault])


def _near(session: Session, wrong: str) -> list[str]:
    return most_alike(wrong, {search_key(key): key for key in session.exec(select(ReferenceRow.id))})


def references_of(session: Session, ids: Iterable[str]) -> dict[str, Reference]:
    """References by id."""
    statement = select(ReferenceRow).where(col(ReferenceRow.id).in_(set(ids)))
    return {row.id: _reference(row) for row in session.exec(statement)}


def _reference(row: ReferenceRow) -> Reference:
    return Reference(**row.model_dump())
