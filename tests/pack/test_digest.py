"""The digest: the same for the same content, another for any other."""

import json
import re
from pathlib import Path

import pytest

from api.pack import digest
from api.pack.digest import digest_of, release_text
from api.pack.load import keep_manifest
from api.pack.read import Pack
from api.pack.rules import check_pack
from tests.pack.damage import Damage, both, copy, remove, swap

BOWEL = "causes/bowel-disease.yaml"
MOVED = '  synonyms: [Enteropathy, "Crohn\'s trouble"]\n  abbreviations: [BD]\n'


def digest_for(pack: Path) -> str:
    return digest_of(release_text(check_pack(pack)[0]))


@pytest.mark.parametrize(
    "damage",
    [
        swap(BOWEL, "category:", "# a comment\n\ncategory:"),
        swap(BOWEL, MOVED, "  abbreviations: ['BD']\n  synonyms:\n    - \"Enteropathy\"\n    - Crohn's trouble\n"),
        swap(BOWEL, '"mondo:0005130"', '{code: "MONDO:0005130", relation: exact}'),
        swap("codes/codes.csv", "\natc:A02BC,Name of atc:A02BC,test\n", '\n"atc:A02BC","Name of atc:A02BC",test\n'),
    ],
)
def test_how_it_is_written_does_not_matter(damage: Damage, copy_pack: Path) -> None:
    before = digest_for(copy_pack)
    damage(copy_pack)
    assert digest_for(copy_pack) == before


def test_the_manifest_of_the_pack_itself_does_not_matter(copy_pack: Path) -> None:
    before = digest_for(copy_pack)
    keep_manifest(copy_pack)
    assert digest_for(copy_pack) == before


@pytest.mark.parametrize(
    "damage",
    [
        swap("dataset.yaml", "2026-01-02", "2026-01-03"),
        swap("NOTICE.md", "Made up", "Also made up"),
        swap("references/label-a.yaml", "2011", "2012"),
        swap("codes/codes.csv", "Name of atc:A02BC,", "Another name,"),
        swap("codes/rxnorm-products.csv", "made up", "made up too"),
        swap(BOWEL, "note: Says so.", "note: Says it."),
        swap(BOWEL, '[Enteropathy, "Crohn\'s trouble"]', '["Crohn\'s trouble", Enteropathy]'),
        both(copy(BOWEL, "causes/other.yaml"), remove(BOWEL)),
    ],
)
def test_everything_that_is_served_matters(damage: Damage, copy_pack: Path) -> None:
    before = digest_for(copy_pack)
    damage(copy_pack)
    assert digest_for(copy_pack) != before


def test_a_kept_manifest_matters_to_the_next_version(copy_pack: Path) -> None:
    swap("dataset.yaml", "1.2.3", "1.2.4")(copy_pack)
    before = digest_for(copy_pack)
    swap("dataset.yaml", "1.2.4", "1.2.3")(copy_pack)
    keep_manifest(copy_pack)
    swap("dataset.yaml", "1.2.3", "1.2.4")(copy_pack)
    assert digest_for(copy_pack) != before


@pytest.mark.parametrize(
    ("name", "value"), [("STRENGTH_RULE", "another rule"), ("schema_version", lambda: "another schema")]
)
def test_rule_and_schema_matter(name: str, value: object, copy_pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = digest_for(copy_pack)
    monkeypatch.setattr(digest, name, value)
    assert digest_for(copy_pack) != before


def test_claims_keep_their_order_and_the_rest_is_sorted(copy_pack: Path) -> None:
    content = json.loads(release_text(check_pack(copy_pack)[0]))
    assert list(content["entities"]["causes/bowel-disease"]["claims"]) == [
        "low-magnesium",
        "less-uptake",
        "wasting-clue",
    ]
    for part in ("entities", "references"):
        assert list(content[part]) == sorted(content[part])
    assert [row["code"] for row in content["code_names"]] == sorted(row["code"] for row in content["code_names"])


def test_it_is_a_sha_256_in_hexadecimal(copy_pack: Path) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", digest_for(copy_pack))


def test_even_an_empty_pack_has_a_text(tmp_path: Path) -> None:
    assert json.loads(release_text(Pack(tmp_path)))["dataset"] == {}
