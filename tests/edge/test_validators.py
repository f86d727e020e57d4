"""Entity tags and preconditions by RFC 9110, without a server."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.edge.validators import Verdict, canonical_url, entity_tag, evaluate, http_date, tags_in
from tests.edge.asking import STAMP

MODIFIED = datetime(2026, 1, 2, tzinfo=UTC)
BEFORE, SAME, AFTER = (f"Fri, 0{day} Jan 2026 00:00:00 GMT" for day in (1, 2, 3))
TAG = 'W/"abc,d"'


@pytest.mark.parametrize(
    ("field", "verdict"),
    [
        (TAG, "not-modified"),
        ('"abc,d"', "not-modified"),
        (f'"x", {TAG}', "not-modified"),
        (f'"x",{TAG},"y"', "not-modified"),
        (f' , ,"x" ,\t{TAG} , ', "not-modified"),
        (f'"\xe9", {TAG}', "not-modified"),
        (f'"", {TAG}', "not-modified"),
        ("*", "not-modified"),
        (" * ", "not-modified"),
        ('"abc"', "send"),
        ('"d"', "send"),
        ('W/"ABC,D"', "send"),
        ("abc,d", "send"),
        ('w/"abc,d"', "send"),
        ('W/ "abc,d"', "send"),
        (f"*, {TAG}", "send"),
        (f'{TAG} "x"', "send"),
        (f"{TAG}, x", "send"),
        (f'{TAG}, "x', "send"),
        ('"a b"', "send"),
        ("", "send"),
        (",", "send"),
        ("'abc,d'", "send"),
    ],
)
def test_if_none_match(field: str, verdict: Verdict) -> None:
    assert evaluate({"if-none-match": field}, TAG, MODIFIED) == verdict


@pytest.mark.parametrize(
    ("request_headers", "verdict"),
    [
        ({}, "send"),
        ({"if-modified-since": SAME}, "not-modified"),
        ({"if-modified-since": AFTER}, "not-modified"),
        ({"if-modified-since": BEFORE}, "send"),
        ({"if-modified-since": "Friday, 02-Jan-26 00:00:00 GMT"}, "not-modified"),
        ({"if-modified-since": "Fri Jan  2 00:00:00 2026"}, "not-modified"),
        ({"if-modified-since": "yesterday"}, "send"),
        ({"if-modified-since": "Fri, 02 Jan 99999 00:00:00 GMT"}, "send"),
        ({"if-none-match": '"x"', "if-modified-since": AFTER}, "send"),
        ({"if-none-match": "x", "if-modified-since": AFTER}, "send"),
        ({"if-none-match": TAG, "if-modified-since": BEFORE}, "not-modified"),
        ({"if-unmodified-since": BEFORE}, "failed"),
        ({"if-unmodified-since": SAME}, "send"),
        ({"if-unmodified-since": "yesterday"}, "send"),
        ({"if-match": "*"}, "send"),
        ({"if-match": TAG}, "failed"),
        ({"if-match": '"abc,d"'}, "failed"),
        ({"if-match": "abc"}, "send"),
        ({"if-match": "*", "if-unmodified-since": BEFORE}, "send"),
        ({"if-match": "*", "if-none-match": TAG}, "not-modified"),
        ({"if-match": TAG, "if-none-match": TAG}, "failed"),
    ],
)
def test_precedence(request_headers: dict[str, str], verdict: Verdict) -> None:
    assert evaluate(request_headers, TAG, MODIFIED) == verdict


def test_a_strong_tag_satisfies_if_match_and_no_tag_only_the_star() -> None:
    assert evaluate({"if-match": '"x", "y"'}, '"y"', None) == "send"
    assert evaluate({"if-match": '"x"'}, None, None) == "failed"
    assert evaluate({"if-none-match": '"x"'}, None, None) == "send"
    assert evaluate({"if-none-match": "*"}, None, None) == "not-modified"
    assert evaluate({"if-modified-since": AFTER, "if-unmodified-since": BEFORE}, None, None) == "send"


def test_dates_are_read_in_utc() -> None:
    assert http_date(SAME) == MODIFIED
    assert http_date("") is None


tag_bodies = st.text(
    st.sampled_from([chr(code) for code in (0x21, *range(0x23, 0x7F), *range(0x80, 0x100))]), max_size=12
)
tags = st.builds(lambda weak, body: f'{weak}"{body}"', st.sampled_from(["", "W/"]), tag_bodies)
gaps = st.sampled_from([",", ", ", " ,", ",,", " , ,\t"])


@given(st.lists(tags, min_size=1, max_size=6), gaps)
@settings(deadline=None, max_examples=60)
def test_a_list_of_tags_is_read_as_it_was_written(written: list[str], gap: str) -> None:
    assert tags_in(gap.join(written)) == frozenset(written)


@given(st.text(max_size=40))
@settings(deadline=None, max_examples=60)
def test_no_field_breaks_the_parser(field: str) -> None:
    found = tags_in(field)
    assert found is None or "*" in found or all(tag.removeprefix("W/")[0] == '"' for tag in found)
    assert http_date(field) is None or field


pairs = st.lists(st.tuples(st.sampled_from("abcq") | st.text(max_size=4), st.text(max_size=6)), max_size=6)


def _query(items: list[tuple[str, str]]) -> bytes:
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in items).encode()


@given(pairs, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=80)
def test_the_order_of_parameters_does_not_matter_but_that_of_values_does(
    items: list[tuple[str, str]], random: Any
) -> None:
    by_name: dict[str, list[str]] = {}
    for name, value in items:
        by_name.setdefault(name, []).append(value)
    names = [name for name, _ in items]
    random.shuffle(names)
    taken = {name: iter(values) for name, values in by_name.items()}
    shuffled = [(name, next(taken[name])) for name in names]
    assert canonical_url("/v1/causes", _query(shuffled)) == canonical_url("/v1/causes", _query(items))


@given(pairs, pairs)
@settings(deadline=None, max_examples=80)
def test_different_questions_have_different_urls(one: list[tuple[str, str]], other: list[tuple[str, str]]) -> None:
    def grouped(items: list[tuple[str, str]]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, value in items:
            found.setdefault(name, []).append(value)
        return found

    same = canonical_url("/v1", _query(one)) == canonical_url("/v1", _query(other))
    assert same == (grouped(one) == grouped(other))


@given(st.text(max_size=20), st.text(max_size=20))
@settings(deadline=None, max_examples=60)
def test_spelling_of_the_encoding_does_not_matter(name: str, value: str) -> None:
    every_byte = "".join(f"%{byte:02x}" for byte in value.encode())
    plain = canonical_url("/v1", f"{quote_plus(name)}={quote_plus(value)}".encode())
    assert canonical_url("/v1", f"{quote(name, safe='')}={every_byte}".encode()) == plain


@given(st.text(max_size=30), st.binary(max_size=40))
@settings(deadline=None, max_examples=80)
def test_any_url_has_a_tag_that_we_can_read_back(path: str, query: bytes) -> None:
    tag = entity_tag(STAMP, "1", path, query)
    assert tags_in(tag) == frozenset({tag})


def test_a_question_mark_in_the_path_is_no_query() -> None:
    assert canonical_url("/v1/a?b=c", b"") != canonical_url("/v1/a", b"b=c")
    assert canonical_url("/v1/a", b"") == canonical_url("/v1/a", b"&&")


def test_a_tag_changes_with_release_and_software() -> None:
    one = entity_tag(STAMP, "1", "/v1", b"")
    assert one.startswith('W/"0123456789abcdef-')
    assert one != entity_tag(STAMP, "2", "/v1", b"")
