"""How the files of a pack must fit together: each rule, with the line it points at and its words."""

from pathlib import Path

import pytest

from api.pack.rules import check_pack
from tests.pack.damage import Damage, at, both, copy, refused, remove, swap

BOWEL = "causes/bowel-disease.yaml"
SMALL = "causes/small-bowel-disease.yaml"
LOW = "condition/low-magnesium.yaml"
OTHER = "condition/other.yaml"
ACID = "medication-classes/acid-blockers.yaml"
HIST = "medication-classes/histamine-blockers.yaml"
SPARING = "medication-classes/sparing-tablets.yaml"
WATER = "medication-classes/water-tablets.yaml"
DRUG = "medications/omeprazole.yaml"
OTHER_DRUG = "medications/pantoprazole.yaml"
PAIR = "combinations/acid-blockers-with-water-tablets.yaml"
TURNED = "combinations/water-tablets-with-acid-blockers.yaml"
FITS = "symptoms/fits.yaml"
WORKUP = "diagnostic-algorithms/workup.yaml"
DATASET = "dataset.yaml"

STEP = "{kind: prompt, text: Go on., claims: [think]"

REFUSED: dict[str, tuple[Damage, list[str]]] = {
    "no condition": (
        remove(LOW),
        [at("condition", 1, "there must be exactly one condition file, not 0")],
    ),
    "two conditions": (
        both(
            copy(LOW, OTHER),
            swap(OTHER, 'codes: ["icd10cm:E83.42", "hp:0002917"]\n', ""),
            swap(OTHER, "name: Low magnesium", "name: Other"),
            swap(OTHER, "names:\n  synonyms: [Hypomagnesaemia]\n", ""),
        ),
        [at("condition", 1, "there must be exactly one condition file, not 2")],
    ),
    "dangling reference": (
        swap(BOWEL, "reference: review-b", "reference: review-c"),
        [at(BOWEL, 17, "there is no pack/references/review-c.yaml (did you mean review-b?)")],
    ),
    "dangling reference unlike any": (
        swap(BOWEL, "reference: review-b", "reference: zzz"),
        [at(BOWEL, 17, "there is no pack/references/zzz.yaml")],
    ),
    "reference nobody cites": (
        copy("references/label-a.yaml", "references/label-b.yaml"),
        [at("references/label-b.yaml", 1, "this reference is cited by no claim")],
    ),
    "what a bad file cites is not counted": (
        both(swap(DRUG, "direction: lowers\nnames", "directoin: lowers\nnames"), swap(ACID, "label-a", "review-b")),
        [at(DRUG, 4, "unknown field 'directoin' (did you mean direction?)")],
    ),
    "dangling mechanism": (
        swap(BOWEL, "mechanism: less-uptake", "mechanism: lesser-uptake"),
        [at(BOWEL, 21, "there is no pack/mechanisms/lesser-uptake.yaml (did you mean less-uptake?)")],
    ),
    "dangling mechanism unlike any": (
        swap(BOWEL, "mechanism: less-uptake", "mechanism: zzz"),
        [at(BOWEL, 21, "there is no pack/mechanisms/zzz.yaml")],
    ),
    "dangling parent": (
        swap(SMALL, "parent: bowel-disease", "parent: bowel"),
        [at(SMALL, 4, "there is no pack/causes/bowel.yaml")],
    ),
    "parent of another type": (
        swap(SPARING, "parent: water-tablets", "parent: bowel-disease"),
        [at(SPARING, 3, "there is no pack/medication-classes/bowel-disease.yaml")],
    ),
    "dangling class": (
        swap(DRUG, "[acid-blockers]", "[acid-blockers, acid-blocker]"),
        [at(DRUG, 3, "there is no pack/medication-classes/acid-blocker.yaml (did you mean acid-blockers?)")],
    ),
    "dangling member": (
        swap(PAIR, "classes:", "medications: [omeprazol]\nclasses:"),
        [at(PAIR, 3, "there is no pack/medications/omeprazol.yaml (did you mean omeprazole?)")],
    ),
    "dangling related": (
        swap(BOWEL, "symptoms/tiredness", "symptoms/tired"),
        [at(BOWEL, 29, "there is no pack/symptoms/tired.yaml (did you mean tiredness?)")],
    ),
    "related of no type": (
        swap(BOWEL, "symptoms/tiredness", "symptom/tiredness"),
        [at(BOWEL, 29, "symptom/tiredness is no entity: there is no type 'symptom' (did you mean symptoms?)")],
    ),
    "related to a reference": (
        swap(BOWEL, "symptoms/tiredness", "references/review-a"),
        [at(BOWEL, 29, "references/review-a is no entity: there is no type 'references'")],
    ),
    "a bad file is no dangling one": (
        swap("symptoms/tiredness.yaml", "severity: mild\n", ""),
        [at("symptoms/tiredness.yaml", 1, "the field 'severity' is missing")],
    ),
    "own parent": (
        swap(SMALL, "parent: bowel-disease", "parent: small-bowel-disease"),
        [at(SMALL, 4, "the parents go in a circle: small-bowel-disease -> small-bowel-disease")],
    ),
    "cyclic parents": (
        swap(BOWEL, "category: gastrointestinal", "category: gastrointestinal\nparent: small-bowel-disease"),
        [
            at(BOWEL, 4, "the parents go in a circle: bowel-disease -> small-bowel-disease -> bowel-disease"),
            at(SMALL, 4, "the parents go in a circle: small-bowel-disease -> bowel-disease -> small-bowel-disease"),
        ],
    ),
    "cyclic classes": (
        both(
            swap(WATER, "direction: lowers\nnames", "parent: sparing-tablets\ndirection: lowers\nnames"),
            swap(HIST, "direction: none-found\ncodes", "parent: water-tablets\ndirection: none-found\ncodes"),
        ),
        [
            at(SPARING, 3, "the parents go in a circle: sparing-tablets -> water-tablets -> sparing-tablets"),
            at(WATER, 3, "the parents go in a circle: water-tablets -> sparing-tablets -> water-tablets"),
        ],
    ),
    "pathway against the mechanism": (
        swap(BOWEL, "mechanism: less-uptake", "mechanism: less-uptake\n    pathway: excretion"),
        [at(BOWEL, 22, "the pathway is excretion, but mechanism less-uptake acts by absorption")],
    ),
    "mechanism claim without either": (
        swap(BOWEL, "    mechanism: less-uptake\n", ""),
        [at(BOWEL, 18, "a mechanism claim names a mechanism or at least a pathway")],
    ),
    "cause without association": (
        swap(BOWEL, "kind: association", "kind: frequency"),
        [at(BOWEL, 10, "an association claim is missing: what ties this to magnesium?")],
    ),
    "symptom without association": (
        swap("symptoms/tiredness.yaml", "kind: association", "kind: frequency"),
        [at("symptoms/tiredness.yaml", 8, "an association claim is missing: what ties this to magnesium?")],
    ),
    "association without direction": (
        swap(SMALL, "    direction: lowers\n", ""),
        [at(SMALL, 7, "an association claim has a direction")],
    ),
    "class that says another direction": (
        swap(WATER, "direction: lowers\nnames", "direction: raises\nnames"),
        [at(WATER, 3, "no association claim below has the direction raises")],
    ),
    "class that says unknown": (
        swap(WATER, "direction: lowers\nnames", "direction: unknown\nnames"),
        [at(WATER, 3, "an association claim below says more than unknown")],
    ),
    "medication that leaves its direction out": (
        swap(DRUG, "direction: lowers\nnames", "names"),
        [at(DRUG, 7, "an association claim has a direction, so the medication must state its own")],
    ),
    "emergency without advice": (
        swap(FITS, "kind: management", "kind: prevention"),
        [at(FITS, 6, "an emergency needs a management claim that says why")],
    ),
    "classes that differ": (
        swap(OTHER_DRUG, "[acid-blockers]", "[acid-blockers, histamine-blockers]"),
        [at(OTHER_DRUG, 3, "its classes differ (lowers, none-found), so the medication must state its own direction")],
    ),
    "duplicate code in two files": (
        swap(SMALL, "mondo:0005131", "mondo:0005130"),
        [at(SMALL, 5, "duplicate code mondo:0005130: causes/bowel-disease has it as exact already")],
    ),
    "duplicate code in one file": (
        swap(BOWEL, '"mondo:0005130"', '"mondo:0005130"\n  - "MONDO:0005130"'),
        [at(BOWEL, 9, "duplicate code mondo:0005130")],
    ),
    "exact and broader in one file": (
        swap(BOWEL, '"mondo:0005130"', '"icd10cm:K90"'),
        [at(BOWEL, 9, "duplicate code icd10cm:K90")],
    ),
    "code from memory": (
        swap(BOWEL, "mondo:0005130", "mondo:0005139"),
        [at(BOWEL, 8, "the code mondo:0005139 is not in pack/codes/codes.csv (did you mean mondo:0005131?)")],
    ),
    "code from memory in a claim": (
        swap(BOWEL, "hp:0012378", "hp:9999999"),
        [at(BOWEL, 28, "the code hp:9999999 is not in pack/codes/codes.csv")],
    ),
    "name twice in one file": (
        swap(BOWEL, "[BD]", "[B-D, BD, b.d]"),
        [at(BOWEL, 6, "the name 'b.d' stands twice in this file")],
    ),
    "name in two files": (
        swap(SMALL, "name: Small bowel disease", "name: enteropathy"),
        [at(SMALL, 1, "the name 'enteropathy' is used by causes/bowel-disease already")],
    ),
    "one spelling only": (
        both(swap(LOW, "[Hypomagnesaemia]", "[]"), swap(LOW, "name: Low magnesium", "name: Hypomagnesemia")),
        [at(LOW, 1, "the spelling 'Hypomagnesaemia' is missing among the synonyms")],
    ),
    "unfinished": (
        swap(BOWEL, "summary: A disease of the bowel.", "summary: TODO say what"),
        [at(BOWEL, 2, "this is still to be written: TODO say what")],
    ),
    "unfinished inside": (
        swap(BOWEL, "note: Says so.", "note: still TODO"),
        [at(BOWEL, 24, "this is still to be written: still TODO")],
    ),
    "mechanism of what was not found": (
        swap(
            HIST,
            "direction: none-found\n    evidence",
            "mechanism: less-uptake\n    direction: none-found\n    evidence",
        ),
        [at(HIST, 9, "what was not found has no mechanism")],
    ),
    "note that says the opposite": (
        swap(ACID, "note: Warns.", "note: High magnesium in one."),
        [at(ACID, 13, "the claim's direction is lowers, but this note speaks of the opposite")],
    ),
    "note that says the other opposite": (
        swap(SPARING, "note: Rose by 0.1 mmol/L in 30 people.", "note: Fell to low magnesium."),
        [at(SPARING, 13, "the claim's direction is raises, but this note speaks of the opposite")],
    ),
    "same members": (
        both(copy(PAIR, TURNED), swap(TURNED, "name: Acid blockers with", "name: Other acid blockers with")),
        [at(TURNED, 3, "combinations/acid-blockers-with-water-tablets has the same members")],
    ),
    "same work": (
        swap(
            "references/review-b.yaml",
            "year: 2017",
            "year: 2017\npmid: '11111111'\ndoi: 10.1000/AAA\npmcid: PMC1111111",
        ),
        [
            at("references/review-b.yaml", 5, "references/review-a has the same pmid"),
            at("references/review-b.yaml", 6, "references/review-a has the same doi"),
            at("references/review-b.yaml", 7, "references/review-a has the same pmcid"),
        ],
    ),
    "no such start": (
        swap(WORKUP, "start: look", "start: loook"),
        [at(WORKUP, 3, "there is no step 'loook' (did you mean look?)")],
    ),
    "no such step": (
        swap(WORKUP, "next: measure", "next: measur"),
        [at(WORKUP, 5, "there is no step 'measur' (did you mean measure?)")],
    ),
    "no such answer": (
        swap(WORKUP, '"no": stop', '"no": zzz'),
        [at(WORKUP, 6, "there is no step 'zzz'")],
    ),
    "step without claims": (
        swap(WORKUP, "claims: [think], ", ""),
        [at(WORKUP, 5, "a step rests on at least one claim")],
    ),
    "step with a claim of nobody": (
        swap(WORKUP, "[think]", "[thinks]"),
        [at(WORKUP, 5, "there is no claim 'thinks' in this file (did you mean think?)")],
    ),
    "steps in a circle of their own": (
        swap(WORKUP, "steps:\n", f"steps:\n  one: {STEP}, next: two}}\n  two: {STEP}, next: one}}\n"),
        [at(WORKUP, 5, "no way from the start leads here"), at(WORKUP, 6, "no way from the start leads here")],
    ),
    "retired but there": (
        swap(DATASET, "causes/old-bowel:", "causes/salt-wasting:"),
        [at(DATASET, 9, "causes/salt-wasting is still a file of the pack")],
    ),
    "retired to nowhere": (
        swap(DATASET, "old-bowel: causes/bowel-disease", "old-bowel: causes/bowel"),
        [at(DATASET, 9, "there is no pack/causes/bowel.yaml")],
    ),
    "retired to a reference": (
        swap(DATASET, "old-bowel: causes/bowel-disease", "old-bowel: references/review-a"),
        [at(DATASET, 9, "references/review-a is no entity: there is no type 'references'")],
    ),
}


@pytest.mark.parametrize(("damage", "findings"), REFUSED.values(), ids=REFUSED.keys())
def test_a_pack_that_does_not_fit_is_refused(
    damage: Damage, findings: list[str], copy_pack: Path, published: Path
) -> None:
    refused(copy_pack, published, damage, findings)


ACCEPTED: dict[str, Damage] = {
    "nothing changed": lambda _: None,
    "the mechanism's own pathway": swap(
        BOWEL, "mechanism: less-uptake", "mechanism: less-uptake\n    pathway: absorption"
    ),
    "a mechanism claim with a pathway": swap(BOWEL, "mechanism: less-uptake", "pathway: intake"),
    "a mechanism that explains itself": swap("mechanisms/kidney-loss.yaml", "kind: definition", "kind: mechanism"),
    "a class of which nobody knows": both(
        swap(HIST, "direction: none-found\ncodes", "direction: unknown\ncodes"),
        swap(HIST, "kind: association", "kind: monitoring"),
    ),
    "a medication that speaks for itself": swap(
        OTHER_DRUG, "[acid-blockers]", "[acid-blockers, histamine-blockers]\ndirection: unknown"
    ),
    "a code that is broader elsewhere": swap(
        SMALL, '["mondo:0005131"]', '[{code: "mondo:0005130", relation: broader}]'
    ),
    "a name of another type": swap(FITS, "synonyms: [Seizures]", "synonyms: [Seizures, Enteropathy]"),
    "both spellings": swap(LOW, "name: Low magnesium", "name: Hypomagnesemia"),
    "a note of the opposite that disputes": swap(ACID, "Saw none in 10 people.", "Saw high magnesium."),
    "a note of both": swap(ACID, "note: Warns.", "note: High magnesium fell."),
    "two ways to a step": swap(WORKUP, "{kind: end, text: Not shown.", "{kind: prompt, next: kidney, text: Not shown."),
    "a member that is a medication": swap(PAIR, "classes:", "medications: [omeprazole]\nclasses:"),
}


@pytest.mark.parametrize("damage", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_a_pack_that_fits_is_accepted(damage: Damage, copy_pack: Path) -> None:
    damage(copy_pack)
    assert check_pack(copy_pack)[1] == []


def test_findings_are_sorted_by_place(copy_pack: Path) -> None:
    for damage in (
        swap(WATER, "pathway: ", "path: "),
        swap(BOWEL, "review-b", "review-z"),
        swap(BOWEL, "name:", "nam:"),
    ):
        damage(copy_pack)
    found = check_pack(copy_pack)[1]
    assert found == sorted(found)
    assert [finding.file.partition("/")[2] for finding in found] == [BOWEL, BOWEL, WATER]
