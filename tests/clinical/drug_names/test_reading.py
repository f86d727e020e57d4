"""One line of a medication list: which drugs and classes it names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.clinical.drug_names.lexicon import Thing
from api.clinical.drug_names.reading import MAX_GUESSES, MAX_SUGGESTIONS, TextReading
from api.clinical.drug_names.words import MAX_WORDS
from tests.clinical.drug_names.made_up import LEXICON, MEDICATIONS, OUTSIDE, PRODUCTS, all_names, named, read

NAMES = sorted({name.text for name in all_names()})
WORDS = sorted({*LEXICON.words, "20", "mg", "tab", "/", "[", "]", "hydrochloride", "omperazole", "lassix", "some", ","})


def ties(text: str) -> list[tuple[str, list[str]]]:
    return [(tie.typed, [option.name for option in tie.options]) for tie in read(text).ties]


def suggested(text: str) -> list[str]:
    return [found.name for found in read(text).suggestions]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Omeprazole 20 MG Delayed Release Oral Capsule", ["Omeprazole"]),
        ("Lasix 40mg tab po bid", ["Furosemide"]),
        ("lasix40", ["Furosemide"]),
        ("HCTZ 25", ["Hydrochlorothiazide"]),
        ("H.C.T.Z.", ["Hydrochlorothiazide"]),
        ("losartan 80 mg / hydrochlorothiazide 12.5 mg", ["Hydrochlorothiazide", "losartan"]),
        ("insulin glargine 100 units/mL pen", ["Insulin glargine"]),
        ("Hyzaar", ["Hydrochlorothiazide", "losartan"]),
        ("Yasmin 3/0.03", ["Ethinylestradiol", "drospirenone"]),
        # The longest name wins.
        ("magnesium oxide", ["Magnesium oxide"]),
        ("fleet phosphate", ["Sodium phosphate"]),
        # A name that is only a form is none, and neither is one inside other words.
        ("tablet 20 mg", []),
        ("PEGylated thing", []),
        ("", []),
        ("?!", []),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    assert named(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("esomeprazole magnesium 40 mg", ["Esomeprazole"]),
        ("esomeprazole magnesium trihydrate 40 mg", ["Esomeprazole"]),
        ("losartan potassium", ["losartan"]),
        ("esomeprazole / magnesium oxide", ["Esomeprazole", "Magnesium oxide"]),
        ("esomeprazole + magnesium hydroxide", ["Esomeprazole", "Magnesium hydroxide"]),
        ("prednisone sodium phosphate", ["Prednisone"]),
        ("prednisone, sodium phosphate", ["Prednisone", "Sodium phosphate"]),
    ],
)
def test_a_salt_directly_behind_a_name_belongs_to_it(text: str, names: list[str]) -> None:
    assert named(text) == names
    assert read(text).unread == ()


@pytest.mark.parametrize(
    ("text", "names", "open_"),
    [
        ("omeprazole 20 MG [Prilosec]", ["Omeprazole"], []),
        ("esomeprazole 20 MG [Aspir-Nexium]", ["Esomeprazole"], []),
        ("[Aspir-Nexium]", ["Esomeprazole", "Aspirin"], []),
        ("cisplatin [Lasix]", ["Cisplatin", "Furosemide"], []),
        ("valsartan / hydrochlorothiazide [Doublet]", ["Hydrochlorothiazide", "Valsartan"], []),
        ("Doublet", ["Hydrochlorothiazide"], [("doublet", ["Valsartan", "losartan"])]),
        ("Either 20", [], [("either", ["Furosemide", "Omeprazole"])]),
    ],
)
def test_brands_in_brackets_and_brands_of_several_meanings(
    text: str, names: list[str], open_: list[tuple[str, list[str]]]
) -> None:
    assert named(text) == names
    assert ties(text) == open_


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("PPI daily", ["Proton pump inhibitors"]),
        ("PPIs", ["Proton pump inhibitors"]),
        ("acid blocker", ["Proton pump inhibitors"]),
        ("water pill", ["Diuretics"]),
        ("…platin", ["Platinum chemotherapy"]),
        ("PPI (omeprazole)", ["Omeprazole"]),
        ("hydrochlorothiazide (thiazide, a diuretic)", ["Hydrochlorothiazide"]),
        ("thiazide diuretic", ["Thiazides"]),
        ("laxatives and omeprazole", ["Laxatives", "Omeprazole"]),
        ("omeprazole and diuretics", ["Diuretics", "Omeprazole"]),
        ("PAs", []),
        ("PEGs", []),  # only a class has a short plural
        ("omeprazoles", ["Omeprazole"]),
    ],
)
def test_a_class_is_left_out_where_one_of_its_drugs_is_named(text: str, names: list[str]) -> None:
    assert named(text) == names


@pytest.mark.parametrize(
    ("text", "names", "unread"),
    [
        ("aspirin 81", ["Aspirin"], ()),
        ("Tylenol", ["Tylenol"], ()),
        # Beside one of ours it counts when something separates it, else it may be a part of another name.
        ("omeprazole, aspirin", ["Omeprazole", "Aspirin"], ()),
        ("omeprazole aspirin", ["Omeprazole"], ("aspirin",)),
        ("losartan ibuprofen", ["losartan"], ("ibuprofen",)),
        ("aspirin omeprazole", ["Omeprazole", "Aspirin"], ()),
        # A name outside the data that holds one of ours does not hide it.
        ("omeprazole chiral", ["Omeprazole"], ("chiral",)),
    ],
)
def test_drugs_outside_the_data(text: str, names: list[str], unread: tuple[str, ...]) -> None:
    assert named(text) == names
    assert read(text).unread == unread


@pytest.mark.parametrize(
    ("text", "names"),
    [("PEG 17 g", ["Macrogol"]), ("PEG tube", []), ("PEG, tube", ["Macrogol"]), ("PEG 17 g tube", ["Macrogol"])],
)
def test_a_short_name_needs_room(text: str, names: list[str]) -> None:
    assert named(text) == names


@pytest.mark.parametrize(
    ("text", "names", "typed", "mended"),
    [
        ("furosemid 40", ["Furosemide"], "furosemid", "furosemide"),
        ("lassix 40 mg", ["Furosemide"], "lassix", "lasix"),
        ("milk of magnesa", ["Magnesium hydroxide"], "magnesa", "magnesia"),
        ("epson salts", ["Magnesium sulfate"], "epson", "epsom"),
        ("hydrochlorothiazid, omeprazole", ["Hydrochlorothiazide", "Omeprazole"], "hydrochlorothiazid", None),
    ],
)
def test_misspellings(text: str, names: list[str], typed: str, mended: str | None) -> None:
    (spelling,) = read(text).spellings
    assert named(text) == names
    assert spelling.typed == typed
    assert mended is None or spelling.read == mended
    assert 0.5 < spelling.score < 1
    assert read(text).unread == ()


def test_a_mended_word_does_not_overlap_what_was_found() -> None:
    # `magnesium oxide` is a name; `oxyde` alone would make it one too, but `magnesium sulfate` has the word already.
    found = read("magnesium sulfate sulfite magnesium")
    assert [one.name for one in found.things] == ["Magnesium sulfate"]
    twice = read("furosemid furosemid 40")
    assert [one.name for one in twice.things] == ["Furosemide"]


@pytest.mark.parametrize(
    ("text", "open_"),
    [
        ("someprazole 20", [("someprazole", ["Esomeprazole", "Omeprazole"])]),
        ("predniso 10", [("predniso", ["Prednisone", "prednisolone"])]),
        ("magnesium 400 mg", [("magnesium", ["Magnesium hydroxide", "Magnesium oxide", "Magnesium sulfate"])]),
        ("Fleet", [("fleet", ["Bisacodyl", "Sodium phosphate"])]),
        ("magnesium level", [("magnesium", ["Magnesium hydroxide", "Magnesium oxide", "Magnesium sulfate"])]),
        ("magnesium deficit", []),
        ("insulin 10", []),
    ],
)
def test_what_fits_several_is_chosen_by_nobody(text: str, open_: list[tuple[str, list[str]]]) -> None:
    assert ties(text) == open_
    assert named(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("insulin 10", ["Insulin glargine"]),
        ("fleet thing", ["Sodium phosphate", "Bisacodyl"]),
        ("lassix", ["Furosemide"]),
        ("fursemie 40", ["Furosemide"]),
        ("xyzzyx", []),
        ("magnesium 400", []),  # ambiguous: that says it already
        ("omeprazole fursemie", []),
    ],
)
def test_suggestions_only_when_nothing_was_recognised(text: str, names: list[str]) -> None:
    assert sorted(suggested(text)) == sorted(names)


def test_what_was_not_read_is_said_once_and_in_order() -> None:
    assert read("zebra omeprazole yak 20 mg zebra hydrochloride").unread == ("zebra", "yak")


def test_guessing_is_bounded() -> None:
    filler = " ".join(f"zzz{letter}zzzz" for letter in "abcdefgh")
    assert len(filler.split()) > MAX_GUESSES
    assert named(f"furosemid 40 {filler}") == ["Furosemide"]
    assert named(f"{filler} furosemid 40") == []


def test_a_word_without_a_letter_has_no_plural() -> None:
    assert named("gas") == named("ass") == []


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_read_as_what_it_means(name: str) -> None:
    if name == "Tablet":
        return
    found = read(name)
    meant = LEXICON.meanings.get(tuple(name.lower().replace("-", " ").replace(".", " ").split()))
    certain = frozenset.intersection(*meant.readings) if meant else frozenset(found.things)
    assert set(found.things) == certain
    assert found.spellings == ()


LOOK_ALIKES = [
    ("prednisone", "prednisolone"),
    ("hydralazine", "hydroxyzine"),
    ("hydralazine", "hydrochlorothiazide"),
    ("chlorpromazine", "chlorpropamide"),
    ("omeprazole", "esomeprazole"),
    ("valsartan", "losartan"),
]


@pytest.mark.parametrize(("one", "other"), LOOK_ALIKES)
def test_look_alikes_never_cross(one: str, other: str) -> None:
    """Whatever single letter is left out, doubled or exchanged: never read as the other."""
    for typed, not_this in ((one, other), (other, one)):
        kept = [typed[:at] + typed[at + 1 :] for at in range(len(typed))]
        doubled = [typed[:at] + typed[at] + typed[at:] for at in range(len(typed))]
        exchanged = [typed[:at] + typed[at + 1] + typed[at] + typed[at + 2 :] for at in range(len(typed) - 1)]
        wrong = {found.lower() for text in (*kept, *doubled, *exchanged) for found in named(f"{text} 10 mg")}
        assert not_this not in wrong
        assert wrong <= {typed}


texts = st.text(max_size=200) | st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)


@given(texts)
def test_any_text_is_read(text: str) -> None:
    found = read(text)
    assert found == read(text)
    assert len(found.things) == len(set(found.things)) <= MAX_WORDS
    assert len(found.unread) <= MAX_WORDS
    assert len(found.spellings) <= MAX_GUESSES
    assert len(found.suggestions) <= MAX_SUGGESTIONS
    assert not (found.suggestions and (found.things or found.ties))
    assert {one for one in found.things if one.path} <= {one for reading in readings() for one in reading}


def readings() -> set[frozenset[Thing]]:
    return {reading for meaning in LEXICON.meanings.values() for reading in meaning.readings}


@given(texts)
def test_what_was_resolved_resolves_to_itself(text: str) -> None:
    """The names of the answer, read again, give the same answer, exactly."""
    found = read(text)
    again = read(" / ".join(one.name for one in found.things))
    assert again.things == found.things
    assert again == TextReading(found.things, (), (), (), ())


@given(st.lists(st.sampled_from([*MEDICATIONS, *PRODUCTS, *OUTSIDE]), max_size=6), st.randoms())
def test_the_order_of_names_does_not_matter(names: list[str], random: object) -> None:
    backwards = list(reversed(names))
    assert read(" / ".join(backwards)).things == read(" / ".join(names)).things


@given(st.lists(st.sampled_from([*MEDICATIONS, *OUTSIDE]), max_size=6), st.sampled_from([*MEDICATIONS, *OUTSIDE]))
def test_one_more_name_takes_none_away(names: list[str], more: str) -> None:
    before, one = set(read(" / ".join(names)).things), set(read(more).things)
    assert len(one) == 1
    assert set(read(" / ".join([*names, more])).things) == before | one
