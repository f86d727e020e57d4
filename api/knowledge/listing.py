"""Lists of entities: the filters that all share, keyset paging and batch lookup, once for every type."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar

import sqlalchemy as sa
from pydantic import Field
from sqlalchemy import ColumnElement, Row, and_, func, or_, text, true, tuple_
from sqlmodel import Session, col, select

from api.curies import Curie, parse_lookup
from api.knowledge.entities import ActingSummary, EntitySummary, action_of, codes_of, effects_of
from api.knowledge.words import match_expression, required_words
from api.paging import MAX_BATCH, Cursor, PageQuery, Slice, decode_cursor, slice_of
from api.tables import CodeRow, EffectRow, EntityRow, table_of
from api.vocabulary import EntityType, KnownDirection, Pathway

Sort = Literal["slug", "-slug", "name", "-name"]
Condition = ColumnElement[bool]
S = TypeVar("S", bound=EntitySummary)


class EntityQuery(PageQuery):
    """Filters that every list of entities accepts."""

    id: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=120)]],
        Field(max_length=MAX_BATCH, description="Only these slugs or ids; what is not there is named in `not_found`."),
    ] = []
    code: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=60)]],
        Field(
            max_length=MAX_BATCH,
            description="Only entities with one of these codes (CURIEs); unknown ones are named in `not_found`.",
            examples=[["atc:A02BC"]],
        ),
    ] = []
    q: Annotated[
        str | None, Field(min_length=1, max_length=200, description="Words that a name or code begins with.")
    ] = None
    sort: Annotated[Sort, Field(description="Order; ties are broken by slug.")] = "slug"


@dataclass(frozen=True)
class ListedType:
    """What a list is made of: an entity type and, if it has one, the table of its own columns."""

    type: EntityType
    table: sa.Table | None = None


def list_entities(
    session: Session, listed: ListedType, query: EntityQuery, conditions: Sequence[Condition] = ()
) -> Slice[Row[Any]]:
    """One page of shared columns and, where there is a table, all of its columns.

    Raises:
        BadRequest: bad cursor.
        InvalidParameter: a code of an unknown system, or a `q` without letters and digits.
    """
    chosen, not_found = _batch(session, listed.type, query)
    where = [col(EntityRow.type) == listed.type, *conditions, *chosen]
    if query.q is not None:
        where.append(col(EntityRow.path).in_(_named(query.q, listed.type)))
    statement = _joined(listed, where)
    total = session.execute(sa.select(func.count()).select_from(statement.subquery())).scalar_one()
    key = _sort_key(query.sort)
    cursor = decode_cursor(query.cursor, query.filters(), len(key)) if query.cursor is not None else None
    descending = query.sort.startswith("-")
    forward = cursor is None or cursor.forward
    if cursor is not None:
        statement = statement.where(_beyond(key, cursor, descending))
    ordering = [c.asc() if forward != descending else c.desc() for c in key]
    rows = session.execute(statement.order_by(*ordering).limit(query.limit + 1)).all()
    names = [c.key for c in key]
    return slice_of(rows, total, query, cursor, lambda row: tuple(getattr(row, n) for n in names), not_found)


def summarise(
    session: Session, page: Slice[Row[Any]], model: type[S], more: Mapping[str, Mapping[str, Any]] | None = None
) -> Slice[S]:
    """Public summaries of a page of rows: columns by name, codes, and what is derived from claims.

    Args:
        more: values of further fields, by field name and then by path.
    """
    paths = [row.path for row in page.items]
    codes = codes_of(session, paths)
    effects = effects_of(session, paths) if issubclass(model, ActingSummary) else None
    items = []
    for row in page.items:
        values = {name: value for name, value in row._mapping.items() if name in model.model_fields}
        values |= {name: by_path[row.path] for name, by_path in (more or {}).items()}
        if effects is not None:
            values |= action_of(effects[row.path])
        items.append(model(id=row.path, codes=codes[row.path], **values))
    return page.with_items(items)


def _joined(listed: ListedType, where: Sequence[Condition]) -> sa.Select[Any]:
    entity = table_of(EntityRow)
    shared = [entity.c[name] for name in ("path", "slug", "name", "summary", "strength")]
    if listed.table is None:
        return sa.select(*shared).where(*where)
    own = [column for column in listed.table.c if column.name != "path"]
    return sa.select(*shared, *own).join(listed.table, listed.table.c.path == entity.c.path).where(*where)


def _sort_key(sort: Sort) -> list[Any]:
    return [col(EntityRow.name), col(EntityRow.slug)] if sort.endswith("name") else [col(EntityRow.slug)]


def _beyond(key: list[Any], cursor: Cursor, descending: bool) -> Condition:
    left, right = tuple_(*key), tuple_(*cursor.key)
    return left > right if cursor.forward != descending else left < right


def _named(q: str, kind: EntityType) -> Any:
    found = text("SELECT entity FROM search_words WHERE search_words MATCH :match AND type = :type")
    return found.bindparams(match=match_expression(required_words(q)), type=kind).columns(entity=sa.String)


def _batch(session: Session, kind: EntityType, query: EntityQuery) -> tuple[list[Condition], list[str] | None]:
    """Conditions for `id` and `code`, and the values that nothing answers to (`None` when neither is asked)."""
    if not query.id and not query.code:
        return [], None
    conditions: list[Condition] = []
    missing: list[str] = []
    if query.id:
        paths = {value: value if value.startswith(f"{kind}/") else f"{kind}/{value}" for value in query.id}
        statement = select(EntityRow.path).where(col(EntityRow.path).in_(set(paths.values())))
        there = set(session.exec(statement).all())
        missing += [value for value, path in paths.items() if path not in there]
        conditions.append(col(EntityRow.path).in_(there))
    if query.code:
        entities, unknown = _entities_with(session, kind, query.code)
        missing += unknown
        conditions.append(col(EntityRow.path).in_(entities))
    return conditions, missing


def _entities_with(session: Session, kind: EntityType, values: Sequence[str]) -> tuple[set[str], list[str]]:
    wanted: dict[str, Curie] = {}
    for index, value in enumerate(values):
        wanted[value] = parse_lookup(value, f"query.code.{index}")
    pairs = tuple_(col(CodeRow.system), col(CodeRow.code)).in_([tuple(curie) for curie in wanted.values()])
    statement = select(CodeRow.entity, CodeRow.system, CodeRow.code, CodeRow.relation).where(
        pairs, col(CodeRow.entity).startswith(f"{kind}/", autoescape=True)
    )
    found: dict[Curie, dict[str, str]] = defaultdict(dict)
    for entity, system, code, relation in session.exec(statement):
        found[Curie(system, code)][entity] = relation
    entities: set[str] = set()
    for relations in found.values():
        # An entity that is only part of what the code means stands back behind those that the code is the code of.
        meant = {entity for entity, relation in relations.items() if relation != "broader"}
        entities |= meant or relations.keys()
    return entities, [value for value, curie in wanted.items() if curie not in found]


def acts(
    pathway: Pathway | None = None, mechanism: str | None = None, direction: KnownDirection | None = None
) -> list[Condition]:
    """The entity has an effect by this pathway, mechanism (path) and direction, all in one claim."""
    if pathway is None and mechanism is None:
        return []
    where = and_(
        true() if pathway is None else col(EffectRow.pathway) == pathway,
        true() if mechanism is None else col(EffectRow.mechanism) == mechanism,
        # A claim without a direction says nothing against the one asked for; and no claim has the direction `unknown`.
        true()
        if direction in (None, "unknown")
        else or_(col(EffectRow.direction) == direction, col(EffectRow.direction).is_(None)),
    )
    return [col(EntityRow.path).in_(select(EffectRow.entity).where(where))]
