"""The authoring models: what a field may not hold, and in which words that is said."""

from functools import cache
from pathlib import Path

import pytest
from jsonschema_rs import Draft202012Validator, meta

from api.curies import SYSTEMS
from api.pack.read import read_pack
from api.pack.schema import json_schemas
from api.pack.yaml import read_yaml
from tests.pack.damage import Damage, at, both, refused, swap, write

BOWEL = "causes/bowel-disease.yaml"
SALT = "causes/salt-wasting.yaml"
ACID = "medication-classes/acid-blockers.yaml"
DRUG = "medications/omeprazole.yaml"
LOW = "condition/low-magnesium.yaml"
WORKUP = "diagnostic-algorithms/workup.yaml"
DATASET = "dataset.yaml"

INFERRED = "`inferred_from` belongs to `basis: inferred`, and only there"

REFUSED: dict[str, tuple[Damage, list[str]]] = {
    "no claims": (
        write("functions/heart-rhythm.yaml", "name: Heart rhythm\nsummary: It beats.\nclaims: {}\n"),
        [
            at(
                "functions/heart-rhythm.yaml",
                3,
                "claims: Dictionary should have at least 1 item after validation, not 0",
            )
        ],
    ),
    "claim without evidence": (
        swap(BOWEL, "    evidence:\n      - {reference: blog-a, level: consumer, note: Says so.}\n", ""),
        [at(BOWEL, 18, "the field 'claims.less-uptake.evidence' is missing")],
    ),
    "claim with an empty list of evidence": (
        swap(BOWEL, "\n      - {reference: blog-a, level: consumer, note: Says so.}", " []"),
        [at(BOWEL, 23, "claims.less-uptake.evidence: List should have at least 1 item after validation, not 0")],
    ),
    "nothing supports": (
        swap(BOWEL, "reference: blog-a,", "reference: blog-a, stance: disputes,"),
        [at(BOWEL, 18, "claims.less-uptake: at least one reference must support the statement")],
    ),
    "a source twice": (
        swap(BOWEL, "reference: review-b", "reference: review-a"),
        [at(BOWEL, 11, "claims.low-magnesium: a reference may appear once in a claim's evidence")],
    ),
    "inference from nowhere": (
        swap(ACID, "    inferred_from: the mechanism\n", ""),
        [at(ACID, 22, "claims.inferred-dose: " + INFERRED)],
    ),
    "sourced inference": (
        swap(ACID, "    basis: inferred\n", ""),
        [at(ACID, 22, "claims.inferred-dose: " + INFERRED)],
    ),
    "no code": (
        swap(BOWEL, '"mondo:0005130"', "K90"),
        [at(BOWEL, 8, "codes.0.code: 'K90' is not a code: expected system:code, for example atc:A02BC")],
    ),
    "unknown system": (
        swap(BOWEL, "mondo:0005130", "mondoo:0005130"),
        [
            at(
                BOWEL,
                8,
                f"codes.0.code: 'mondoo:0005130' is not a code: expected one of the systems {', '.join(SYSTEMS)}",
            )
        ],
    ),
    "bad code": (
        swap(BOWEL, "mondo:0005130", "mondo:5130"),
        [at(BOWEL, 8, "codes.0.code: 'mondo:5130' is not a code: expected a MONDO code such as mondo:0009904")],
    ),
    "bad code of a claim": (
        swap(BOWEL, "hp:0012378", "hp:12378"),
        [at(BOWEL, 28, "claims.wasting-clue.codes: 'hp:12378' is not a code: expected a HPO code such as hp:0002917")],
    ),
    "code twice in a claim": (
        swap(BOWEL, '["hp:0012378"]', '["hp:0012378", "HP:0012378"]'),
        [at(BOWEL, 28, "claims.wasting-clue.codes: hp:0012378 stands there twice")],
    ),
    "related twice": (
        swap(BOWEL, "[symptoms/tiredness]", "[symptoms/tiredness, symptoms/tiredness]"),
        [at(BOWEL, 29, "claims.wasting-clue.related: symptoms/tiredness stands there twice")],
    ),
    "gene twice": (
        swap(SALT, "[SLC12A3]", "[SLC12A3, SLC12A3]"),
        [at(SALT, 5, "genes: SLC12A3 stands there twice")],
    ),
    "bad gene": (
        swap(SALT, "[SLC12A3]", "[slc12a3]"),
        [at(SALT, 5, "genes.0: 'slc12a3' does not have the form ^[A-Z0-9-]{2,20}$")],
    ),
    "class twice": (
        swap(DRUG, "[acid-blockers]", "[acid-blockers, acid-blockers]"),
        [at(DRUG, 3, "classes: acid-blockers stands there twice")],
    ),
    "no class": (
        swap(DRUG, "[acid-blockers]", "[]"),
        [at(DRUG, 3, "classes: List should have at least 1 item after validation, not 0")],
    ),
    "one member": (
        swap("combinations/acid-blockers-with-water-tablets.yaml", "[acid-blockers, water-tablets]", "[acid-blockers]"),
        [at("combinations/acid-blockers-with-water-tablets.yaml", 1, "a combination has at least two members")],
    ),
    "unit with a space": (
        swap("laboratory-tests/serum-magnesium.yaml", "[mg/dL,", "[mg / dL,"),
        [at("laboratory-tests/serum-magnesium.yaml", 4, "units.0: 'mg / dL' does not have the form ^\\S+$")],
    ),
    "two lower bounds": (
        swap(LOW, "below: 1.8", "at_least: 1, above: 1, below: 1.8"),
        [at(LOW, 11, "claims.definition.ranges.0: give at most one lower and one upper bound")],
    ),
    "two upper bounds": (
        swap(LOW, "below: 1.8", "below: 1.8, below_lower_limit_of_normal: true"),
        [at(LOW, 11, "claims.definition.ranges.0: give at most one lower and one upper bound")],
    ),
    "no bound": (
        swap(LOW, ", below: 1.8", ""),
        [at(LOW, 11, "claims.definition.ranges.0: give at least one bound")],
    ),
    "bounds the wrong way round": (
        swap(LOW, "below: 1.8", "above: 1.8, below: 1.8"),
        [at(LOW, 11, "claims.definition.ranges.0: the lower bound must be smaller than the upper bound")],
    ),
    "answers without a decision": (
        swap(WORKUP, "kind: decision", "kind: prompt"),
        [at(WORKUP, 6, "steps.measure: `answers` belong to a decision, and only there")],
    ),
    "decision that goes on": (
        swap(WORKUP, "    kind: decision", "    next: stop\n    kind: decision"),
        [at(WORKUP, 6, "steps.measure: a decision leads on by its answers, not by `next`")],
    ),
    "version": (
        swap(DATASET, "1.2.3", "1.2"),
        [at(DATASET, 2, "version: text was expected, not 1.2: quote it")],
    ),
    "no such day": (
        swap(DATASET, "2026-01-02", "2026-02-30"),
        [at(DATASET, 3, "date: day is out of range for month")],
    ),
    "address": (
        swap("references/blog-a.yaml", "https:", "ftp:"),
        [at("references/blog-a.yaml", 2, "url: 'ftp://example.org/blog-a' does not have the form ^https?://\\S+$")],
    ),
    "year": (
        swap("references/label-a.yaml", "2011", "11"),
        [at("references/label-a.yaml", 4, "year: Input should be greater than or equal to 1900")],
    ),
    "unquoted number": (
        swap("references/review-a.yaml", '"11111111"', "11111111"),
        [at("references/review-a.yaml", 6, "pmid: text was expected, not 11111111: quote it")],
    ),
    "bad identifiers": (
        both(
            swap("references/review-a.yaml", "PMC1111111", "1111111x"),
            swap("references/review-a.yaml", "10.1000/aaa", "doi:10.1000/aaa"),
        ),
        [
            at("references/review-a.yaml", 7, "doi: 'doi:10.1000/aaa' does not have the form ^10\\.\\d{4,9}/\\S+$"),
            at("references/review-a.yaml", 8, "pmcid: '1111111x' does not have the form ^PMC\\d{1,9}$"),
        ],
    ),
}


@pytest.mark.parametrize(("damage", "findings"), REFUSED.values(), ids=REFUSED.keys())
def test_a_bad_value_is_refused(damage: Damage, findings: list[str], copy_pack: Path, published: Path) -> None:
    refused(copy_pack, published, damage, findings)


@cache
def schemas() -> dict[str, Draft202012Validator]:
    return {name: Draft202012Validator(schema) for name, schema in json_schemas().items()}


def schema_for(file: Path) -> Draft202012Validator:
    return schemas()["dataset" if file.stem == "dataset" else file.parent.name]


@pytest.mark.parametrize("name", json_schemas())
def test_the_json_schemas_are_schemas(name: str) -> None:
    meta.validate(json_schemas()[name])


def test_editors_accept_what_we_accept(copy_pack: Path) -> None:
    faults = {
        str(file): [error.message for error in schema_for(file).iter_errors(read_yaml(file.read_text()).data)]
        for file in copy_pack.rglob("*.yaml")
    }
    assert {file for file, messages in faults.items() if messages} == set()


@pytest.mark.parametrize(
    "damage",
    [
        swap(BOWEL, "category:", "categry:"),
        swap(BOWEL, "gastrointestinal", "gastro-intestinal"),
        swap(BOWEL, "name: Bowel disease", "name: 12"),
        swap(BOWEL, "    statement: Tiredness goes with it.\n", ""),
        swap(BOWEL, "mechanism: less-uptake", "mechanism: Less uptake"),
    ],
)
def test_editors_mark_what_we_refuse(damage: Damage, copy_pack: Path) -> None:
    damage(copy_pack)
    assert not schema_for(copy_pack / BOWEL).is_valid(read_yaml((copy_pack / BOWEL).read_text()).data)


def test_a_plain_code_is_an_exact_one(copy_pack: Path) -> None:
    codes = read_pack(copy_pack)[0].entities["causes/bowel-disease"].codes
    assert [(code.curie.system, code.curie.code, code.relation) for code in codes] == [
        ("mondo", "0005130", "exact"),
        ("icd10cm", "K90", "broader"),
    ]
