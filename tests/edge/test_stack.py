"""The layers together: what every answer carries, and what passes through them untouched."""

import re

import pytest
from fastapi import APIRouter, FastAPI, WebSocket
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

from api.edge.last_resort import LastResort
from api.edge.problems import ProblemWriter
from tests.edge.asking import ask, bare_app, client, nothing, with_edge


@pytest.fixture(scope="module")
def app() -> FastAPI:
    app, router = bare_app(), APIRouter(prefix="/v1")
    router.get("/causes")(nothing)

    @router.get("/crash")
    def crash() -> None:
        raise RuntimeError

    app.include_router(router)

    @app.websocket("/socket")
    async def socket(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("hello")
        await websocket.close()

    return with_edge(app)


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/v1/causes", {}),
        ("HEAD", "/v1/causes", {}),
        ("GET", "/v1/causes", {"If-None-Match": "*"}),
        ("GET", "/v1/causes", {"If-Match": '"x"'}),
        ("GET", "/v1/causes?q=%00", {}),
        ("POST", "/v1/causes", {}),
        ("OPTIONS", "/v1/causes", {}),
        ("GET", "/v1/crash", {}),
        ("GET", "/nowhere", {}),
        ("GET", "/openapi.json", {}),
    ],
)
def test_what_every_answer_carries(app: FastAPI, method: str, path: str, headers: dict[str, str]) -> None:
    found = client(app).request(method, path, headers=headers).headers
    assert found["hypomag-release"] == "2026.1; digest=0123456789abcdef"
    assert found["x-content-type-options"] == "nosniff"
    assert found["referrer-policy"] == "no-referrer"
    assert found["cross-origin-resource-policy"] == "cross-origin"
    assert found["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert re.fullmatch("[0-9a-f]{32}", found["x-request-id"])
    assert found["access-control-allow-origin"] == "*"
    assert "cache-control" in found


@pytest.mark.parametrize("given", ["a", "A-1_b.c", "x" * 64])
def test_a_request_id_is_kept(app: FastAPI, given: str) -> None:
    assert client(app).get("/nowhere", headers={"X-Request-Id": given}).headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "a\n", "é", "a/b", "<b>"])
def test_any_other_request_id_is_replaced(app: FastAPI, given: str) -> None:
    answer = ask(app, b"/v1/causes", headers={"X-Request-Id": given})
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["x-request-id"])


def test_a_slash_at_the_end_is_a_404_that_names_the_path_not_a_redirect(app: FastAPI) -> None:
    answer = client(app).get("/v1/causes/")
    assert answer.status_code == 404
    assert answer.json()["did_you_mean"][0] == "/v1/causes"


def test_below_a_prefix_that_a_proxy_takes_off() -> None:
    inner = bare_app()
    inner.get("/v1/causes")(nothing)
    with_edge(inner)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await inner({**scope, "root_path": "/mg"}, receive, send)

    answer = ask(app, b"/mg/v1/causes")
    assert answer.headers["cache-control"].startswith("public")
    assert ask(app, b"/mg/v1/causes", method="OPTIONS").headers["allow"] == "GET, HEAD, OPTIONS"
    assert ask(app, b"/mg/v1/causes", method="PUT").headers["allow"] == "GET, HEAD, OPTIONS"
    assert ask(app, b"/mg/v1/causes", headers={"Accept": "text/html"}).status == 406
    assert ask(app, b"/mgv1/causes").status == 404


def test_websockets_pass(app: FastAPI) -> None:
    with client(app).websocket_connect("/socket") as websocket:
        assert websocket.receive_text() == "hello"


def test_lifespan_passes(app: FastAPI) -> None:
    with client(app) as asked:
        assert asked.get("/v1/causes").status_code == 200


def _layer(*, raised: Exception, before: tuple[Message, ...] = ()) -> LastResort:
    async def failing(scope: Scope, receive: Receive, send: Send) -> None:
        for message in before:
            await send(message)
        raise raised

    return LastResort(failing, ProblemWriter())


START: Message = {"type": "http.response.start", "status": 200, "headers": []}
END: Message = {"type": "http.response.body", "body": b"ok"}


def test_a_fault_after_the_answer_is_logged_and_harms_nothing(caplog: pytest.LogCaptureFixture) -> None:
    answer = ask(_layer(raised=RuntimeError("late"), before=(START, END)), b"/v1")
    assert (answer.status, answer.body, answer.complete) == (200, b"ok", True)
    assert len(caplog.records) == 1


def test_a_client_that_left_is_nobodys_fault(caplog: pytest.LogCaptureFixture) -> None:
    assert ask(_layer(raised=ClientDisconnect()), b"/v1").messages == []
    assert caplog.records == []
