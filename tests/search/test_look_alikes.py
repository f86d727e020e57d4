"""What looks or sounds like a name here, and is something else, is not taken for it."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing

import pytest
from sqlmodel import Session

from api.pack.load import Built
from tests.search.asking import found, hits

NOT_IN_THE_DATA = [
    "Actos",  # not Actonel
    "Xanax",
    "Celebrex",
    "arformoterol",
    "azathiopurine sulfone",
    "bekanamycin",
    "bosutinib",
    "cefotaxime",
    "chlorpromazine",
    "chlorpropamide",
    "clonidine",
    "cycloserine",
    "dasatinib",
    "daunorubicin",
    "dobutamine",
    "hydralazine",
    "hydrocodone",
    "hydroxychloroquine",
    "hydroxyzine",
    "lanthanum",
    "metformin",
    "natamycin",
    "neratinib",
    "prednisolone",
    "quinidine",
    "quinine",
    "rifampicin",
    "rifampin",
    "rimantadine",
    "streptozocin",
    "sulfadiazine",
    "sulfasalazine",
    "vinblastine",
    "vincristine",
    "hyperkalemia",
    "hypermagnesemia",
    "hypernatremia",
    "hypothyroidism",
    "hypoaldosteronism",
    "vitamin K deficiency",
    "bartter syndrome type 2",
    "HNF1A syndrome",
    "HER3 antibodies",
    "SGLT1 inhibitors",
    "TRPC6",
    "homg9",
    "polymyxin E",
]

ORDINARY_WORDS = [
    "about", "account", "animal", "apple", "autumn", "balloon", "banana", "basket", "bottle", "bridge", "butter",
    "camera", "carpet", "castle", "cheese", "church", "coffee", "country", "dinner", "doctor", "dragon", "engine",
    "family", "farmer", "finger", "flower", "forest", "garden", "guitar", "hammer", "happy", "holiday", "hospital",
    "island", "jacket", "kitchen", "ladder", "leather", "letter", "library", "market", "mirror", "monday",
    "morning", "mountain", "music", "orange", "packet", "paper", "pencil", "people", "picture", "pillow", "planet",
    "pocket", "potato", "purple", "rabbit", "railway", "river", "school", "season", "shadow", "silver", "simple",
    "sister", "spring", "square", "station", "street", "summer", "sunday", "teacher", "theatre", "thunder",
    "ticket", "tomato", "travel", "valley", "village", "violin", "weather", "window", "winter", "yellow", "zebra",
]  # fmt: skip

LOOK_ALIKES = [
    ("cisplatin", "carboplatin"),
    ("prednisone", "prednisolone"),
    ("hydrochlorothiazide", "hydralazine"),
    ("omeprazole", "esomeprazole"),
    ("lansoprazole", "dexlansoprazole"),
    ("digoxin", "digitoxin"),
    ("ofloxacin", "levofloxacin"),
    ("dapagliflozin", "canagliflozin"),
    ("cimetidine", "famotidine"),
    ("formoterol", "fenoterol"),
    ("hypokalemia", "hypocalcemia"),
    ("hypocalcemia", "hypercalcemia"),
    ("Lantus", "Lanoxin"),
    ("Lasix", "Losec"),
]


@pytest.mark.parametrize("text", NOT_IN_THE_DATA)
def test_what_is_not_in_the_data_is_not_found(session: Session, text: str) -> None:
    assert found(session, text) == []


def similar(session: Session, texts: Iterable[str]) -> list[tuple[str, str]]:
    """Texts that were taken for something else, and for what."""
    return [(text, hit.matched) for text in texts for hit in hits(session, text) if hit.match == "similar"]


def test_ordinary_words_are_not_taken_for_names(session: Session) -> None:
    assert similar(session, ORDINARY_WORDS) == []


def test_a_word_that_the_release_itself_says_is_no_typing_error(session: Session) -> None:
    assert similar(session, ["symptomatic", "trial", "order", "serve", "caution"]) == []
    # Nor is its plural, but that is the same thing.
    assert found(session, "arrhythmias", limit=1) == ["symptoms/abnormal-heart-rhythm"]


@pytest.mark.parametrize(("one", "other"), LOOK_ALIKES)
def test_look_alikes_do_not_bring_each_other(session: Session, one: str, other: str) -> None:
    for asked in (one, other):
        assert {hit.match for hit in hits(session, asked)} <= {"exact", "prefix", "words"}
    first = found(session, one, limit=1)
    assert len(first) == 1
    assert first != found(session, other, limit=1)


def test_a_substance_that_only_the_code_tables_know_is_never_a_typing_error(
    session: Session, real_release: Built
) -> None:
    """Hundreds of other drugs, minerals and vitamins that products contain."""
    with closing(sqlite3.connect(real_release.file)) as connection:
        names = [name for (name,) in connection.execute("SELECT DISTINCT name FROM product_ingredient")]
    assert len(names) > 500
    assert similar(session, names) == []


@pytest.mark.parametrize("text", ["PPJ", "HCTX", "MMX", "CRRX", "IDB", "FK507", "A02BC1", "E83.4Z", "omez", "Q42221x"])
def test_abbreviations_and_codes_are_not_guessed(session: Session, text: str) -> None:
    assert similar(session, [text]) == []


def test_a_second_typing_error_in_a_word_is_one_too_many(session: Session) -> None:
    assert found(session, "omperazole") == ["medications/omeprazole"]
    assert found(session, "omperazol") == []
    assert found(session, "gitleman syndrom")[0] == "causes/gitelman-syndrome"


def test_a_short_word_is_mended_only_beside_a_long_one_that_is_right(session: Session) -> None:
    assert found(session, "lopp diuretics")[0] == "medication-classes/loop-diuretics"
    assert found(session, "lopp") == []
    assert found(session, "lopp diuretcs") == []


def test_a_word_that_cannot_be_mended_leaves_no_hit(session: Session) -> None:
    assert found(session, "magnesum xyzzyx") == []
    assert found(session, "magnesum " + "x" * 60) == []
