"""`/v1/diagnostic-algorithms`: steps and edges, each resting on claims."""

from starlette.testclient import TestClient

from tests.rest.asking import read, refused

WORKUP = "diagnostic-algorithms/workup"
MEASURE = f"{WORKUP}/claims/measure"


def test_a_list_shows_where_to_start(client: TestClient) -> None:
    body = read(client, "/v1/diagnostic-algorithms")
    assert body["items"] == [
        {
            "id": WORKUP,
            "slug": "workup",
            "name": "Workup",
            "summary": "From a low value to a cause.",
            "codes": [],
            "start": "look",
        }
    ]


def test_the_whole_has_steps_and_edges_in_the_order_of_the_pack(client: TestClient) -> None:
    answer = read(client, f"/v1/{WORKUP}")
    assert answer["start"] == "look"
    assert answer["steps"] == [
        {"id": "look", "kind": "prompt", "text": "Think of it.", "claims": [f"{WORKUP}/claims/think"]},
        {"id": "measure", "kind": "decision", "text": "Is it low?", "claims": [MEASURE]},
        {
            "id": "kidney",
            "kind": "result",
            "text": "Look at the kidney.",
            "pathway": "excretion",
            "claims": [MEASURE],
        },
        {"id": "stop", "kind": "end", "text": "Not shown.", "claims": [MEASURE]},
    ]
    assert answer["edges"] == [
        {"source": "look", "target": "measure"},
        {"source": "measure", "target": "kidney", "answer": "yes"},
        {"source": "measure", "target": "stop", "answer": "no"},
    ]
    assert [claim["id"] for claim in answer["claims"]] == [f"{WORKUP}/claims/think", MEASURE]
    assert answer["names"] == [{"text": "Workup", "kind": "preferred"}]


def test_a_claim_of_a_step_can_be_read(client: TestClient) -> None:
    assert read(client, f"/v1/{MEASURE}")["ranges"] == [{"unit": "%", "above": 4.0}]


def test_fields_can_be_picked(client: TestClient) -> None:
    assert read(client, f"/v1/{WORKUP}?fields=start") == {"id": WORKUP, "start": "look"}


def test_another_is_not_there(client: TestClient) -> None:
    problem = refused(client.get("/v1/diagnostic-algorithms/work-up"), 404)
    assert problem["did_you_mean"] == [f"/v1/{WORKUP}"]
    refused(client.get(f"/v1/{WORKUP}?step=look"), 400)
    refused(client.get("/v1/diagnostic-algorithms?start=look"), 400)
