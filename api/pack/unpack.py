"""Turns the JSON export of a release back into a pack's files, for those who want to build on it."""

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from api.errors import SetupError
from api.pack.code_tables import CODES, PRODUCTS, CodeNameEntry, ProductEntry
from api.pack.manifest import FOLDER
from api.pack.schema import Entry


def unpack(text: bytes, folder: Path) -> int:
    """Write the pack that a release text was made from; returns the number of files.

    Raises:
        SetupError: the folder is not empty, or the text is no export of ours.
    """
    if folder.exists() and any(folder.iterdir()):
        raise SetupError(f"{folder} is not empty: name a new folder.")
    try:
        content = json.loads(text)
        files: dict[str, Mapping[str, Any]] = {"dataset": content["dataset"], **content["entities"]}
        files |= {f"references/{slug}": entry for slug, entry in content["references"].items()}
        tables: dict[str, tuple[type[Entry], Any]] = {
            CODES: (CodeNameEntry, content["code_names"]),
            PRODUCTS: (ProductEntry, content["products"]),
        }
        manifests = {f"{FOLDER}/{m['version']}.json": m for m in content["manifests"]}
    except (ValueError, KeyError, TypeError):
        raise SetupError("This is not the JSON export of a release.") from None
    _write(folder / "NOTICE.md", content["notice"])
    for path, entry in files.items():
        written = yaml.safe_dump(dict(entry), sort_keys=False, allow_unicode=True, width=120)
        _write(folder / f"{path}.yaml", written)
    for name, (model, rows) in tables.items():
        _write(folder / name, _csv(list(model.model_fields), rows))
    for name, manifest in manifests.items():
        _write(folder / name, json.dumps(manifest))
    return 1 + len(files) + len(tables) + len(manifests)


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _csv(columns: list[str], rows: list[dict[str, Any]]) -> str:
    lines: list[str] = []
    writer = csv.writer(_Lines(lines), lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row[column]) for column in columns])
    return "".join(lines)


def _cell(value: object) -> object:
    if isinstance(value, list):
        return "|".join(value)
    return str(value).lower() if isinstance(value, bool) else value


class _Lines:
    """What `csv.writer` writes to."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines

    def write(self, line: str) -> None:
        self._lines.append(line)
