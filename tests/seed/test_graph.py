"""The graph of the real release."""

from collections import Counter
from typing import Any, get_args

import pytest
from starlette.testclient import TestClient

from api.vocabulary import EdgeKind, Pathway
from tests.knowledge.edges_of_claims import counted_edges
from tests.rest.asking import read


@pytest.fixture(scope="module")
def whole(real: TestClient) -> Any:
    return read(real, "/v1/graph")


def test_every_documented_kind_of_edge_occurs(whole: Any) -> None:
    kinds = Counter(edge["kind"] for edge in whole["edges"])
    assert set(kinds) == set(whole["edge_kinds"]) == set(get_args(EdgeKind))


def test_weights_count_claims(real: TestClient, whole: Any) -> None:
    found = {(edge["source"], edge["target"], edge["kind"]): edge["weight"] for edge in whole["edges"]}
    assert found == counted_edges(real)
    assert len(found) == len(whole["edges"])


def test_every_edge_joins_two_nodes(whole: Any) -> None:
    nodes = {node["id"] for node in whole["nodes"]}
    assert len(nodes) == len(whole["nodes"])
    assert {end for edge in whole["edges"] for end in (edge["source"], edge["target"])} <= nodes
    assert {node for node in nodes if node.startswith("pathways/")} == {f"pathways/{p}" for p in get_args(Pathway)}
    assert whole["truncated"] is False


def test_every_pathway_leads_to_the_condition(real: TestClient) -> None:
    answer = read(real, "/v1/graph?around=condition/hypomagnesemia&kind=leads-to")
    assert {edge["source"] for edge in answer["edges"]} == {f"pathways/{pathway}" for pathway in get_args(Pathway)}
    assert all(edge["weight"] > 0 for edge in answer["edges"])


def test_around_a_node_a_deeper_look_shows_more(real: TestClient, whole: Any) -> None:
    start = "medication-classes/proton-pump-inhibitors"
    sizes = []
    for depth in (1, 2, 3):
        answer = read(real, f"/v1/graph?around={start}&depth={depth}")
        nodes = {node["id"] for node in answer["nodes"]}
        inside = [edge for edge in whole["edges"] if {edge["source"], edge["target"]} <= nodes]
        assert answer["edges"] == inside
        assert start in nodes
        sizes.append(len(nodes))
    assert sizes == sorted(set(sizes))
