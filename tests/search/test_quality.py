"""Search finds what is meant: the published queries, and every name and code that there is."""

import re
from collections import Counter
from pathlib import Path

import pytest
from sqlmodel import Session

from api.pack.load import Built
from api.tables import EntityRow
from tests.search.asking import found
from tests.search.sample import misspelt, own_terms, rows
from tests.search.score import Outcome, Query, measure, published_queries, share, table

README = Path(__file__).parents[2] / "README.md"
ALWAYS_FIRST = {"exact-name", "synonym", "brand", "abbreviation", "code", "other-country"}
MOSTLY_FIRST = 0.97


@pytest.fixture(scope="module")
def outcomes(session: Session) -> list[Outcome]:
    return measure(session, published_queries())


def test_the_queries_are_many_and_each_stands_once(session: Session) -> None:
    queries = published_queries()
    kinds = Counter(query.kind for query in queries)
    assert kinds.keys() == ALWAYS_FIRST | {"one-typo", "prefix"}
    assert len(queries) >= 300
    assert min(kinds.values()) >= 40
    assert [query for query, count in Counter(query[:2] for query in queries).items() if count > 1] == []
    assert [query for query in queries if session.get(EntityRow, query.expected) is None] == []


def test_names_and_codes_rank_first(outcomes: list[Outcome]) -> None:
    assert [outcome for outcome in outcomes if outcome.query.kind in ALWAYS_FIRST and outcome.place != 1] == []


def test_one_typing_error_is_forgiven(outcomes: list[Outcome]) -> None:
    assert share(outcome for outcome in outcomes if outcome.query.kind == "one-typo") >= MOSTLY_FIRST


def test_the_beginning_of_a_name_brings_it_among_the_first_five(outcomes: list[Outcome]) -> None:
    begun = [outcome for outcome in outcomes if outcome.query.kind == "prefix"]
    assert [outcome for outcome in begun if outcome.place is None or outcome.place > 5] == []


def test_the_readme_shows_this_score(outcomes: list[Outcome]) -> None:
    section = re.search(r"<!-- search-score -->\n(.*?)\n<!-- /search-score -->", README.read_text(), re.DOTALL)
    assert section is not None
    assert section[1].strip() == table(outcomes)


def test_every_name_and_code_of_one_entity_alone_ranks_first(session: Session, real_release: Built) -> None:
    terms = own_terms(str(real_release.file))
    # Every other code without its system.
    asked = [
        (text.partition(":")[2] if kind == "code" and n % 2 else text, path)
        for n, (text, kind, path, _) in enumerate(terms)
    ]
    assert [(text, path) for text, path in asked if found(session, text, limit=1) != [path]] == []


def test_one_typing_error_is_forgiven_in_names_of_every_kind(session: Session, real_release: Built) -> None:
    """As the published queries were drawn, but one from each name: nothing was chosen."""
    names = [term for term in own_terms(str(real_release.file)) if term[1] != "code"]
    everywhere = misspelt(names, every=True)
    measured = measure(session, [Query(*row) for row in everywhere])
    count = len(measured)
    assert count > 1000
    assert share(measured) >= 0.96


def test_the_draw_is_the_same_each_time(real_release: Built) -> None:
    drawn = list(rows(str(real_release.file)))
    assert drawn == list(rows(str(real_release.file)))
    assert {kind for _, kind, _ in drawn} == {query.kind for query in published_queries()} - {"other-country"}
