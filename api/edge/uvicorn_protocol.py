"""uvicorn's HTTP protocol, which writes a ready answer as it is.

uvicorn checks and joins each header of each answer. With the fifteen that ours have, this costs more than all the rest
that an answer from memory takes.
"""

from uvicorn._types import ASGI3Application, ASGISendEvent
from uvicorn.protocols.http.httptools_impl import (
    HEADER_VALUE_RE,
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from api.edge.ready_headers import ReadyHeaders

# Above it, two writes are cheaper than the copy that one needs.
_COPIED = 65_536


class _Cycle(RequestResponseCycle):
    """One request and its answer."""

    _head: list[bytes] | None = None

    async def send(self, message: ASGISendEvent) -> None:
        """What an application calls; all but a ready answer goes uvicorn's own way."""
        headers = message.get("headers")
        if type(headers) is ReadyHeaders and not (self.response_started or self.access_log or self.flow.write_paused):
            self._start(headers)
        elif self._head and message["type"] == "http.response.body" and not message.get("more_body", False):
            self._end(self._head, message.get("body", b""))
        else:
            if self._head:
                self.transport.write(b"".join(self._head))
                self._head = None
            await super().send(message)

    def _start(self, headers: ReadyHeaders) -> None:
        """Make the head; it is written together with the body."""
        answer = headers.answer
        parts = [STATUS_LINE[answer.status]]
        for name, value in self.default_headers:
            parts += (name, b": ", value, b"\r\n")
        parts.append(answer.head)
        for name, value in headers[len(answer.headers) :]:
            if HEADER_VALUE_RE.search(value):
                raise RuntimeError("Invalid HTTP header value.")
            parts += (name, b": ", value, b"\r\n")
        parts.append(b"\r\n" if self.keep_alive else b"connection: close\r\n\r\n")
        self._head = parts
        # What uvicorn would know by now.
        self.response_started = True
        self.waiting_for_100_continue = False
        self.chunked_encoding = False
        self.expected_content_length = 0 if self.scope["method"] == "HEAD" else answer.length

    def _end(self, head: list[bytes], body: bytes) -> None:
        self._head = None
        if len(body) != self.expected_content_length:
            raise RuntimeError("The body is not as long as the head says.")
        if self.disconnected:
            return
        if len(body) > _COPIED:
            self.transport.write(b"".join(head))
            self.transport.write(body)
        else:
            head.append(body)
            self.transport.write(b"".join(head))
        self.response_complete = True
        self.message_event.set()
        if not self.keep_alive:
            self.transport.close()
        self.on_response()


class ReadyAnswerProtocol(HttpToolsProtocol):
    """To be handed to uvicorn as `http`."""

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        # uvicorn has no place to name the class of a cycle; what ours adds has its first value in the class.
        cycle.__class__ = _Cycle
        super()._start_asgi_task(cycle, app)
