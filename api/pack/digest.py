"""The digest of a release: the only freshness key there is, and the text that it is the digest of."""

import hashlib
import json
from typing import Any

from api.answer_index import READY_ANSWERS
from api.clinical.strength import STRENGTH_RULE
from api.drug_index import DRUG_INDEX
from api.pack.migrate import schema_version
from api.pack.read import Pack
from api.pack.schema import Entry
from api.search_index import SEARCH_INDEX


def release_text(pack: Pack) -> bytes:
    """The whole pack as canonical JSON, with the versions of all that is made of it: what the digest is over.

    Claims keep the order of their file, because readers see it; everything else is sorted. The pack's own manifest is
    left out: it is made from the rest and holds the digest.
    """
    own = pack.dataset.version if pack.dataset else None
    content = {
        "schema_version": schema_version(),
        "strength_rule": STRENGTH_RULE,
        "search_index": SEARCH_INDEX,
        "drug_index": DRUG_INDEX,
        "ready_answers": READY_ANSWERS,
        "dataset": _plain(pack.dataset) if pack.dataset else {},
        "notice": pack.notice,
        "manifests": [_plain(pack.manifests[version]) for version in sorted(pack.manifests) if version != own],
        "references": {slug: _plain(pack.references[slug]) for slug in sorted(pack.references)},
        "code_names": [_plain(pack.code_names[code]) for code in sorted(pack.code_names)],
        "products": [_plain(pack.products[rxcui]) for rxcui in sorted(pack.products)],
        "entities": {path: _plain(pack.entities[path]) for path in sorted(pack.entities)},
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def digest_of(text: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(text).hexdigest()


def _plain(entry: Entry) -> dict[str, Any]:
    return entry.model_dump(mode="json", exclude_none=True)
