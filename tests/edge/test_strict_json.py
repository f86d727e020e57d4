"""What Python takes for JSON but is not."""

import json

import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from starlette.types import Message, Receive, Scope, Send

from tests.edge.asking import Answer, ask, bare_app, with_edge

JSON = {"Content-Type": "application/json", "Content-Length": "1"}


class Body(BaseModel):
    text: str = ""
    dose: float = 0


@pytest.fixture(scope="module")
def app() -> FastAPI:
    app = bare_app()

    @app.post("/v1/assessments")
    def assess(body: Body) -> str:
        return body.text

    return with_edge(app)


def post(app: FastAPI, *pieces: bytes, answer: Answer | None = None) -> Answer:
    return ask(app, b"/v1/assessments", method="POST", headers=JSON, body=pieces, answer=answer)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (rb'{"text": "\ud83d\ude00"}', 200),
        (rb'{"text": "NaN \\ud800 Infinity"}', 200),
        (rb'{"text": "\ud800"}', 400),
        (rb'{"text": "\uDE00\uD83D"}', 400),
        (rb'{"\udfff": 1}', 400),
        (rb'{"dose": NaN}', 400),
        (rb'{"dose": Infinity}', 400),
        (rb'{"dose": -Infinity}', 400),
        (rb'{"dose": 1e999}', 200),
        (rb'{"dose": NaN', 400),
        (rb'{"text": "\ud800', 400),
        (b'{"text": "\xed\xa0\x80"}', 400),
        ('{"text": "x"}'.encode("utf-16"), 400),
        ('{"text": "x"}'.encode("utf-16-le"), 400),
        ('{"text": "\ud800"}'.encode("utf-16-le", "surrogatepass"), 400),
        ('{"text": "é"}'.encode("latin-1"), 400),
        ('{"text": "é"}'.encode("utf-8-sig"), 200),
    ],
)
def test_table(app: FastAPI, body: bytes, status: int) -> None:
    answer = post(app, body)
    assert answer.status == status
    assert status == 200 or b'"type":"/problems/malformed-json"' in answer.body


def test_a_body_in_pieces_reaches_the_handler_whole(app: FastAPI) -> None:
    assert post(app, b'{"te', b"", b'xt": "a', b'bc"}').body == b'"abc"'


def test_a_client_that_leaves_in_the_middle_is_no_fault_of_ours(app: FastAPI, caplog: pytest.LogCaptureFixture) -> None:
    async def leaving(scope: Scope, receive: Receive, send: Send) -> None:
        pieces: list[Message] = [{"type": "http.request", "body": b"{", "more_body": True}]

        async def cut_off() -> Message:
            return pieces.pop() if pieces else {"type": "http.disconnect"}

        await app(scope, cut_off, send)

    ask(leaving, b"/v1/assessments", method="POST", headers=JSON)
    assert caplog.records == []


@given(text=st.text(max_size=20))
@settings(deadline=None, max_examples=40)
def test_any_text_comes_back(app: FastAPI, text: str) -> None:
    assert json.loads(post(app, json.dumps({"text": text}).encode()).body) == text
