"""The edges of the graph, one kind after the other."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import get_args

import pytest

from api.pack.edges import edge_rows
from api.pack.rules import check_pack
from api.vocabulary import EdgeKind
from tests.pack.damage import swap

BOWEL = "causes/bowel-disease"
ACID = "medication-classes/acid-blockers"
SPARING = "medication-classes/sparing-tablets"
WATER = "medication-classes/water-tablets"
PAIR = "combinations/acid-blockers-with-water-tablets"
LOW = "condition/low-magnesium"

EDGES: dict[str, list[tuple[str, str, int]]] = {
    "acts-by": [
        (BOWEL, "mechanisms/less-uptake", 1),
        ("causes/salt-wasting", "mechanisms/kidney-loss", 1),
        (ACID, "mechanisms/less-uptake", 1),
    ],
    "acts-on": [(SPARING, "pathways/excretion", 1), (WATER, "pathways/excretion", 1)],
    "belongs-to": [
        ("mechanisms/kidney-loss", "pathways/excretion", 1),
        ("mechanisms/less-uptake", "pathways/absorption", 1),
    ],
    "leads-to": [("pathways/absorption", LOW, 1), ("pathways/excretion", LOW, 1)],
    "shows-as": [(LOW, "symptoms/fits", 1), (LOW, "symptoms/tiredness", 1)],
    "kind-of": [("causes/small-bowel-disease", BOWEL, 0), (SPARING, WATER, 0)],
    "member-of": [
        ("medications/amiloride", SPARING, 0),
        ("medications/omeprazole", ACID, 0),
        ("medications/pantoprazole", ACID, 0),
    ],
    "part-of": [(ACID, PAIR, 1), (WATER, PAIR, 1)],
    "related": [(BOWEL, "symptoms/tiredness", 1)],
}


def test_every_kind_is_expected() -> None:
    assert set(EDGES) == set(get_args(EdgeKind))


@pytest.mark.parametrize("kind", EDGES)
def test_edges_of_a_kind(kind: str, release_file: Path) -> None:
    with closing(sqlite3.connect(release_file)) as connection:
        sql = "SELECT source, target, weight FROM edge WHERE kind = ? ORDER BY source, target"
        assert connection.execute(sql, [kind]).fetchall() == EDGES[kind]


def edges(pack: Path) -> dict[tuple[str, str, str], int]:
    return {(edge.source, edge.target, edge.kind): edge.weight for edge in edge_rows(check_pack(pack)[0])}


def test_each_claim_adds_to_the_weight(copy_pack: Path) -> None:
    claim = "less-uptake:\n    kind: mechanism"
    swap(
        f"{BOWEL}.yaml",
        claim,
        "first:\n    kind: mechanism\n    statement: So.\n    mechanism: less-uptake\n"
        "    evidence: [{reference: review-a, level: review, note: So.}]\n  " + claim,
    )(copy_pack)
    found = edges(copy_pack)
    assert found[BOWEL, "mechanisms/less-uptake", "acts-by"] == 2
    assert found["pathways/absorption", LOW, "leads-to"] == 2


def test_a_medication_in_a_combination_takes_part(copy_pack: Path) -> None:
    swap(f"{PAIR}.yaml", "classes:", "medications: [omeprazole]\nclasses:")(copy_pack)
    assert edges(copy_pack)["medications/omeprazole", PAIR, "part-of"] == 1


def test_nothing_is_related_to_itself(copy_pack: Path) -> None:
    swap(f"{BOWEL}.yaml", "[symptoms/tiredness]", f"[symptoms/tiredness, {BOWEL}]")(copy_pack)
    assert [key for key in edges(copy_pack) if key[2] == "related"] == [(BOWEL, "symptoms/tiredness", "related")]
