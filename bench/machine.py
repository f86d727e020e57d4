"""What a run ran on: the two cores that it is pinned to, the processor, the versions."""

import os
import platform
import shutil
import sqlite3
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple


class BenchError(Exception):
    """The run cannot start or cannot be believed; the message is one sentence for whoever started it."""


class Cores(NamedTuple):
    """Server and load never share a core, or each would be measured waiting for the other."""

    server: int
    load: int


def two_cores() -> Cores:
    """The first two cores that this process may use.

    Raises:
        BenchError: there are not two, or they cannot be chosen.
    """
    if not hasattr(os, "sched_getaffinity") or shutil.which("taskset") is None:
        raise BenchError("Pinning to cores needs Linux and taskset (package util-linux).")
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        raise BenchError("Two cores are needed: one for the server, one for wrk.")
    return Cores(cores[0], cores[1])


def require_wrk() -> None:
    """Raises BenchError when there is no wrk, with where to get it."""
    if shutil.which("wrk") is None:
        raise BenchError("wrk drives the load and is not here: install the system package wrk (apt install wrk).")


def description() -> list[str]:
    """Lines for the head of a report."""
    packages = ", ".join(
        f"{name} {version(name)}" for name in ("fastapi", "starlette", "uvicorn", "uvloop", "httptools")
    )
    return [
        f"{_processor()}, {os.cpu_count()} cores, {_memory_gib()} GiB, {platform.system()} {platform.release()}",
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {packages}",
        _first_line([shutil.which("wrk") or "wrk", "-v"]).partition("Copyright")[0].strip(),
    ]


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "processor unknown"
    )


def _memory_gib() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)


def _first_line(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout or done.stderr).partition("\n")[0]


def python() -> str:
    """The interpreter that runs this, which also runs our servers."""
    return sys.executable
