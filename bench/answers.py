"""Whether an answer is right: its status, its length, and the facts that it must and must not hold."""

import gzip
import http.client
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import brotli  # type: ignore[import-untyped]

from bench.load import Ask, Measured
from bench.servers import HOST

HEADERS_AT_MOST = 2048
"""Bytes of headers that an answer may have beside its body."""


@dataclass(frozen=True)
class Expected:
    """What makes an answer right, read from the release itself and not from any server."""

    facts: frozenset[str]
    absent: frozenset[str]
    status: int = 200


@dataclass(frozen=True)
class Answer:
    """What a server sent."""

    status: int
    headers: dict[str, str]
    body: bytes


class WrongAnswerError(Exception):
    """An answer is not what it must be; the message says how."""


def ask_once(port: int, ask: Ask) -> Answer:
    """The answer to one request; header names in lower case."""
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    try:
        connection.request(ask.method, ask.path, body=ask.body and ask.body.encode(), headers=dict(ask.headers))
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, headers, response.read())
    finally:
        connection.close()


def check(answer: Answer, ask: Ask, expected: Expected) -> None:
    """Raises WrongAnswerError unless status, length, encoding and content are right."""
    if answer.status != expected.status:
        raise WrongAnswerError(f"status {answer.status} instead of {expected.status}")
    length = answer.headers.get("content-length")
    if answer.status == 304:
        if answer.body:
            raise WrongAnswerError("a 304 with a body")
        return
    if length is not None and int(length) != len(answer.body):
        raise WrongAnswerError(f"{len(answer.body)} bytes, announced as {length}")
    encoding = answer.headers.get("content-encoding", "identity")
    if encoding not in ("identity", ask.headers.get("Accept-Encoding", "identity")):
        raise WrongAnswerError(f"the encoding is {encoding}")
    said = set(_texts(json.loads(_decoded(answer))))
    missing, wrong = expected.facts - said, expected.absent & said
    if missing or wrong:
        raise WrongAnswerError(f"lacks {sorted(missing)[:2]}, has {sorted(wrong)[:2]} too much")


def check_load(measured: Measured, body_length: int, connections: int) -> None:
    """Raises WrongAnswerError unless all answers under load were of the right status and length."""
    if not measured.requests:
        raise WrongAnswerError("no answer in the time of the measurement")
    if measured.statuses or measured.faults:
        raise WrongAnswerError(
            f"{measured.statuses} bad statuses and {measured.faults} failed connections in {measured.requests} answers"
        )
    # At the end each connection may be in the middle of an answer.
    most = (measured.requests + connections) * (body_length + HEADERS_AT_MOST)
    if not measured.requests * body_length <= measured.bytes_read <= most:
        raise WrongAnswerError(f"{measured.bytes_read / measured.requests:.0f} bytes per answer under load")


def _decoded(answer: Answer) -> bytes:
    match answer.headers.get("content-encoding"):
        case "gzip":
            return gzip.decompress(answer.body)
        case "br":
            decoded: bytes = brotli.decompress(answer.body)
            return decoded
        case _:
            return answer.body


def _texts(value: Any) -> Iterator[str]:
    """Every text in a JSON value, also inside JSON that is itself a text, as peers without nesting hold it."""
    match value:
        case str():
            yield value
            if value[:1] in ("[", "{"):
                try:
                    yield from _texts(json.loads(value))
                except ValueError:
                    return
        case list():
            for item in value:
                yield from _texts(item)
        case dict():
            for item in value.values():
                yield from _texts(item)
