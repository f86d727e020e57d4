"""Starts the servers under test: pinned to one core, on the loopback address, stopped whatever happens."""

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.machine import BenchError

HOST = "127.0.0.1"
START_SECONDS = 120
"""Patience with a start: at 1,000 times the data a server may have much to read."""


@dataclass(frozen=True)
class Server:
    """How to start something that listens; `{port}` in the command is replaced."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    ready_path: str = "/"


@dataclass(frozen=True)
class Running:
    """A server that answers."""

    name: str
    port: int
    pid: int
    seconds_to_start: float


@contextmanager
def serving(server: Server, core: int, logs: Path) -> Iterator[Running]:
    """The server, from its first answer to the end of the block.

    Raises:
        BenchError: it ended, or gave no answer in time; its log is named.
    """
    port = free_port()
    command = ["taskset", "-c", str(core), *(part.format(port=port) for part in server.command)]
    log = logs / f"{server.name}.log"
    logs.mkdir(parents=True, exist_ok=True)
    # What the shell happens to set must not reach a server that is measured.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HYPOMAG_")}
    with log.open("wb") as output:
        began = time.perf_counter()
        process = subprocess.Popen(
            command,
            env=environment | dict(server.environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait_until_ready(process, port, server, log)
            yield Running(server.name, port, process.pid, time.perf_counter() - began)
        finally:
            _stop(process)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server((HOST, 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


def anonymous_and_resident_mib(pid: int) -> tuple[float, float]:
    """Memory of the process and its children: what is theirs alone, and with shared and mapped files, in MiB."""
    anonymous = resident = 0
    for each in [pid, *_children(pid)]:
        for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines():
            name, _, rest = line.partition(":")
            anonymous += int(rest.split()[0]) if name == "Anonymous" else 0
            resident += int(rest.split()[0]) if name == "Rss" else 0
    return anonymous / 1024, resident / 1024


def wait_until_idle(pid: int, patience: float = 60) -> None:
    """Until the process and its children have nothing left to do.

    A slow server still works on requests whose clients are gone, at the expense of whoever is measured next.
    """
    deadline = time.perf_counter() + patience
    before = _cpu_ticks(pid)
    while time.perf_counter() < deadline:
        time.sleep(0.1)
        now = _cpu_ticks(pid)
        if now - before <= 1:
            return
        before = now


def _cpu_ticks(pid: int) -> int:
    fields = (Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split() for each in [pid, *_children(pid)])
    # User and system time, counted from the field after the name.
    return sum(int(found[11]) + int(found[12]) for found in fields)


def _children(pid: int) -> list[int]:
    direct = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return direct + [deeper for child in direct for deeper in _children(child)]


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, server: Server, log: Path) -> None:
    deadline = time.perf_counter() + START_SECONDS
    while time.perf_counter() < deadline:
        if process.poll() is not None:
            raise BenchError(f"{server.name} ended while it started (see {log}).")
        try:
            connection = http.client.HTTPConnection(HOST, port, timeout=30)
            connection.request("GET", server.ready_path)
            if connection.getresponse().status < 500:
                return
        except OSError:
            time.sleep(0.01)
        finally:
            connection.close()
    raise BenchError(f"{server.name} gave no answer within {START_SECONDS} seconds (see {log}).")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the process and what it started: they are a group of their own."""
    for ending in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, ending)
            process.wait(timeout=10)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
