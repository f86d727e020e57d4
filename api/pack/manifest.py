"""Manifests: what was in a release, small enough to keep for ever, so that two releases can be compared.

A manifest maps the id of each entity, claim and reference to a short hash of its content. Those of earlier releases are
files under `seed/manifests/`; the build puts them into the release beside its own.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from api.pack.finding import Finding
from api.pack.schema import EntityEntry, Entry, Version

HASH_LENGTH = 12
FOLDER = "manifests"


class Manifest(Entry):
    """One release's contents by id."""

    version: Version
    digest: str
    date: str
    entities: dict[str, str] = Field(description="Entity id to the hash of all but its claims.")
    claims: dict[str, str]
    references: dict[str, str]


def make_manifest(
    version: str,
    digest: str,
    date: str,
    entities: Mapping[str, EntityEntry],
    references: Mapping[str, Entry],
) -> Manifest:
    """The manifest of a pack."""
    maps = {
        "entities": {path: _hash(_plain(entity, {"claims"})) for path, entity in sorted(entities.items())},
        "claims": {
            f"{path}/claims/{key}": _hash(_plain(claim, set()))
            for path, entity in sorted(entities.items())
            for key, claim in entity.claims.items()
        },
        "references": {slug: _hash(_plain(reference, set())) for slug, reference in sorted(references.items())},
    }
    return Manifest(version=version, digest=digest, date=date, **maps)


def read_manifests(root: Path, findings: list[Finding]) -> dict[str, Manifest]:
    """Manifests of earlier releases under `root`, by version; faults are added to `findings`."""
    found: dict[str, Manifest] = {}
    for file in sorted((root / FOLDER).glob("*.json")):
        name = f"{root.name}/{FOLDER}/{file.name}"
        try:
            manifest = Manifest.model_validate_json(file.read_bytes())
        except (OSError, ValidationError):
            findings.append(Finding(name, 1, "not a manifest: `hypomag manifest` writes one"))
            continue
        if manifest.version != file.stem:
            findings.append(Finding(name, 1, f"this is the manifest of version {manifest.version}"))
        found[manifest.version] = manifest
    return found


def _plain(entry: Entry, exclude: set[str]) -> dict[str, Any]:
    # Without defaults: a field that a later schema adds must not make everything look changed.
    return entry.model_dump(mode="json", exclude_defaults=True, exclude=exclude)


def _hash(content: dict[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_LENGTH]
