"""Cursors and slices: opaque, exact about their list, and never able to break a query."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.errors import BadRequest
from api.paging import MAX_CURSOR, BatchQuery, Cursor, Page, PageQuery, Total, decode_cursor, encode_cursor, slice_of
from api.public import Public

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(forward=st.booleans(), key=st.lists(TEXTS, min_size=1, max_size=3))
def test_a_cursor_comes_back_as_it_was(forward: bool, key: list[str]) -> None:
    cursor = Cursor(forward, tuple(key))
    text = encode_cursor(cursor, "12345678")
    assert text.isascii()
    assert text.replace("-", "").replace("_", "").isalnum()
    assert decode_cursor(text, "12345678", len(key)) == cursor


@given(text=st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(BadRequest):
        decode_cursor(text, "12345678", 1)


def encoded(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize(
    "value",
    [
        ["12345678", True],
        ["12345678", True, "a", "b"],
        ["87654321", True, "a"],
        ["12345678", 1, "a"],
        ["12345678", True, 1],
        ["12345678", True, "\ud800"],
        [True, "12345678", "a"],
        {"12345678": True},
        "12345678",
        [[[[[]]]]],
    ],
)
def test_what_looks_like_one_is_refused(value: Any) -> None:
    with pytest.raises(BadRequest) as caught:
        decode_cursor(encoded(value), "12345678", 1)
    assert caught.value.faults[0].where == "query.cursor"


def test_the_longest_key_fits() -> None:
    # Names have 200 characters at most, slugs 80.
    assert len(encode_cursor(Cursor(False, ("\U0001f48a" * 200, "x" * 80)), "12345678")) <= MAX_CURSOR


class OtherQuery(PageQuery):
    """Another list with the same parameters."""


def test_a_list_is_known_by_its_kind_and_filters() -> None:
    plain = PageQuery().filters()
    assert PageQuery(limit=1, fields="id", cursor="x").filters() == plain
    assert OtherQuery().filters() != plain
    assert BatchQuery(id=["a"]).filters() != BatchQuery().filters()
    assert BatchQuery(id=[]).filters() == BatchQuery().filters()


@pytest.mark.parametrize(
    ("rows", "cursor", "items", "before", "beyond"),
    [
        ("", None, "", False, False),
        ("a", None, "a", False, False),
        ("ab", None, "ab", False, False),
        ("abc", None, "ab", False, True),
        ("cde", Cursor(True, ("b",)), "cd", True, True),
        ("cd", Cursor(True, ("b",)), "cd", True, False),
        ("", Cursor(True, ("z",)), "", False, False),
        ("dcb", Cursor(False, ("e",)), "cd", True, True),
        ("ba", Cursor(False, ("c",)), "ab", False, True),
    ],
)
def test_a_slice_knows_what_lies_around_it(
    rows: str, cursor: Cursor | None, items: str, before: bool, beyond: bool
) -> None:
    query = PageQuery(limit=2)
    total = Total(9)
    page = slice_of(list(rows), query, cursor, lambda row: (row,), str.upper, lambda: total, None)
    assert list(page.items) == [item.upper() for item in items]
    # What is on one page alone need not be counted.
    assert page.total == (total if cursor or beyond else Total(len(items)))
    following = [
        cursor and decode_cursor(cursor, query.filters(), 1) for cursor in (page.prev_cursor, page.next_cursor)
    ]
    assert following == [
        Cursor(False, (items[0],)) if before else None,
        Cursor(True, (items[-1],)) if beyond else None,
    ]


class ThingSummary(Public):
    """Something in a list."""

    id: str


def test_a_page_is_named_after_what_is_on_it() -> None:
    assert Page[ThingSummary].__name__ == "ThingPage"
