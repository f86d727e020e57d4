"""What a word that no name has may have been meant to be."""

import pytest

from api.clinical.drug_names.lexicon import Lexicon, Named, Source, Thing, build_lexicon
from api.clinical.drug_names.misspellings import Guess, guess, is_guessable
from api.clinical.drug_names.words import Word, split_words
from tests.clinical.drug_names.made_up import LEXICON


def made(*names: str, source: Source = Source.MEDICATION) -> Lexicon:
    return build_lexicon([Named(n, source, frozenset([Thing(n, f"medications/{n}")])) for n in names], (), {})


def guessed(lexicon: Lexicon, text: str, at: int = 0, dosed: bool = True) -> Guess:
    return guess(lexicon, [Word(word, False, False) for word in text.split()], at, dosed)


def mended(lexicon: Lexicon, typed: str, dosed: bool = True) -> str | None:
    certain = guessed(lexicon, typed, dosed=dosed).certain
    return certain.read if certain else None


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("furosemid", "furosemide"),  # a letter too few
        ("furosemiide", "furosemide"),  # too many
        ("furosemise", "furosemide"),  # wrong
        ("fuorsemide", "furosemide"),  # two exchanged
        ("durosemide", "furosemide"),  # also the first, when it is the only error
        ("furozemyde", "furosemide"),  # sounds the same
        ("furasemyte", None),  # three errors
        ("furrosemidd", "furosemide"),  # two in ten letters or more
        ("turosemidd", None),  # two, and the first letter is another
        ("furosemide", None),  # is a name
        ("fursemie", None),  # two in fewer than ten letters
    ],
)
def test_how_far_a_word_may_be(typed: str, read: str | None) -> None:
    assert mended(made("furosemide"), typed) == read


@pytest.mark.parametrize(
    ("typed", "dosed", "read"),
    [
        ("lasx", True, None),  # four letters
        ("lassx", True, "lasix"),
        ("lassx", False, None),
        ("bummex", True, "bumex"),
        ("bummex", False, None),
        ("furosemid", False, "furosemide"),
    ],
)
def test_short_words_need_a_dose(typed: str, dosed: bool, read: str | None) -> None:
    assert mended(made("lasix", "bumex", "furosemide"), typed, dosed) == read


def test_or_other_words_of_the_same_name() -> None:
    assert guessed(LEXICON, "epson salts", dosed=False).certain is not None
    assert guessed(LEXICON, "epson 5", dosed=False).certain is None
    found = guessed(LEXICON, "take milk of magnesai now", 3, dosed=False).certain
    assert found is not None
    assert found.found[:2] == (1, 4)
    # A name that the mended word stands in must cover it.
    assert guessed(LEXICON, "magnesium oxde", 1).certain is None


def test_a_word_between_two_names_is_nobodys() -> None:
    tie = guessed(made("omeprazole", "esomeprazole"), "someprazole")
    assert tie.certain is None
    assert [one.read for one in tie.options] == ["esomeprazole", "omeprazole"]
    assert {one.errors for one in tie.options} == {1}


@pytest.mark.parametrize(
    ("names", "typed", "options"),
    [
        # With five letters one that is one error further is a rival too.
        (("lasix", "linox"), "lasox", ["lasix", "linox"]),
        # With more letters it is not.
        (("bumexa", "bunexa"), "bumexo", []),
        # Two that are two errors away.
        (("furosemide", "furesexude"), "furosexxde", ["furesexude", "furosemide"]),
    ],
)
def test_rivals(names: tuple[str, ...], typed: str, options: list[str]) -> None:
    assert sorted(one.read for one in guessed(made(*names), typed).options) == options


def test_names_of_one_thing_are_no_rivals() -> None:
    one = frozenset([Thing("One", "medications/one")])
    lexicon = build_lexicon([Named(name, Source.MEDICATION, one) for name in ("lasix", "lasex")], (), {})
    certain = guessed(lexicon, "lasax").certain
    assert certain is not None
    assert certain.read == "lasex"


def test_drugs_outside_the_data_are_rivals() -> None:
    names = [
        Named("prednisone", Source.MEDICATION, frozenset([Thing("Prednisone", "medications/prednisone")])),
        Named("prednisolone", Source.OUTSIDE, frozenset([Thing("prednisolone", None)])),
    ]
    lexicon = build_lexicon(names, (), {})
    assert guessed(lexicon, "prednisoone").certain is None
    assert guessed(lexicon, "prednisone").certain is None
    assert mended(lexicon, "prednisne") == "prednisone"


def test_a_word_that_was_respelt_is_only_suggested() -> None:
    lexicon = made("prednisone", "prednisolone")
    words = split_words("prednisoloe 10", lexicon.words, lexicon.alone)
    assert words[0].text == "prednisole"
    found = guess(lexicon, words, 0, dosed=True)
    assert (found.certain, found.options) == (None, ())
    assert [one.read for one in found.near] == ["prednisone", "prednisolone"]


@pytest.mark.parametrize(
    ("names", "typed", "read", "options"),
    [
        (("dexamethasone",), "dexameth", "dexamethasone", []),
        (("dexamethasone",), "dexame", None, []),
        (("dexamethasone", "dexamethylone"), "dexameth", None, ["dexamethasone", "dexamethylone"]),
        (("dexamethasone", "dexamath"), "dexameth", None, ["dexamath", "dexamethasone"]),
    ],
)
def test_a_word_that_is_cut_off(names: tuple[str, ...], typed: str, read: str | None, options: list[str]) -> None:
    lexicon = made(*names)
    assert mended(lexicon, typed) == read
    assert sorted(one.read for one in guessed(lexicon, typed).options) == options


def test_what_is_too_far_to_be_taken_is_still_near() -> None:
    far = guessed(made("furosemide"), "fursemie")
    assert (far.certain, far.options) == (None, ())
    assert [(one.read, one.errors) for one in far.near] == [("furosemide", 2)]
    assert guessed(made("furosemide"), "omeprazol") == Guess(None, (), ())


def test_the_score_is_the_likeness() -> None:
    certain = guessed(made("furosemide"), "furosemid").certain
    assert certain is not None
    assert (certain.typed, certain.errors, certain.score) == ("furosemid", 1, 0.9)


@pytest.mark.parametrize("word", ["lasx", "x" * 41, "lasix", "metabolic", "tablet", "lasi2", "drops", "furosemides"])
def test_words_that_are_no_misspellings(word: str) -> None:
    assert not is_guessable(LEXICON, word)
    assert guessed(LEXICON, word) == Guess(None, (), ())


def test_a_long_word_is_tried() -> None:
    assert is_guessable(LEXICON, "x" * 40)
    assert guessed(LEXICON, "x" * 40) == Guess(None, (), ())
