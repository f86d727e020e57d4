"""One spelling for all URLs that ask a route for the same: parameter order, percent-encoding and defaults folded."""

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from fastapi.responses import FileResponse, StreamingResponse
from fastapi.routing import RouteContext, iter_route_contexts
from pydantic.fields import FieldInfo
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from api.edge.parameters import query_fields, takes_list

# Longer ones are answered as they were sent: folding may lengthen a URL, and a key must not be large.
_LONGEST = 2048


@dataclass(frozen=True)
class _Parameter:
    default: bytes | None
    """The default as it would be written in a URL; None when there is none or it cannot be written."""
    repeats: bool
    required: bool


@dataclass(frozen=True)
class _Address:
    """A route that takes GET: how its path looks, what it may be asked, and whether it answers with one small whole."""

    path: str
    pattern: re.Pattern[str]
    parameters: Mapping[bytes, _Parameter]
    whole: bool


class AddressBook:
    """What the route table says about URLs. `also` are paths outside `under` whose answers may be kept as well."""

    def __init__(self, app: Starlette, under: Collection[str], also: Collection[str] = ()) -> None:
        self._app = app
        self._under = tuple(f"{prefix}/" for prefix in under)
        self._exactly = frozenset((*under, *also))

    def folded(self, path: str, query: bytes) -> bytes | None:
        """The canonical query for a path; None when it is not for us to say, so that the answer is an error as it was.

        That is: no route of ours, an unknown parameter, one value given twice, text that nobody can mean.
        """
        address = self._address(path, query)
        return None if address is None else _fold(address.parameters, query)

    def key(self, scope: Scope) -> bytes | None:
        """What all spellings of a URL share, if what it names is one small whole that a cache may keep; else None."""
        path, query = scope["path"], scope["query_string"]
        # A prefix is part of the links in an answer, and two prefixes may make the same path.
        if scope.get("root_path") or not _readable(scope.get("raw_path") or b"\xff"):
            return None
        address = self._address(path, query)
        if address is None or not address.whole:
            return None
        folded = _fold(address.parameters, query)
        return None if folded is None else b"%b?%b" % (quote(path, safe="/").encode(), folded)

    def fixed_paths(self) -> list[str]:
        """Every path that names one small whole by itself: no variable part, no parameter that must be there."""
        return [
            address.path
            for address in self._addresses
            if address.whole
            and "{" not in address.path
            and self._address(address.path, b"") is address
            and not any(parameter.required for parameter in address.parameters.values())
        ]

    def _address(self, path: str, query: bytes) -> _Address | None:
        if len(path) + len(query) > _LONGEST or not (path in self._exactly or path.startswith(self._under)):
            return None
        return next((address for address in self._addresses if address.pattern.match(path)), None)

    @cached_property
    def _addresses(self) -> list[_Address]:
        # When the first request comes, every route is there; when the layers are made, they are not.
        contexts = iter_route_contexts(self._app.routes)
        return [_address_of(context) for context in contexts if "GET" in (getattr(context, "methods", None) or ())]


def _address_of(context: RouteContext) -> _Address:
    stated: Any = getattr(context, "response_class", None)
    response_class = getattr(stated, "value", stated)
    streams = isinstance(response_class, type) and issubclass(response_class, StreamingResponse | FileResponse)
    fields = query_fields(context)
    parameters = {
        name.encode(): _Parameter(_written(field), takes_list(field), field.is_required())
        for name, field in fields.items()
    }
    return _Address(context.path or "", context.path_regex, parameters, whole=not streams)


def _written(field: FieldInfo) -> bytes | None:
    default = field.default.value if isinstance(field.default, Enum) else field.default
    if isinstance(default, bool):
        return b"true" if default else b"false"
    return str(default).encode() if isinstance(default, int | str) else None


def _fold(parameters: Mapping[bytes, _Parameter], query: bytes) -> bytes | None:
    if not query:
        return b""
    if not _readable(query):
        return None
    pairs = [_pair(part) for part in query.split(b"&") if part]
    counts = Counter(name for name, _ in pairs)
    for name, count in counts.items():
        if name not in parameters or (count > 1 and not parameters[name].repeats):
            return None
    # Values of one parameter keep their order: what is asked for by id is answered in that order.
    kept = sorted((pair for pair in pairs if pair[1] != parameters[pair[0]].default), key=lambda pair: pair[0])
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in kept).encode()


def _pair(part: bytes) -> tuple[bytes, bytes]:
    name, _, value = part.replace(b"+", b" ").partition(b"=")
    return unquote_to_bytes(name), unquote_to_bytes(value)


def _readable(raw: bytes) -> bool:
    """Whether it is percent-encoded UTF-8 without NUL; anything else is refused further in."""
    if not raw.isascii():
        return False
    if b"%" not in raw:
        return b"\0" not in raw
    try:
        return "\0" not in unquote_to_bytes(raw).decode()
    except UnicodeDecodeError:
        return False


class CanonicalUrl:
    """Hands the canonical query to everything inside it, so that tag, links and body are the same for all spellings.

    It must not depend on whether answers are kept: with and without a cache, the same bytes.
    """

    def __init__(self, app: ASGIApp, book: AddressBook) -> None:
        self.app = app
        self.book = book

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["query_string"] and scope["method"] in ("GET", "HEAD"):
            folded = self.book.folded(scope["path"], scope["query_string"])
            if folded is not None and folded != scope["query_string"]:
                scope = {**scope, "query_string": folded}
        await self.app(scope, receive, send)
