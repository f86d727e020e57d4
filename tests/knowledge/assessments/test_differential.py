"""The differential on the real release, and what it takes for granted of the pack."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from api.clinical.differential import Verdict
from api.db import open_for_serving
from api.knowledge.assessments.differential import assess_differential
from api.knowledge.assessments.differential_body import DifferentialBody, LaboratoryFacts
from api.knowledge.assessments.differential_case import PREGNANCY, RENAL_WASTING
from api.knowledge.assessments.differential_facts import EVERY_DRUG
from api.knowledge.assessments.differential_laboratory import laboratory_facts
from api.knowledge.assessments.differential_steps import HYPERCALCIURIA, HYPOCALCIURIA
from api.knowledge.assessments.laboratory_body import LaboratoryBody
from api.pack.load import Built
from api.tables import CodeNameRow, EntityRow, MechanismRow
from tests.knowledge.assessments.differential_asking import Asker, asking, ids, line


@pytest.fixture(scope="module")
def ask(real_release: Built) -> Iterator[Asker]:
    yield from asking(real_release)


# What is taken for granted of the pack.


def test_loss_by_the_kidney_is_told_from_other_excretion_by_the_site(ask: Asker) -> None:
    mechanisms = ask.session.exec(select(MechanismRow).where(MechanismRow.pathway == "excretion")).all()
    elsewhere = {row.path for row in mechanisms if not row.site.startswith("kidney")}
    assert elsewhere == {"mechanisms/lower-gut-fluid-loss", "mechanisms/upper-gut-fluid-loss", "mechanisms/skin-loss"}


def test_the_names_used_here_are_in_the_release(ask: Asker) -> None:
    for path in (EVERY_DRUG, PREGNANCY):
        assert ask.session.get(EntityRow, path) is not None
    names = {
        HYPERCALCIURIA: "Hypercalciuria",
        HYPOCALCIURIA: "Hypocalciuria",
        RENAL_WASTING: "Renal magnesium wasting",
    }
    for code, name in names.items():
        row = ask.session.get(CodeNameRow, tuple(code.split(":")))
        assert row is not None
        assert row.name == name


# Candidates.


def test_what_is_present_comes_first(ask: Asker) -> None:
    found = ask(medications=["omeprazole"], conditions=["icd10cm:E10.65"], findings=["hp:0002900", "hp:0200114"])
    standings = [one.standing for one in found.candidates]
    assert standings == sorted(standings, key=["present", "possible"].index)
    assert ids(found)[:2] == ["medications/omeprazole", "causes/type-1-diabetes"]
    assert line(found, "causes/type-1-diabetes").where == ["body.conditions.0"]


def test_every_line_has_claims_and_every_claim_is_there_once(ask: Asker) -> None:
    found = ask(medications=["omeprazole", "hydrochlorothiazide"], findings=["hypokalemia", "seizures"])
    cited = [claim.id for claim in found.claims]
    assert cited == sorted(set(cited))
    for one in found.candidates:
        named = {*one.claims, *(clue.claim for clue in one.matched), *(clue.claim for clue in one.missing)}
        named |= {claim for part in one.pathways for claim in part.claims}
        named |= {claim for part in one.against for claim in part.claims}
        assert named
        assert named <= set(cited)
    references = {one.id for one in found.references}
    assert {reference for claim in found.claims for reference in claim.supported_by} <= references


def test_excretion_by_the_gut_is_not_loss_by_the_kidney(ask: Asker) -> None:
    facts = {"medications": ["hydrochlorothiazide", "lansoprazole"], "conditions": ["diarrhea"]}
    drugs = ["medications/hydrochlorothiazide", "medications/lansoprazole"]
    for verdict, wasting in (("renal-loss", "agrees"), ("not-renal", "contradicts")):
        found = ask(LaboratoryFacts(verdict=verdict, low=True, claims=("a", "b")), **facts)  # type: ignore[arg-type]
        assert line(found, drugs[0]).laboratory == wasting
        for path in ("causes/diarrhea", drugs[1]):
            assert line(found, path).laboratory == {"agrees": "contradicts", "contradicts": "agrees"}[wasting]
        assert [one.reason for one in line(found, "causes/diarrhea").against] == (
            ["laboratory"] if wasting == "agrees" else []
        )


def test_a_wider_cause_says_where_its_kinds_lose_magnesium(ask: Asker) -> None:
    found = ask(LaboratoryFacts(verdict="renal-loss"), conditions=["bartter-syndrome-type-3", "type-1-diabetes"])
    assert {one.laboratory for one in found.candidates if one.standing == "present"} == {"agrees"}


def test_renal_wasting_that_is_only_said_counts_as_a_verdict(ask: Asker) -> None:
    found = ask(findings=[RENAL_WASTING], conditions=["diarrhea"])
    assert found.laboratory is not None
    assert found.laboratory.verdict == "renal-loss"
    [against] = line(found, "causes/diarrhea").against
    assert against.findings == [RENAL_WASTING]


def test_what_is_absent_speaks_against_and_removes_nothing(ask: Asker) -> None:
    before = ask(findings=["hypokalemia"])
    after = ask(findings=["hypokalemia"], absent=["hp:0003127", "causes/hyperaldosteronism"])
    assert sorted(ids(before)) == sorted(ids(after))
    gitelman = line(after, "causes/gitelman-syndrome")
    assert [(one.reason, one.findings) for one in gitelman.against] == [("absent-finding", ["hp:0003127"])]
    assert ids(after)[-1] == "causes/hyperaldosteronism"
    assert [one.reason for one in line(after, ids(after)[-1]).against] == ["said-absent"]


def test_a_wider_code_only_suggests(ask: Asker) -> None:
    found = ask(conditions=["icd10cm:E26.81"])
    assert {one.id: one.standing for one in found.candidates} == {
        "causes/bartter-syndrome": "present",
        "causes/bartter-syndrome-type-3": "possible",
        "causes/bartter-syndrome-type-4": "possible",
    }
    assert line(found, "causes/bartter-syndrome-type-3").wider == ["icd10cm:E26.81"]
    assert line(found, "causes/bartter-syndrome-type-3").kind_of == "causes/bartter-syndrome"


def test_a_clue_claim_stands_for_its_finding_wherever_it_occurs(ask: Asker) -> None:
    found = ask(findings=["causes/gitelman-syndrome/claims/low-urinary-calcium"])
    assert ids(found) == ids(ask(findings=["low-urinary-calcium"]))
    assert "causes/hnf1b-kidney-disease" in ids(found)


def test_combinations_need_all_their_members(ask: Asker) -> None:
    both = ask(medications=["omeprazole", "furosemide", "Lasix 40mg tab po bid"])
    made = line(both, "combinations/proton-pump-inhibitors-with-loop-diuretics")
    assert made.made_of == ["medications/furosemide", "medications/omeprazole"]
    assert made.where == ["body.medications.0", "body.medications.1", "body.medications.2"]
    assert [part.pathway for part in made.pathways] == ["absorption", "excretion"]
    assert not any(path.startswith("combinations/") for path in ids(ask(medications=["omeprazole"])))


def test_a_combination_that_protects_is_no_candidate(ask: Asker) -> None:
    found = ask(medications=["hydrochlorothiazide", "amiloride"])
    assert ids(found) == ["medications/hydrochlorothiazide"]
    [other] = found.taken_otherwise
    assert (other.id, other.direction, other.where) == ("medications/amiloride", "raises", ["body.medications.1"])


def test_the_rest_is_counted_not_listed(ask: Asker) -> None:
    found = ask(medications=["omeprazole"])
    assert ids(found) == ["medications/omeprazole"]
    assert {one.pathway: one.causes > 0 for one in found.not_listed} == {
        "absorption": True, "excretion": True, "intake": True, "redistribution": True, None: True,
    }  # fmt: skip


def test_pregnancy_is_a_condition_and_age_is_read_by_people(ask: Asker) -> None:
    age = {"value": 17, "unit": "years"}
    found = ask(pregnant=True, age=age, findings=["hypokalemia"])
    assert ids(found)[0] == "causes/pregnancy"
    assert line(found, "causes/pregnancy").where == ["body.pregnant"]
    [unused] = found.not_used
    assert unused.where == "body.age"
    assert "causes/gitelman-syndrome/claims/age-at-presentation" in unused.claims
    assert [one.where for one in ask(pregnant=False, findings=["hypokalemia"]).not_used] == ["body.pregnant"]


def test_medications_that_do_not_count_are_named(ask: Asker) -> None:
    items: list[Any] = [
        {"text": "gentamicin", "route": "eye drops"},
        {"text": "omeprazole", "code": "rxnorm:5487", "dose": "20 mg"},
        "sertraline",
        "qwertyuiop",
        "allergic to omeprazole",
    ]
    found = ask(medications=items)
    assert ids(found) == ["medications/omeprazole"]
    assert [one.where for one in found.not_used] == ["body.medications.1", "body.medications.0"]
    reasons = {one.where: one.reason for one in found.not_recognised}
    assert set(reasons) == {"body.medications.1", "body.medications.2", "body.medications.3"}
    assert len(set(reasons.values())) == 3
    assert found.not_recognised[0].suggestions == ["medications/omeprazole", "medications/hydrochlorothiazide"]
    [read] = found.understood
    assert read.cautions


# The page.

VALUES: dict[str, Any] = {
    "serum_magnesium": {"value": 1.1, "unit": "mg/dL"},
    "fractional_excretion_magnesium": {"value": 0.9, "unit": "%"},
    "serum_creatinine": {"value": 0.9, "unit": "mg/dL", "interpretation": "normal"},
}
POTASSIUM = {"value": 2.9, "unit": "mmol/L", "interpretation": "low"}
LOSS = {**VALUES, "fractional_excretion_magnesium": {"value": 8, "unit": "%"}, "serum_potassium": POTASSIUM}
THREE = {"medications": ["pantoprazole", "hydrochlorothiazide"], "conditions": ["diarrhea"]}
DOCUMENTED: list[dict[str, Any]] = [
    THREE,
    {**THREE, "laboratory": VALUES},
    {"findings": ["metabolic-alkalosis"], "absent": ["nephrocalcinosis"], "laboratory": LOSS},
]


@pytest.mark.parametrize("number", range(len(DOCUMENTED)))
def test_the_documented_examples_are_real(ask: Asker, number: int) -> None:
    page = Path(__file__).parents[3].joinpath("docs", "differential.md").read_text(encoding="utf-8")
    tables = re.findall(r"^```text\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert len(tables) == len(DOCUMENTED)
    fields = DOCUMENTED[number]
    values = LaboratoryBody(**fields["laboratory"]) if "laboratory" in fields else None
    found = ask(laboratory_facts(ask.session, values, None) if values else None, **fields)
    for row, one in zip(tables[number].splitlines(), found.candidates, strict=True):
        told = [one.id, one.standing, one.laboratory, f"explains {one.explains}" if one.matched else None, one.strength]
        told.append("one finding absent" if any(part.reason == "absent-finding" for part in one.against) else None)
        assert re.split(r" {2,}", row) == [part for part in told if part]


# Bounds.


def test_the_number_of_queries_does_not_grow(ask: Asker) -> None:
    counts = []
    wide = {
        "medications": ["omeprazole", "furosemide", "cisplatin", "zzzz"] * 50,
        "conditions": ["diarrhea", "icd10cm:E10.65", "qqqq", "atc:A02BC01", "crohn-disease"] * 10,
        "findings": ["hypokalemia", "seizures", "deafness", "zzzz"] * 25,
        "absent": ["hp:0003127", "yyyy"] * 50,
    }
    narrow = {name: texts[-4:] for name, texts in wide.items()}
    engine = ask.session.get_bind()
    for fields in (narrow, wide):
        seen: list[str] = []
        listen = lambda *args, seen=seen: seen.append(args[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", listen)
        ask(**fields)
        event.remove(engine, "before_cursor_execute", listen)
        counts.append(len(seen))
    assert counts[0] == counts[1] < 50


def test_order_does_not_matter_beyond_places(ask: Asker) -> None:
    fields: dict[str, list[str]] = {
        "medications": ["omeprazole", "furosemide", "hydrochlorothiazide"],
        "conditions": ["diarrhea", "icd10cm:E10.65", "icd10cm:Z98.84"],
        "findings": ["hypokalemia", "hp:0200114", "deafness"],
        "absent": ["hp:0003127", "nephrocalcinosis"],
    }
    one, other = (ask(**{name: texts[::step] for name, texts in fields.items()}) for step in (1, -1))
    hidden: dict[str, list[str]] = {"where": []}
    assert [line.model_copy(update=hidden) for line in one.candidates] == [
        line.model_copy(update=hidden) for line in other.candidates
    ]
    assert (one.separating, one.claims, one.not_listed) == (other.separating, other.claims, other.not_listed)


def test_verdicts_are_those_of_the_laboratory() -> None:
    assert set(get_args(Verdict)) == {"renal-loss", "not-renal", "indeterminate"}


def test_the_release_of_another_pack_needs_no_algorithm(release_file: Any) -> None:
    engine = open_for_serving(release_file)
    with Session(engine) as session:
        body = DifferentialBody(findings=["tiredness"], conditions=["salt-wasting"], pregnant=True)
        found = assess_differential(session, body, [], LaboratoryFacts(findings=(("body.laboratory.x", "hp:0002900"),)))
        assert session.get(EntityRow, PREGNANCY) is None
    engine.dispose()
    assert found.work_up is None
    assert ids(found) == ["causes/salt-wasting", "causes/bowel-disease"]
    assert [one.where for one in found.not_used] == ["body.pregnant", "body.laboratory.x"]
