"""Lists: the page envelope, what every list accepts, and opaque keyset cursors. Plain Pydantic, no web."""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from api.errors import BadRequest, Fault
from api.public import Public

MAX_LIMIT = 200
MAX_BATCH = 200
# The longest key is a name of 200 characters of four bytes each and a slug, in base64.
MAX_CURSOR = 1500
# Nobody reads on that far, and counting on would cost more than the page.
MAX_TOTAL = 10_000

T = TypeVar("T")


class FieldsQuery(BaseModel):
    """What every answer accepts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fields: Annotated[
        str | None,
        Field(
            max_length=500,
            min_length=1,
            description="Top-level fields to keep, separated by commas; all others are then absent, except `id`.",
        ),
    ] = None


class PageQuery(FieldsQuery):
    """What every list accepts."""

    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT, description="Items on a page.")] = 50
    cursor: Annotated[
        str | None,
        Field(max_length=MAX_CURSOR, description="Opaque place in the list, from a `next` or `prev` link."),
    ] = None

    def filters(self) -> str:
        """What the list depends on, its kind included, so that a cursor cannot be used with another list."""
        parameters = self.model_dump(mode="json", exclude={"fields", "limit", "cursor"}, exclude_defaults=True)
        content = json.dumps([type(self).__name__, parameters], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:8]


class BatchQuery(PageQuery):
    """What lists accept whose items are no entities."""

    id: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=250)]],
        Field(max_length=MAX_BATCH, description="Only these ids; what is not there is named in `not_found`."),
    ] = []


class Links(Public):
    """Where to go from here."""

    self: str
    first: str
    prev: str | None = None
    next: str | None = None


class Page(Public, Generic[T]):
    """One page of a list."""

    items: list[T]
    total: int = Field(description="Items in the whole list.")
    total_is_minimum: bool | None = Field(
        default=None, description="True when counting stopped: there are more than `total` items. Else absent."
    )
    limit: int
    not_found: list[str] | None = Field(
        default=None, description="Values of `id` and `code` for which there is nothing in the data."
    )
    links: Links

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """`CausePage` for `Page[CauseSummary]`: the name that generated clients get."""
        return f"{params[0].__name__.removesuffix('Summary')}Page"


class Total(NamedTuple):
    """The length of a list, or so much of it as was counted."""

    number: int
    is_minimum: bool = False


@dataclass(frozen=True)
class Slice:
    """Part of a list as the read side finds it, its items as JSON; a door makes a `Page` of it."""

    items: Sequence[str]
    total: Total
    next_cursor: str | None = None
    prev_cursor: str | None = None
    not_found: Sequence[str] | None = None


class Cursor(NamedTuple):
    """A place in a sorted list: before or after the item with this key."""

    forward: bool
    key: tuple[str, ...]


def encode_cursor(cursor: Cursor, filters: str) -> str:
    """Opaque, URL-safe text."""
    text = json.dumps([filters, cursor.forward, *cursor.key], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(text: str, filters: str, key_length: int) -> Cursor:
    """The inverse of `encode_cursor`.

    Raises:
        BadRequest: not a cursor of ours, or one of a list with other filters.
    """
    expected = "the cursor of a `next` or `prev` link of this very list, with the same filters"
    refusal = BadRequest("The cursor cannot be used.", [Fault("query.cursor", "not a cursor of this list", expected)])
    try:
        padded = text + "=" * (-len(text) % 4)
        decoded = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        # JSON may carry half a surrogate pair, which no database takes.
        json.dumps(decoded, ensure_ascii=False).encode()
    except (ValueError, binascii.Error, RecursionError):
        raise refusal from None
    match decoded:
        case [str() as found, bool() as forward, *key] if (
            found == filters and len(key) == key_length and all(isinstance(part, str) for part in key)
        ):
            return Cursor(forward, tuple(key))
    raise refusal


def slice_of(
    found: Sequence[T],
    query: PageQuery,
    cursor: Cursor | None,
    key: Callable[[T], tuple[str, ...]],
    item: Callable[[T], str],
    count: Callable[[], Total],
    not_found: Sequence[str] | None,
) -> Slice:
    """Cut a page out of up to `limit + 1` rows that were read from the cursor on (backwards if it points back).

    Args:
        key: the place of a row in the list.
        item: what is shown of a row.
        count: the length of the whole list; asked only when the page does not show it.
    """
    more = len(found) > query.limit
    forward = cursor is None or cursor.forward
    kept = list(found[: query.limit])
    if not forward:
        kept.reverse()
    has_next = more if forward else True
    has_prev = cursor is not None if forward else more
    filters = query.filters() if kept and (has_next or has_prev) else ""
    return Slice(
        [item(row) for row in kept],
        Total(len(kept)) if cursor is None and not more else count(),
        encode_cursor(Cursor(True, key(kept[-1])), filters) if kept and has_next else None,
        encode_cursor(Cursor(False, key(kept[0])), filters) if kept and has_prev else None,
        not_found,
    )
