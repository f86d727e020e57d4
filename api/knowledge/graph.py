"""The graph: entities and pathways as nodes, what claims say of them as weighted edges."""

from collections.abc import Sequence
from typing import Annotated, Final, get_args

from pydantic import Field
from sqlmodel import Session, col, or_, select

from api.errors import Fault, InvalidParameter
from api.knowledge.entities import nearest_anywhere
from api.knowledge.nearest import most_alike
from api.paging import FieldsQuery
from api.public import Public
from api.tables import EdgeRow, EntityRow
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


def get_graph(session: Session, query: GraphQuery) -> Graph:
    """The whole graph, or the part around one node.

    Raises:
        InvalidParameter: `around` is no node.
    """
    kinds = [col(EdgeRow.kind).in_(query.kind)] if query.kind else []
    ordered = select(EdgeRow).where(*kinds).order_by(col(EdgeRow.source), col(EdgeRow.target), col(EdgeRow.kind))
    if query.around is None:
        edges: Sequence[EdgeRow] = session.exec(ordered.limit(4 * MAX_NODES)).all()
        nodes = _nodes(session, None)
    else:
        reached = _reach(session, _start(session, query.around), query.depth, kinds)
        inside = [col(EdgeRow.source).in_(reached), col(EdgeRow.target).in_(reached)]
        edges = session.exec(ordered.where(*inside)).all()
        nodes = _nodes(session, reached)
    kept = {node.id for node in nodes[:MAX_NODES]}
    return Graph(
        nodes=nodes[:MAX_NODES],
        edges=[Edge(**e.model_dump()) for e in edges if e.source in kept and e.target in kept],
        edge_kinds=EDGE_KINDS,
        truncated=len(nodes) > MAX_NODES or len(edges) >= 4 * MAX_NODES,
    )


def _start(session: Session, around: str) -> str:
    if around in _PATHWAYS or session.get(EntityRow, around) is not None:
        return around
    pathways = most_alike(around, {search_key(path): path for path in _PATHWAYS}, limit=1)
    near = pathways[0] if pathways else nearest_anywhere(session, around)
    fault = Fault("query.around", f"there is no {around!r}", "an entity id, or pathways/absorption and so on", near)
    raise InvalidParameter("The graph has no such node.", [fault])


def _reach(session: Session, start: str, depth: int, kinds: Sequence[object]) -> list[str]:
    reached = {start}
    frontier = {start}
    for _ in range(depth):
        touching = or_(col(EdgeRow.source).in_(frontier), col(EdgeRow.target).in_(frontier))
        statement = select(EdgeRow.source, EdgeRow.target).where(touching, *kinds)  # type: ignore[arg-type]
        found = {node for pair in session.exec(statement) for node in pair}
        frontier = found - reached
        reached |= frontier
        if not frontier or len(reached) > MAX_NODES:
            break
    return sorted(reached)[: MAX_NODES + 1]


_PATHWAYS: Final = {f"pathways/{pathway}": pathway.capitalize() for pathway in get_args(Pathway)}


def _nodes(session: Session, ids: list[str] | None) -> list[Node]:
    statement = select(EntityRow.path, EntityRow.type, EntityRow.name).order_by(col(EntityRow.path))
    if ids is not None:
        statement = statement.where(col(EntityRow.path).in_(ids))
    entities = session.exec(statement.limit(MAX_NODES + 1)).all()
    nodes = [Node(id=path, type=kind, name=name) for path, kind, name in entities]
    pathways = [
        Node(id=path, type="pathways", name=name) for path, name in _PATHWAYS.items() if ids is None or path in ids
    ]
    return pathways + nodes
