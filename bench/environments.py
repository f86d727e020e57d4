"""Installs the peers, each into its own environment under `bench/.peers`, and only when the bench runs."""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from importlib.metadata import distributions
from pathlib import Path
from typing import Final

from bench.machine import python

PINS: Final = Path(__file__).parent / "peers"
HOME: Final = Path(__file__).parent / ".peers"
PATIENCE_SECONDS: Final = 900


class NotInstalledError(Exception):
    """A peer cannot be had here; the message is what the table says instead of figures."""


def python_environment(name: str) -> Path:
    """The folder of programs of a virtual environment with what `peers/NAME.txt` pins.

    Raises:
        NotInstalledError: it could not be installed.
    """
    pins = PINS / f"{name}.txt"
    folder = HOME / name
    if not _is_current(folder, pins):
        shutil.rmtree(folder, ignore_errors=True)
        _run(name, [python(), "-m", "venv", str(folder)])
        _run(name, [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--requirement", str(pins)])
        shutil.copy(pins, folder / "pins")
    return folder / "bin"


def node_environment(name: str) -> Path:
    """The folder of packages of what `peers/NAME/package.json` pins.

    Raises:
        NotInstalledError: there is no npm, or it could not be installed.
    """
    pins = PINS / name / "package.json"
    folder = HOME / name
    if not _is_current(folder, pins):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        shutil.copy(pins, folder)
        options = ["--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"]
        _run(name, ["npm", "install", *options, "--prefix", str(folder)])
        shutil.copy(pins, folder / "pins")
    return folder / "node_modules"


def python_version_of(programs: Path, package: str) -> str:
    """The version that is installed beside these programs."""
    found = next(programs.parent.glob("lib/python*/site-packages"))
    return next(d.version for d in distributions(path=[str(found)]) if d.metadata["Name"].lower() == package)


def node_version_of(packages: Path, package: str) -> str:
    """The version that is installed among these packages."""
    return str(json.loads((packages / package / "package.json").read_text())["version"])


def _is_current(folder: Path, pins: Path) -> bool:
    # Written last: an installation that was interrupted is done again.
    done = folder / "pins"
    return done.is_file() and done.read_text() == pins.read_text()


def _run(name: str, command: Sequence[str]) -> None:
    HOME.mkdir(parents=True, exist_ok=True)
    log = HOME / f"{name}.log"
    # No peer reports its installation to anybody.
    environment = os.environ | {"DO_NOT_TRACK": "1", "SCARF_ANALYTICS": "false"}
    with log.open("ab") as output:
        try:
            subprocess.run(command, stdout=output, stderr=output, env=environment, check=True, timeout=PATIENCE_SECONDS)
        except FileNotFoundError:
            raise NotInstalledError(f"not installed: no {command[0]} here") from None
        except subprocess.SubprocessError:
            raise NotInstalledError(f"not installed: see bench/.peers/{log.name}") from None
