"""Names that look or sound alike never stand for each other."""

import random
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.pack.load import Built
from api.text import search_key
from tests.assessments.score import assessed
from tests.assessments.typing_errors import one_error

PAIRS = [
    ("prednisone", "prednisolone"),
    ("hydralazine", "hydroxyzine"),
    ("hydralazine", "hydrochlorothiazide"),
    ("hydroxyzine", "hydrochlorothiazide"),
    ("cisplatin", "carboplatin"),
    ("Losec", "Lasix"),
    ("chlorpromazine", "chlorpropamide"),
    ("omeprazole", "esomeprazole"),
    ("lansoprazole", "dexlansoprazole"),
    ("rabeprazole", "aripiprazole"),
    ("digoxin", "digitoxin"),
    ("ofloxacin", "levofloxacin"),
    ("dapagliflozin", "canagliflozin"),
    ("cimetidine", "famotidine"),
    ("formoterol", "arformoterol"),
    ("Lantus", "Lanoxin"),
    ("Actonel", "Actos"),
    ("azathioprine", "azithromycin"),
    ("cyclosporine", "cycloserine"),
    ("doxorubicin", "daunorubicin"),
    ("vinblastine", "vincristine"),
    ("amiloride", "amlodipine"),
    ("metolazone", "methimazole"),
    ("torsemide", "furosemide"),
    ("tacrolimus", "sirolimus"),
    ("clonidine", "clozapine"),
    ("Celebrex", "Celexa"),
    ("Zantac", "Xanax"),
    ("quinine", "quinidine"),
    ("sulfadiazine", "sulfasalazine"),
    ("cetuximab", "rituximab"),
    ("panitumumab", "pertuzumab"),
    ("bumetanide", "budesonide"),
    ("foscarnet", "fosfomycin"),
    ("pentamidine", "pentoxifylline"),
    ("capreomycin", "cabergoline"),
    ("metformin", "metronidazole"),
    ("indapamide", "indomethacin"),
    ("zoledronic acid", "ibandronic acid"),
]


def names(item: Any) -> set[str]:
    return {one.get("entity", one["name"]) for one in item.get("ingredients", [])}


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_each_is_itself(real: TestClient, one: str, other: str) -> None:
    for ending in ("", " 25 mg tab po bid", " (see note)"):
        first, second = assessed(real, [one + ending, other + ending])
        assert first["status"] in {"recognised", "not-in-data"}
        assert second["status"] in {"recognised", "not-in-data"}
        assert len(names(first)) == len(names(second)) == 1
        assert names(first) != names(second)
        assert "cautions" not in first or {caution["code"] for caution in first["cautions"]} <= {"partly-unread"}


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_a_typing_error_never_makes_one_the_other(real: TestClient, one: str, other: str) -> None:
    right = {typed: names(item) for typed, item in zip((one, other), assessed(real, [one, other]), strict=True)}
    for typed, not_this in ((one, other), (other, one)):
        texts = [f"{text} 25 mg" for text in one_error(typed.lower())]
        for text, item in zip(texts, assessed(real, texts), strict=True):
            assert names(item) <= right[typed], text
            assert not names(item) & right[not_this], text


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("predniso 10 mg", {"Prednisone", "prednisolone"}),
        ("prednisolne 5mg", {"Prednisone", "prednisolone"}),
        ("someprazole 20 mg", {"Omeprazole", "Esomeprazole"}),
        ("Lasec 20", {"Furosemide", "Omeprazole"}),
        ("capagliflozin 10", {"Canagliflozin", "Dapagliflozin"}),
        ("digtoxin 0.1", {"Digoxin", "Digitoxin"}),
    ],
)
def test_a_typing_error_between_two_is_ambiguous(real: TestClient, text: str, options: set[str]) -> None:
    (item,) = assessed(real, [text])
    assert item["status"] == "ambiguous"
    assert "ingredients" not in item
    (tie,) = item["ambiguous"]
    assert tie["text"] == text.split()[0].lower()
    assert {one["name"] for one in tie["options"]} == options


def test_a_typing_error_in_any_name_outside_the_data_brings_no_drug_of_ours(
    real: TestClient, real_release: Built
) -> None:
    """Thousands of other drugs: the worst that could happen is that one is read as one of ours."""
    with closing(sqlite3.connect(real_release.file)) as connection:
        known = {name for (name,) in connection.execute("SELECT name FROM code_name WHERE system = 'rxnorm'")}
        ours = {key for (text,) in connection.execute("SELECT text FROM name") for key in search_key(text).split()}
    words = sorted(name.lower() for name in known if name.isalpha() and name.isascii() and len(name) > 6)
    draw = random.Random(4)  # noqa: S311 - a fixed draw
    drawn = [word for word in draw.sample(words, min(1500, len(words))) if search_key(word) not in ours]
    typed = [(word, draw.choice(one_error(word))) for word in drawn]
    crossed = [
        (word, text, names(item))
        for (word, text), item in zip(typed, assessed(real, [f"{text} 25 mg" for _, text in typed]), strict=True)
        if any(name.startswith("medications/") for name in names(item)) and search_key(text) not in ours
    ]
    assert len(drawn) > 1000
    assert crossed == []
