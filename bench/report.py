"""Turns the measurements of a run into `RESULTS.md`."""

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bench.load import Measured
from bench.machine import description
from bench.peer_targets import describe_data
from bench.questions import Question
from bench.targets import Missing, Target

FLOOR: Final = "bare uvicorn"
OURS: Final = "ours"
COLD: Final = "ours, cache off"
TUTORIAL: Final = "FastAPI + SQLModel, tutorial"

Key = tuple[str, str]


@dataclass(frozen=True)
class Run:
    """Everything that a run came to."""

    questions: Sequence[Question]
    targets: Sequence[Target]
    missing: Sequence[Missing]
    figures: dict[Key, tuple[list[Measured], int, str]]
    """By target and question: a measurement per round, bytes of the body, and what was wrong (empty: nothing)."""
    reasons: dict[Key, str]
    """Why a target has no figures for a question."""
    rounds: int
    seconds: float

    def rates(self, target: str, question: str) -> list[float]:
        """Requests per second, a figure per round; none when an answer was wrong."""
        measured, _, fault = self.figures.get((target, question), ([], 0, ""))
        return [] if fault else [m.rate for m in measured]

    def ratios(self, target: str, other: str, question: str) -> list[float]:
        """How many times as many requests as the other one answered, round by round."""
        pairs = zip(self.rates(target, question), self.rates(other, question), strict=False)
        return [rate / of for rate, of in pairs]


def write_report(file: Path, run: Run) -> None:
    """Write the tables."""
    file.write_text("\n".join([*_head(run), *_tables(run), *_comparisons(run), *_versions(run), ""]), encoding="utf-8")


def _head(run: Run) -> Iterator[str]:
    yield "# Results"
    yield ""
    yield "Written by `make bench`; [docs/performance.md](../docs/performance.md) says how it is measured."
    yield ""
    yield f"* {datetime.now(UTC):%Y-%m-%d}; {run.rounds} alternating rounds of {run.seconds:g} s for each cell"
    if run.rounds < 5:
        yield "* **A quick run: a look, not a result.**"
    yield "* one server process on one core, wrk on the other"
    yield from (f"* {line}" for line in description())
    yield f"* the peers' data: {describe_data()}"
    yield ""
    yield "Median of the rounds, with the least and the most in brackets. The ratio is to bare uvicorn with constant"
    yield "bytes (those of our own answer), round by round. Times in milliseconds."


def _tables(run: Run) -> Iterator[str]:
    for question in run.questions:
        yield ""
        yield f"## {question.title[0].upper()}{question.title[1:]}, {question.connections} connections"
        yield ""
        yield "| target | requests/s | ratio | p50 | p99 | bytes |"
        yield "|---|---:|---:|---:|---:|---:|"
        for target in run.targets:
            yield _row(run, target.name, question.key)
        for missing in run.missing:
            yield f"| {missing.name} | {missing.reason} | | | | |"


def _row(run: Run, target: str, question: str) -> str:
    if (target, question) not in run.figures:
        return f"| {target} | {run.reasons.get((target, question), 'not measured')} | | | | |"
    measured, size, fault = run.figures[target, question]
    if fault:
        return f"| {target} | {fault} | | | | {size:,} |"
    rates = _spread(run.rates(target, question), "{:,.0f}".format)
    ratios = _spread(run.ratios(target, FLOOR, question), "{:.2f}".format)
    p50, p99 = (statistics.median(getattr(m, name) for m in measured) for name in ("p50", "p99"))
    return f"| {target} | {rates} | {ratios} | {p50:.1f} | {p99:.1f} | {size:,} |"


def _spread(values: Sequence[float], shown: Callable[[float], str]) -> str:
    if not values:
        return "-"
    return f"{shown(statistics.median(values))} ({shown(min(values))} - {shown(max(values))})"


def _comparisons(run: Run) -> Iterator[str]:
    """Ratios of ours to what we are held against; the fastest peer of each question is named."""
    yield ""
    yield "## Side by side"
    yield ""
    yield "Times as many requests per second, median of the rounds (least - most)."
    yield ""
    yield "| question | ours / floor | ours / peer | cache off / tutorial | cache off / peer | fastest peer |"
    yield "|---|---:|---:|---:|---:|---|"
    for question in run.questions:
        key = question.key
        peer = _fastest_peer(run, key)
        pairs = [(OURS, FLOOR), (OURS, peer), (COLD, TUTORIAL), (COLD, peer)]
        cells = [_spread(run.ratios(one, other, key) if other else [], "{:.2f}".format) for one, other in pairs]
        yield f"| {question.title} | {' | '.join(cells)} | {peer or '-'} |"


def _fastest_peer(run: Run, question: str) -> str | None:
    rates = {t.name: run.rates(t.name, question) for t in run.targets if t.peer}
    known = {name: statistics.median(values) for name, values in rates.items() if values}
    return max(known, key=lambda name: known[name]) if known else None


def _versions(run: Run) -> Iterator[str]:
    yield ""
    yield "## Versions of the peers"
    yield ""
    for target in run.targets:
        if target.version:
            yield f"* {target.name}: {target.version}"
    for missing in run.missing:
        yield f"* {missing.name}: {missing.reason}"
