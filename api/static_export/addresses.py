"""Which addresses an export holds: the OpenAPI document names the paths, the answers themselves lead on from there."""

import json
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

Read = Callable[[str], bytes]
"""The body of an address that has been yielded before."""
Operations = Mapping[str, Mapping[str, Any]]

LEFT_OUT: Final = {
    "/v1/search": "any text can be asked for",
    "/v1/codes/{system}/{code}": "a code that nothing carries still leads up and down its system's hierarchy",
}
"""Paths that only a running server can answer, and why. So it is with POST, and with filters, `fields` and `limit`."""

_CHANGES = "/v1/dataset/changes"
_CLAIMS = "/v1/{entity_type}/{slug}/claims"
_LOADED = re.compile(rb'(?:href|src)="(docs/[^"]+)"')


def addresses(read: Read) -> Iterator[str]:
    """Every address of an export, once; whoever takes one must be able to `read` it before asking for the next.

    Memory holds one page and the addresses of one list, however large the release is.
    """
    yield "/openapi.json"
    document = _json(read, "/openapi.json")
    operations = {path: item["get"] for path, item in document["paths"].items() if "get" in item}
    for path, operation in operations.items():
        # A path with a variable part comes after the list that names its values.
        if "{" not in path and path not in LEFT_OUT:
            yield from _at(path, operation, operations, read)
    yield "/docs"
    for asset in _LOADED.findall(read("/docs")):
        yield f"/{asset.decode()}"


def _at(path: str, operation: Mapping[str, Any], operations: Operations, read: Read) -> Iterator[str]:
    if path == _CHANGES:
        yield from _changes(read)
    elif any(parameter["name"] == "cursor" for parameter in operation.get("parameters", ())):
        yield from _collection(path, operations, read)
    else:
        yield path
        if path == "/v1/condition":
            yield from _item(path, _json(read, path)["id"], operations, read)
        elif path == "/problems":
            yield from (item["type"] for item in _json(read, path)["items"])


def _changes(read: Read) -> Iterator[str]:
    """The comparison with each earlier version; the release's own is always among those that can be named."""
    current = _json(read, "/v1/dataset")["version"]
    yield f"{_CHANGES}?from={current}"
    known: list[str] = _json(read, f"{_CHANGES}?from={current}")["known_versions"]
    yield from (f"{_CHANGES}?from={version}" for version in known if version != current)


def _collection(path: str, operations: Operations, read: Read) -> Iterator[str]:
    """A list, its items, and the lists below each."""
    for page, fresh in _pages(path, read):
        yield page
        for item in _json(read, page)["items"] if fresh else ():
            yield from _item(path, item["id"], operations, read)


def _item(path: str, item_id: str, operations: Operations, read: Read) -> Iterator[str]:
    # An id is a path below /v1; that of a reference, which is no entity, is one below its list.
    yield f"/v1/{item_id}" if "/" in item_id else f"{path}/{item_id}"
    entity_type, _, slug = item_id.partition("/")
    if not slug or "/" in slug:
        return
    for template in operations:
        if template.startswith(f"{path}/{{slug}}/") or template == _CLAIMS:
            address = template.format(entity_type=entity_type, slug=slug)
            yield from (page for page, _ in _pages(address, read))


def _pages(first: str, read: Read) -> Iterator[tuple[str, bool]]:
    """Every page that links of the list lead to, and whether its items are new.

    `prev` names other addresses than `next` does, for the same items.
    """
    seen = {first}
    waiting = deque([(first, True)])
    while waiting:
        page, fresh = waiting.popleft()
        yield page, fresh
        for relation, link in _json(read, page)["links"].items():
            if link not in seen:
                seen.add(link)
                waiting.append((link, fresh and relation == "next"))


def _json(read: Read, address: str) -> Any:
    return json.loads(read(address))
