"""Turns the measurements of `bench.growth` into `GROWTH.md`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.machine import description


@dataclass(frozen=True)
class At:
    """A kind of question at one size and number of clients; milliseconds, and answers per second."""

    p50: float
    p99: float
    rate: float
    p50_between: tuple[float, float]
    refused: float
    """Share of answers with a status of 400 and above: what took too long is given up."""


@dataclass(frozen=True)
class Mixed:
    """A load alone and beside the dearest searches."""

    alone: float
    beside: float
    share: float
    p99_beside: float


@dataclass(frozen=True)
class Size:
    """Everything measured at one size; memory is (anonymous, resident) in MiB."""

    times: int
    file_bytes: int
    figures: dict[tuple[str, int], At]
    memory_fresh: tuple[float, float]
    memory_used: tuple[float, float]
    points: Mixed
    pages: Mixed


@dataclass(frozen=True)
class Start:
    """Seconds: median, least, most."""

    imported: tuple[float, float, float]
    answered: tuple[float, float, float]


def write_growth(file: Path, sizes: Sequence[Size], start: Start, rounds: int, seconds: float) -> None:
    """Write the tables."""
    lines = [
        *_head(rounds, seconds),
        *(line for clients in _clients(sizes) for line in _latency_table(sizes, clients)),
        *_memory_table(sizes),
        *_mixed_table(sizes),
        *_start_table(start),
        "",
    ]
    file.write_text("\n".join(lines), encoding="utf-8")


def _head(rounds: int, seconds: float) -> Iterator[str]:
    yield "# Growth"
    yield ""
    yield "Written by `make growth`; [docs/performance.md](../docs/performance.md) says how it is measured."
    yield ""
    yield f"* {datetime.now(UTC):%Y-%m-%d}; {rounds} rounds of {seconds:g} s for each cell, after one to warm up"
    if rounds < 5:
        yield "* **A quick run: a look, not a result.**"
    yield from (f"* {line}" for line in description())
    yield "* byte cache off but for the pages of the mixed load; many different things asked in turn"


def _clients(sizes: Sequence[Size]) -> list[int]:
    return sorted({clients for _, clients in sizes[0].figures})


def _latency_table(sizes: Sequence[Size], clients: int) -> Iterator[str]:
    yield ""
    yield f"## {'One client' if clients == 1 else f'{clients} clients'}"
    yield ""
    yield "p50 (least - most of the rounds) / p99 in milliseconds; in brackets how many times the p50 of the base size."
    yield ""
    yield f"| question | {' | '.join(f'{size.times} x' for size in sizes)} |"
    yield f"|---|{'---:|' * len(sizes)}"
    for name in [name for name, of in sizes[0].figures if of == clients]:
        base = sizes[0].figures[name, clients]
        yield f"| {name} | {' | '.join(_latency(size.figures[name, clients], base) for size in sizes)} |"


def _latency(at: At, base: At) -> str:
    least, most = at.p50_between
    refused = f" **{at.refused:.0%} refused**" if at.refused else ""
    return f"{at.p50:.2f} ({least:.2f} - {most:.2f}) / {at.p99:.2f} [{at.p50 / base.p50:.2f}]{refused}"


def _memory_table(sizes: Sequence[Size]) -> Iterator[str]:
    yield ""
    yield "## Memory of a worker"
    yield ""
    yield "MiB: its own (anonymous) memory, and resident memory, which counts the mapped pages of the file."
    yield ""
    yield "| size | file, MiB | own, fresh | own, after the questions | resident, after the questions |"
    yield "|---|---:|---:|---:|---:|"
    for size in sizes:
        own, resident = size.memory_used
        file = size.file_bytes / 2**20
        yield f"| {size.times} x | {file:,.0f} | {size.memory_fresh[0]:.0f} | {own:.0f} | {resident:.0f} |"


def _mixed_table(sizes: Sequence[Size]) -> Iterator[str]:
    yield ""
    yield "## Mixed load"
    yield ""
    yield "16 clients, alone and while two others send the dearest searches: requests/s, the share left, p99 (ms)."
    yield ""
    yield "| size | what | alone | beside | share | p99 |"
    yield "|---|---|---:|---:|---:|---:|"
    for size in sizes:
        yield f"| {size.times} x | point queries, cache off | {_mixed(size.points)} |"
        yield f"| {size.times} x | cached pages | {_mixed(size.pages)} |"


def _mixed(mixed: Mixed) -> str:
    return f"{mixed.alone:,.0f} | {mixed.beside:,.0f} | {mixed.share:.2f} | {mixed.p99_beside:.0f}"


def _start_table(start: Start) -> Iterator[str]:
    yield ""
    yield "## Start"
    yield ""
    yield "| what | seconds, median (least - most) |"
    yield "|---|---:|"
    for name, (median, least, most) in (
        ("`import api.app`", start.imported),
        ("`hypomag serve` to the first answer", start.answered),
    ):
        yield f"| {name} | {median:.2f} ({least:.2f} - {most:.2f}) |"
