"""`hypomag assess`: a medication list from the command line or a file, assessed on the local release."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from rich.console import Console
from rich.table import Table
from sqlmodel import Session

from api.db import open_for_serving
from api.errors import InvalidParameter, SetupError
from api.knowledge.assessments.list_items import MedicationItem
from api.knowledge.assessments.medications import MedicationListBody, assess_medications
from api.knowledge.assessments.medications_answer import Advice, AssessedItem, Finding, MedicationAssessment

MAX_BYTES = 1_000_000


def read_list(file: Path, content: bytes) -> list[object]:
    """The items of a file: JSON (a list, or `{"items": [...]}`), CSV with a header, or a line each.

    Raises:
        SetupError: it cannot be read as what its name says; the message says what was expected.
    """
    if len(content) > MAX_BYTES:
        raise SetupError(f"{file} is larger than {MAX_BYTES:,} bytes.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SetupError(f"{file} is not UTF-8 text.") from None
    match file.suffix.lower():
        case ".json":
            return _of_json(file, text)
        case ".csv":
            return _of_csv(file, text)
        case _:
            lines = (line.strip() for line in text.splitlines())
            return [line for line in lines if line and not line.startswith("#")]


def assess_list(release: Path, items: Sequence[object]) -> MedicationAssessment:
    """Assess a list on a release.

    Raises:
        SetupError: the list cannot be read; the message names each fault.
    """
    try:
        body = MedicationListBody.model_validate({"items": list(items)})
    except ValidationError as error:
        faults = [f"{'.'.join(str(part) for part in e['loc'])}: {e['msg']}" for e in error.errors()[:10]]
        raise SetupError("The list cannot be used. " + "; ".join(faults)) from None
    engine = open_for_serving(release)
    try:
        with Session(engine) as session:
            return assess_medications(session, body)
    except InvalidParameter as error:
        faults = [f"{fault.where}: {fault.message}, expected {fault.expected}" for fault in error.faults]
        raise SetupError("The list cannot be used. " + "; ".join(faults)) from None
    finally:
        engine.dispose()


def print_assessment(found: MedicationAssessment, console: Console) -> None:
    """The answer to read; `--json` has all of it."""
    parts = (
        ("Lowers magnesium", found.findings),
        ("Raises magnesium", found.protective),
        ("Looked at, no effect found", found.no_effect_found),
        ("In the data, effect unknown", found.effect_unknown),
        ("Not counted: for use at one place of the body", found.not_counted),
    )
    for title, findings in parts:
        if findings:
            console.print(_findings(title, findings))
    statements = {claim.id: claim.statement for claim in found.claims}
    _print_lines(console, "Pathways", (f"{one.pathway}: {_names(one.by)}" for one in found.pathways))
    for one in found.combinations:
        _print_lines(console, one.entity.name, (statements[claim] for claim in one.claims))
    _print_lines(console, "Monitoring, as sources advise", _advice(found.monitoring, statements))
    outside = (f"{', '.join(one.names)} (item {one.item + 1})" for one in found.not_in_data)
    _print_lines(console, "Known names, not in the data: unknown, not safe", outside)
    unclear = [*found.ambiguous, *found.conflicts, *found.not_recognised]
    _print_lines(console, "Not counted: look at these", (_unclear(found.items[at]) for at in unclear))
    console.print(f"\n{found.information}\nRelease {found.release.version}, {found.release.digest[:16]}", style="dim")


def _of_json(file: Path, text: str) -> list[object]:
    try:
        content: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SetupError(f"{file} is not JSON: {error}.") from None
    items = content.get("items") if isinstance(content, dict) else content
    if not isinstance(items, list):
        raise SetupError(f'{file} must be a list of items, or an object with "items".')
    return items


def _of_csv(file: Path, text: str) -> list[object]:
    reader = csv.DictReader(io.StringIO(text), strict=True)
    known = list(MedicationItem.model_fields)
    unknown = [name for name in reader.fieldnames or [] if name not in known]
    if unknown or not {"text", "code"} & set(reader.fieldnames or []):
        raise SetupError(f"{file} needs a header with text or code; the columns may be {', '.join(known)}.")
    try:
        return [{name: value for name, value in row.items() if value} for row in reader]
    except csv.Error as error:
        raise SetupError(f"{file} is not CSV: {error}, line {reader.line_num}.") from None


def _findings(title: str, findings: Iterable[Finding]) -> Table:
    table = Table(title=title, title_justify="left")
    for heading in ("Drug", "Items", "Strength", "Pathways", "Claims"):
        table.add_column(heading)
    for one in findings:
        items = ", ".join(str(at + 1) for at in one.items)
        table.add_row(one.entity.name, items, one.strength or "", ", ".join(one.pathways), str(len(one.claims)))
    return table


def _print_lines(console: Console, title: str, lines: Iterable[str]) -> None:
    listed = list(lines)
    if listed:
        console.print(f"\n{title}", style="bold")
        for line in listed:
            console.print(f"  - {line}", markup=False, highlight=False)


def _advice(advice: Iterable[Advice], statements: Mapping[str, str]) -> list[str]:
    """Each statement once: a class and its drug may have the same."""
    concerns: dict[str, set[str]] = {}
    for one in advice:
        concerns.setdefault(statements[one.claim], set()).update(one.concerns)
    return [f"{statement} ({_names(sorted(paths))})" for statement, paths in concerns.items()]


def _names(paths: Iterable[str]) -> str:
    return ", ".join(path.partition("/")[2] for path in paths)


def _unclear(item: AssessedItem) -> str:
    sent = item.text or item.code or ""
    if item.conflict:
        by_text = ", ".join(one.name for one in item.conflict.by_text)
        by_code = ", ".join(one.name for one in item.conflict.by_code)
        return f"{sent}: the text says {by_text}, the code {by_code}"
    options = [option.name for tie in item.ambiguous or [] for option in tie.options]
    options += [one.name for one in item.suggestions or []]
    return f"{sent}: {item.status}" + (f"; perhaps {', '.join(options)}" if options else "")
