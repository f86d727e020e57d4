"""Turns the JSON export of a release back into a pack's files, for those who want to build on it."""

import csv
import json
import re
from pathlib import Path
from typing import Any

import yaml

from api.errors import SetupError
from api.pack.code_tables import CODES, PRODUCTS, CodeNameEntry, ProductEntry
from api.pack.manifest import FOLDER
from api.pack.schema import Entry
from api.pack.yaml import FLOAT


def unpack(text: bytes, folder: Path) -> int:
    """Write the pack that a release text was made from; returns the number of files.

    Raises:
        SetupError: the folder is not empty, or the text is no export of ours.
    """
    if folder.exists() and any(folder.iterdir()):
        raise SetupError(f"{folder} is not empty: name a new folder.")
    try:
        files = {name: content.encode() for name, content in _files(json.loads(text)).items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise SetupError("This is not the JSON export of a release.") from None
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return len(files)


# An export may come from anywhere: no name in it leads out of the folder.
_NAME = re.compile(r"[\w-]+(/[\w-][\w.-]*)?\.(csv|json|md|yaml)")


class _Dumper(yaml.CSafeDumper):
    """Quotes what our reader would take for a number and YAML 1.1 does not, and escapes rare line breaks.

    Unescaped, those would be folded into a space.
    """


def _text(dumper: yaml.CSafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, '"' if _RARE_BREAK.search(text) else None)


_RARE_BREAK = re.compile("[\x85\u2028\u2029]")
_Dumper.add_representer(str, _text)
_Dumper.add_implicit_resolver("tag:yaml.org,2002:float", FLOAT, list("+-.0123456789"))


def _files(content: dict[str, Any]) -> dict[str, str]:
    """Text of each file by its name.

    Raises:
        ValueError, KeyError, TypeError, AttributeError: the content is not what we export.
    """
    entries = {"dataset": content["dataset"], **content["entities"]}
    entries |= {f"references/{slug}": entry for slug, entry in content["references"].items()}
    files = {
        f"{path}.yaml": yaml.dump(dict(entry), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)
        for path, entry in entries.items()
    }
    files |= {f"{FOLDER}/{manifest['version']}.json": json.dumps(manifest) for manifest in content["manifests"]}
    files[CODES] = _csv(CodeNameEntry, content["code_names"])
    files[PRODUCTS] = _csv(ProductEntry, content["products"])
    files["NOTICE.md"] = content["notice"]
    if not all(_NAME.fullmatch(name) and isinstance(text, str) for name, text in files.items()):
        raise ValueError(files.keys())
    return files


def _csv(model: type[Entry], rows: list[dict[str, Any]]) -> str:
    columns = list(model.model_fields)
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
