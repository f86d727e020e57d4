"""`Accept` and quality values, read by RFC 9110."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.edge.accept import accepts, accepts_json, media_ranges
from api.edge.compression import best_coding
from api.edge.quality import weighted


@pytest.mark.parametrize(
    ("field", "accepted"),
    [
        ("", True),
        ("*/*", True),
        ("application/*", True),
        ("application/json", True),
        ("APPLICATION/JSON", True),
        ("application/json;charset=utf-8", True),
        ("application/json ; q=0.1", True),
        ("application/problem+json", True),
        ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", True),
        ('text/html;a="x,y;z";q=0.5, application/json', True),
        ('text/html;a="application/json', False),
        ("nonsense", True),
        (",,", True),
        ("application/json;q=2", True),
        ("text/html", False),
        ("text/*", False),
        ("application/vnd.api+json", False),
        ("application/jsonx", False),
        ("application/json;q=0", False),
        ("application/json;Q=0.000", False),
        ("application/json;q=0, */*", False),
        ("application/*;q=0, */*", False),
        ("application/json;q=0, application/problem+json", False),
        ("*/*;q=0", False),
        ("*/*;q=0, application/json;q=0.001", True),
        ("text/html;q=x", True),
    ],
)
def test_whether_json_is_accepted(field: str, accepted: bool) -> None:
    assert accepts_json(media_ranges(field)) is accepted


def test_the_most_specific_range_decides() -> None:
    ranges = media_ranges("text/*;q=0, text/csv;q=0.1, */*")
    assert accepts(ranges, "text/csv")
    assert not accepts(ranges, "text/plain")
    assert accepts(ranges, "image/png")


@pytest.mark.parametrize(
    ("field", "coding"),
    [
        ("", "identity"),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, br", "br"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("zstd;q=0, *", "br"),
        ("*", "zstd"),
        ("*;q=0", "identity"),
        ("identity, gzip;q=0.5", "identity"),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("identity;q=0", "identity"),
        ("deflate", "identity"),
        ("gzip;q=0", "identity"),
        ("GZIP;Q=0.2", "gzip"),
        ("gzip;q=1.5", "identity"),
    ],
)
def test_the_coding_that_is_used(field: str, coding: str) -> None:
    assert best_coding(field) == coding


names = st.from_regex(r"[a-z]{1,5}(/[a-z]{1,5})?", fullmatch=True)
weights = st.integers(0, 1000).map(lambda thousandths: thousandths / 1000)


@given(st.lists(st.tuples(names, weights), max_size=6))
@settings(deadline=None, max_examples=60)
def test_a_list_is_read_as_it_was_written(written: list[tuple[str, float]]) -> None:
    field = " , ".join(f'{name};note="a,b;q=0";q={weight:.3f}' for name, weight in written)
    assert weighted(field) == written


@given(st.text(st.sampled_from('ab/*;=,q01."\\ \t'), max_size=40))
@settings(deadline=None, max_examples=100)
def test_no_field_breaks_the_readers(field: str) -> None:
    assert all(0 <= weight <= 1 for _, weight in weighted(field))
    assert media_ranges(field)
    assert best_coding(field) in ("zstd", "br", "gzip", "identity")
