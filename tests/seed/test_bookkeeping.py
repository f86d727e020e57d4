"""Nothing of the source notes is lost: each item is in the pack, or listed as left out with its reason."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from api.pack.read import Pack
from api.pack.rules import check_pack

SEED = Path(__file__).parents[2] / "seed"
LEFT_OUT = (SEED / "LEFT-OUT.md").read_text()


@pytest.fixture(scope="module")
def pack() -> Pack:
    pack, findings = check_pack(SEED)
    assert [str(finding) for finding in findings] == []
    return pack


def source_items() -> list[tuple[str, str]]:
    """Id of each item of the source notes, and the file of the pack that holds it (or LEFT-OUT)."""
    with (Path(__file__).with_name("source_items.csv")).open(newline="") as file:
        return [(row["item"], row["place"]) for row in csv.DictReader(file)]


def test_the_list_of_items_is_whole() -> None:
    items = source_items()
    assert [item for item, count in Counter(item for item, _ in items).items() if count > 1] == []
    parts = Counter(item.split("/")[1] for item, _ in items)
    assert (parts["causes"], parts["mechanisms"], parts["symptoms"], parts["functions"]) == (71, 22, 54, 17)
    assert parts["classes"] == 60
    assert parts["sources"] >= 468


def test_each_item_is_in_the_pack_or_left_out_with_a_reason(pack: Pack) -> None:
    paths = {*pack.entities, *(f"references/{slug}" for slug in pack.references)}
    lost = [(item, place) for item, place in source_items() if place != "LEFT-OUT" and place not in paths]
    assert lost == []
    unexplained = [
        item
        for item, place in source_items()
        if place == "LEFT-OUT" and item not in LEFT_OUT and not re.search(rf"\b{item.rsplit('/', 1)[1]}\b", LEFT_OUT)
    ]
    assert unexplained == []


def test_every_row_of_what_was_left_out_has_a_reason() -> None:
    rows = [line.split("|")[1:-1] for line in LEFT_OUT.splitlines() if line.startswith("|") and "---" not in line]
    assert len(rows) > 100
    assert [row for row in rows if len(row) != 3 or not all(cell.strip() for cell in row)] == []


def test_every_code_printed_is_in_the_code_tables(pack: Pack) -> None:
    printed = {entry.code for entity in pack.entities.values() for entry in entity.codes}
    printed |= {code for entity in pack.entities.values() for claim in entity.claims.values() for code in claim.codes}
    assert printed - pack.code_names.keys() == set()
    assert len(printed) > 1000


def test_no_claim_lacks_evidence_and_no_reference_is_unused(pack: Pack) -> None:
    claims = [claim for entity in pack.entities.values() for claim in entity.claims.values()]
    assert all(any(e.stance == "supports" for e in claim.evidence) for claim in claims)
    cited = {evidence.reference for claim in claims for evidence in claim.evidence}
    assert cited == pack.references.keys()
