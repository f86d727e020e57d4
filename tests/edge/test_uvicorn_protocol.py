"""Over a real socket: what a client receives is byte for byte what uvicorn's own protocol would send."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.edge.ready_headers import ReadyAnswer, ReadyHeaders
from api.edge.uvicorn_protocol import ReadyAnswerProtocol
from tests.edge.asking import bare_app, with_edge

CLOSE = b"Connection: close\r\n"


@contextmanager
def serving(app: object, protocol: type[HttpToolsProtocol], *, access_log: bool = False) -> Iterator[int]:
    """A server in a thread, on a port of its own."""
    config = uvicorn.Config(
        app,  # type: ignore[arg-type]
        http=protocol,
        access_log=access_log,
        log_level="critical",
        server_header=False,
        lifespan="off",
    )
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield int(listening.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join()


def received(port: int, sent: bytes) -> bytes:
    """Everything that comes back until the server closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(sent)
        found = bytearray()
        while piece := connection.recv(65_536):
            found += piece
    return bytes(found)


def without_what_changes(raw: bytes) -> bytes:
    return re.sub(rb"(date|x-request-id): [^\r]*", rb"\1: ?", raw)


def app_with_answers() -> object:
    app = bare_app()
    app.get("/v1/small")(lambda: "small")
    app.get("/v1/middle")(lambda: "middle " * 500)
    app.get("/v1/large")(lambda: "large " * 50_000)
    app.get("/v1/missing/{slug}", status_code=404)(lambda slug: PlainTextResponse("no", 404))
    return with_edge(app)


REQUESTS = [
    b"GET /v1/small HTTP/1.1\r\nHost: a\r\n" + CLOSE + b"\r\n",
    b"GET /v1/small HTTP/1.0\r\n\r\n",
    b"HEAD /v1/middle HTTP/1.1\r\nHost: a\r\n" + CLOSE + b"\r\n",
    b"GET /v1/middle HTTP/1.1\r\nHost: a\r\nAccept-Encoding: br\r\n" + CLOSE + b"\r\n",
    b"GET /v1/large HTTP/1.1\r\nHost: a\r\n" + CLOSE + b"\r\n",
    b"GET /v1/small HTTP/1.1\r\nHost: a\r\nIf-None-Match: *\r\n" + CLOSE + b"\r\n",
    b"HEAD /v1/small HTTP/1.1\r\nHost: a\r\nIf-None-Match: *\r\n" + CLOSE + b"\r\n",
    b"GET /v1/missing/a HTTP/1.1\r\nHost: a\r\n" + CLOSE + b"\r\n",
    # Several on one connection, and several at once.
    b"GET /v1/small HTTP/1.1\r\nHost: a\r\n\r\n" * 5
    + b"HEAD /v1/large HTTP/1.1\r\nHost: a\r\n\r\n"
    + b"GET /v1/large HTTP/1.1\r\nHost: a\r\n\r\n"
    + b"GET /v1/middle HTTP/1.1\r\nHost: a\r\n"
    + CLOSE
    + b"\r\n",
]


@pytest.mark.parametrize("access_log", [False, True])
def test_the_bytes_are_those_of_uvicorn(access_log: bool) -> None:
    with (
        serving(app_with_answers(), ReadyAnswerProtocol, access_log=access_log) as ours,
        serving(app_with_answers(), HttpToolsProtocol) as theirs,
    ):
        for request in REQUESTS:
            expected = without_what_changes(received(theirs, request))
            assert expected
            # The second time it is a hit.
            assert without_what_changes(received(ours, request)) == expected
            assert without_what_changes(received(ours, request)) == expected


ANSWER = ReadyAnswer(200, [(b"content-length", b"2")], b"ok")


def lying(*bodies: dict[str, object], added: bytes = b"a") -> object:
    """An application that sends the head of a ready answer and then something else."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        headers = ReadyHeaders((*ANSWER.headers, (b"x-request-id", added)))
        headers.answer = ANSWER
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for body in bodies:
            await send({"type": "http.response.body", **body})

    return app


GET = b"GET / HTTP/1.1\r\nHost: a\r\n" + CLOSE + b"\r\n"


def test_a_body_in_pieces_is_sent_as_it_comes() -> None:
    with serving(lying({"body": b"o", "more_body": True}, {"body": b"k"}), ReadyAnswerProtocol) as port:
        assert received(port, GET).endswith(b"\r\n\r\nok")


@pytest.mark.parametrize(
    ("bodies", "added"),
    [([], b"a"), ([{"body": b"long"}], b"a"), ([{"body": b""}], b"a"), ([{"body": b"ok"}], b"a\r\nx: y")],
    ids=["none", "longer", "shorter", "a line break"],
)
def test_what_does_not_fit_cuts_the_connection(bodies: list[dict[str, object]], added: bytes) -> None:
    with serving(lying(*bodies, added=added), ReadyAnswerProtocol) as port:
        raw = received(port, GET)
        assert not raw.startswith(b"HTTP/1.1 200")
        assert b"x: y" not in raw
