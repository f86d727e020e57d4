"""The search index: what is in it, in which order, and that no text can break a query of it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from api.db import open_for_building
from api.knowledge.words import MAX_WORDS, match_expression, match_groups, words_of
from api.pack.migrate import migrate
from api.search_index import KINDS, RELATIONS, TYPES, build_search_index, is_search_table, without_a_letter
from api.vocabulary import CodeRelation, EntityType, NameKind


@pytest.fixture(scope="session")
def index(release_file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{release_file}?mode=ro&immutable=1", uri=True)) as connection:
        yield connection


def found(index: sqlite3.Connection, expression: str) -> list[str]:
    """Terms that match, in the order of the rows."""
    sql = "SELECT term FROM search_words WHERE search_words MATCH ? ORDER BY rowid"
    return [term for (term,) in index.execute(sql, [expression])]


def test_word_lists_are_complete() -> None:
    assert set(TYPES) == set(get_args(EntityType))
    assert {*KINDS} == {*get_args(NameKind), "code"}
    assert set(RELATIONS) == set(get_args(CodeRelation))


def test_every_name_and_code_is_in_it(index: sqlite3.Connection) -> None:
    wanted = index.execute(
        "SELECT text, kind, entity FROM name UNION ALL SELECT system || ':' || code, 'code', entity FROM code"
    ).fetchall()
    assert sorted(index.execute("SELECT term, kind, entity FROM search_words").fetchall()) == sorted(wanted)


def test_rows_are_numbered_best_first(index: sqlite3.Connection) -> None:
    kinds = [KINDS.index(kind) for (kind,) in index.execute("SELECT kind FROM search_words ORDER BY rowid")]
    assert kinds == sorted(kinds)


@pytest.mark.parametrize(
    ("expression", "terms"),
    [
        ('folded : "bowel"', ["Bowel disease", "Small bowel disease"]),
        ('folded : "bow"*', ["Bowel disease", "Small bowel disease"]),
        ('folded : "hypomagnesemia"', ["Hypomagnesaemia"]),
        ('folded : "crohns"', ["Crohn's trouble"]),
        ('whole : "boweldisease"', ["Bowel disease"]),
        ('whole : "_a02bc01"', ["atc:A02BC01"]),
        ('whole : "_atc_a02bc01"', ["atc:A02BC01"]),
        ('whole : "_e8342"', ["icd10cm:E83.42"]),
        ('type : "symptoms" AND folded : "f"*', ["Fits"]),
        ('folded : "prilosec"', ["Prilosec"]),
        ('folded : "zzz"', []),
    ],
)
def test_what_is_looked_for_is_found(expression: str, terms: list[str], index: sqlite3.Connection) -> None:
    assert found(index, expression) == terms


def test_every_name_is_found_by_its_own_words(index: sqlite3.Connection) -> None:
    for (name,) in index.execute("SELECT text FROM name").fetchall():
        assert name in found(index, match_expression(words_of(name)))


ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=[]), max_size=80)
SYNTAX = st.lists(
    st.sampled_from(
        ["AND", "OR", "NOT", "NEAR(", "NEAR/2", '"', "'", "*", "^", "-", "+", ":", "(", ")", "{", "}", "a", "ß"]
    )
).map(" ".join)


@given(ANY_TEXT | SYNTAX)
@example("a" * 10_000)
@example("a " * 10_000)
@example('a" OR "b')
@example("folded : x")
@example("\x00")
@example("\u0300")
@example("ⅷ ㆒ 𐄇")
def test_no_text_breaks_a_query(index: sqlite3.Connection, text: str) -> None:
    words = words_of(text)
    assert len(words) <= MAX_WORDS
    if words:
        found(index, match_expression(words))
        found(index, match_groups([[word, word[::-1]] for word in words]))


def test_words_of_the_tables_are_known_and_words_of_names_have_neighbours(index: sqlite3.Connection) -> None:
    known = {word for (word,) in index.execute("SELECT word FROM search_known")}
    assert {"omeprazole", "enteropathy", "hydroxide", "a02bc01"} <= known
    near = index.execute("SELECT spelt FROM search_near WHERE form = 'omeprazol'").fetchall()
    assert near == [("omeprazole",)]


@pytest.mark.parametrize(("word", "forms"), [("abc", {"abc", "bc", "ac", "ab"}), ("aa", {"aa", "a"}), ("", {""})])
def test_each_letter_may_be_missing(word: str, forms: set[str]) -> None:
    assert without_a_letter(word) == forms


def test_an_empty_release_has_an_empty_index(tmp_path: Path) -> None:
    engine = open_for_building(tmp_path / "empty.sqlite")
    with engine.begin() as connection:
        migrate(connection)
        before = set(connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars())
        build_search_index(connection)
        after = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
        assert connection.exec_driver_sql("SELECT count(*) FROM search_words").scalar_one() == 0
    engine.dispose()
    assert {name for name in after - before if not is_search_table(name)} == set()
    assert {name for name in before if is_search_table(name)} == set()
