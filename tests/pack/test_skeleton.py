"""`hypomag new`: what it writes is nearly a file of the pack, and the check says what is missing."""

from pathlib import Path

import pytest

from api.errors import SetupError
from api.pack.read import read_pack
from api.pack.rules import check_pack
from api.pack.schema import MedicationEntry
from api.pack.skeleton import SINGULAR, TODO, write_skeleton


def finish(file: Path) -> None:
    """Fill in what is to be filled in."""
    text = file.read_text().replace(TODO, "Written").replace("reference: todo", "reference: review-a")
    file.write_text(text.replace("[todo]", "[acid-blockers]"))


@pytest.mark.parametrize("kind", SINGULAR)
def test_only_what_is_to_be_written_is_missing(kind: str, copy_pack: Path) -> None:
    file = write_skeleton(copy_pack, kind, "Something New")
    assert file == copy_pack / SINGULAR[kind] / "something-new.yaml"
    _, faults = read_pack(copy_pack)
    assert faults == []

    findings = check_pack(copy_pack)[1]
    assert {finding.file for finding in findings} == {f"pack/{SINGULAR[kind]}/something-new.yaml"}
    missing = [f.message for f in findings if not f.message.startswith("this is still to be written: TODO ")]
    expected = ["there is no pack/references/todo.yaml"]
    if kind == "medication":
        expected.insert(0, "there is no pack/medication-classes/todo.yaml")
    assert missing == expected
    assert len(findings) - len(missing) == file.read_text().count(": TODO")

    finish(file)
    pack, findings = check_pack(copy_pack)
    assert findings == []
    entity = pack.entities[f"{SINGULAR[kind]}/something-new"]
    assert entity.name == "Something New"
    assert isinstance(entity, MedicationEntry) == (kind == "medication")


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Ménière's disease (rare)", "menieres-disease-rare"),
        ('The "so-called" \\ one: #1', "the-so-called-one-1"),
        ("β-blocker 5", "blocker-5"),
        ("  Spaced  ", "spaced"),
        ("no", "no"),
        ("007", "007"),
    ],
)
def test_any_name_is_kept_as_it_is(name: str, slug: str, copy_pack: Path) -> None:
    file = write_skeleton(copy_pack, "cause", name)
    finish(file)
    pack, findings = check_pack(copy_pack)
    assert (file.stem, findings) == (slug, [])
    assert pack.entities[f"causes/{slug}"].name == name.strip()


def test_the_other_spelling_is_there_already(copy_pack: Path) -> None:
    file = write_skeleton(copy_pack, "cause", "Chronic diarrhea with anaemia")
    finish(file)
    pack, findings = check_pack(copy_pack)
    assert findings == []
    synonyms = pack.entities["causes/chronic-diarrhea-with-anaemia"].names.synonyms
    assert synonyms == ["Chronic diarrhoea with anaemia", "Chronic diarrhea with anemia"]


def test_editors_find_the_schema(copy_pack: Path) -> None:
    text = write_skeleton(copy_pack, "medication-class", "X").read_text()
    assert text.startswith("# yaml-language-server: $schema=../schema/medication-classes.json\n")


def test_a_folder_is_made_when_it_is_the_first_of_its_kind(tmp_path: Path) -> None:
    assert write_skeleton(tmp_path, "function", "A").is_file()


def test_nothing_is_written_over(copy_pack: Path) -> None:
    there = copy_pack / "causes" / "bowel-disease.yaml"
    before = there.read_bytes()
    with pytest.raises(SetupError, match=r"bowel-disease\.yaml is there already"):
        write_skeleton(copy_pack, "cause", "Bowel DISEASE")
    assert there.read_bytes() == before


def test_an_unknown_kind_is_refused_with_the_known(copy_pack: Path) -> None:
    with pytest.raises(
        SetupError, match=r"no kind 'causes': choose one of cause, mechanism, symptom, medication-class"
    ):
        write_skeleton(copy_pack, "causes", "X")


@pytest.mark.parametrize("name", ["", "  ", "-.-", "βγ"])
def test_a_name_without_letters_we_use_makes_no_file(name: str, copy_pack: Path) -> None:
    with pytest.raises(SetupError, match="use letters and digits"):
        write_skeleton(copy_pack, "cause", name)


def test_no_pack_is_begun_by_mistake(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"There is no folder .*sede: set HYPOMAG_SEED_DIR"):
        write_skeleton(tmp_path / "sede", "cause", "X")
    assert list(tmp_path.iterdir()) == []
