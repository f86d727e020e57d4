"""References: publications, labels, guidelines and databases, and the claims that cite them."""

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import func
from sqlmodel import Session, col, select

from api.errors import NotFound
from api.knowledge.words import words_of
from api.paging import MAX_BATCH, PageQuery, Slice, decode_cursor, slice_of
from api.public import Public
from api.tables import ReferenceRow
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


class ReferenceQuery(PageQuery):
    """Filters of the list of references."""

    id: Annotated[
        list[Annotated[str, Field(max_length=120)]], Field(max_length=MAX_BATCH, description="Only these ids.")
    ] = []
    kind: Annotated[ReferenceKind | None, Field(description="Kind of source.")] = None
    pmid: Annotated[str | None, Field(max_length=12, description="PubMed id.")] = None
    doi: Annotated[str | None, Field(max_length=200, description="DOI, any case.")] = None
    q: Annotated[str | None, Field(min_length=1, max_length=200, description="Words in the title or authors.")] = None


def find_references(session: Session, query: ReferenceQuery) -> Slice[Reference]:
    """One page of references, by id."""
    where: list[Any] = []
    not_found: list[str] | None = None
    if query.id:
        there = set(session.exec(select(ReferenceRow.id).where(col(ReferenceRow.id).in_(query.id))).all())
        not_found = [value for value in dict.fromkeys(query.id) if value not in there]
        where.append(col(ReferenceRow.id).in_(there))
    if query.kind:
        where.append(col(ReferenceRow.kind) == query.kind)
    if query.pmid:
        where.append(col(ReferenceRow.pmid) == query.pmid)
    if query.doi:
        where.append(func.lower(col(ReferenceRow.doi)) == query.doi.lower())
    for word in words_of(query.q or ""):
        like = col(ReferenceRow.title) + " " + func.coalesce(col(ReferenceRow.authors), "")
        where.append(func.lower(like).contains(word, autoescape=True))
    total = session.exec(select(func.count()).select_from(ReferenceRow).where(*where)).one()
    cursor = decode_cursor(query.cursor, query.filters(), 1) if query.cursor else None
    if cursor is not None:
        where.append(col(ReferenceRow.id) > cursor.key[0] if cursor.forward else col(ReferenceRow.id) < cursor.key[0])
    forward = cursor is None or cursor.forward
    order = col(ReferenceRow.id).asc() if forward else col(ReferenceRow.id).desc()
    rows = session.exec(select(ReferenceRow).where(*where).order_by(order).limit(query.limit + 1)).all()
    page = slice_of(rows, total, query, cursor, lambda row: (row.id,), not_found)
    return page.with_items([_reference(row) for row in page.items])


def get_reference(session: Session, reference_id: str) -> Reference:
    """One reference.

    Raises:
        NotFound: no such reference.
    """
    row = session.get(ReferenceRow, reference_id)
    if row is None:
        raise NotFound(f"There is no reference {reference_id!r} in the data.")
    return _reference(row)


def references_of(session: Session, ids: Iterable[str]) -> dict[str, Reference]:
    """References by id."""
    statement = select(ReferenceRow).where(col(ReferenceRow.id).in_(set(ids)))
    return {row.id: _reference(row) for row in session.exec(statement)}


def _reference(row: ReferenceRow) -> Reference:
    return Reference(**row.model_dump())
