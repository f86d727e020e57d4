"""What `hypomag new` writes: complete, refused until it is filled in, and then accepted."""

from pathlib import Path

import pytest

from api.errors import SetupError
from api.pack.rules import check_pack
from api.pack.schema import ENTITY_ENTRIES
from api.pack.skeleton import SINGULAR, TODO, write_skeleton


@pytest.mark.parametrize("kind", SINGULAR)
def test_every_finding_of_a_new_file_is_something_to_fill_in(kind: str, copy_pack: Path) -> None:
    file = write_skeleton(copy_pack, kind, "Heart trouble")
    assert file == copy_pack / SINGULAR[kind] / "heart-trouble.yaml"
    findings = check_pack(copy_pack)[1]
    assert findings
    place = f"pack/{SINGULAR[kind]}/heart-trouble.yaml"
    lines = file.read_text().splitlines()
    assert {(finding.file, "todo" in lines[finding.line - 1].lower()) for finding in findings} == {(place, True)}
    assert lines[0] == f"# yaml-language-server: $schema=../schema/{SINGULAR[kind]}.json"


@pytest.mark.parametrize("kind", SINGULAR)
def test_filled_in_it_is_accepted(kind: str, copy_pack: Path) -> None:
    file = write_skeleton(copy_pack, kind, "Heart trouble")
    filled = file.read_text().replace("[todo]", "[water-tablets]").replace("reference: todo", "reference: review-a")
    file.write_text(filled.replace(TODO, "filled in"))
    assert check_pack(copy_pack)[1] == []


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Crohn's disease", "crohns-disease"),
        ('Vitamin "D" \\ or so', "vitamin-d-or-so"),
        ("  Sjögren: a syndrome #1 ", "sjogren-a-syndrome-1"),
        ("no", "no"),
        ("12", "12"),
    ],
)
def test_any_name_is_kept(name: str, slug: str, copy_pack: Path) -> None:
    file = write_skeleton(copy_pack, "cause", name)
    assert file.name == f"{slug}.yaml"
    assert check_pack(copy_pack)[0].entities[f"causes/{slug}"].name == name.strip()


@pytest.mark.parametrize(
    ("kind", "name", "message"),
    [
        ("disease", "Heart", "There is no kind 'disease': choose one of cause, mechanism, symptom, "),
        ("cause", "???", "No file name can be made from '???': use letters and digits."),
        ("cause", "Bowel  Disease", "causes/bowel-disease.yaml is there already."),
    ],
)
def test_what_cannot_be_written_is_said(kind: str, name: str, message: str, copy_pack: Path) -> None:
    with pytest.raises(SetupError) as caught:
        write_skeleton(copy_pack, kind, name)
    assert message in str(caught.value)


def test_every_kind_is_a_folder_of_the_pack() -> None:
    assert set(SINGULAR.values()) <= set(ENTITY_ENTRIES)
