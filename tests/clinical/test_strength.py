"""The strength rule, line by line, and what must hold for any evidence."""

from itertools import permutations
from random import Random
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.clinical.strength import ORDER, STANDING, Source, claim_strength, strongest
from api.vocabulary import Basis, Direction, EvidenceLevel, Stance, Strength

LEVELS = get_args(EvidenceLevel)
RANK = {strength: rank for rank, strength in enumerate(ORDER)}


def supports(*levels: EvidenceLevel) -> list[Source]:
    return [Source(level, "supports") for level in levels]


def disputes(*levels: EvidenceLevel) -> list[Source]:
    return [Source(level, "disputes") for level in levels]


LINES: list[tuple[str, list[Source], Strength]] = [
    ("a label", supports("regulator-label"), "established"),
    ("a guideline", supports("guideline"), "established"),
    ("a systematic review", supports("systematic-review"), "established"),
    ("a label among weaker ones", supports("consumer", "regulator-label", "review"), "established"),
    ("a trial", supports("trial"), "probable"),
    ("an observational study", supports("observational"), "probable"),
    ("two reviews", supports("review", "review"), "probable"),
    ("two textbooks", supports("textbook", "textbook"), "probable"),
    ("a review and a textbook", supports("review", "textbook"), "probable"),
    ("one review", supports("review"), "possible"),
    ("one textbook", supports("textbook"), "possible"),
    ("a case report", supports("case-report"), "possible"),
    ("a database", supports("database"), "possible"),
    ("a consumer text", supports("consumer"), "possible"),
    ("an experiment", supports("experimental"), "possible"),
    ("many weak ones", 3 * supports("case-report", "database", "consumer", "experimental"), "possible"),
    ("a review and a case report", supports("review", "case-report"), "possible"),
    ("a label, disputed by a guideline", supports("regulator-label") + disputes("guideline"), "disputed"),
    ("a label, disputed by a trial", supports("regulator-label") + disputes("trial"), "established"),
    ("a trial, disputed by a study", supports("trial") + disputes("observational"), "disputed"),
    ("a trial, disputed by a label", supports("trial") + disputes("regulator-label"), "disputed"),
    ("a trial, disputed by a review", supports("trial") + disputes("review"), "probable"),
    ("two reviews, disputed by one", supports("review", "review") + disputes("review"), "probable"),
    # Reviews that dispute are not counted together: what disputes is each source by itself.
    ("two reviews, disputed by two", supports("review", "review") + disputes("review", "textbook"), "probable"),
    ("two reviews, disputed by a trial", supports("review", "review") + disputes("trial"), "disputed"),
    ("a review, disputed by a blog", supports("review") + disputes("consumer"), "disputed"),
]


@pytest.mark.parametrize(("evidence", "strength"), [line[1:] for line in LINES], ids=[line[0] for line in LINES])
@pytest.mark.parametrize("direction", [None, "lowers", "raises"])
def test_each_line_of_the_rule(evidence: list[Source], strength: Strength, direction: Direction | None) -> None:
    assert claim_strength(evidence, "sourced", direction) == strength


@pytest.mark.parametrize("evidence", [line[1] for line in LINES], ids=[line[0] for line in LINES])
@pytest.mark.parametrize("basis", get_args(Basis))
def test_what_was_looked_for_and_not_found_is_neither_weak_nor_strong(evidence: list[Source], basis: Basis) -> None:
    assert claim_strength(evidence, basis, "none-found") == "none-found"


@pytest.mark.parametrize("level", LEVELS)
def test_an_inference_is_possible_at_most(level: EvidenceLevel) -> None:
    assert claim_strength(supports(level, level), "inferred", "lowers") == "possible"
    assert claim_strength(supports("regulator-label") + disputes(level), "inferred", "lowers") == "disputed"


@pytest.mark.parametrize("direction", [None, *get_args(Direction)])
@pytest.mark.parametrize("evidence", [[], disputes("guideline")])
def test_nothing_is_claimed_without_support(evidence: list[Source], direction: Direction | None) -> None:
    with pytest.raises(ValueError, match="a claim needs at least one supporting source"):
        claim_strength(evidence, "sourced", direction)


def test_every_level_has_a_standing_and_every_strength_a_rank() -> None:
    assert set(STANDING) == set(LEVELS)
    assert set(ORDER) == set(get_args(Strength))


SOURCES = st.builds(Source, st.sampled_from(LEVELS), st.sampled_from(get_args(Stance)))
EVIDENCE = st.lists(SOURCES, max_size=7).filter(lambda rows: any(row.stance == "supports" for row in rows))
BASES = st.sampled_from(get_args(Basis))
DIRECTIONS = st.sampled_from([None, *get_args(Direction)])


@given(EVIDENCE, BASES, DIRECTIONS, st.randoms())
def test_order_does_not_matter(
    evidence: list[Source], basis: Basis, direction: Direction | None, random: Random
) -> None:
    shuffled = list(evidence)
    random.shuffle(shuffled)
    assert claim_strength(shuffled, basis, direction) == claim_strength(iter(evidence), basis, direction)


@given(EVIDENCE, BASES, DIRECTIONS, st.sampled_from(LEVELS))
def test_more_support_never_weakens(
    evidence: list[Source], basis: Basis, direction: Direction | None, level: EvidenceLevel
) -> None:
    before = claim_strength(evidence, basis, direction)
    after = claim_strength([*evidence, Source(level, "supports")], basis, direction)
    assert RANK[after] <= RANK[before]


@given(EVIDENCE, BASES, DIRECTIONS, st.sampled_from(LEVELS))
def test_a_dispute_never_strengthens(
    evidence: list[Source], basis: Basis, direction: Direction | None, level: EvidenceLevel
) -> None:
    before = claim_strength(evidence, basis, direction)
    after = claim_strength([*evidence, Source(level, "disputes")], basis, direction)
    assert after in {before, "disputed"}


@given(EVIDENCE, DIRECTIONS)
def test_an_inference_is_never_stronger_than_what_was_read(evidence: list[Source], direction: Direction | None) -> None:
    sourced, inferred = (claim_strength(evidence, basis, direction) for basis in ("sourced", "inferred"))
    assert RANK[inferred] >= RANK[sourced]
    assert inferred in {"possible", "disputed", "none-found"}


@given(EVIDENCE, BASES)
def test_nothing_found_is_said_only_of_such_claims(evidence: list[Source], basis: Basis) -> None:
    for direction in (None, "lowers", "raises"):
        assert claim_strength(evidence, basis, direction) != "none-found"


def test_the_strongest_of_several() -> None:
    assert strongest([]) is None
    for first, second in permutations(ORDER, 2):
        assert strongest([first, second]) == min(first, second, key=ORDER.index)
    assert strongest(strength for strength in reversed(ORDER)) == "established"
