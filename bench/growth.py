"""How answers slow down as the data grows: `make growth`, or `make growth QUICK=1` for up to 10 times.

For each size: latency of every kind of question with one client and with 16, each run asking many different things
about the whole release, with the byte cache off, so that every answer is made anew; memory of the worker; then a mixed
load, in which two clients keep asking the dearest searches while others ask point queries (cache off) and pages (cache
on). And how long a start takes, at the base size.
"""

import argparse
import statistics
import sys
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from bench.answers import Answer, ask_once
from bench.asked import Kind, Sample, sample_of
from bench.dataset import DATA, ROOT, build_release, our_server
from bench.grow import grown_release
from bench.growth_report import At, Mixed, Size, write_growth
from bench.load import Ask, Load, Measured, disturbing, drive_all
from bench.machine import BenchError, Cores, require_wrk, two_cores
from bench.servers import Running, anonymous_and_resident_mib, serving, wait_until_idle
from bench.starting import measure_start

RESULTS: Final = ROOT / "bench" / "GROWTH.md"
SIZES: Final = (1, 10, 100, 1000)
NO_CACHE: Final = {"HYPOMAG_CACHE_BYTES": "0"}
ONE: Final = 1
MANY: Final = 16
"""Clients at once."""
SEARCHERS: Final = 2


@dataclass(frozen=True)
class Plan:
    """How long to measure."""

    sizes: tuple[int, ...]
    seconds: float
    rounds: int


def main() -> None:
    """Measure and write the report; a run that cannot be made says why in one sentence."""
    parser = argparse.ArgumentParser(prog="python -m bench.growth", description="Measure as the data grows.")
    parser.add_argument("--quick", action="store_true", help="1 and 10 times, 2 rounds of 1 second")
    parser.add_argument("--times", type=int, nargs="+", default=SIZES, help="sizes, as multiples of the pack")
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--output", default=str(RESULTS))
    options = parser.parse_args()
    plan = Plan((1, 10), 1, 2) if options.quick else Plan(tuple(options.times), options.seconds, options.rounds)
    try:
        require_wrk()
        cores = two_cores()
        build_release()
        # Made first: what is measured must not wait for, nor run beside, a release that is being written.
        releases = {times: grown_release(times) for times in plan.sizes}
        sizes = _measure(releases, plan, cores)
        start = measure_start(cores, plan.rounds)
        write_growth(Path(options.output), sizes, start, plan.rounds, plan.seconds)
        print(f"Wrote {options.output}")
    except BenchError as fault:
        sys.exit(str(fault))


@dataclass
class Subject:
    """A size under measurement: its servers without and with the byte cache, and what was measured so far."""

    times: int
    release: Path
    sample: Sample
    fresh: Running
    cached: Running
    memory_at_start: tuple[float, float]
    latencies: dict[tuple[str, int], list[Measured]] = field(default_factory=lambda: defaultdict(list))
    points: list[tuple[Measured, Measured]] = field(default_factory=list)
    pages: list[tuple[Measured, Measured]] = field(default_factory=list)


def _measure(releases: dict[int, Path], plan: Plan, cores: Cores) -> list[Size]:
    """All sizes side by side, in rounds, so that what else happens on the machine meets all of them."""
    with ExitStack() as stack:
        subjects = [_subject(stack, times, release, cores) for times, release in releases.items()]
        # The first round warms up: pages of the file are read from the disk once.
        for turn in range(plan.rounds + 1):
            for subject in subjects:
                print(f"round {turn} of {plan.rounds}: {subject.times} times the data", flush=True)
                _latencies(subject, plan, cores)
            if turn == 0:
                for subject in subjects:
                    subject.latencies.clear()
        memory = {subject.times: anonymous_and_resident_mib(subject.fresh.pid) for subject in subjects}
        for _ in range(plan.rounds):
            for subject in subjects:
                details = subject.sample.named("detail").asks
                subject.points.append(_mixed(subject.fresh, subject.sample, details, plan, cores))
                subject.pages.append(_mixed(subject.cached, subject.sample, subject.sample.pages, plan, cores))
        return [_size(subject, memory[subject.times]) for subject in subjects]


def _subject(stack: ExitStack, times: int, release: Path, cores: Cores) -> Subject:
    logs = DATA / "logs"
    sample = sample_of(release)
    fresh = stack.enter_context(serving(our_server(f"growth-{times}", release, NO_CACHE), cores.server, logs))
    cached = stack.enter_context(serving(our_server(f"growth-{times}-cached", release), cores.server, logs))
    memory = anonymous_and_resident_mib(fresh.pid)
    for kind in sample.kinds:
        _check(fresh, kind)
    return Subject(times, release, sample, fresh, cached, memory)


def _size(subject: Subject, memory: tuple[float, float]) -> Size:
    figures = {key: _at(runs) for key, runs in subject.latencies.items()}
    size = subject.release.stat().st_size
    points, pages = _summed(subject.points), _summed(subject.pages)
    return Size(subject.times, size, figures, subject.memory_at_start, memory, points, pages)


def _check(running: Running, kind: Kind) -> None:
    """One answer of each kind is read: a release that was grown wrongly would be fast at nothing."""
    for ask in kind.asks[:5]:
        answer: Answer = ask_once(running.port, ask)
        if answer.status != 200 or kind.holds.encode() not in answer.body:
            raise BenchError(f"{ask.path} answered {answer.status} without {kind.holds!r}: the release is not sound.")


def _latencies(subject: Subject, plan: Plan, cores: Cores) -> None:
    for kind in subject.sample.kinds:
        for clients in (ONE, MANY):
            found = _asked(subject.fresh, kind.asks, Load(cores.load, clients, plan.seconds))
            subject.latencies[kind.name, clients].append(found)


def _at(runs: list[Measured]) -> At:
    p50, p99, rate = (statistics.median(getattr(run, name) for run in runs) for name in ("p50", "p99", "right_rate"))
    refused = sum(run.statuses for run in runs) / sum(run.requests for run in runs)
    return At(p50, p99, rate, (min(run.p50 for run in runs), max(run.p50 for run in runs)), refused)


def _mixed(running: Running, sample: Sample, asks: list[Ask], plan: Plan, cores: Cores) -> tuple[Measured, Measured]:
    """The same load alone, then beside two clients that search for what is dearest."""
    load = Load(cores.load, MANY, plan.seconds)
    alone = _asked(running, asks, load)
    # Longer than what it disturbs; it is ended with it.
    with disturbing(running.port, sample.dearest, Load(cores.load, SEARCHERS, plan.seconds * 10 + 60), DATA):
        beside = drive_all(running.port, asks, load, DATA)
    wait_until_idle(running.pid)
    return alone, beside


def _summed(runs: list[tuple[Measured, Measured]]) -> Mixed:
    return Mixed(
        statistics.median(alone.right_rate for alone, _ in runs),
        statistics.median(beside.right_rate for _, beside in runs),
        statistics.median(beside.right_rate / alone.rate for alone, beside in runs),
        statistics.median(beside.p99 for _, beside in runs),
    )


def _asked(running: Running, asks: list[Ask], load: Load) -> Measured:
    """One run, with a second and longer try when the first was too short for a single answer.

    Raises:
        BenchError: no answer even then.
    """
    measured = drive_all(running.port, asks, load, DATA)
    if not measured.requests:
        wait_until_idle(running.pid)
        measured = drive_all(running.port, asks, replace(load, seconds=load.seconds * 10), DATA)
    wait_until_idle(running.pid)
    if not measured.requests:
        raise BenchError(f"{asks[0].path}: no answer in {load.seconds * 10:g} seconds.")
    return measured


if __name__ == "__main__":
    main()
