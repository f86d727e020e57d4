"""The house rules that no other tool checks: sizes, names, import-time work, and what must never be published."""

import ast
import fnmatch
import os
import re
import statistics
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from api import __version__

ROOT = Path(__file__).parents[2]
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 40
MAX_MEDIAN_LINES = 160
EMPTY_NAMES = {"base", "common", "core", "helper", "helpers", "misc", "service", "services", "util", "utils"}
BUILT_BY_THE_CALLER = {"FastAPI", "Settings", "Starlette", "create_app", "create_engine", "open_engine"}

# Written in parts, or this file would break its own rule.
PACKAGE_HOSTS = ("pypi" + ".org", "python" + "hosted.org", "--index" + "-url", "--find" + "-links")
MACHINE_PATH = re.compile(r"(?<![\w./:%-])/(?:work|farm|home|root|Users)/[\w.]")


@cache
def project_files() -> tuple[Path, ...]:
    """Every file of the checkout that `.gitignore` does not name, relative to its root."""
    lines = (ROOT / ".gitignore").read_text().splitlines()
    ignored = [".git", *(line.rstrip("/") for line in lines if line and not line.startswith("#"))]

    def kept(name: str) -> bool:
        return not any(fnmatch.fnmatch(name, pattern) for pattern in ignored)

    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = filter(kept, folders)
        found += [Path(folder, name).relative_to(ROOT) for name in names if kept(name)]
    return tuple(sorted(found))


def code_files() -> list[Path]:
    return [path for path in project_files() if path.suffix == ".py"]


def parsed(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(), filename=str(path))


def line_count(path: Path) -> int:
    return len((ROOT / path).read_text().splitlines())


def long_functions(path: Path) -> Iterator[str]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > MAX_FUNCTION_LINES:
                yield f"{path}:{node.lineno} {node.name} has {lines} lines"


def import_time_objects(path: Path) -> Iterator[str]:
    """Module-level `app = FastAPI()` and its like: work at import that every process and test would inherit."""
    for node in parsed(path).body:
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        if isinstance(value, ast.Call) and ast.unparse(value.func).rpartition(".")[2] in BUILT_BY_THE_CALLER:
            yield f"{path}:{node.lineno} {ast.unparse(node)}"


def test_the_walk_sees_the_project() -> None:
    seen = set(project_files())
    assert {Path(".ci/run"), Path("Makefile"), Path("api/errors.py"), Path(__file__).relative_to(ROOT)} <= seen
    assert not any(".venv" in path.parts or "__pycache__" in path.parts for path in seen)


def test_no_file_is_long() -> None:
    long = {str(path): line_count(path) for path in code_files() if line_count(path) > MAX_FILE_LINES}
    assert not long


def test_files_of_the_library_are_short_in_the_middle() -> None:
    sizes = [line_count(path) for path in code_files() if path.parts[0] == "api" and path.name != "__init__.py"]
    assert statistics.median(sizes) <= MAX_MEDIAN_LINES


def test_no_function_is_long() -> None:
    assert [fault for path in code_files() for fault in long_functions(path)] == []


def test_modules_are_named_after_what_they_hold() -> None:
    named = [path for path in code_files() if EMPTY_NAMES & {path.stem, *path.parts[:-1]}]
    assert named == []


def test_importing_builds_nothing() -> None:
    assert [found for path in code_files() if path.parts[0] == "api" for found in import_time_objects(path)] == []


def test_tables_keep_their_annotations_real() -> None:
    # Deferred annotations break SQLModel's list relationships.
    tables = [path for path in code_files() if path.is_relative_to("api/tables")]
    assert tables
    deferred = [path for path in tables if "from __future__ import annotations" in text_of(path)]
    assert deferred == []


@pytest.mark.parametrize("host", PACKAGE_HOSTS)
def test_no_package_index_is_named(host: str) -> None:
    assert [str(path) for path in project_files() if host in text_of(path)] == []


def test_no_path_of_a_machine_is_named() -> None:
    faults = [f"{path}: {found.group()}" for path in project_files() for found in MACHINE_PATH.finditer(text_of(path))]
    assert faults == []


@cache
def text_of(path: Path) -> str:
    return (ROOT / path).read_text(errors="replace")


def test_changelog_has_a_place_for_this_version() -> None:
    headings = re.findall(r"^## \[(.+?)\]", text_of(Path("CHANGELOG.md")), re.MULTILINE)
    assert headings[0] in {"Unreleased", __version__}
    assert len(set(headings)) == len(headings)
