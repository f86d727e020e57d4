"""The reader of the folder tree: its faults, and how those of the models are told."""

from pathlib import Path

import pytest

from api.pack.read import read_pack
from api.pack.schema import PATH_PATTERN, SLUG_PATTERN
from tests.pack.damage import Damage, at, both, copy, refused, remove, swap, write

BOWEL = "causes/bowel-disease.yaml"
FITS = "symptoms/fits.yaml"
LOW = "condition/low-magnesium.yaml"
DATASET = "dataset.yaml"

FILE_NAME = "a file name is a slug of lower-case letters, digits and hyphens, and ends in .yaml"

REFUSED: dict[str, tuple[Damage, list[str]]] = {
    "unknown field": (
        swap(BOWEL, "category:", "categry:"),
        [
            at(BOWEL, 1, "the field 'category' is missing"),
            at(BOWEL, 3, "unknown field 'categry' (did you mean category?)"),
        ],
    ),
    "unknown field inside": (
        swap(BOWEL, "Lists it.}", "Lists it., page: 3}"),
        [at(BOWEL, 16, "unknown field 'claims.low-magnesium.evidence.0.page'")],
    ),
    "unknown field of a code": (
        swap(BOWEL, "relation: broader", "relatoin: broader"),
        [at(BOWEL, 9, "unknown field 'codes.1.relatoin' (did you mean relation?)")],
    ),
    "unknown field of names": (
        swap(BOWEL, "synonyms:", "synonym:"),
        [at(BOWEL, 5, "unknown field 'names.synonym' (did you mean synonyms?)")],
    ),
    "unknown field unlike any": (
        swap(DATASET, "licence:", "zzz: 1\nlicence:"),
        [at(DATASET, 5, "unknown field 'zzz'")],
    ),
    "missing field": (
        swap(BOWEL, "category: gastrointestinal\n", ""),
        [at(BOWEL, 1, "the field 'category' is missing")],
    ),
    "missing field inside": (
        swap(BOWEL, "    statement: Tiredness goes with it.\n", ""),
        [at(BOWEL, 25, "the field 'claims.wasting-clue.statement' is missing")],
    ),
    "unknown word": (
        swap(FITS, "severity: severe", "severity: sever"),
        [at(FITS, 3, "severity: 'sever' is not one of mild, moderate, severe (did you mean severe?)")],
    ),
    "unknown word unlike any": (
        swap(FITS, "audience: patient", "audience: '12'"),
        [at(FITS, 17, "claims.call-for-help.audience: '12' is not one of clinician, patient")],
    ),
    "number for text": (
        swap(BOWEL, "name: Bowel disease", "name: 12"),
        [at(BOWEL, 1, "name: text was expected, not 12: quote it")],
    ),
    "nothing for text": (
        swap(BOWEL, "summary: A disease of the bowel.", "summary:"),
        [at(BOWEL, 2, "summary: text was expected, not nothing")],
    ),
    "text for boolean": (
        swap(FITS, "emergency: true", "emergency: yes"),
        [at(FITS, 6, "emergency: Input should be a valid boolean")],
    ),
    "text for number": (
        swap(LOW, "below: 1.8", 'below: "1.8"'),
        [at(LOW, 11, "claims.definition.ranges.0.below: Input should be a valid number")],
    ),
    "infinite number": (
        swap(LOW, "below: 1.8", "below: 1e999"),
        [at(LOW, 11, "claims.definition.ranges.0.below: Input should be a valid number")],
    ),
    "mapping for list": (
        swap(LOW, "- {unit", "  {unit"),
        [at(LOW, 10, "claims.definition.ranges: Input should be a valid list")],
    ),
    "list for mapping": (
        swap(BOWEL, "- {reference: blog-a, level: consumer, note: Says so.}", "- [blog-a]"),
        [at(BOWEL, 24, "claims.less-uptake.evidence.0: fields were expected, not ['blog-a']")],
    ),
    "text for the whole": (
        write(BOWEL, "just text\n"),
        [at(BOWEL, 1, "fields were expected, not 'just text'")],
    ),
    "nothing at all": (
        write(BOWEL, "# empty\n"),
        [at(BOWEL, 1, "fields were expected, not nothing")],
    ),
    "text too long": (
        swap(BOWEL, "name: Bowel disease", "name: " + "x" * 201),
        [at(BOWEL, 1, "name: String should have at most 200 characters")],
    ),
    "bad key of a claim": (
        swap(BOWEL, "  wasting-clue:", "  Wasting_Clue:"),
        [at(BOWEL, 25, f"claims.Wasting_Clue: 'Wasting_Clue' does not have the form {SLUG_PATTERN}")],
    ),
    "bad slug": (
        swap(BOWEL, "mechanism: less-uptake", "mechanism: Less uptake"),
        [at(BOWEL, 21, f"claims.less-uptake.mechanism: 'Less uptake' does not have the form {SLUG_PATTERN}")],
    ),
    "bad path": (
        swap(BOWEL, "[symptoms/tiredness]", "[tiredness]"),
        [at(BOWEL, 29, f"claims.wasting-clue.related.0: 'tiredness' does not have the form {PATH_PATTERN}")],
    ),
    "list for text": (
        swap(BOWEL, "name: Bowel disease", "name: [a]"),
        [at(BOWEL, 1, "name: text was expected, not ['a']")],
    ),
    "true for text": (
        swap(BOWEL, "name: Bowel disease", "name: true"),
        [at(BOWEL, 1, "name: text was expected, not True: quote it")],
    ),
    "duplicate key": (
        swap(BOWEL, "  wasting-clue:", "  less-uptake:"),
        [at(BOWEL, 25, "duplicate key 'less-uptake': it stands already on line 18")],
    ),
    "not YAML": (
        swap(BOWEL, "[BD]", "[BD"),
        [at(BOWEL, 7, "not YAML: did not find expected ',' or ']'")],
    ),
    "not UTF-8": (
        write(BOWEL, b"name: Caf\xe9"),
        [at(BOWEL, 1, "cannot be read: 'utf-8' codec can't decode byte 0xe9 in position 9: unexpected end of data")],
    ),
    "folder for a file": (
        lambda pack: (pack / "causes" / "heart.yaml").mkdir(),
        [at("causes/heart.yaml", 1, "cannot be read: Is a directory")],
    ),
    "dangling link": (
        lambda pack: (pack / "causes" / "heart.yaml").symlink_to("nowhere"),
        [at("causes/heart.yaml", 1, "cannot be read: No such file or directory")],
    ),
    "name of a file": (
        copy(BOWEL, "causes/Heart_disease.yaml"),
        [at("causes/Heart_disease.yaml", 1, FILE_NAME)],
    ),
    "other ending": (
        write("causes/heart.txt", ""),
        [at("causes/heart.txt", 1, FILE_NAME)],
    ),
    "folder in a folder": (
        lambda pack: (pack / "causes" / "heart").mkdir(),
        [at("causes/heart", 1, FILE_NAME)],
    ),
    "duplicate slug": (
        copy(BOWEL, "causes/bowel-disease.yml"),
        [at("causes/bowel-disease.yml", 1, "duplicate slug 'bowel-disease': bowel-disease.yaml has it already")],
    ),
    "duplicate slug in other case": (
        both(write("causes/Foo.yaml", ""), write("causes/foo.yml", "")),
        [at("causes/Foo.yaml", 1, FILE_NAME), at("causes/foo.yml", 1, "duplicate slug 'foo': Foo.yaml has it already")],
    ),
    "unknown folder": (
        write("cause/heart.yaml", ""),
        [at("cause", 1, "unknown folder (did you mean causes?)")],
    ),
    "unknown folder unlike any": (
        write("zzz/heart.yaml", ""),
        [at("zzz", 1, "unknown folder")],
    ),
    "no dataset": (
        remove(DATASET),
        [at(DATASET, 1, "the file is missing")],
    ),
    "no notice": (
        remove("NOTICE.md"),
        [at("NOTICE.md", 1, "cannot be read: FileNotFoundError")],
    ),
    "notice not UTF-8": (
        write("NOTICE.md", b"\xe9"),
        [at("NOTICE.md", 1, "cannot be read: UnicodeDecodeError")],
    ),
}


@pytest.mark.parametrize(("damage", "findings"), REFUSED.values(), ids=REFUSED.keys())
def test_a_bad_file_is_refused(damage: Damage, findings: list[str], copy_pack: Path, published: Path) -> None:
    refused(copy_pack, published, damage, findings)


def test_no_folder_at_all(tmp_path: Path, published: Path) -> None:
    nowhere = tmp_path / "nowhere"
    findings = [
        f"{nowhere}:1: there is no such folder: set HYPOMAG_SEED_DIR or run from the project's folder",
        "nowhere/condition:1: there must be exactly one condition file, not 0",
    ]
    refused(nowhere, published, lambda _: None, findings)


def test_hidden_files_are_nobodys_business(copy_pack: Path) -> None:
    (copy_pack / "causes" / ".bowel-disease.yaml.swp").write_bytes(b"\0")
    (copy_pack / ".git").mkdir()
    assert read_pack(copy_pack)[1] == []


def test_entries_are_keyed_by_their_place(copy_pack: Path) -> None:
    pack, _ = read_pack(copy_pack)
    assert pack.entities["causes/bowel-disease"].name == "Bowel disease"
    assert pack.of_type("mechanisms").keys() == {"kidney-loss", "less-uptake"}
    assert pack.references["label-a"].year == 2011
    assert pack.dataset
    assert pack.dataset.retired == {"causes/old-bowel": "causes/bowel-disease"}
    assert pack.notice.startswith("# Sources")
    assert pack.code_names["atc:A02BC"].name == "Name of atc:A02BC"
    assert pack.products["198051"].ingredients == ["omeprazole"]


def test_a_place_in_no_known_file_is_its_first_line(copy_pack: Path) -> None:
    pack, _ = read_pack(copy_pack)
    assert str(pack.finding("causes/none", ("claims",), "gone")) == "pack/causes/none.yaml:1: gone"
