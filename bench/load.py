"""Drives a server with wrk from the other core."""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.machine import BenchError
from bench.servers import HOST

SCRIPT = Path(__file__).with_name("wrk.lua")
MARK = "RESULT "


@dataclass(frozen=True)
class Ask:
    """One request."""

    path: str
    method: str = "GET"
    body: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def line(self) -> str:
        """As `wrk.lua` reads it from a file."""
        return f"{self.method}\t{self.path}\t{self.body or ''}\n"


@dataclass(frozen=True)
class Load:
    """How hard and how long."""

    core: int
    connections: int
    seconds: float


@dataclass(frozen=True)
class Measured:
    """What one run of wrk came to; times in milliseconds."""

    requests: int
    rate: float
    p50: float
    p99: float
    bytes_read: int
    faults: int
    """Connections that failed or timed out."""
    statuses: int
    """Answers with a status of 400 and above."""

    @property
    def right_rate(self) -> float:
        """Answers per second that were no refusals."""
        return self.rate * (1 - self.statuses / self.requests) if self.requests else 0.0


def drive(port: int, ask: Ask, load: Load) -> Measured:
    """The same request again and again.

    Raises:
        BenchError: wrk failed.
    """
    settings = {"WRK_METHOD": ask.method, "WRK_HEADERS": "".join(f"{n}: {v}\n" for n, v in ask.headers.items())}
    if ask.body is not None:
        settings["WRK_BODY"] = ask.body
    return _read(_start(f"http://{HOST}:{port}{ask.path}", settings, load))


def drive_all(port: int, asks: Sequence[Ask], load: Load, folder: Path) -> Measured:
    """Requests in turn; all bear the headers of the first.

    Raises:
        BenchError: wrk failed.
    """
    return _read(_start_all(port, asks, load, folder / f"requests-{port}.txt"))


@contextmanager
def disturbing(port: int, asks: Sequence[Ask], load: Load, folder: Path) -> Iterator[None]:
    """As `drive_all`, beside whatever happens in the block; its own figures are dropped."""
    process = _start_all(port, asks, load, folder / f"disturbing-{port}.txt")
    try:
        yield
    finally:
        process.terminate()
        process.communicate()


def _start_all(port: int, asks: Sequence[Ask], load: Load, file: Path) -> subprocess.Popen[str]:
    file.write_text("".join(ask.line() for ask in asks))
    headers = "".join(f"{name}: {value}\n" for name, value in asks[0].headers.items())
    return _start(f"http://{HOST}:{port}/", {"WRK_REQUESTS": str(file), "WRK_HEADERS": headers}, load)


def _start(url: str, settings: Mapping[str, str], load: Load) -> subprocess.Popen[str]:
    # A part of a second would be cut off by wrk, which knows whole ones only.
    duration = f"{max(1, round(load.seconds))}s"
    pinned = ["taskset", "-c", str(load.core), "wrk", "-t1", f"-c{load.connections}", f"-d{duration}", "--timeout=20s"]
    command = [*pinned, "-s", str(SCRIPT), url]
    environment = os.environ | dict(settings)
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def _read(process: subprocess.Popen[str]) -> Measured:
    output, _ = process.communicate()
    line = next((line for line in output.splitlines() if line.startswith(MARK)), None)
    if process.returncode or line is None:
        raise BenchError(f"wrk failed: {output.strip()[-300:]}")
    found = json.loads(line.removeprefix(MARK))
    return Measured(
        requests=found["requests"],
        rate=found["requests"] / (found["microseconds"] / 1e6),
        p50=found["p50"] / 1000,
        p99=found["p99"] / 1000,
        bytes_read=found["bytes"],
        faults=found["faults"],
        statuses=found["statuses"],
    )
