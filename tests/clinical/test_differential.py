"""The ordering rule line by line (`docs/differential.md`), what counts as a match, and what must hold for any case."""

import re
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.clinical.differential import (
    DIFFERENTIAL_RULE,
    Agreement,
    Candidate,
    Clue,
    Effect,
    Finding,
    Known,
    Site,
    Standing,
    Subject,
    Verdict,
    agreement,
    candidate,
    combinations_taken,
    differential,
    order_key,
    sites,
)
from api.clinical.strength import ORDER
from api.vocabulary import Pathway, Strength

LINE = Candidate(
    id="causes/m",
    standing=Standing.POSSIBLE,
    strength="possible",
    agreement=Agreement.OPEN,
    wider=(),
    matched=(),
    against=(),
    missing=(),
    explained=1,
    denied=1,
)

# Number of the line in docs/differential.md, what comes first, what comes after it.
LINES: list[tuple[int, str, Candidate, Candidate]] = [
    (1, "present before possible", replace(LINE, standing=Standing.PRESENT), LINE),
    (1, "possible before said to be absent", LINE, replace(LINE, standing=Standing.SAID_ABSENT)),
    (2, "the laboratory agrees before it says nothing", replace(LINE, agreement=Agreement.AGREES), LINE),
    (2, "it says nothing before it contradicts", LINE, replace(LINE, agreement=Agreement.CONTRADICTS)),
    (3, "more findings explained first", replace(LINE, explained=2), LINE),
    (4, "fewer findings said to be absent first", replace(LINE, denied=0), LINE),
    (5, "stronger evidence first", replace(LINE, strength="established"), LINE),
    (5, "any evidence before none", replace(LINE, strength="none-found"), replace(LINE, strength=None)),
    (6, "the id decides what nothing else does", replace(LINE, id="causes/a"), LINE),
]


def worst_below(line: Candidate, number: int) -> Candidate:
    """The same line, last by every later line of the rule."""
    later: dict[int, dict[str, Any]] = {
        2: {"agreement": Agreement.CONTRADICTS},
        3: {"explained": 0},
        4: {"denied": 9},
        5: {"strength": None},
    }
    changes = {name: value for at, fields in later.items() if at > number for name, value in fields.items()}
    return replace(line, **(changes if number == 6 else changes | {"id": "causes/z"}))


@pytest.mark.parametrize(("first", "after"), [line[2:] for line in LINES], ids=[line[1] for line in LINES])
def test_each_line_of_the_rule(first: Candidate, after: Candidate) -> None:
    assert order_key(first) < order_key(after)


@pytest.mark.parametrize(
    ("number", "first", "after"), [(n, a, b) for n, _, a, b in LINES], ids=[line[1] for line in LINES]
)
def test_no_later_line_outweighs_an_earlier_one(number: int, first: Candidate, after: Candidate) -> None:
    assert order_key(worst_below(first, number)) < order_key(after)


def test_the_documented_rule_is_this_one() -> None:
    page = Path(__file__).parents[2].joinpath("docs", "differential.md").read_text(encoding="utf-8")
    rule = page.partition("## The ordering rule")[2].partition("###")[0]
    assert f"Version {DIFFERENTIAL_RULE} " in rule
    rows = re.findall(r"^\| (\d) \|.*\|(.*)\|$", rule, re.MULTILINE)
    named = [(int(number), name) for number, tests in rows for name in re.findall(r"\[([^\]]+)\]`", tests)]
    assert named == [(number, name) for number, name, *_ in LINES]
    assert len(rows) == len(order_key(LINE))


def test_without_a_verdict_the_second_line_decides_nothing() -> None:
    assert order_key(replace(LINE, agreement=None)) == order_key(LINE)


def test_strengths_are_in_the_order_of_the_strength_rule() -> None:
    keys = [order_key(replace(LINE, strength=strength)) for strength in ORDER]
    assert keys == sorted(keys)


def finding(*tokens: str) -> Finding:
    return Finding(frozenset(tokens[:1]), frozenset(tokens))


ALKALOSIS = Clue("causes/g/claims/alkalosis", "clue:alkalosis", frozenset({"hp:1", "hp:2"}))
DEAFNESS = Clue("causes/g/claims/deafness", "clue:deafness")
SUBJECT = Subject("causes/g", "probable", clues=frozenset({ALKALOSIS, DEAFNESS}), implies=frozenset({"icd10cm:E26"}))


def line_of(known: Known) -> Candidate:
    found = candidate(SUBJECT, known)
    assert found is not None
    return found


def test_what_nothing_speaks_for_is_no_candidate() -> None:
    assert candidate(SUBJECT, Known()) is None
    assert candidate(SUBJECT, Known(findings=frozenset({finding("hp:9")}), verdict="renal-loss")) is None
    assert candidate(SUBJECT, Known(absences=frozenset({finding("hp:1")}))) is None


def test_what_is_stated_is_present_without_any_clue() -> None:
    found = line_of(Known(stated=frozenset({"causes/g"})))
    assert (found.standing, found.explained) == (Standing.PRESENT, 0)
    assert [(one.claim, one.open) for one in found.missing] == [
        (ALKALOSIS.claim, ("hp:1", "hp:2")),
        (DEAFNESS.claim, ("clue:deafness",)),
    ]


def test_a_clue_is_matched_by_one_of_its_codes_and_the_other_is_still_open() -> None:
    found = line_of(Known(findings=frozenset({finding("hp:1")})))
    assert found.standing is Standing.POSSIBLE
    assert [tuple(one) for one in found.matched] == [(ALKALOSIS.claim, ("hp:1",), ("hp:2",))]
    assert [one.claim for one in found.missing] == [DEAFNESS.claim]
    assert (found.against, found.denied) == ((), 0)


def test_a_clue_stated_as_a_whole_leaves_nothing_to_ask() -> None:
    found = line_of(Known(findings=frozenset({finding("clue:alkalosis")})))
    assert [tuple(one) for one in found.matched] == [(ALKALOSIS.claim, ("clue:alkalosis",), ())]


def test_a_clue_may_be_half_there_and_half_not() -> None:
    known = Known(findings=frozenset({finding("hp:1")}), absences=frozenset({finding("hp:2")}))
    found = line_of(known)
    assert [tuple(one) for one in found.matched] == [(ALKALOSIS.claim, ("hp:1",), ())]
    assert [tuple(one) for one in found.against] == [(ALKALOSIS.claim, ("hp:2",), ())]
    assert (found.explained, found.denied) == (1, 1)


def test_a_wider_code_makes_a_candidate() -> None:
    found = line_of(Known(findings=frozenset({finding("icd10cm:E26")})))
    assert (found.standing, found.wider, found.explained) == (Standing.POSSIBLE, ("icd10cm:E26",), 1)


def test_what_is_stated_needs_no_wider_code() -> None:
    known = Known(stated=frozenset({"causes/g"}), findings=frozenset({finding("icd10cm:E26")}))
    assert line_of(known).wider == ()


def test_what_is_said_to_be_absent_stays_in_the_list() -> None:
    known = Known(findings=frozenset({finding("hp:1")}), absences=frozenset({finding("causes/g")}))
    assert line_of(known).standing is Standing.SAID_ABSENT


def test_several_clues_on_one_finding_count_once() -> None:
    high = [
        Clue(f"causes/h/claims/{key}", f"clue:{key}", frozenset({"hp:high"})) for key in ("high", "higher", "highest")
    ]
    subject = Subject("causes/h", None, clues=frozenset({*high, DEAFNESS}))
    said = frozenset({finding("hp:high"), finding("clue:high", "hp:high"), finding("symptoms/high", "hp:high")})
    found = candidate(subject, Known(findings=said))
    assert found is not None
    assert (len(found.matched), found.explained) == (3, 1)
    found = candidate(subject, Known(findings=said | {finding("clue:deafness")}))
    assert found is not None
    assert (len(found.matched), found.explained) == (4, 2)


def test_an_absent_finding_with_the_keys_that_imply_it_counts_once() -> None:
    absent = finding("hp:2", "clue:alkalosis")
    assert line_of(Known(findings=frozenset({finding("hp:1")}), absences=frozenset({absent}))).denied == 1


def effect(pathway: Pathway, site: Site | None = None) -> Effect:
    return Effect(pathway, None if site is None else f"mechanisms/{site}", site, f"{pathway}-{site}")  # type: ignore[arg-type]


KIDNEY, GUT = effect("excretion", "kidney"), effect("excretion", "elsewhere")
SILENT, UPTAKE = effect("excretion"), effect("absorption")
NOBODY: frozenset[Site] = frozenset()
SITES: list[tuple[str, set[Effect], frozenset[Site], set[Site], str, str]] = [
    ("the kidney", {KIDNEY}, NOBODY, {"kidney"}, "agrees", "contradicts"),
    ("excretion by the gut is not by the kidney", {GUT}, NOBODY, {"elsewhere"}, "contradicts", "agrees"),
    ("absorption", {UPTAKE}, NOBODY, {"elsewhere"}, "contradicts", "agrees"),
    ("both", {KIDNEY, UPTAKE}, NOBODY, {"kidney", "elsewhere"}, "agrees", "agrees"),
    ("excretion that names no mechanism", {SILENT}, NOBODY, {"not-said"}, "open", "open"),
    ("absorption, and excretion by none", {SILENT, UPTAKE}, NOBODY, {"not-said", "elsewhere"}, "open", "agrees"),
    ("silent beside the kidney", {SILENT, KIDNEY}, NOBODY, {"kidney"}, "agrees", "contradicts"),
    ("silent, but a kind of", {SILENT}, frozenset({"kidney"}), {"kidney"}, "agrees", "contradicts"),
    ("its own before the wider cause", {GUT}, frozenset({"kidney"}), {"elsewhere"}, "contradicts", "agrees"),
    ("what has no excretion inherits none", {UPTAKE}, frozenset({"kidney"}), {"elsewhere"}, "contradicts", "agrees"),
    ("nothing is known", set(), frozenset({"kidney"}), set(), "open", "open"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("effects", "inherited", "where", "renal", "other"), [line[1:] for line in SITES], ids=[line[0] for line in SITES]
)
def test_where_magnesium_is_lost_against_the_laboratory(
    effects: set[Effect], inherited: frozenset[Site], where: set[Site], renal: str, other: str
) -> None:
    subject = Subject("causes/x", None, effects=frozenset(effects), inherited=inherited)
    assert sites(subject) == where
    assert agreement(subject, "renal-loss") == renal
    assert agreement(subject, "not-renal") == other
    assert agreement(subject, "indeterminate") == "open"
    assert agreement(subject, None) is None


def test_the_rest_is_counted_by_pathway() -> None:
    subjects = [
        Subject("causes/a", None, effects=frozenset({UPTAKE, KIDNEY, GUT})),
        Subject("causes/b", None, effects=frozenset({UPTAKE})),
        Subject("causes/c", None),
        Subject("causes/d", None, effects=frozenset({UPTAKE})),
    ]
    found = differential(subjects, Known(stated=frozenset({"causes/d"})))
    assert [line.id for line in found.candidates] == ["causes/d"]
    assert found.not_listed == {"absorption": 2, "excretion": 1, None: 1}


@pytest.mark.parametrize(
    ("taken", "made"),
    [
        ({"m/omeprazole": {"m/omeprazole", "c/ppi"}, "m/hctz": {"m/hctz", "c/diuretics"}}, ["m/hctz", "m/omeprazole"]),
        ({"c/ppi": {"c/ppi"}, "m/hctz": {"c/diuretics"}, "m/other": {"c/other"}}, ["c/ppi", "m/hctz"]),
        ({"m/omeprazole": {"c/ppi"}}, None),
        ({}, None),
        ({"m/in-both": {"c/ppi", "c/diuretics"}}, None),
        ({"m/in-both": {"c/ppi", "c/diuretics"}, "m/hctz": {"c/diuretics"}}, ["m/hctz", "m/in-both"]),
    ],
)
def test_combinations(taken: dict[str, set[str]], made: list[str] | None) -> None:
    members = {"combinations/both": frozenset({"c/ppi", "c/diuretics"})}
    found = combinations_taken(members, {path: frozenset(classes) for path, classes in taken.items()})
    assert found == ({"combinations/both": made} if made else {})


TOKENS = st.sampled_from([f"hp:{number}" for number in range(6)] + ["clue:a", "clue:b", "causes/0"])
SETS = st.frozensets(TOKENS, max_size=3)
FINDINGS = st.frozensets(st.builds(lambda given, more: Finding(given, given | more), SETS, SETS), max_size=4)
CLUES = st.frozensets(
    st.builds(lambda number, key, codes: Clue(f"claims/{number}", key, codes), st.integers(0, 20), TOKENS, SETS),
    max_size=3,
).filter(lambda clues: len({clue.claim for clue in clues}) == len(clues))
EFFECTS = st.frozensets(st.sampled_from([KIDNEY, GUT, SILENT, UPTAKE]), max_size=3)
SUBJECTS = st.lists(
    st.builds(
        Subject,
        st.sampled_from([f"causes/{number}" for number in range(8)]),
        st.sampled_from([None, *get_args(Strength)]),
        EFFECTS,
        CLUES,
        st.just(frozenset()),
        SETS,
    ),
    max_size=6,
    unique_by=lambda subject: subject.id,
)
KNOWN = st.builds(
    Known,
    st.frozensets(st.sampled_from([f"causes/{number}" for number in range(8)]), max_size=2),
    FINDINGS,
    FINDINGS,
    st.sampled_from([None, *get_args(Verdict)]),
)


@given(SUBJECTS, KNOWN, st.randoms(use_true_random=False))
def test_order_of_input_never_matters(subjects: list[Subject], known: Known, random: Random) -> None:
    shuffled = [*subjects, *subjects]
    random.shuffle(shuffled)
    assert differential(shuffled, known) == differential(subjects, known)


@given(SUBJECTS, KNOWN, st.sampled_from(get_args(Strength)), EFFECTS, CLUES)
def test_one_more_medication_changes_no_other_line(
    subjects: list[Subject], known: Known, strength: Strength, effects: frozenset[Effect], clues: frozenset[Clue]
) -> None:
    drug = Subject("medications/new", strength, effects, clues)
    before = differential(subjects, known)
    after = differential([*subjects, drug], replace(known, stated=known.stated | {drug.id}))
    assert [line for line in after.candidates if line.id != drug.id] == list(before.candidates)
    assert after.not_listed == before.not_listed


@given(SUBJECTS, KNOWN, st.builds(lambda given, more: Finding(given, given | more), SETS, SETS))
def test_one_more_finding_never_takes_a_match_away(subjects: list[Subject], known: Known, more: Finding) -> None:
    before = {line.id: line for line in differential(subjects, known).candidates}
    after = {
        line.id: line for line in differential(subjects, replace(known, findings=known.findings | {more})).candidates
    }
    assert before.keys() <= after.keys()
    for path, line in before.items():
        # Not so what is explained: clues that were said as such count once when the code that they share is said too.
        assert {one.claim for one in line.matched} <= {one.claim for one in after[path].matched}


@given(SUBJECTS, KNOWN, st.builds(lambda given, more: Finding(given, given | more), SETS, SETS))
def test_one_more_absence_takes_no_line_away(subjects: list[Subject], known: Known, more: Finding) -> None:
    before = {line.id: line for line in differential(subjects, known).candidates}
    after = {
        line.id: line for line in differential(subjects, replace(known, absences=known.absences | {more})).candidates
    }
    assert before.keys() == after.keys()
    for path, line in before.items():
        assert line.explained == after[path].explained


@given(SUBJECTS, KNOWN)
def test_the_verdict_reorders_and_removes_nothing(subjects: list[Subject], known: Known) -> None:
    listed = [
        {line.id for line in differential(subjects, replace(known, verdict=verdict)).candidates}
        for verdict in (None, *get_args(Verdict))
    ]
    assert all(found == listed[0] for found in listed)


@given(SUBJECTS, KNOWN)
def test_every_clue_of_a_candidate_is_somewhere(subjects: list[Subject], known: Known) -> None:
    clues = {subject.id: {clue.claim for clue in subject.clues} for subject in subjects}
    for line in differential(subjects, known).candidates:
        shown = [*line.matched, *line.against, *line.missing]
        assert {one.claim for one in shown} == clues[line.id]
        assert not {one.claim for one in line.missing} & {one.claim for one in (*line.matched, *line.against)}
