"""What may be sent to `POST /v1/assessments/medications`, what is refused, and that hostile bodies are harmless."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.rest.asking import refused
from tests.rest.test_assess_medications import OMEPRAZOLE, URL, assess, found


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, "body.items"),
        ({"items": []}, "body.items"),
        ({"items": "omeprazole"}, "body.items"),
        ({"items": {"0": "omeprazole"}}, "body.items"),
        ({"items": None}, "body.items"),
        ({"items": [None]}, "body.items.0"),
        ({"items": [1]}, "body.items.0"),
        ({"items": [[]]}, "body.items.0"),
        ({"items": [True]}, "body.items.0"),
        ({"items": ["omeprazole", {}]}, "body.items.1"),
        ({"items": [{"dose": "1"}]}, "body.items.0"),
        ({"items": [""]}, "body.items.0.text"),
        ({"items": ["  "]}, "body.items.0.text"),
        ({"items": ["x" * 1001]}, "body.items.0.text"),
        ({"items": [{"text": 5}]}, "body.items.0.text"),
        ({"items": [{"text": ["omeprazole"]}]}, "body.items.0.text"),
        ({"items": [{"text": {"text": "omeprazole"}}]}, "body.items.0.text"),
        ({"items": [{"text": "x", "dose": "x" * 201}]}, "body.items.0.dose"),
        ({"items": [{"text": "x", "duration": ""}]}, "body.items.0.duration"),
        ({"items": [{"text": "x", "route": []}]}, "body.items.0.route"),
        ({"items": [{"code": "x" * 201}]}, "body.items.0.code"),
        ({"items": [{"code": "A02BC01"}]}, "body.items.0.code"),
        ({"items": ["x", {"code": "rxnrm:7646"}]}, "body.items.1.code"),
        ({"items": [{"text": "x", "txt": "y"}]}, "body.items.0.txt"),
        ({"items": ["x"], "patient": "y"}, "body.patient"),
    ],
)
def test_a_body_that_is_no_list(client: TestClient, body: Any, where: str) -> None:
    (fault,) = refused(client.post(URL, json=body), 422)["errors"]
    assert fault["where"] == where
    assert fault["message"]


def test_all_codes_that_cannot_be_read_are_named(client: TestClient) -> None:
    items = [{"code": "rxnrm:7646"}, "omeprazole", {"text": "x", "code": "nonsense"}]
    first, second = refused(client.post(URL, json={"items": items}), 422)["errors"]
    assert (first["where"], first["did_you_mean"]) == ("body.items.0.code", "rxnorm")
    assert second["where"] == "body.items.2.code"


def test_two_hundred_items_and_no_more(client: TestClient) -> None:
    answer = assess(client, *(["omeprazole 20 mg"] * 200))
    assert len(answer["items"]) == 200
    assert found(answer, "findings") == [(OMEPRAZOLE, list(range(200)))]
    problem = refused(client.post(URL, json={"items": ["omeprazole"] * 201}), 422)
    (fault,) = problem["errors"]
    assert fault["where"] == "body.items"
    assert "200" in fault["expected"]


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422),
        (b"omeprazole", 400),
        (b'{"items": ["omeprazole"', 400),
        (b'{"items": [NaN]}', 400),
        (b'{"items": ["\\ud800"]}', 400),
        (b'{"items": ["\xff"]}', 400),
        (b'["omeprazole"]', 422),
        (b'"omeprazole"', 422),
        (b"null", 422),
        (b"[" * 50_000 + b"]" * 50_000, (400, 422)),
        (b'{"items": [' + b"[" * 400 + b"]" * 400 + b"]}", 422),
        (b'{"items":' * 50_000 + b"1" + b"}" * 50_000, (400, 422)),
        (b'{"items": ["' + b"x" * 1_100_000 + b'"]}', 413),
        (b'{"items": [' + b'"x",' * 200_000 + b'"x"]}', 422),
        (b'{"items": [{' + b",".join(b'"%d": 1' % n for n in range(50_000)) + b"}]}", 422),
    ],
    ids=str,
)
def test_a_hostile_body(client: TestClient, content: bytes, status: int | tuple[int, ...]) -> None:
    response = client.post(URL, content=content, headers={"Content-Type": "application/json"})
    assert response.status_code in (status if isinstance(status, tuple) else (status,)), response.text[:500]
    refused(response, response.status_code)
    assert len(response.content) < 50_000


def test_other_media_types_methods_and_parameters(client: TestClient) -> None:
    refused(client.post(URL, content=b"omeprazole", headers={"Content-Type": "text/plain"}), 415)
    refused(client.get(URL), 405)
    refused(client.post(f"{URL}?limit=5", json={"items": ["omeprazole"]}), 400)


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE claim; --",
        "%s%n{0}{{}}${jndi:ldap://x}",
        "\u0000omeprazole\u0000",
        "\u202eelozarpemo",
        "🦓" * 250,
        "a\u0301" * 500,
        "\ufdfa" * 1000,
        "/" * 900 + " omeprazole",
        "omeprazole " * 90,
        "[" * 500,
        "((((" * 250,
        "\\" * 1000,
        "rxnorm:",
        "rxnorm:7646; x",
        ":",
        "co-" * 300,
        "a b c d e f g " * 70,
    ],
)
def test_any_text_is_answered(client: TestClient, text: str) -> None:
    (item,) = assess(client, {"text": text})["items"]
    assert item["status"] in {"recognised", "not-recognised"}
    assert (item["status"] == "recognised") == ("omeprazole" in text)
