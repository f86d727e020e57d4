"""Lists of entities: the filters that all share, keyset paging and batch lookup, once for every type."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Final, Literal

from pydantic import Field
from sqlalchemy import Connection

from api.curies import Curie, parse_lookup
from api.db import listed_values, rows
from api.knowledge.entities import Named, all_there, there_among
from api.knowledge.pages import ENTITIES, Condition, Order, read_slice
from api.knowledge.words import match_expression, required_words
from api.paging import MAX_BATCH, PageQuery, Slice
from api.vocabulary import EntityType, KnownDirection, Pathway

Sort = Literal["slug", "-slug", "name", "-name"]


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


def own(table: str, conditions: str, values: Mapping[str, object]) -> Condition:
    """What the columns `o` of the type's own table must meet; looked at for one entity after the other."""
    exists = f"EXISTS (SELECT 1 FROM {table} o WHERE o.path = e.path AND {conditions})"
    return Condition(exists, values)


def own_equals(table: str, query: EntityQuery, *columns: str) -> list[Condition]:
    """As `equals`, for columns of the type's own table that are filtered by parameters of the same names."""
    wanted = {name: value for name in columns if (value := getattr(query, name)) is not None}
    return [own(table, " AND ".join(f"o.{name} = :{name}" for name in wanted), wanted)] if wanted else []


def list_entities(
    connection: Connection,
    kind: EntityType,
    query: EntityQuery,
    named: Sequence[Named] = (),
    conditions: Callable[[], Sequence[Condition]] = tuple,
) -> Slice:
    """One page of summaries, in at most four statements.

    Args:
        named: the entities that filters name; they must be there.
        conditions: what the filters of this type ask for.

    Raises:
        BadRequest: bad cursor.
        InvalidParameter: a filter names what is not there, a code of an unknown system, or a `q` without letters.
    """
    paths = {value: value if value.startswith(f"{kind}/") else f"{kind}/{value}" for value in query.id}
    there = there_among(connection, [*paths.values(), *(one.path for one in named)])
    all_there(there, named, connection)
    where = [Condition("e.type = :type", {"type": kind}), *conditions()]
    unfiltered = len(where)
    not_found: list[str] | None = None
    if query.id or query.code:
        not_found = [value for value, path in paths.items() if path not in there]
    if query.id:
        where.append(_among("id", sorted(there.intersection(paths.values()))))
    if query.code:
        entities, unknown = _entities_with(connection, kind, query.code)
        not_found = [*(not_found or []), *unknown]
        where.append(_among("coded", sorted(entities)))
    if query.q is not None:
        where.append(Condition(_NAMED, {"match": match_expression(required_words(query.q))}))
    order = Order(("name", "slug") if query.sort.endswith("name") else ("slug",), query.sort.startswith("-"))
    whole_list = kind if unfiltered == len(where) == 1 else None
    return read_slice(connection, ENTITIES, order, query, where, whole_list, not_found)


_NAMED: Final = "e.path IN (SELECT entity FROM search_words WHERE search_words MATCH :match AND type = :type)"


def _among(name: str, paths: Sequence[str]) -> Condition:
    marks, values = listed_values(name, paths)
    return Condition(f"e.path IN {marks}", values)


# The cross join and the plus signs make SQLite look the codes up, and not go through the entities of the type.
_CODED: Final = """
    WITH wanted (system, code) AS (VALUES {pairs})
    SELECT c.entity, c.system, c.code, c.relation
    FROM wanted w CROSS JOIN code c ON c.system = w.system AND c.code = w.code
    WHERE +c.entity >= :start AND +c.entity < :end
"""


def _entities_with(connection: Connection, kind: EntityType, asked: Sequence[str]) -> tuple[set[str], list[str]]:
    wanted: dict[str, Curie] = {}
    for index, value in enumerate(asked):
        wanted[value] = parse_lookup(value, f"query.code.{index}")
    values: dict[str, object] = {"start": f"{kind}/", "end": f"{kind}0"}
    pairs = []
    for number, curie in enumerate(wanted.values()):
        pairs.append(f"(:system_{number}, :code_{number})")
        values |= {f"system_{number}": curie.system, f"code_{number}": curie.code}
    found: dict[Curie, dict[str, str]] = defaultdict(dict)
    for entity, system, code, relation in rows(connection, _CODED.format(pairs=", ".join(pairs)), values):
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
    asked = {"pathway": pathway, "mechanism": mechanism}
    values: dict[str, object] = {f"by_{name}": value for name, value in asked.items() if value is not None}
    together = [f"{name.removeprefix('by_')} = :{name}" for name in values]
    # A claim without a direction says nothing against the one asked for; and no claim has the direction `unknown`.
    if direction not in (None, "unknown"):
        together.append("(direction = :by_direction OR direction IS NULL)")
        values["by_direction"] = direction
    return [Condition(" ".join(("e.path IN (SELECT entity FROM effect WHERE", " AND ".join(together), ")")), values)]
