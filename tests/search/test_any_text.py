"""Whatever somebody types is a text to look for, and never a query language."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from api.errors import InvalidParameter
from api.knowledge.search import SearchQuery, search
from tests.search.asking import found, hits

SYNTAX = [
    '"AND', 'AND"', '"', "''", "AND", "OR", "NOT", "NEAR", "NEAR(a b, 2)", "a AND", "NOT a", "a OR (", "a*", "*a",
    "folded:a", "whole : a", "type:causes", "{folded whole} : a", "- folded : a", "a + b", 'a" OR "b', "^a", "a_b",
    "a; DROP TABLE name", "%", "_", "__", "\\", "a\x00b", "(((", ")", ":", "::", "atc:", ":A02BC", "-1", "--", "/*",
    "?", ":q", "@q", "$q",
]  # fmt: skip

texts = st.text(max_size=200).filter(bool)
near_syntax = st.text(st.sampled_from("\"'*^:+-(){}_ ANDORTEabc%;,\\\0\xe9\u07c0\U0001e900"), min_size=1, max_size=40)


@pytest.mark.parametrize("text", SYNTAX)
def test_syntax_is_text(session: Session, text: str) -> None:
    query = SearchQuery(q=text)
    if any(map(str.isalnum, text)):
        assert search(session.connection(), query).query == text
    else:
        with pytest.raises(InvalidParameter):
            search(session.connection(), query)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(texts | near_syntax)
def test_any_text_is_answered_or_refused_as_empty(session: Session, text: str) -> None:
    try:
        result = search(session.connection(), SearchQuery(q=text, limit=5))
    except InvalidParameter:
        return
    assert result.query == text
    assert len(result.items) <= min(5, result.total)


def test_words_of_the_query_language_are_looked_for(session: Session) -> None:
    assert found(session, "malabsorption AND steatorrhea", limit=1) == ["causes/malabsorption-steatorrhea"]
    assert found(session, "potassium OR phosphate depletion", limit=1) == ["causes/potassium-phosphate-depletion"]
    assert found(session, "omeprazole NOT lansoprazole") == []


def test_columns_of_the_index_are_no_words_of_names(session: Session) -> None:
    assert found(session, "laboratory tests") == []
    assert all("scale" in hit.matched.lower() for hit in hits(session, "scales"))


def test_letters_that_the_tokenizer_does_not_know_find_nothing(session: Session) -> None:
    assert found(session, "\U0001e900") == []
    assert found(session, "\U0001e900" * 5 + " magnesum") == []


def test_case_accents_punctuation_and_spaces_do_not_matter(session: Session) -> None:
    for text in (
        "LOOP DIURETICS",
        "loop-diuretics",
        "  loop   diuretics ",
        "loopdiuretics",
        "Lo\u0308op d\u00eeuretics.",
    ):
        assert hits(session, text, limit=1)[0].match == "exact"
    for text in ("Crohn's disease", "Crohns disease", "crohn\u2019s disease"):
        assert found(session, text, limit=1) == ["causes/crohn-disease"]
