"""The graph: entities and pathways as nodes, what claims say of them as weighted edges."""

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Final, get_args

from pydantic import Field
from pydantic_core import to_json
from sqlalchemy import Connection

from api.db import listed_values, not_in_the_loop, rows
from api.errors import Fault, InvalidParameter
from api.knowledge.entities import nearest_anywhere, there_among
from api.knowledge.nearest import most_alike
from api.paging import FieldsQuery
from api.public import Public
from api.text import search_key
from api.vocabulary import EdgeKind, Pathway

# More than this no reader can use at once; a larger graph is cut there and says so.
MAX_NODES: Final = 5000

EDGE_KINDS: Final[dict[str, str]] = {
    "acts-by": "cause, class or medication -> mechanism; weight: mechanism and association claims that name it",
    "acts-on": "cause, class or medication -> pathway; weight: such claims that name it and no mechanism",
    "belongs-to": "mechanism -> pathway; weight: claims about the mechanism",
    "leads-to": "pathway -> condition; weight: such claims of causes that name the pathway or a mechanism of it",
    "shows-as": "condition -> symptom; weight: association claims about the symptom",
    "kind-of": "cause or class -> its parent; weight 0: filing, not a claim",
    "member-of": "medication -> class; weight 0: filing, not a claim",
    "part-of": "class or medication -> combination; weight: claims about the combination",
    "related": "entity -> another that its claims name; weight: such claims",
}


class Node(Public):
    """An entity, or one of the four pathways (`pathways/absorption` and so on)."""

    id: str
    type: str = Field(description="Entity type, or `pathways`.")
    name: str


class Edge(Public):
    """A directed link."""

    source: str
    target: str
    kind: str = Field(description="See `edge_kinds`.")
    weight: int = Field(description="Number of claims behind the link; 0 when it follows from filing alone.")


class Graph(Public):
    """Nodes and edges."""

    nodes: list[Node]
    edges: list[Edge]
    edge_kinds: dict[str, str] = Field(description="What each kind of edge joins, and what its weight counts.")
    truncated: bool = Field(description="Whether there was more than one answer may hold.")


class GraphQuery(FieldsQuery):
    """What the graph accepts."""

    around: Annotated[
        str | None,
        Field(max_length=120, description="Id of the entity or pathway to start from; without it, the whole graph."),
    ] = None
    depth: Annotated[int, Field(ge=1, le=4, description="Steps to go from there, in either direction.")] = 1
    kind: Annotated[list[EdgeKind], Field(description="Only these kinds of edges.")] = []


def get_graph(connection: Connection, query: GraphQuery) -> str:
    """The JSON of the whole graph, or of the part around one node.

    Raises:
        InvalidParameter: `around` is no node.
    """
    not_in_the_loop(connection)
    kinds, values = listed_values("kind", query.kind)
    only = f"kind IN {kinds}" if query.kind else "TRUE"
    reached = None if query.around is None else _reach(connection, query.around, query.depth, only, values)
    nodes = _nodes(connection, reached)
    kept = {node["id"] for node in nodes[:MAX_NODES]}
    edges = _edges(connection, reached, only, values)
    graph = {
        "nodes": nodes[:MAX_NODES],
        "edges": [edge for edge in edges if edge["source"] in kept and edge["target"] in kept],
        "edge_kinds": EDGE_KINDS,
        "truncated": len(nodes) > MAX_NODES or len(edges) >= 4 * MAX_NODES,
    }
    return to_json(graph).decode()


_PATHWAYS: Final = {f"pathways/{pathway}": pathway.capitalize() for pathway in get_args(Pathway)}


def _start(connection: Connection, around: str) -> None:
    if around in _PATHWAYS or there_among(connection, [around]):
        return
    pathways = most_alike(around, {search_key(path): path for path in _PATHWAYS}, limit=1)
    near = pathways[0] if pathways else nearest_anywhere(connection, around)
    fault = Fault("query.around", f"there is no {around!r}", "an entity id, or pathways/absorption and so on", near)
    raise InvalidParameter("The graph has no such node.", [fault])


_REACHED: Final = """
    WITH RECURSIVE reached (node, steps) AS (
        SELECT :start, 0
        UNION SELECT e.target, r.steps + 1 FROM reached r JOIN edge e ON e.source = r.node
            WHERE r.steps < :depth AND {only}
        UNION SELECT e.source, r.steps + 1 FROM reached r JOIN edge e ON e.target = r.node
            WHERE r.steps < :depth AND {only}
        LIMIT :most
    ) SELECT DISTINCT node FROM reached ORDER BY node
"""


def _reach(connection: Connection, start: str, depth: int, only: str, kinds: Mapping[str, object]) -> list[str]:
    """The nodes that are at most `depth` edges away, whichever way these point."""
    _start(connection, start)
    # A node may be reached by ways of several lengths, each of which counts.
    values = {"start": start, "depth": depth, "most": (depth + 1) * (MAX_NODES + 1), **kinds}
    found = [node for (node,) in rows(connection, _REACHED.format(only=only), values)]
    return found[: MAX_NODES + 1]


def _nodes(connection: Connection, ids: Sequence[str] | None) -> list[dict[str, str]]:
    among = "" if ids is None else "WHERE path IN (SELECT value FROM json_each(:ids))"
    statement = f"SELECT path, type, name FROM entity {among} ORDER BY path LIMIT :most"
    entities = rows(connection, statement, {"ids": json.dumps(ids), "most": MAX_NODES + 1})
    pathways = [(path, "pathways", name) for path, name in _PATHWAYS.items() if ids is None or path in ids]
    return [{"id": path, "type": kind, "name": name} for path, kind, name in [*pathways, *entities]]


def _edges(
    connection: Connection, ids: Sequence[str] | None, only: str, kinds: Mapping[str, object]
) -> list[dict[str, object]]:
    inside = "source IN (SELECT value FROM json_each(:ids)) AND target IN (SELECT value FROM json_each(:ids)) AND"
    statement = (
        "SELECT source, target, kind, weight FROM edge WHERE",
        "" if ids is None else inside,
        only,
        "ORDER BY source, target, kind LIMIT :most",
    )
    found = rows(connection, " ".join(statement), {"ids": json.dumps(ids), "most": 4 * MAX_NODES, **kinds})
    return [
        {"source": source, "target": target, "kind": kind, "weight": weight} for source, target, kind, weight in found
    ]
