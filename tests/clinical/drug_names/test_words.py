"""A line of a medication list as words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.clinical.drug_names.plain_words import DIRECTIONS, FORMS, NOISE, SALTS, UNITS
from api.clinical.drug_names.words import (
    MAX_WORDS,
    Word,
    has_amount,
    is_noise,
    is_number,
    possible_words,
    split_words,
)
from api.text import fold, search_key
from tests.clinical.drug_names.made_up import LEXICON

KNOWN = frozenset({"b12", "kcl", "o3"})
NAMES = frozenset({"hctz", "hydrochlorothiazide", "lasix", "abc"})


def texts(text: str) -> list[str]:
    return [word.text for word in split_words(text, KNOWN, NAMES)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Lasix 40mg", ["lasix", "40", "mg"]),
        ("lasix40", ["lasix", "40"]),
        ("vitamin B12", ["vitamin", "b12"]),
        ("B13", ["b", "13"]),
        ("Crohn's d\u2019or", ["crohns", "dor"]),
        ("ŒSTROGEN sulphate", ["estrogen", "sulfate"]),
        ("a\u00adb\u200bcd", ["abcd"]),
        ("\uff2c\uff41\uff53\uff49\uff58", ["lasix"]),
        ("h c t z 25", ["hctz", "25"]),
        ("H.C.T.Z.", ["hctz"]),
        ("h c t 25", ["h", "c", "t", "25"]),
        ("a b", ["a", "b"]),
        ("hydro-chlorothiazide", ["hydrochlorothiazide"]),
        ("hydro chlorothiazide", ["hydrochlorothiazide"]),
        ("hydro/chlorothiazide", ["hydro", "chlorothiazide"]),
        ("la six", ["la", "six"]),
        ("co-amilozide", ["coamilozide"]),
        ("co 5", ["co", "5"]),
        ("mag hydroxide", ["magnesium", "hydroxide"]),
        ("pot citrate, sod chloride", ["potassium", "citrate", "sodium", "chloride"]),
        ("mag level", ["mag", "level"]),
        ("mag", ["mag"]),
        ("_-_ '' .", []),
        ("", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert texts(text) == words


@pytest.mark.parametrize("separator", "/+&,;:()[]{}|@")
def test_what_separates(separator: str) -> None:
    assert split_words(f"x1 {separator} y", KNOWN, NAMES) == [
        Word("x", True, False),
        Word("1", False, False),
        Word("y", True, separator == "["),
    ]


def test_what_stands_in_square_brackets_is_marked() -> None:
    words = split_words("omeprazole [Prilosec OTC] 20 [", KNOWN, NAMES)
    assert [word.text for word in words if word.bracketed] == ["prilosec", "otc"]


def test_a_respelt_word_is_marked() -> None:
    assert [word.respelt for word in split_words("œstrogen hydro-chlorothiazide oe-x 5", KNOWN, NAMES)] == [
        True,
        False,
        True,
        False,
        False,
    ]


def test_only_so_many_words_are_read() -> None:
    assert len(texts("x " * (MAX_WORDS + 50))) == MAX_WORDS


@given(st.text(max_size=300))
def test_words_of_any_text_are_folded_and_few(text: str) -> None:
    words = texts(text)
    assert len(words) <= MAX_WORDS
    assert all(word and fold(word) == word for word in words)


@pytest.mark.parametrize(("word", "number"), [("40", True), ("٣", True), ("4a", False), ("½", False), ("", False)])
def test_numbers(word: str, number: bool) -> None:
    assert is_number(word) is number


@pytest.mark.parametrize(
    ("text", "amount"),
    [("lasix 40", True), ("lasix", False), ("lasix since 2019", False), ("lasix 2019 and 40", True), ("1850", True)],
)
def test_a_year_is_no_amount(text: str, amount: bool) -> None:
    assert has_amount(split_words(text, KNOWN, NAMES)) is amount


def test_noise_names_no_drug() -> None:
    assert all(map(is_noise, ["tablet", "mg", "daily", "40", "x", "é"]))
    assert not any(map(is_noise, ["lasix", "hydrochloride", "mag"]))
    assert NOISE == UNITS | FORMS | DIRECTIONS
    # A salt behind a name belongs to it and is not passed over like noise.
    assert not NOISE & SALTS
    assert all(search_key(word) == word for word in NOISE | SALTS)


POOL = st.sampled_from(["co", "mag", "oxide", "h", "c", "t", "z", "hydro", "chlorothiazide", "b12", "x1y", "lasixes"])
LINES = st.lists(st.tuples(POOL, st.sampled_from([" ", "-", "/", ", ", "[", ""])), max_size=15)


@given(st.text(max_size=80) | LINES.map(lambda drawn: "".join(part for one in drawn for part in one)))
def test_possible_words_are_all_that_a_text_may_be_split_into(text: str) -> None:
    possible = possible_words(text)
    for known, names in ((KNOWN, NAMES), (NAMES, KNOWN), (LEXICON.words, LEXICON.alone), (KNOWN, frozenset[str]())):
        assert {word.text for word in split_words(text, known, names)} <= possible


def test_possible_words() -> None:
    assert {"lasix40", "lasix", "40", "lasixe"} <= possible_words("lasix40 lasixes")
    assert {"ctz", "hctz"} <= possible_words("h c t z")
    assert {"cotrimoxazole", "cotri"} <= possible_words("co-tri-moxazole")
    assert "omeprazole" in possible_words("/" * 900 + "omeprazole")
    assert "magnesium" in possible_words("")
