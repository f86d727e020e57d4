"""Lists of rows in the order of their ids: batch lookup and keyset paging, once for claims and for references."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from api.paging import BatchQuery, Slice, decode_cursor, slice_of
from api.tables import ClaimRow, ReferenceRow

R = TypeVar("R", ClaimRow, ReferenceRow)


def page_by_id(
    session: Session, table: type[R], query: BatchQuery, conditions: Sequence[ColumnElement[bool]]
) -> Slice[R]:
    """One page of the rows that meet all conditions and, when ids were asked for, are among those.

    Raises:
        BadRequest: bad cursor.
    """
    key = col(table.id)
    where = [*conditions]
    not_found: list[str] | None = None
    if query.id:
        there = set(session.exec(select(key).where(key.in_(query.id))).all())
        not_found = [value for value in dict.fromkeys(query.id) if value not in there]
        where.append(key.in_(there))
    total = session.exec(select(func.count()).select_from(table).where(*where)).one()
    cursor = decode_cursor(query.cursor, query.filters(), 1) if query.cursor is not None else None
    forward = cursor is None or cursor.forward
    if cursor is not None:
        where.append(key > cursor.key[0] if forward else key < cursor.key[0])
    order = key.asc() if forward else key.desc()
    rows = session.exec(select(table).where(*where).order_by(order).limit(query.limit + 1)).all()
    return slice_of(rows, total, query, cursor, lambda row: (row.id,), not_found)
