"""`/v1/graph`: the whole of it, the part around a node, and what its edges count."""

from typing import Any, get_args

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.knowledge import graph
from api.settings import Settings
from api.vocabulary import EdgeKind
from tests.knowledge.edges_of_claims import Edge, counted_edges
from tests.rest.asking import read, refused

PATHWAYS = ["pathways/absorption", "pathways/excretion", "pathways/intake", "pathways/redistribution"]


def edges_of(answer: Any) -> dict[Edge, int]:
    edges = {(edge["source"], edge["target"], edge["kind"]): edge["weight"] for edge in answer["edges"]}
    assert len(edges) == len(answer["edges"])
    assert list(edges) == sorted(edges)
    return edges


def ids_of(answer: Any) -> list[str]:
    return [node["id"] for node in answer["nodes"]]


def test_all_nodes_are_there(client: TestClient) -> None:
    answer = read(client, "/v1/graph")
    counts = read(client, "/v1/dataset")["counts"]["entities"]
    assert len(answer["nodes"]) == sum(counts.values()) + len(PATHWAYS)
    assert ids_of(answer)[:4] == PATHWAYS
    assert ids_of(answer)[4:] == sorted(set(ids_of(answer)[4:]))
    assert answer["nodes"][0] == {"id": "pathways/absorption", "type": "pathways", "name": "Absorption"}
    assert {"id": "symptoms/fits", "type": "symptoms", "name": "Fits"} in answer["nodes"]
    assert answer["truncated"] is False


def test_weights_count_claims(client: TestClient) -> None:
    assert edges_of(read(client, "/v1/graph")) == counted_edges(client)


def test_kinds_of_edges_are_explained(client: TestClient) -> None:
    assert set(read(client, "/v1/graph?fields=edge_kinds")["edge_kinds"]) == set(get_args(EdgeKind))


@pytest.mark.parametrize("kinds", [{"acts-by"}, {"member-of", "kind-of"}, {"leads-to"}])
def test_kinds_can_be_picked(client: TestClient, kinds: set[str]) -> None:
    whole = edges_of(read(client, "/v1/graph"))
    picked = read(client, "/v1/graph?" + "&".join(f"kind={kind}" for kind in sorted(kinds)))
    assert edges_of(picked) == {edge: weight for edge, weight in whole.items() if edge[2] in kinds}
    assert ids_of(picked) == ids_of(read(client, "/v1/graph"))


def reached(edges: dict[Edge, int], start: str, depth: int) -> set[str]:
    nodes = {start}
    for _ in range(depth):
        nodes |= {end for source, target, _ in edges if nodes & {source, target} for end in (source, target)}
    return nodes


@pytest.mark.parametrize("depth", [None, 1, 2, 3, 4])
@pytest.mark.parametrize(
    "around",
    ["causes/bowel-disease", "condition/low-magnesium", "pathways/excretion", "pathways/intake", "symptoms/fits"],
)
def test_the_part_around_a_node(client: TestClient, around: str, depth: int | None) -> None:
    whole = edges_of(read(client, "/v1/graph"))
    answer = read(client, f"/v1/graph?around={around}" + (f"&depth={depth}" if depth else ""))
    nodes = reached(whole, around, depth or 1)
    assert set(ids_of(answer)) == nodes
    inside = {edge: weight for edge, weight in whole.items() if {edge[0], edge[1]} <= nodes}
    assert edges_of(answer) == inside


def test_only_edges_of_these_kinds_are_gone_along(client: TestClient) -> None:
    answer = read(client, "/v1/graph?around=medications/omeprazole&depth=3&kind=member-of")
    assert ids_of(answer) == ["medication-classes/acid-blockers", "medications/omeprazole", "medications/pantoprazole"]
    assert {edge["kind"] for edge in answer["edges"]} == {"member-of"}


def test_a_node_that_nothing_leads_to_is_alone(client: TestClient) -> None:
    answer = read(client, "/v1/graph?around=functions/heart-rhythm&depth=4&fields=nodes,edges")
    node = {"id": "functions/heart-rhythm", "type": "functions", "name": "Heart rhythm"}
    assert answer == {"nodes": [node], "edges": []}


@pytest.mark.parametrize(
    ("around", "meant"),
    [
        ("causes/bowl-disease", "causes/bowel-disease"),
        ("pathways/absorbtion", "pathways/absorption"),
        ("excretion", "pathways/excretion"),
        ("omeprazole", "medications/omeprazole"),
        # Retired.
        ("causes/old-bowel", "causes/bowel-disease"),
        ("nothing/like-it", None),
        ("", None),
    ],
)
def test_an_unknown_node_is_refused_with_the_nearest(client: TestClient, around: str, meant: str | None) -> None:
    (fault,) = refused(client.get(f"/v1/graph?around={around}"), 422)["errors"]
    assert fault["where"] == "query.around"
    assert fault["message"] == f"there is no {around!r}"
    assert fault.get("did_you_mean") == meant


@pytest.mark.parametrize(
    ("query", "status", "where"),
    [
        ("depth=0", 422, "query.depth"),
        ("depth=5", 422, "query.depth"),
        ("kind=acts", 422, "query.kind.0"),
        ("around=" + 121 * "x", 422, "query.around"),
        ("from=causes", 400, "query.from"),
    ],
)
def test_what_cannot_be_asked_is_refused(client: TestClient, query: str, status: int, where: str) -> None:
    assert refused(client.get(f"/v1/graph?{query}"), status)["errors"][0]["where"] == where


@pytest.mark.parametrize("query", ["", "around=condition/low-magnesium&depth=4"])
def test_a_graph_that_is_too_large_is_cut_and_says_so(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    monkeypatch.setattr(graph, "MAX_NODES", 8)
    # The whole graph may be kept from before.
    with TestClient(create_app(settings.model_copy(update={"cache_bytes": 0}))) as client:
        answer = read(client, f"/v1/graph?{query}")
    assert answer["truncated"] is True
    assert len(answer["nodes"]) == 8
    assert {end for edge in answer["edges"] for end in (edge["source"], edge["target"])} <= set(ids_of(answer))
