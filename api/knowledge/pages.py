"""One page of any list: which rows are on it, their ready answers, how long the list is; in at most two statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from sqlalchemy import Connection

from api.db import rows
from api.paging import MAX_TOTAL, PageQuery, Slice, Total, decode_cursor, slice_of


class Condition(NamedTuple):
    """What an entity `e`, a claim `c` or a reference `r` must meet, and the values in it."""

    sql: str
    values: Mapping[str, object]


def equals(column: str, value: object) -> list[Condition]:
    """The column has the value that was asked for; no condition when none was."""
    name = column.partition(".")[2]
    return [] if value is None else [Condition(f"{column} = :{name}", {name: value})]


@dataclass(frozen=True)
class Listed:
    """What a list is read from: a table, its alias and its key; the ready answers, and which of them is shown."""

    table: str
    alias: str
    key: str
    answers: str
    shown: str


ENTITIES: Final = Listed("entity", "e", "path", "answer_entity", "summary")
CLAIMS: Final = Listed("claim", "c", "id", "answer_claim", "json")
REFERENCES: Final = Listed("reference", "r", "id", "answer_reference", "json")


@dataclass(frozen=True)
class Order:
    """Columns that a list is sorted by; together they are unique."""

    columns: tuple[str, ...]
    descending: bool = False


def read_slice(
    connection: Connection,
    listed: Listed,
    order: Order,
    query: PageQuery,
    where: Sequence[Condition],
    whole_list: str | None = None,
    not_found: Sequence[str] | None = None,
) -> Slice:
    """The page that a query asks for.

    Args:
        whole_list: the list's name, when nothing is filtered out of it: its length was counted by the build.

    Raises:
        BadRequest: bad cursor.
    """
    size = len(order.columns)
    cursor = None if query.cursor is None else decode_cursor(query.cursor, query.filters(), size)
    values = {name: value for condition in where for name, value in condition.values.items()}
    conditions = tuple([condition.sql for condition in where])
    falling = order.descending == (cursor is None or cursor.forward)
    asked = {**values, "list": whole_list, "most": query.limit + 1}
    if cursor is not None:
        asked |= {f"key_{number}": part for number, part in enumerate(cursor.key)}
    statement = _page_statement(listed, order.columns, falling, conditions, cursor is not None)
    found = rows(connection, statement, asked)

    def count() -> Total:
        if found and whole_list is not None:
            return Total(found[0][1])
        counted = rows(connection, _count_statement(listed, conditions), {**values, "most": MAX_TOTAL + 1})[0][0]
        return Total(min(counted, MAX_TOTAL), counted > MAX_TOTAL)

    return slice_of(found, query, cursor, lambda row: tuple(row[2:]), lambda row: row[0], count, not_found)


@lru_cache(maxsize=256)
def _page_statement(
    listed: Listed, columns: tuple[str, ...], falling: bool, conditions: tuple[str, ...], beyond: bool
) -> str:
    """Answer, length of the whole list and sort key of the rows on a page, one more than fit on it.

    Which rows these are is found first, from narrow tables; only then are their answers read.
    """
    way = " DESC" if falling else ""
    own = ", ".join(f"{listed.alias}.{name}" for name in columns)
    if beyond:
        marks = ", ".join(f":key_{number}" for number in range(len(columns)))
        conditions = (*conditions, f"({own}) {'<' if falling else '>'} ({marks})")
    parts = (
        f"WITH k AS (SELECT {listed.alias}.{listed.key} AS the_key, {own} FROM {listed.table} {listed.alias}",
        # A list without conditions is read from its beginning too, and said so, for those who read plans.
        f"WHERE {' AND '.join(conditions) or f'{listed.alias}.{listed.key} > char(0)'}",
        "ORDER BY " + ", ".join(f"{listed.alias}.{name}{way}" for name in columns),
        f"LIMIT :most) SELECT a.{listed.shown}, (SELECT total FROM answer_count WHERE list = :list),",
        ", ".join(f"k.{name}" for name in columns),
        f"FROM k JOIN {listed.answers} a ON a.{listed.key} = k.the_key",
        "ORDER BY " + ", ".join(f"k.{name}{way}" for name in columns),
    )
    return " ".join(parts)


@lru_cache(maxsize=256)
def _count_statement(listed: Listed, conditions: tuple[str, ...]) -> str:
    """The number of rows, but counted no further than `:most`."""
    filtered = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"SELECT count(*) FROM (SELECT 1 FROM {listed.table} {listed.alias} {filtered} LIMIT :most)"
