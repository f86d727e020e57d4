"""`hypomag new`: a file with every field in its place, so that a curator fills in instead of remembering."""

import json
import re
from pathlib import Path

from api.errors import SetupError
from api.pack.spelling import other_spellings
from api.text import fold

TODO = "TODO"
"""Stands for what is still to be written; the check finds it, so nothing unfinished is built."""

_SUMMARY = "summary: TODO one or two sentences that say nothing beyond the claims\n"
_CLAIM = """
claims:
  low-magnesium:
    kind: association
    statement: TODO one statement, no more than the sources say
    direction: lowers
    evidence:
      - reference: todo
        level: review
        note: TODO what this source says, with its figures
"""
_OWN_FIELDS = {
    "causes": "category: gastrointestinal\n",
    "mechanisms": "pathway: absorption\nsite: TODO where in the body\n",
    "symptoms": "severity: mild\nsystem: general\nkind: symptom\nemergency: false\n",
    "medication-classes": "direction: lowers\n",
    "medications": "classes: [todo]  # TODO\ndirection: lowers\n",
    "functions": "",
}
# What a curator says on the command line.
SINGULAR = {
    "cause": "causes",
    "mechanism": "mechanisms",
    "symptom": "symptoms",
    "medication-class": "medication-classes",
    "medication": "medications",
    "function": "functions",
}


def write_skeleton(seed: Path, kind: str, name: str) -> Path:
    """Write a new entity's file.

    Args:
        kind: a key of `SINGULAR`.
        name: the preferred name; the slug is made from it.

    Raises:
        SetupError: no such pack, unknown kind, no slug can be made, or the file is there already.
    """
    if not seed.is_dir():
        raise SetupError(f"There is no folder {seed}: set HYPOMAG_SEED_DIR or run from the project's folder.")
    if kind not in SINGULAR:
        raise SetupError(f"There is no kind {kind!r}: choose one of {', '.join(SINGULAR)}.")
    slug = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")
    if not slug:
        raise SetupError(f"No file name can be made from {name!r}: use letters and digits.")
    folder = SINGULAR[kind]
    file = seed / folder / f"{slug}.yaml"
    if file.exists():
        raise SetupError(f"{file} is there already.")
    head = f"# yaml-language-server: $schema=../schema/{folder}.json\n"
    body = f"name: {_quoted(name)}\n{_SUMMARY}{_OWN_FIELDS[folder]}"
    synonyms = ", ".join(map(_quoted, other_spellings(name)))
    names = f'names:\n  synonyms: [{synonyms}]\ncodes: []  # for example "mondo:0005130"\n'
    file.parent.mkdir(exist_ok=True)
    file.write_text(head + body + names + _CLAIM.lstrip("\n"), encoding="utf-8")
    return file


def _quoted(text: str) -> str:
    """JSON is YAML."""
    return json.dumps(text, ensure_ascii=False)
