"""An answer whose head is made once, and the list of headers that tells a server so."""

from collections.abc import Sequence

Header = tuple[bytes, bytes]


class ReadyAnswer:
    """A whole answer, never changed; `X-Request-Id` is left out, because it is new for each request."""

    __slots__ = ("body", "etag", "head", "headers", "last_modified", "length", "status")

    def __init__(self, status: int, headers: Sequence[Header], body: bytes) -> None:
        self.status = status
        self.headers = tuple(headers)
        self.body = body
        self.head = b"".join(b"%b: %b\r\n" % header for header in headers)
        values = dict(headers)
        self.length = int(values.get(b"content-length", b"0"))
        self.etag = values.get(b"etag")
        self.last_modified = values.get(b"last-modified", b"")

    @property
    def size(self) -> int:
        """Bytes of memory that it takes, at least as many as it really does."""
        # Each header is a tuple and two byte strings, each with a head of its own.
        return len(self.body) + 2 * len(self.head) + 140 * len(self.headers) + 500


class ReadyHeaders(list[Header]):
    """The headers of a ready answer, as ASGI wants them; whoever adds some appends them.

    A server that knows this class writes `answer.head` and what was appended. Any other server, and any layer that
    copies the list to change it, sees nothing but a list.
    """

    __slots__ = ("answer",)

    answer: ReadyAnswer
