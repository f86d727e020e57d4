"""Names arranged so that text can be read by them."""

import pytest

from api.clinical.drug_names.lexicon import BEGINNINGS, Found, Named, Source, Thing, build_lexicon, sound
from api.clinical.drug_names.words import Word
from tests.clinical.drug_names.made_up import LEXICON, all_names, named, thing

ONE, OTHER = Thing("One", "medications/one"), Thing("Other", "medications/other")
OUT, OUT_AGAIN = Thing("Outer", None), Thing("outer", None)


def words(text: str) -> list[Word]:
    return [Word(word, False, False) for word in text.split()]


def meaning_of(*names: Named, phrase: str = "name") -> tuple[Source, set[frozenset[Thing]]]:
    meaning = build_lexicon(names, (), {}).meanings[tuple(phrase.split())]
    return meaning.source, set(meaning.readings)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Milk of magnesia", "milk of magnesia"),
        ("Proton pump inhibitors", "proton pump inhibitors"),
        ("Proton pump inhibitors", "proton pump inhibitor"),
        ("platins", "platin"),
        ("water pill", "water pill"),
        ("Zoledronic acid", "zoledronic acid"),
        ("Zoledronic acid", "zoledronic"),
        ("Yasmin 28 Day", "yasmin 28 day"),
        ("Yasmin 28 Day", "yasmin"),
        ("A.T.O. lidocaine", "ato lidocaine"),
    ],
)
def test_a_name_is_found_by_its_phrases(text: str, phrase: str) -> None:
    assert text in {name.text for name in all_names()}
    found = LEXICON.at(words(phrase), 0)
    assert found is not None
    assert found.end == len(phrase.split())
    assert " ".join(phrase.split()) in {" ".join(key) for key in LEXICON.meanings}


@pytest.mark.parametrize(
    "phrase",
    [
        "tablet",  # a brand that is only a dose form would be found in every line
        "hyzaars",
        "28 day",
        "yasmin 28",
        "acid",
        "omeprazole chiral",  # a form of ours that is outside must not hide ours
        "aspirins",
    ],
)
def test_what_is_no_phrase(phrase: str) -> None:
    assert tuple(phrase.split()) not in LEXICON.meanings


def test_short_plurals_and_products_keep_their_ending() -> None:
    lexicon = build_lexicon(
        [Named("gas", Source.CLASS, frozenset([ONE])), Named("Brands", Source.PRODUCT, frozenset([OTHER]))], (), {}
    )
    assert set(lexicon.meanings) == {("gas",), ("brands",)}


@pytest.mark.parametrize("stronger", [Source.MEDICATION, Source.CLASS, Source.PRODUCT])
def test_of_several_meanings_the_nearest_source_counts(stronger: Source) -> None:
    near, far = Named("name", stronger, frozenset([ONE])), Named("name", Source(stronger + 1), frozenset([OTHER]))
    for names in ([near, far], [far, near]):
        assert meaning_of(*names) == (stronger, {frozenset([ONE])})


def test_two_meanings_of_one_source_are_both_kept() -> None:
    names = [Named("name", Source.PRODUCT, frozenset([one])) for one in (ONE, OTHER, ONE)]
    assert meaning_of(*names) == (Source.PRODUCT, {frozenset([ONE]), frozenset([OTHER])})


def test_drugs_outside_the_data_are_no_ambiguity() -> None:
    single, both = frozenset([OUT]), frozenset([OUT, Thing("More", None)])
    names = [Named("name", Source.OUTSIDE, reading) for reading in (both, single)]
    assert meaning_of(*names) == (Source.OUTSIDE, {single})
    # But beside one of ours they are.
    names = [Named("name", Source.PRODUCT, frozenset([ONE, *extra])) for extra in ((), (OUT,))]
    assert len(meaning_of(*names)[1]) == 2


def test_drugs_outside_the_data_have_one_spelling() -> None:
    names = [Named("name", Source.PRODUCT, frozenset([ONE, one])) for one in (OUT_AGAIN, OUT)]
    assert meaning_of(*names) == (Source.PRODUCT, {frozenset([ONE, OUT])})
    assert named("Vitamin D3") == named("vitamin d 3") == ["Vitamin D3"]


def test_the_longest_phrase_is_found() -> None:
    found = LEXICON.at(words("magnesium oxide and"), 0)
    assert found is not None
    assert found[:2] == (0, 2)
    assert LEXICON.at(words("the magnesium oxide"), 1) == found._replace(start=1, end=3)
    assert LEXICON.at(words("magnesium"), 0) is None
    assert LEXICON.at(words("and"), 0) is None
    # A name of two words that begins like the last one of a text is not there.
    assert LEXICON.at(words("insulin"), 0) is None
    short = LEXICON.at(words("peg"), 0)
    assert isinstance(short, Found)
    assert short.meaning.readings == {frozenset([thing("Macrogol")])}


def test_words_of_names_and_of_the_release_are_no_misspellings() -> None:
    for word in ("furosemide", "magnesia", "aspirin", "metabolic", "disorders"):
        assert LEXICON.known(word)
    assert not LEXICON.known("furosemid")
    assert LEXICON.plain == {"metabolic", "disorder"}


def test_what_may_be_mended_to() -> None:
    guessable = set(LEXICON.in_order)
    assert guessable == {word for group in LEXICON.guessable.values() for word in group}
    assert guessable == {word for group in LEXICON.sounds.values() for word in group}
    assert {"furosemide", "magnesia", "hyzaar", "aspirin", "losartan"} <= guessable
    # Short words, numbers, noise, and words of longer names outside the data.
    assert not {"milk", "b12", "water", "drops", "chiral"} & guessable


def test_words_of_names_that_are_not_there() -> None:
    names = [Named("furosemide", Source.MEDICATION, frozenset([ONE]))]
    part = build_lexicon(names, ["torsemide", "b12"], {}, words=frozenset({"b12"}), mendable=frozenset({"torsemide"}))
    assert part.words == {"furosemide", "b12", "torsemide"}
    assert part.plain == frozenset()
    assert part.in_order == ("furosemide", "torsemide")
    assert set(part.meanings) == {("furosemide",)}


def test_only_the_first_names_that_begin_with_a_word_are_offered() -> None:
    names = [
        Named(f"citrate {letter}", Source.PRODUCT, frozenset([Thing(letter, f"medications/{letter}")]))
        for letter in "zyxwvutsrqponmlkjihgfedcba"
    ]
    first = Named("citrate zz", Source.MEDICATION, frozenset([ONE]))
    outside = [Named(f"tartrate {letter}", Source.OUTSIDE, frozenset([OUT])) for letter in "ab"]
    beginnings = build_lexicon([*names, first, *outside], (), {}).beginnings
    assert set(beginnings) == {"citrate"}
    offered = {thing.name for reading in beginnings["citrate"] for thing in reading}
    assert offered == {"One", *"abcdefghijk"}
    assert len(offered) == BEGINNINGS


def test_beginnings_are_long_words_that_are_no_names() -> None:
    salts = ("Magnesium hydroxide", "Magnesium oxide", "Magnesium sulfate")
    assert LEXICON.beginnings["magnesium"] == {frozenset([thing(name)]) for name in salts}
    assert LEXICON.beginnings["fleet"] == {frozenset([thing("Sodium phosphate")]), frozenset([thing("Bisacodyl")])}
    assert not {"milk", "yasmin", "mag", "omeprazole"} & set(LEXICON.beginnings)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("lasix", "lasiks"),
        ("lasix", "lassix"),
        ("lasix", "lasicks"),
        ("lasix", "lazix"),
        ("phenytoin", "fenitoin"),
        ("thiazide", "tiazide"),
    ],
)
def test_what_sounds_the_same(one: str, other: str) -> None:
    assert sound(one) == sound(other)


@pytest.mark.parametrize(("one", "other"), [("lasix", "losec"), ("digoxin", "digitoxin"), ("", "a")])
def test_what_does_not(one: str, other: str) -> None:
    assert sound(one) != sound(other)
