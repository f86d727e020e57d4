"""The locks: complete, hashed, without an index address, and in step with `pyproject.toml`."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import NamedTuple

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
DIRECT = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["build"]]
DEVELOPMENT = PROJECT["dependency-groups"]["dev"]


class Pin(NamedTuple):
    """One locked package: its exact version, when it applies, and the digests of its files."""

    version: str
    marker: str
    hashes: tuple[str, ...]


def pins(lock: str) -> dict[str, Pin]:
    """Package name -> pin, of the lock file of that name at the root."""
    logical = (ROOT / lock).read_text().replace("\\\n", " ").splitlines()
    found = {}
    for line in logical:
        if not line.startswith("#"):
            requirement, *hashes = line.split("--hash=")
            pin = Requirement(requirement)
            version = str(pin.specifier).removeprefix("==")
            found[pin.name] = Pin(version, str(pin.marker or ""), tuple(text.strip() for text in hashes))
    return found


@pytest.mark.parametrize(
    ("lock", "requirements"), [("requirements.lock", DIRECT), ("requirements-dev.lock", [*DIRECT, *DEVELOPMENT])]
)
def test_every_requirement_is_locked_within_its_bounds(lock: str, requirements: list[str]) -> None:
    locked = pins(lock)
    for requirement in map(Requirement, requirements):
        assert requirement.specifier.contains(locked[canonicalize_name(requirement.name)].version), requirement


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_pin_is_exact_and_hashed(lock: str) -> None:
    for name, pin in pins(lock).items():
        assert re.fullmatch(r"[0-9][0-9A-Za-z.]*", pin.version), name
        assert pin.hashes, name
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", digest) for digest in pin.hashes), name
    assert "://" not in (ROOT / lock).read_text()


def test_development_runs_what_is_served() -> None:
    development = pins("requirements-dev.lock")
    assert {name: development.get(name) for name in pins("requirements.lock")} == pins("requirements.lock")


def imported(folder: str) -> Iterator[str]:
    """Top-level names of all that the code under `folder` imports from outside the project."""
    for file in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield (node.module or "").partition(".")[0]


@pytest.mark.parametrize(
    ("folder", "requirements"), [("api", DIRECT), ("migrations", DIRECT), ("tests", [*DIRECT, *DEVELOPMENT])]
)
def test_what_is_imported_is_declared(folder: str, requirements: list[str]) -> None:
    declared = {canonicalize_name(Requirement(text).name) for text in requirements}
    provided_by = packages_distributions()
    outside = set(imported(folder)) - set(sys.stdlib_module_names) - {"api", "migrations", "tests"}
    providers = {name: {canonicalize_name(found) for found in provided_by.get(name, ())} for name in outside}
    assert {name for name in outside if not providers[name] & declared} == set()
