"""What follows from what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.clinical.differential_terms import CodeOf, Terms, code_steps, key_steps

CODES = [
    CodeOf("symptoms/seizures", "hp:0001250", "exact"),
    CodeOf("symptoms/seizures", "hp:0002133", "narrower"),
    CodeOf("causes/type-1-diabetes", "icd10cm:E10", "exact"),
    CodeOf("causes/bypass", "icd10cm:Z98.84", "broader"),
    CodeOf("causes/ketoacidosis", "icd10cm:E10.1", "narrower"),
    CodeOf("causes/hyperaldosteronism", "icd10cm:E26", "exact"),
    CodeOf("causes/bartter", "icd10cm:E26.81", "exact"),
]
OTHERS = ["icd10cm:E10.65", "icd10cm:E10.11", "icd10cm:Z98", "icd10cm:E26.819", "icd10cm:E26.02", "hp:0009999"]
TERMS = Terms(code_steps(CODES, OTHERS))


@pytest.mark.parametrize(
    ("given_", "implied"),
    [
        ("hp:0001250", {"hp:0001250", "symptoms/seizures"}),
        ("symptoms/seizures", {"hp:0001250", "symptoms/seizures"}),
        ("hp:0002133", {"hp:0002133", "hp:0001250", "symptoms/seizures"}),
        ("icd10cm:E10.65", {"icd10cm:E10.65", "icd10cm:E10", "causes/type-1-diabetes"}),
        ("causes/bypass", {"causes/bypass", "icd10cm:Z98.84", "icd10cm:Z98"}),
        ("icd10cm:Z98.84", {"icd10cm:Z98.84", "icd10cm:Z98"}),
        ("hp:0009999", {"hp:0009999"}),
        (
            "icd10cm:E10.11",
            {"icd10cm:E10.11", "icd10cm:E10.1", "icd10cm:E10", "causes/ketoacidosis", "causes/type-1-diabetes"},
        ),
        # ICD-10-CM files it there, but it is another disease.
        ("icd10cm:E26.81", {"icd10cm:E26.81", "causes/bartter"}),
        ("icd10cm:E26.819", {"icd10cm:E26.819", "icd10cm:E26.81", "causes/bartter"}),
        ("icd10cm:E26.02", {"icd10cm:E26.02", "icd10cm:E26", "causes/hyperaldosteronism"}),
    ],
)
def test_what_is_there_implies(given_: str, implied: set[str]) -> None:
    assert TERMS.implied([given_]) == implied


@pytest.mark.parametrize(
    ("given_", "excluded"),
    [
        ("symptoms/seizures", {"symptoms/seizures", "hp:0001250", "hp:0002133"}),
        ("hp:0002133", {"hp:0002133"}),
        (
            "icd10cm:E10",
            {"icd10cm:E10", "icd10cm:E10.1", "icd10cm:E10.11", "icd10cm:E10.65", "causes/type-1-diabetes"},
        ),
        ("icd10cm:E26", {"icd10cm:E26", "icd10cm:E26.02", "causes/hyperaldosteronism"}),
        ("icd10cm:Z98.84", {"icd10cm:Z98.84", "causes/bypass"}),
    ],
)
def test_what_is_absent_excludes(given_: str, excluded: set[str]) -> None:
    assert TERMS.implying([given_]) == excluded


def test_a_key_that_several_share_stands_for_what_all_carry() -> None:
    both, one = frozenset({"hp:1", "hp:2"}), frozenset({"hp:1"})
    clues = [
        ("clue:shared", "causes/a", both),
        ("clue:shared", "causes/b", one),
        ("clue:single", "causes/a", one),
        ("clue:single", "causes/a", one),
        ("clue:uncoded", "causes/a", frozenset[str]()),
        ("clue:uncoded", "causes/b", one),
    ]
    assert key_steps(clues) == {("clue:shared", "hp:1")}


TOKENS = st.sampled_from("abcdef")


@given(st.sets(st.tuples(TOKENS, TOKENS), max_size=10), st.sets(TOKENS, max_size=3), st.sets(TOKENS, max_size=3))
def test_implications(steps: set[tuple[str, str]], some: set[str], more: set[str]) -> None:
    terms = Terms(steps)
    reached = terms.implied(some)
    assert some <= reached
    assert terms.implied(reached) == reached
    assert reached <= terms.implied(some | more)
    # Backwards is forwards the other way round.
    for token in "abcdef":
        assert (token in reached) == bool(terms.implying([token]) & some)
