"""What texts are taken for, on the real release."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from sqlmodel import select

from api.errors import InvalidParameter
from api.knowledge.assessments.differential_answer import DifferentialAssessment
from api.knowledge.assessments.differential_facts import read_facts
from api.knowledge.assessments.differential_findings import Lexicon, Said
from api.pack.load import Built
from api.tables import ClaimCodeRow, ClaimRow
from tests.knowledge.assessments.differential_asking import Asker, asking


@pytest.fixture(scope="module")
def ask(real_release: Built) -> Iterator[Asker]:
    yield from asking(real_release)


def taken_as(found: DifferentialAssessment) -> dict[str, list[str]]:
    return {one.where: one.taken_as for one in found.understood}


def test_clues_of_one_key_carry_the_same_codes(ask: Asker) -> None:
    codes = defaultdict(set)
    for row in ask.session.exec(select(ClaimCodeRow)):
        codes[row.claim].add((row.system, row.code))
    by_key = defaultdict(set)
    for claim in ask.session.exec(select(ClaimRow).where(ClaimRow.kind == "clue")):
        by_key[claim.key].add(frozenset(codes[claim.id]))
    assert {key: found for key, found in by_key.items() if len(found) > 1} == {}


@pytest.mark.parametrize(
    ("field", "text", "token"),
    [
        ("conditions", "gitelman-syndrome", "causes/gitelman-syndrome"),
        ("conditions", "causes/gitelman-syndrome", "causes/gitelman-syndrome"),
        ("conditions", "Gitelman syndrome", "causes/gitelman-syndrome"),
        ("conditions", "icd10cm:e83.42", "icd10cm:E83.42"),
        ("conditions", "hypertension", "symptoms/hypertension"),
        ("conditions", "hypomagnesemia", "condition/hypomagnesemia"),
        ("conditions", "low-urinary-calcium", "clue:low-urinary-calcium"),
        ("findings", "hypokalemia", "symptoms/hypokalemia"),
        ("findings", "symptoms/hypokalemia", "symptoms/hypokalemia"),
        ("findings", "HP:0002900", "hp:0002900"),
        ("findings", "muscle cramps", "symptoms/muscle-cramps"),
        ("findings", "diarrhea", "causes/diarrhea"),
        ("findings", "deafness", "clue:deafness"),
        ("findings", "causes/east-sesame-syndrome/claims/deafness", "clue:deafness"),
        ("findings", "Hypocalciuria", "hp:0003127"),
        ("findings", "vomiting", "symptoms/vomiting"),
        # The same word, where causes are asked for, names the cause.
        ("conditions", "vomiting", "causes/vomiting-gastric-suction"),
        ("conditions", "seizures", "symptoms/seizures"),
    ],
)
def test_recognised(ask: Asker, field: str, text: str, token: str) -> None:
    assert taken_as(ask(**{field: [text]})) == {f"body.{field}.0": [token]}


@pytest.mark.parametrize(
    ("field", "text", "suggestion"),
    [
        ("conditions", "diabetis", "causes/diabetes-mellitus"),
        ("conditions", "causes/gitelmann-syndrome", "causes/gitelman-syndrome"),
        ("findings", "hypokalemai", "symptoms/hypokalemia"),
        ("conditions", "atc:A02BC01", "medications/omeprazole"),
        ("findings", "hp:0000001", None),
        ("findings", "causes/gitelman-syndrome/claims/listed-cause", None),
        ("findings", "qqqq", None),
    ],
)
def test_not_recognised_is_named(ask: Asker, field: str, text: str, suggestion: str | None) -> None:
    found = ask(**{field: [text]})
    [stranger] = found.not_recognised
    assert (stranger.where, stranger.text) == (f"body.{field}.0", text)
    assert stranger.reason
    assert stranger.suggestions[:1] == ([suggestion] if suggestion else [])
    assert (found.understood, found.candidates) == ([], [])


def test_a_name_of_several_things_is_not_guessed(ask: Asker) -> None:
    said = Said("body.findings.0", "Trouble")
    lexicon = Lexicon(ask.session, read_facts(ask.session, []), [said])
    lexicon.names["trouble"] = {"symptoms/tremor", "symptoms/tetany"}
    [found] = lexicon.recognise([said], "symptoms")
    assert (found.tokens, found.suggestions) == (frozenset(), ("symptoms/tetany", "symptoms/tremor"))
    assert "several" in found.reason


def test_two_codes_outside_the_data_do_not_vouch_for_each_other(ask: Asker) -> None:
    found = ask(conditions=["icd10cm:J45.909", "icd10cm:J45"])
    assert [one.where for one in found.not_recognised] == ["body.conditions.0", "body.conditions.1"]


@pytest.mark.parametrize("text", ["icd10cm:E", "hp:HP:0002900", "nothing:12", "hp:29", "mondo:"])
@pytest.mark.parametrize("field", ["conditions", "findings", "absent"])
def test_what_cannot_be_a_code_is_refused(ask: Asker, field: str, text: str) -> None:
    with pytest.raises(InvalidParameter) as caught:
        ask(**{field: ["causes/diarrhea", text]})
    [fault] = caught.value.faults
    assert fault.where == f"body.{field}.1"
    assert fault.expected


@pytest.mark.parametrize(
    "fields",
    [
        {"findings": ["hypokalemia"], "absent": ["hp:0002900"]},
        {"conditions": ["icd10cm:E87.6"], "absent": ["symptoms/hypokalemia"]},
        {"findings": ["hp:0002133"], "absent": ["seizures"]},
        {"conditions": ["crohn-disease"], "absent": ["inflammatory-bowel-disease"]},
        {"findings": ["low-potassium-alkalosis"], "absent": ["metabolic-alkalosis"]},
        {"conditions": ["pregnancy"], "pregnant": False},
        {"absent": ["pregnancy"], "pregnant": True},
    ],
)
def test_there_and_absent_is_refused(ask: Asker, fields: dict[str, Any]) -> None:
    with pytest.raises(InvalidParameter, match="both to be there and to be absent") as caught:
        ask(**fields)
    assert caught.value.faults[0].where in {"body.absent.0", "body.pregnant"}


def test_a_narrower_finding_may_be_absent(ask: Asker) -> None:
    assert ask(findings=["seizures"], absent=["hp:0002133"]).not_recognised == []


def test_nothing_to_go_by_is_refused(ask: Asker) -> None:
    for fields in ({}, {"pregnant": False}, {"age": {"value": 4, "unit": "years"}}):
        with pytest.raises(InvalidParameter):
            ask(**fields)
