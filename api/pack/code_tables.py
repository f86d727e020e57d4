"""The pack's code tables, read strictly from CSV: names of codes, and RxNorm products with their ingredients.

They are data of others, kept as tables because nobody edits them by hand; `seed/NOTICE.md` says where they come from.
"""

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, StringConstraints, ValidationError, field_validator

from api.curies import parse_curie
from api.pack.finding import Finding
from api.pack.schema import Entry

CODES = "codes/codes.csv"
PRODUCTS = "codes/rxnorm-products.csv"

E = TypeVar("E", bound=Entry)


class CodeNameEntry(Entry):
    """What a code means in its own system."""

    code: str
    name: Annotated[str, StringConstraints(min_length=1, max_length=400)]
    source: Annotated[str, StringConstraints(min_length=1, max_length=200)]

    @field_validator("code")
    @classmethod
    def _is_canonical(cls, code: str) -> str:
        if str(parse_curie(code)) != code:
            raise ValueError(f"the canonical form is {parse_curie(code)}")
        return code


class ProductEntry(Entry):
    """An RxNorm concept below the ingredient: what prescribing systems send."""

    rxcui: Annotated[str, StringConstraints(pattern=r"^\d{1,8}$")]
    tty: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,5}$")] = Field(description="RxNorm term type.")
    name: Annotated[str, StringConstraints(min_length=1, max_length=1000)]
    ingredients: list[str] = Field(description="Slugs of medications; those that the pack does not have stay as text.")
    other_ingredients: list[str]
    contains_magnesium: bool
    route: list[str]
    status: Literal["current", "unknown"]
    source: str
    note: str

    @field_validator("ingredients", "other_ingredients", "route", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return [part for part in value.split("|") if part] if isinstance(value, str) else value

    @field_validator("contains_magnesium", mode="before")
    @classmethod
    def _boolean(cls, value: object) -> object:
        return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


def read_code_names(root: Path, findings: list[Finding]) -> dict[str, CodeNameEntry]:
    """Names by code; faults are added to `findings`."""
    return _by_code(root, CODES, CodeNameEntry, lambda entry: entry.code, findings)


def read_products(root: Path, findings: list[Finding]) -> dict[str, ProductEntry]:
    """Products by RXCUI; faults are added to `findings`."""
    by_code = _by_code(root, PRODUCTS, ProductEntry, lambda entry: f"rxnorm:{entry.rxcui}", findings)
    return {entry.rxcui: entry for entry in by_code.values()}


def _by_code(
    root: Path, name: str, model: type[E], code_of: Callable[[E], str], findings: list[Finding]
) -> dict[str, E]:
    """The rows of a table by their code; a code that stands twice is a fault."""
    found: dict[str, E] = {}
    for line, entry in _rows(root, name, model, findings):
        code = code_of(entry)
        if code in found:
            findings.append(Finding(f"{root.name}/{name}", line, f"duplicate code {code}"))
        found[code] = entry
    return found


def _rows(root: Path, name: str, model: type[E], findings: list[Finding]) -> Iterator[tuple[int, E]]:
    file = f"{root.name}/{name}"
    try:
        text = (root / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        findings.append(Finding(file, 1, f"cannot be read: {error.__class__.__name__}"))
        return
    reader = csv.DictReader(io.StringIO(text), restkey="further columns", strict=True)
    try:
        if reader.fieldnames != list(model.model_fields):
            findings.append(Finding(file, 1, f"the columns must be {','.join(model.model_fields)}"))
            return
        for row in reader:
            yield from _row(file, reader.line_num, row, model, findings)
    except csv.Error as error:
        # The inner reader's line: the outer one's is that of the last good row.
        findings.append(Finding(file, reader.reader.line_num, f"not CSV: {error}"))


def _row(file: str, line: int, row: dict[str, Any], model: type[E], findings: list[Finding]) -> Iterator[tuple[int, E]]:
    try:
        yield line, model.model_validate(row)
    except ValidationError as error:
        for details in error.errors():
            column = ".".join(str(part) for part in details["loc"])
            findings.append(Finding(file, line, f"{column}: {details['msg'].removeprefix('Value error, ')}"))
