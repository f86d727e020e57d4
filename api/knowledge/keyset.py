"""Lists of claims and of references: batch lookup by id, once for both."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection

from api.db import listed_values
from api.knowledge.pages import Condition, Listed, Order, read_slice
from api.paging import BatchQuery, Slice

_BY_ID: Final = Order(("id",))


def page_by_id(
    connection: Connection, listed: Listed, query: BatchQuery, there: set[str], conditions: Sequence[Condition]
) -> Slice:
    """One page, by id, of what meets all conditions and, when ids were asked for, is among those.

    Args:
        there: the ids that exist among those asked for.

    Raises:
        BadRequest: bad cursor.
    """
    where = [*conditions]
    not_found: list[str] | None = None
    if query.id:
        not_found = [value for value in dict.fromkeys(query.id) if value not in there]
        marks, values = listed_values("id", sorted(there))
        where.append(Condition(f"{listed.alias}.id IN {marks}", values))
    return read_slice(connection, listed, _BY_ID, query, where, None if where else f"{listed.table}s", not_found)
