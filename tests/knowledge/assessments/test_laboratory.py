"""The laboratory assessment on the real release: every claim it names is there, and facts are those of the claims."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session, select

from api.clinical import cautions
from api.clinical.bands import has_ages
from api.clinical.cautions import FLAGS, Caution
from api.clinical.companions import FINDINGS
from api.clinical.cut_offs import is_cut_off
from api.clinical.laboratory import CONDITION, DAILY, FRACTION, SCALES, SERUM, SPOT
from api.clinical.measures import MEASURES
from api.clinical.units import MAGNESIUM
from api.db import open_for_serving
from api.knowledge.assessments import laboratory_lines
from api.knowledge.assessments.laboratory import assess_laboratory, laboratory_pathway
from api.knowledge.assessments.laboratory_body import EXAMPLE, Flag, LaboratoryBody, sample_of
from api.knowledge.assessments.laboratory_facts import Facts, read_facts
from api.pack.load import Built
from api.tables import ClaimRow

ALL_FINDINGS = frozenset(finding.code for finding in FINDINGS.values())


@pytest.fixture(scope="module")
def engine(real_release: Built) -> Iterator[Engine]:
    engine = open_for_serving(real_release.file)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session:
        yield session


@pytest.fixture
def facts(session: Session) -> Facts:
    return read_facts(session, ALL_FINDINGS)


def body(**fields: Any) -> LaboratoryBody:
    return LaboratoryBody.model_validate(fields)


def low(**fields: Any) -> LaboratoryBody:
    return body(serum_magnesium={"value": 1.1, "unit": "mg/dL"}, **fields)


def test_the_flags_and_fields_of_the_body_are_those_of_the_core() -> None:
    assert tuple(get_args(Flag)) == FLAGS
    assert set(MEASURES) == set(LaboratoryBody.model_fields) - {"age", "flags"}


def test_every_claim_that_the_code_names_is_in_the_release(facts: Facts) -> None:
    named = {claim for one in vars(cautions).values() if isinstance(one, Caution) for claim in one.claims}
    for flags in (cautions.SERUM_FLAGS, cautions.URINE_FLAGS):
        named |= {claim for one in flags.values() for claim in one.claims}
    named |= {claim for claims in laboratory_lines._FORMULA_CLAIMS.values() for claim in claims}
    named |= {claim for claims in laboratory_lines._MEANINGS.values() for claim in claims}
    for keys in laboratory_lines._WITH_RENAL_LOSS.values():
        named |= {f"{laboratory_lines._CALCIUM_RATIO}/{key}" for key in keys}
    named |= {str(MAGNESIUM.claim)}
    assert named - facts.claims == set()
    assert len(named) > 20


def test_the_factor_and_the_formula_are_those_of_the_claims(session: Session) -> None:
    said = {
        claim: session.exec(select(ClaimRow.statement).where(ClaimRow.id == claim)).one()
        for claim in (str(MAGNESIUM.claim), f"{FRACTION}/claims/formula")
    }
    assert "24.305 mg and 2 mEq" in said[str(MAGNESIUM.claim)]
    formula = "(urine magnesium x serum creatinine) / (0.7 x serum magnesium x urine creatinine) x 100"
    assert formula in said[f"{FRACTION}/claims/formula"]


def test_every_band_of_the_tests_that_are_assessed_is_read(facts: Facts, session: Session) -> None:
    prefixes = (CONDITION, SCALES, SERUM, FRACTION, DAILY, SPOT)
    rows = session.exec(select(ClaimRow)).all()
    banded = {row.id for row in rows if row.ranges and row.subject.startswith(prefixes)}
    assert banded == {rule.claim for rule in facts.rules if rule.subject.startswith(prefixes) and rule.bands}


def test_the_lines_of_the_release(facts: Facts) -> None:
    def lines(subject: str) -> set[tuple[float, str]]:
        return {
            (float(bound), band.unit.symbol)
            for rule in facts.rules
            if rule.subject == subject and is_cut_off(rule.when)
            for band in rule.bands
            for bound in (band.low, band.high)
            if bound is not None
        }

    assert lines(FRACTION) == {(percent, "%") for percent in (0.5, 2, 3, 4)}
    assert lines(DAILY) == {(0.5, "mmol/(24.h)"), (1, "mmol/(24.h)"), (24, "mg/(24.h)")}
    assert lines(SPOT) == {(0.16, "mmol/mmol{creat}")}


def test_rules_that_point_to_the_kidney_name_its_pathway(facts: Facts) -> None:
    for rule in facts.rules:
        if rule.subject in (FRACTION, DAILY, SPOT) and is_cut_off(rule.when):
            (band,) = rule.bands
            assert (rule.pathway == "excretion") == (band.high is None), rule.claim


@pytest.mark.parametrize(
    ("age", "unit", "low_end", "high_end"),
    [
        (6, "months", 0.10, 0.48),
        (18, "months", 0.09, 0.37),
        (2.5, "years", 0.07, 0.34),
        (4, "years", 0.07, 0.29),
        (6, "years", 0.06, 0.21),
        (8, "years", 0.05, 0.18),
        (12, "years", 0.05, 0.15),
        (16, "years", 0.05, 0.13),
        (54, "years", 0.04, 0.12),
    ],
)
def test_the_ratio_by_age(session: Session, age: float, unit: str, low_end: float, high_end: float) -> None:
    ratio = {"value": 0.2, "unit": "mg/mg"}
    found = assess_laboratory(session, low(urine_magnesium_creatinine_ratio=ratio, age={"value": age, "unit": unit}))
    assert found.urine_magnesium_creatinine_ratio is not None
    ranges = found.urine_magnesium_creatinine_ratio.reference_ranges
    assert [(one.at_least, one.at_most) for one in ranges if one.at_most is not None] == [(low_end, high_end)]


def test_child_ranges_leave_no_gap(facts: Facts) -> None:
    aged = [rule for rule in facts.rules if rule.subject == SPOT and has_ages(rule.when)]
    assert len(aged) == 10


@pytest.mark.parametrize(
    ("value", "unit", "grade"),
    [
        (1.69, "mg/dL", "1"),
        (1.2, "mg/dL", "1"),
        (1.19, "mg/dL", "2"),
        (0.9, "mg/dL", "2"),
        (0.89, "mg/dL", "3"),
        (0.7, "mg/dL", "3"),
        (0.69, "mg/dL", "4"),
        (0.69, "mmol/L", "1"),
        (0.5, "mmol/L", "1"),
        (0.49, "mmol/L", "2"),
        (0.4, "mmol/L", "2"),
        (0.39, "mmol/L", "3"),
        (0.3, "mmol/L", "3"),
        (0.29, "mmol/L", "4"),
    ],
)
def test_ctcae_each_side_of_each_boundary(session: Session, value: float, unit: str, grade: str) -> None:
    own = {"low": 1.7 if unit == "mg/dL" else 0.7}
    sent = body(serum_magnesium={"value": value, "unit": unit, "reference_range": own})
    found = assess_laboratory(session, sent)
    assert found.serum_magnesium is not None
    (ctcae,) = (one for one in found.serum_magnesium.severity if "ctcae" in one.scale)
    assert (ctcae.grade, ctcae.conditional, ctcae.basis) == (grade, False, "measured")
    assert ctcae.claims[0] == f"severity-scales/ctcae-hypomagnesemia/claims/grade-{grade}"


@pytest.mark.parametrize(
    ("percent", "verdict"),
    [(0.5, "not-renal"), (2, "indeterminate"), (3, "indeterminate"), (4, "indeterminate"), (4.01, "renal-loss")],
)
def test_the_pathway_that_the_differential_reads(session: Session, percent: float, verdict: str) -> None:
    found = laboratory_pathway(session, low(fractional_excretion_magnesium={"value": percent, "unit": "%"}))
    assert found.pathway == verdict
    assert found.claims
    assert all(claim.startswith(FRACTION) for claim in found.claims)


def test_without_urine_or_with_normal_serum_there_is_no_pathway(session: Session) -> None:
    potassium = {"value": 3, "unit": "mmol/L", "interpretation": "low"}
    none = laboratory_pathway(session, low(serum_potassium=potassium))
    assert (none.pathway, none.claims, none.findings) == (None, (), frozenset({"hp:0002900"}))
    normal = body(
        serum_magnesium={"value": 2, "unit": "mg/dL"}, fractional_excretion_magnesium={"value": 9, "unit": "%"}
    )
    assert (laboratory_pathway(session, normal).pathway, laboratory_pathway(session, normal).claims) == (None, ())


def test_clues_are_those_of_the_findings_and_complete_ones_come_first(session: Session) -> None:
    calcium = {"value": 20, "unit": "mg/(24.h)", "interpretation": "low"}
    fraction = {"value": 9, "unit": "%"}
    bicarbonate = {"value": 34, "unit": "mmol/L", "interpretation": "high"}
    potassium = {"value": 2.8, "unit": "mmol/L", "interpretation": "low"}
    found = assess_laboratory(
        session,
        low(
            urine_calcium=calcium,
            fractional_excretion_magnesium=fraction,
            bicarbonate=bicarbonate,
            serum_potassium=potassium,
        ),
    )
    gitelman = [clue for clue in found.clues if clue.subject == "causes/gitelman-syndrome"]
    assert [clue.findings for clue in gitelman] == [["hp:0002900", "hp:0200114"], ["hp:0003127"]]
    assert not any(clue.missing for clue in gitelman)
    missing = [len(clue.missing) for clue in found.clues]
    assert missing == sorted(missing)
    by_name = {one.name: one for one in found.companions}
    assert by_name["bicarbonate"].assumed is True
    assert by_name["serum_potassium"].entity == "symptoms/hypokalemia"
    assert any(claim.endswith("/low-distal-causes") for claim in by_name["urine_calcium"].claims)


def test_urine_calcium_means_nothing_special_without_renal_loss(session: Session) -> None:
    found = assess_laboratory(session, low(urine_calcium={"value": 20, "unit": "mg/(24.h)", "interpretation": "low"}))
    assert [(one.judged, one.claims) for one in found.companions] == [("low", [])]


def test_every_claim_that_a_line_names_is_cited_once(session: Session) -> None:
    answer = assess_laboratory(session, body(**EXAMPLE)).model_dump(exclude_none=True)
    cited = [claim["id"] for claim in answer.pop("claims")]
    references = {reference["id"] for reference in answer.pop("references")}

    def named(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            for key, inner in part.items():
                yield from inner if key == "claims" else named(inner)
        elif isinstance(part, list):
            for inner in part:
                yield from named(inner)

    assert cited == sorted(set(named(answer)))
    assert references


def test_the_number_of_queries_does_not_grow(engine: Engine) -> None:
    def count(sent: LaboratoryBody) -> int:
        statements: list[str] = []

        def heard(*args: Any) -> None:
            statements.append(args[2])

        event.listen(engine, "before_cursor_execute", heard)
        try:
            with Session(engine) as session:
                assess_laboratory(session, sent)
        finally:
            event.remove(engine, "before_cursor_execute", heard)
        return len(statements)

    assert count(body(**EXAMPLE)) == count(low()) == 8


def test_a_sample_is_exact() -> None:
    sample = sample_of(low(age={"value": 1.5, "unit": "years"}, flags=["diuretic", "diuretic"]))
    assert str(sample.quantities["serum_magnesium"].value) == "11/10"
    assert sample.age_months == 18
    assert sample.flags == frozenset({"diuretic"})


def test_days_and_weeks_are_months(session: Session) -> None:
    for value, unit in ((304.375, "days"), (40, "weeks")):
        sample = sample_of(low(age={"value": value, "unit": unit}))
        assert sample.age_months is not None
        assert 9 < sample.age_months <= 10
