"""The edges of the graph: all of the fixture pack's, and each once."""

from pathlib import Path

from api.pack.edges import Edge, edge_rows
from api.pack.rules import check_pack
from tests.pack.damage import both, swap

ABSORPTION, EXCRETION = "pathways/absorption", "pathways/excretion"
ACID, WATER = "medication-classes/acid-blockers", "medication-classes/water-tablets"
SPARING = "medication-classes/sparing-tablets"
BOTH = "combinations/acid-blockers-with-water-tablets"
BOWEL, WASTING = "causes/bowel-disease", "causes/salt-wasting"
LOW = "condition/low-magnesium"

EXPECTED: dict[Edge, int] = {
    (BOWEL, "mechanisms/less-uptake", "acts-by"): 1,
    (WASTING, "mechanisms/kidney-loss", "acts-by"): 1,
    (ACID, "mechanisms/less-uptake", "acts-by"): 1,
    (WATER, EXCRETION, "acts-on"): 1,
    (SPARING, EXCRETION, "acts-on"): 1,
    ("mechanisms/less-uptake", ABSORPTION, "belongs-to"): 1,
    ("mechanisms/kidney-loss", EXCRETION, "belongs-to"): 1,
    (ABSORPTION, LOW, "leads-to"): 1,
    (EXCRETION, LOW, "leads-to"): 1,
    (LOW, "symptoms/fits", "shows-as"): 1,
    (LOW, "symptoms/tiredness", "shows-as"): 1,
    ("causes/small-bowel-disease", BOWEL, "kind-of"): 0,
    (SPARING, WATER, "kind-of"): 0,
    ("medications/amiloride", SPARING, "member-of"): 0,
    ("medications/omeprazole", ACID, "member-of"): 0,
    ("medications/pantoprazole", ACID, "member-of"): 0,
    (ACID, BOTH, "part-of"): 1,
    (WATER, BOTH, "part-of"): 1,
    (BOWEL, "symptoms/tiredness", "related"): 1,
}


def edges(pack: Path) -> dict[Edge, int]:
    read, findings = check_pack(pack)
    assert findings == []
    rows = [row.model_dump() for row in edge_rows(read)]
    found = {(row["source"], row["target"], row["kind"]): row["weight"] for row in rows}
    assert len(found) == len(rows)
    assert list(found) == sorted(found)
    return found


def test_all_edges_of_a_pack(copy_pack: Path) -> None:
    assert edges(copy_pack) == EXPECTED


def test_claims_of_other_kinds_tell_no_action(copy_pack: Path) -> None:
    swap("causes/bowel-disease.yaml", "kind: clue", "kind: clue\n    pathway: intake")(copy_pack)
    assert edges(copy_pack) == EXPECTED


def test_each_claim_counts_and_none_twice(copy_pack: Path) -> None:
    swap(
        "causes/bowel-disease.yaml",
        "direction: lowers\n    evidence:\n      - {reference: review-a, level: review, note: Lists it.}",
        "direction: lowers\n    mechanism: less-uptake\n    related: [causes/bowel-disease, symptoms/tiredness]\n"
        "    evidence:\n      - {reference: review-a, level: review, note: Lists it.}",
    )(copy_pack)
    assert edges(copy_pack) == EXPECTED | {
        (BOWEL, "mechanisms/less-uptake", "acts-by"): 2,
        (ABSORPTION, LOW, "leads-to"): 2,
        (BOWEL, "symptoms/tiredness", "related"): 2,
    }


def test_a_medication_may_act_and_take_part(copy_pack: Path) -> None:
    both(
        swap(
            "medications/omeprazole.yaml",
            "    direction: lowers\n    evidence",
            "    direction: lowers\n    pathway: intake\n    evidence",
        ),
        swap(f"{BOTH}.yaml", "classes:", "medications: [omeprazole]\nclasses:"),
    )(copy_pack)
    assert edges(copy_pack) == EXPECTED | {
        ("medications/omeprazole", "pathways/intake", "acts-on"): 1,
        ("medications/omeprazole", BOTH, "part-of"): 1,
    }
