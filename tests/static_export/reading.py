"""Reads an export as its manifest describes it."""

import json
from pathlib import Path
from typing import Any


def manifest(folder: Path) -> list[dict[str, Any]]:
    """What the manifest says of each file."""
    lines = (folder / "manifest.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines[1:]]


def pages(folder: Path) -> dict[str, dict[str, Any]]:
    """What the manifest says of the file of each address."""
    return {entry["address"]: entry for entry in manifest(folder) if "address" in entry}


def content(folder: Path) -> dict[str, bytes]:
    """All files, by their path in the folder."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}
