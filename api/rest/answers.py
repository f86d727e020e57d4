"""From what the read side found to the bytes of an answer: field selection, page links, serialisation."""

from collections import Counter
from typing import Any

from fastapi import Request, Response

from api.edge.nearest import nearest
from api.errors import Fault, InvalidParameter
from api.paging import FieldsQuery, Links, Page, PageQuery, Slice
from api.public import Public


class Json(Response):
    """Bytes that are JSON already."""

    media_type = "application/json"


def whole(found: Public, query: FieldsQuery) -> Json:
    """One thing, or the top-level fields of it that were asked for."""
    wanted = _wanted(query, type(found))
    return _json(found, wanted)


def assessment(found: Public) -> Json:
    """The answer to a POST, which is always whole."""
    return _json(found, None)


def listed(request: Request, found: Slice[Any], query: PageQuery, model: type[Public]) -> Json:
    """A page of things of one model, with links in the body and as a `Link` header."""
    wanted = _wanted(query, model)
    page: Page[Any] = Page(
        items=list(found.items),
        total=found.total,
        limit=query.limit,
        not_found=None if found.not_found is None else list(found.not_found),
        links=_links(request, found),
    )
    everything_but_items = {name: True for name in Page.model_fields if name != "items"}
    answer = _json(page, {"items": {"__all__": wanted}, **everything_but_items} if wanted else None)
    relations = page.links.model_dump(exclude_none=True)
    answer.headers["Link"] = ", ".join(f'<{address}>; rel="{name}"' for name, address in relations.items())
    return answer


def _json(found: Public, include: Any) -> Json:
    return Json(found.model_dump_json(exclude_none=True, by_alias=True, include=include, warnings=False))


def _wanted(query: FieldsQuery, model: type[Public]) -> set[str] | None:
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


def _links(request: Request, found: Slice[Any]) -> Links:
    def address(cursor: str | None) -> str:
        url = request.url.remove_query_params("cursor")
        url = url.include_query_params(cursor=cursor) if cursor else url
        return f"{request.app.state.settings.public_url}{url.path}" + (f"?{url.query}" if url.query else "")

    here = request.query_params.get("cursor")
    return Links(
        self=address(here),
        first=address(None),
        prev=address(found.prev_cursor) if found.prev_cursor else None,
        next=address(found.next_cursor) if found.next_cursor else None,
    )
