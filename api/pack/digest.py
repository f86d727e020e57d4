"""The digest of a release: the only freshness key there is."""

import hashlib
import json
from typing import Any

from api.pack.read import Pack
from api.pack.schema import Entry


def pack_content(pack: Pack) -> dict[str, Any]:
    """The whole pack as plain JSON data, in a stable order: dataset, references and entities by path.

    Claims keep the order of their file, because readers see it.
    """
    return {
        "dataset": _plain(pack.dataset) if pack.dataset else {},
        "references": {slug: _plain(pack.references[slug]) for slug in sorted(pack.references)},
        "entities": {path: _plain(pack.entities[path]) for path in sorted(pack.entities)},
    }


def release_digest(pack: Pack, schema_version: str, strength_rule: str) -> str:
    """SHA-256 (hex) over pack content, strength rule and schema version."""
    material = {"schema_version": schema_version, "strength_rule": strength_rule, **pack_content(pack)}
    text = json.dumps(material, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(entry: Entry) -> dict[str, Any]:
    return entry.model_dump(mode="json", exclude_none=True)
