"""From what the read side found to the bytes of an answer: field selection, page links, the envelope of a page."""

import re
from collections import Counter
from collections.abc import Collection
from typing import Any
from urllib.parse import parse_qsl, quote_plus, urlencode

from fastapi import Request, Response
from pydantic_core import from_json, to_json

from api.edge.nearest import nearest
from api.errors import Fault, InvalidParameter
from api.paging import FieldsQuery, PageQuery, Slice
from api.public import Public


class Json(Response):
    """Bytes that are JSON already."""

    media_type = "application/json"


def whole(found: Public | str, query: FieldsQuery, model: type[Public] | None = None) -> Json:
    """One thing, or the top-level fields of it that were asked for; of JSON, `model` says which there are."""
    text = found if isinstance(found, str) else found.model_dump_json(exclude_none=True, by_alias=True)
    wanted = _wanted(query, model or type(found))
    return Json(text if wanted is None else _picked(text, wanted))


def assessment(found: Public) -> Json:
    """The answer to a POST, which is always whole."""
    return Json(found.model_dump_json(exclude_none=True, by_alias=True))


def listed(request: Request, found: Slice, query: PageQuery, model: type[Public]) -> Json:
    """A page of things of one model, with links in the body and as a `Link` header."""
    wanted = _wanted(query, model)
    items = found.items if wanted is None else [_picked(item, wanted) for item in found.items]
    links = _links(request, found)
    envelope: dict[str, Any] = {"total": found.total.number}
    if found.total.is_minimum:
        envelope["total_is_minimum"] = True
    envelope["limit"] = query.limit
    if found.not_found is not None:
        envelope["not_found"] = found.not_found
    envelope["links"] = links
    answer = Json(f'{{"items":[{",".join(items)}],{to_json(envelope).decode()[1:]}')
    relations = ", ".join([f'<{address}>; rel="{name}"' for name, address in links.items()])
    answer.raw_headers.append((b"link", relations.encode("latin-1")))
    return answer


def _picked(text: str, wanted: Collection[str]) -> str:
    return to_json({name: value for name, value in from_json(text).items() if name in wanted}).decode()


def _wanted(query: FieldsQuery, model: Any) -> set[str] | None:
    """The fields asked for; `id` always stays, so that what was cut can be fetched.

    Raises:
        InvalidParameter: a field that the model does not have, or one that is named twice.
    """
    if query.fields is None:
        return None
    known = list(model.model_fields)
    names = query.fields.split(",")
    expected = f"some of {', '.join(known)}, separated by commas"
    unknown = [
        Fault("query.fields", f"there is no field {name[:60]!r}", expected, next(iter(nearest(name, known)), None))
        for name in names
        if name not in known
    ]
    twice = [
        Fault("query.fields", f"the field {name!r} is named twice", expected)
        for name, count in Counter(names).items()
        if count > 1 and name in known
    ]
    if unknown or twice:
        raise InvalidParameter("The list of fields cannot be used.", unknown + twice)
    return {"id"} & set(known) | set(names)


# What urlencode and URL parsing would leave as it is.
_PLAIN_PATH = re.compile(r"(?:/[\w.~-]+)+", re.ASCII)
_PLAIN_QUERY = re.compile(r"(?:[\w.~-]+=[\w.~-]*(?:&|\Z))*", re.ASCII)


def _links(request: Request, found: Slice) -> dict[str, str]:
    """Links by relation, as in `api.paging.Links`."""
    path, query = request.scope["path"], request.scope["query_string"].decode()
    if _PLAIN_PATH.fullmatch(path) is None or _PLAIN_QUERY.fullmatch(query) is None:
        path, query = request.url.path, urlencode(parse_qsl(request.url.query, keep_blank_values=True))
    others = "&".join([part for part in query.split("&") if not part.startswith("cursor=")])
    start = f"{request.app.state.settings.public_url}{path}"
    first = f"{start}?{others}" if others else start
    further = f"{first}{'&' if others else '?'}cursor="
    here = request.query_params.get("cursor")
    links = {"self": f"{further}{quote_plus(here)}" if here else first, "first": first}
    if found.prev_cursor:
        links["prev"] = f"{further}{found.prev_cursor}"
    if found.next_cursor:
        links["next"] = f"{further}{found.next_cursor}"
    return links
