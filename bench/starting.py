"""How long a start takes: importing the application, and `hypomag serve` to the first right answer."""

import statistics
import subprocess
from dataclasses import replace
from typing import Final

from bench.answers import ask_once
from bench.dataset import DATA, ROOT, our_server
from bench.growth_report import Start
from bench.load import Ask
from bench.machine import BenchError, Cores, python
from bench.servers import serving

_IMPORT: Final = "import time; t = time.perf_counter(); import api.app; print(time.perf_counter() - t)"
FIRST: Final = Ask("/v1/medication-classes?limit=20")


def measure_start(cores: Cores, times: int) -> Start:
    """Medians and spread of several starts, each a process of its own; the first one, with cold files, is dropped."""
    imports = [_import_seconds(cores) for _ in range(times + 1)][1:]
    first_answers = [_seconds_to_first_answer(cores) for _ in range(times + 1)][1:]
    return Start(
        (statistics.median(imports), min(imports), max(imports)),
        (statistics.median(first_answers), min(first_answers), max(first_answers)),
    )


def _import_seconds(cores: Cores) -> float:
    command = ["taskset", "-c", str(cores.server), python(), "-c", _IMPORT]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _seconds_to_first_answer(cores: Cores) -> float:
    """The list is asked until it answers, which is when the clock stops; that it is right is checked after it."""
    # With the pack: whether the release is up to date with it is part of every start.
    server = our_server("start", extra={"HYPOMAG_SEED_DIR": str(ROOT / "seed")})
    with serving(replace(server, ready_path=FIRST.path), cores.server, DATA / "logs") as running:
        answer = ask_once(running.port, FIRST)
        if answer.status != 200 or b'"items":[{' not in answer.body:
            raise BenchError("The first answer after the start is not right.")
        return running.seconds_to_start
