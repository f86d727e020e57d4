"""The whole comparison in one run: `make bench`, or `make bench QUICK=1` for a first look.

All servers are started once, each on the same core, and are idle unless asked. Then come rounds: in each, every target
is asked every question for some seconds, and every round begins with another target, so that what changes on the
machine during the run meets all of them. Before the first and after the last round every answer is checked; a target
that is wrong once has no figures for that question.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from http.client import HTTPException
from pathlib import Path

from bench import peer_targets
from bench.answers import Answer, WrongAnswerError, ask_once, check, check_load
from bench.dataset import DATA, RELEASE, ROOT, build_release, export_for_peers, our_server
from bench.load import Ask, Load, Measured, drive
from bench.machine import BenchError, Cores, require_wrk, two_cores
from bench.questions import Question, questions_about
from bench.report import Run, write_report
from bench.servers import Running, serving, wait_until_idle
from bench.targets import Missing, Target, floors, named, nginx, ours, write_bodies

RESULTS = ROOT / "bench" / "RESULTS.md"
NOT_OFFERED = "not offered"
NO_TAG = "sends no ETag"
NOT_ENCODED = "too small to be encoded"


@dataclass
class Cell:
    """A target and a question: what is asked, what came before, and every measurement."""

    target: Target
    question: Question
    ask: Ask
    running: Running
    first: Answer
    measured: list[Measured] = field(default_factory=list)
    fault: str = ""


@dataclass(frozen=True)
class Plan:
    """How long to measure."""

    rounds: int
    seconds: float
    warm_up: float = 1.0


def main() -> None:
    """Measure and write the report; a run that cannot be made says why in one sentence."""
    options = _options()
    try:
        require_wrk()
        run(Plan(options.rounds, options.seconds), options.only, Path(options.output))
    except BenchError as fault:
        sys.exit(str(fault))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.run", description="Compare with limits and peers.")
    parser.add_argument("--quick", action="store_true", help="2 rounds of 1 second: a look, not a result")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument(
        "--only", default="", help="only targets with this in their name (bare uvicorn is always there)"
    )
    parser.add_argument("--output", default=str(RESULTS))
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.seconds = 2, 1
    return options


def run(plan: Plan, only: str, output: Path) -> None:
    """Prepare, measure, check, write.

    Raises:
        BenchError: it cannot start.
    """
    cores = two_cores()
    build_release()
    questions = questions_about(RELEASE)
    export_for_peers(cores.server)
    write_bodies(_our_bodies(questions, cores))
    targets: list[Target] = []
    missing: list[Missing] = []
    for found in _all_targets(questions):
        if isinstance(found, Missing):
            missing.append(found)
        elif only in found.name or found.name == "bare uvicorn":
            targets.append(found)
    with ExitStack() as stack:
        cells, reasons = _prepare(stack, targets, missing, questions, cores)
        _measure(cells, plan, cores)
        for cell in cells:
            _check_again(cell)
    _tell_faults(cells)
    write_report(output, Run(questions, targets, missing, _figures(cells), reasons, plan.rounds, plan.seconds))
    print(f"Wrote {output}")


def _all_targets(questions: list[Question]) -> list[Target | Missing]:
    return [
        *floors(questions),
        *ours(questions),
        named("nginx, static export", lambda: nginx(questions)),
        *peer_targets.peers(),
    ]


def _our_bodies(questions: list[Question], cores: Cores) -> dict[str, bytes]:
    with serving(our_server("bodies"), cores.server, DATA / "logs") as running:
        return {q.key: ask_once(running.port, q.ours).body for q in questions if q.expected.status == 200}


def _prepare(
    stack: ExitStack, targets: list[Target], missing: list[Missing], questions: list[Question], cores: Cores
) -> tuple[list[Cell], dict[tuple[str, str], str]]:
    """Every server started and every answer checked; and the reason for every cell that has no figures."""
    servers: dict[str, Running] = {}
    cells: list[Cell] = []
    reasons: dict[tuple[str, str], str] = {}
    for target in list(targets):
        try:
            if target.server.name not in servers:
                servers[target.server.name] = stack.enter_context(serving(target.server, cores.server, DATA / "logs"))
        except BenchError as fault:
            targets.remove(target)
            missing.append(Missing(target.name, str(fault).replace(str(ROOT) + "/", "")))
            continue
        for question in questions:
            made = _cell(target, question, servers[target.server.name])
            if isinstance(made, Cell):
                cells.append(made)
            else:
                reasons[target.name, question.key] = made
                print(f"{target.name}, {question.title}: {made}")
    return cells, reasons


def _cell(target: Target, question: Question, running: Running) -> Cell | str:
    ask = target.asks.get(question.key)
    if ask is None:
        return NOT_OFFERED
    if question.expected.status == 304:
        tag = ask_once(running.port, ask).headers.get("etag")
        if tag is None:
            return NO_TAG
        ask = replace(ask, headers={**ask.headers, "If-None-Match": tag})
    try:
        first = ask_once(running.port, ask)
        check(first, ask, question.expected)
    except WrongAnswerError as fault:
        return f"wrong answer: {fault}"
    except (OSError, HTTPException):
        return "no answer"
    if "Accept-Encoding" in ask.headers and first.status == 200 and "content-encoding" not in first.headers:
        return NOT_ENCODED
    return Cell(target, question, ask, running, first)


def _measure(cells: Sequence[Cell], plan: Plan, cores: Cores) -> None:
    by_question: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        by_question[cell.question.key].append(cell)
        drive(cell.running.port, cell.ask, Load(cores.load, cell.question.connections, plan.warm_up))
        wait_until_idle(cell.running.pid)
    for turn in range(plan.rounds):
        for key, row in by_question.items():
            print(f"round {turn + 1} of {plan.rounds}: {key}", flush=True)
            first = turn * max(1, len(row) // plan.rounds) % len(row)
            for cell in row[first:] + row[:first]:
                _measure_once(cell, Load(cores.load, cell.question.connections, plan.seconds))


def _measure_once(cell: Cell, load: Load) -> None:
    measured = drive(cell.running.port, cell.ask, load)
    wait_until_idle(cell.running.pid)
    try:
        check_load(measured, len(cell.first.body), load.connections)
    except WrongAnswerError as fault:
        cell.fault = cell.fault or f"under load: {fault}"
    cell.measured.append(measured)
    print(f"  {cell.target.name:<28} {measured.rate:>9,.0f}/s  {cell.fault}", flush=True)


def _check_again(cell: Cell) -> None:
    try:
        last = ask_once(cell.running.port, cell.ask)
    except (OSError, HTTPException):
        cell.fault = cell.fault or "no answer any more after the run"
        return
    if (last.status, last.body) != (cell.first.status, cell.first.body):
        cell.fault = cell.fault or "another answer after the run than before"


def _figures(cells: Sequence[Cell]) -> dict[tuple[str, str], tuple[list[Measured], int, str]]:
    return {(c.target.name, c.question.key): (c.measured, len(c.first.body), c.fault) for c in cells}


def _tell_faults(cells: Sequence[Cell]) -> None:
    for cell in cells:
        if cell.fault:
            print(f"{cell.target.name}, {cell.question.title}: {cell.fault}", file=sys.stderr)


if __name__ == "__main__":
    main()
