"""The pack under `seed/`: without a finding, and helped along by editors."""

import json
from pathlib import Path

import pytest

from api.pack.rules import check_pack
from api.pack.schema import ENTITY_ENTRIES, json_schemas
from tests.conftest import SEED

FILES = sorted(SEED.rglob("*.yaml"))
SCHEMAS = json_schemas()


def test_there_is_nothing_to_find() -> None:
    assert [str(finding) for finding in check_pack(SEED)[1]] == []


@pytest.mark.parametrize("name", SCHEMAS)
def test_its_schema_is_current(name: str) -> None:
    written = json.loads((SEED / "schema" / f"{name}.json").read_text(encoding="utf-8"))
    assert written == SCHEMAS[name], "run `hypomag schema`"


def test_no_schema_is_left_over() -> None:
    assert {file.stem for file in (SEED / "schema").iterdir()} == set(SCHEMAS)


def test_every_file_names_its_schema() -> None:
    assert {file.relative_to(SEED).as_posix() for file in FILES if first_line(file) != expected_line(file)} == set()


def first_line(file: Path) -> str:
    with file.open(encoding="utf-8") as lines:
        return lines.readline().rstrip("\n")


def expected_line(file: Path) -> str:
    place = "schema/dataset" if file.parent == SEED else f"../schema/{file.parent.name}"
    return f"# yaml-language-server: $schema={place}.json"


def test_every_type_of_entity_is_there() -> None:
    assert {file.parent.name for file in FILES} - {"seed", "references"} == set(ENTITY_ENTRIES)
