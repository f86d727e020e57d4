"""How well medication lists are read: the real strings, the made-up lines, and every product name there is."""

import re
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.pack.load import Built
from tests.assessments.score import IDLE_WORD, Outcome, all_sets, assessed, confusions, share, table

PAGE = Path(__file__).parents[2] / "docs" / "medication-list.md"
CONTENTS = """
    SELECT p.rxcui, p.name, coalesce(i.medication, '') FROM product p JOIN product_ingredient i ON i.product = p.rxcui
    ORDER BY p.rxcui, i.position
"""
EVERY = 5
"""Of the 13,000 product names, one in so many is read."""

Sets = dict[str, list[Outcome]]


@pytest.fixture(scope="module")
def sets(real: TestClient) -> Sets:
    return all_sets(real)


@pytest.mark.parametrize(("number", "size", "least"), [(0, 300, 0.98), (1, 300, 0.95), (2, 300, 1.0), (3, 589, 0.98)])
def test_the_score(sets: Sets, number: int, size: int, least: float) -> None:
    outcomes = list(sets.values())[number]
    assert len(outcomes) == size
    assert share(outcomes) >= least, confusions(outcomes)


def test_no_wrong_drug_ever(sets: Sets) -> None:
    assert [one for outcomes in sets.values() for one in outcomes if one.wrong] == []


def test_the_made_up_lines_are_many_and_of_every_kind(sets: Sets) -> None:
    lines = list(sets.values())[3]
    groups = Counter(one.group for one in lines)
    assert min(groups.values()) >= 15
    assert {"abbreviation", "brand-dose", "sig", "salt", "misspelling", "non-drug", "outside", "lookalike"} <= set(
        groups
    )
    assert [text for text, count in Counter(one.text for one in lines).items() if count > 1] == []


@pytest.mark.parametrize("part", ["scores", "confusions"])
def test_the_page_shows_these_scores(sets: Sets, part: str) -> None:
    every = [one for outcomes in sets.values() for one in outcomes]
    shown = {"scores": table(sets), "confusions": confusions(every)}[part]
    section = re.search(rf"<!-- {part} -->\n(.*?)\n<!-- /{part} -->", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert section is not None
    assert section[1].strip() == shown


def test_names_of_products_of_every_kind_are_read_without_a_wrong_drug(real: TestClient, real_release: Built) -> None:
    """By their words alone; nothing was chosen."""
    names: dict[str, str] = {}
    contents: dict[str, set[str]] = {}
    with closing(sqlite3.connect(real_release.file)) as connection:
        for rxcui, name, medication in connection.execute(CONTENTS):
            names[rxcui] = name
            contents.setdefault(rxcui, set()).update({medication} - {""})
    drawn = [rxcui for at, rxcui in enumerate(sorted(names)) if at % EVERY == 0 and len(names[rxcui]) < 900]
    read = assessed(real, [{"text": f"{names[rxcui]} {IDLE_WORD}"} for rxcui in drawn])
    wrong, missed = [], []
    for rxcui, item in zip(drawn, read, strict=True):
        found = {one["entity"] for one in item.get("ingredients", []) if "entity" in one}
        wrong += [(names[rxcui], found)] if found - contents[rxcui] else []
        missed += [(names[rxcui], found)] if contents[rxcui] - found else []
    assert len(drawn) > 2500
    assert wrong == []
    assert len(missed) <= len(drawn) / 1000, missed
