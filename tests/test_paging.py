"""Cursors that come back as they went, and nothing else that is taken for one; pages that meet without a gap."""

import base64
import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from api.errors import BadRequest
from api.paging import MAX_CURSOR, MAX_LIMIT, Cursor, PageQuery, Slice, decode_cursor, encode_cursor, slice_of

FILTERS = PageQuery().filters()
KEYS = st.lists(st.text(), min_size=1, max_size=3).map(tuple)


class ColourQuery(PageQuery):
    """A list with a filter of its own."""

    colour: str | None = None


@given(st.booleans(), KEYS)
def test_a_cursor_comes_back(forward: bool, key: tuple[str, ...]) -> None:
    cursor = Cursor(forward, key)
    text = encode_cursor(cursor, FILTERS)
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert decode_cursor(text, FILTERS, len(key)) == cursor


@given(KEYS, st.integers(0, 5))
def test_a_cursor_of_another_list_is_refused(key: tuple[str, ...], length: int) -> None:
    text = encode_cursor(Cursor(True, key), FILTERS)
    with pytest.raises(BadRequest):
        decode_cursor(text, ColourQuery(colour="red").filters(), len(key))
    if length != len(key):
        with pytest.raises(BadRequest):
            decode_cursor(text, FILTERS, length)


def as_cursor(data: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(data).encode()).decode().rstrip("=")


@given(
    st.text()
    | st.binary().map(lambda data: base64.urlsafe_b64encode(data).decode())
    | st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=6).map(as_cursor)
)
@example("")
@example("é")
@example("A")
@example(as_cursor([FILTERS, True]))
@example(as_cursor([FILTERS, 1, "a"]))
@example(as_cursor([FILTERS, True, 1]))
@example(as_cursor([FILTERS, True, "\ud800"]))
@example(as_cursor({"0": FILTERS}))
@example(base64.urlsafe_b64encode(b"[" * 5000).decode())
@example(base64.urlsafe_b64encode(b"9" * 5000).decode())
def test_any_other_text_is_a_bad_request(text: str) -> None:
    with pytest.raises(BadRequest) as caught:
        decode_cursor(text, FILTERS, 1)
    (fault,) = caught.value.faults
    assert fault.where == "query.cursor"
    assert fault.expected == "the cursor of a `next` or `prev` link of this very list, with the same filters"


@pytest.mark.parametrize("letter", ["a", "é", "\U0001f600", '"', "\\"])
def test_the_cursor_of_the_longest_name_can_be_sent(letter: str) -> None:
    text = encode_cursor(Cursor(False, (letter * 200, "a" * 80)), FILTERS)
    assert PageQuery(cursor=text).cursor == text
    with pytest.raises(ValidationError):
        PageQuery(cursor="a" * (MAX_CURSOR + 1))


def test_the_list_depends_on_its_filters_alone() -> None:
    assert ColourQuery(limit=3, cursor="x", fields="id").filters() == ColourQuery().filters()
    assert ColourQuery(colour="red").filters() != ColourQuery().filters()
    assert PageQuery().filters() != ColourQuery().filters()


@pytest.mark.parametrize("wrong", [{"limit": 0}, {"limit": MAX_LIMIT + 1}, {"fields": ""}, {"page": 2}])
def test_bounds_hold(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        PageQuery(**wrong)


def read(rows: list[str], query: PageQuery) -> Slice[str]:
    """A list as the read side makes it: one row more than fits, from the cursor on."""
    cursor = decode_cursor(query.cursor, query.filters(), 1) if query.cursor else None
    if cursor is None:
        found = rows
    elif cursor.forward:
        found = [row for row in rows if row > cursor.key[0]]
    else:
        found = [row for row in reversed(rows) if row < cursor.key[0]]
    return slice_of(found[: query.limit + 1], len(rows), query, cursor, lambda row: (row,), None)


@given(st.sets(st.text(max_size=3), max_size=12).map(sorted), st.integers(1, 5))
def test_pages_meet_without_a_gap_there_and_back(rows: list[str], limit: int) -> None:
    pages = [read(rows, PageQuery(limit=limit))]
    while pages[-1].next_cursor:
        pages.append(read(rows, PageQuery(limit=limit, cursor=pages[-1].next_cursor)))
    assert [row for page in pages for row in page.items] == rows
    assert {page.total for page in pages} == {len(rows)}
    assert pages[0].prev_cursor is None

    back = [pages[-1]]
    while back[-1].prev_cursor:
        back.append(read(rows, PageQuery(limit=limit, cursor=back[-1].prev_cursor)))
    assert [page.items for page in reversed(back)] == [page.items for page in pages]
    assert all(page.next_cursor for page in back[1:])


def test_behind_the_last_item_there_is_nothing() -> None:
    query = PageQuery()
    beyond = PageQuery(cursor=encode_cursor(Cursor(True, ("z",)), query.filters()))
    assert read(["a", "b"], beyond) == Slice([], 2)


def test_other_items_stay_in_their_place() -> None:
    place = Slice(["a"], 3, "next", "prev", ["b"])
    assert place.with_items([1]) == Slice([1], 3, "next", "prev", ["b"])
