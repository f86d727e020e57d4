"""Nothing from outside comes back long or unprintable."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.edge.bounded_text import bounded, shown
from api.edge.nearest import nearest

anything = st.text(st.characters(), max_size=300) | st.text(st.sampled_from("\ud800\udfff\0a"), max_size=300)


@given(anything, st.integers(1, 120))
@settings(deadline=None, max_examples=60)
def test_text_is_cut_and_can_be_encoded(text: str, limit: int) -> None:
    assert len(bounded(text, limit)) <= limit
    assert bounded(text, limit).encode().decode() == bounded(text, limit)


def test_short_text_is_left_alone() -> None:
    assert bounded("café €", 10) == "café €"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "'a'"),
        (1, "1"),
        (1.5, "1.5"),
        (float("nan"), "nan"),
        (True, "true"),
        (False, "false"),
        (None, "null"),
        ({"a": 1}, "an object"),
        ([1, 2], "a list of 2"),
        ("\ud800", "'?'"),
    ],
)
def test_values(value: Any, text: str) -> None:
    assert shown(value) == text


def test_a_number_too_long_to_print() -> None:
    assert shown(10**5000) == "a very long number"


@given(anything)
@settings(deadline=None, max_examples=50)
def test_nearest_words_are_known_words(word: str) -> None:
    assert set(nearest(word, ["pathway", "limit"], limit=5)) <= {"pathway", "limit"}
