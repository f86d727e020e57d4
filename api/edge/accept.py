"""Reading `Accept` (RFC 9110 section 12.5.1)."""

import re
from collections.abc import Mapping
from functools import lru_cache

from api.edge.quality import weighted

_RANGE = re.compile(r"[!#$%&'*+.^_`|~0-9a-z-]+/[!#$%&'*+.^_`|~0-9a-z-]+")
JSON = "application/json"
PROBLEM_JSON = "application/problem+json"


@lru_cache(maxsize=256)
def media_ranges(field: str) -> Mapping[str, float]:
    """Weight per media range; parameters such as `charset` do not tell our answers apart and are left out.

    A field without any readable range is as good as no field: everything is accepted.
    """
    ranges: dict[str, float] = {}
    for name, weight in weighted(field):
        if _RANGE.fullmatch(name):
            ranges[name] = max(weight, ranges.get(name, 0.0))
    return ranges or {"*/*": 1.0}


def accepts(ranges: Mapping[str, float], media_type: str) -> bool:
    """Whether the most specific range that covers the type gives it a weight above zero."""
    main = media_type.partition("/")[0]
    for covering in (media_type, f"{main}/*", "*/*"):
        if covering in ranges:
            return ranges[covering] > 0
    return False


def accepts_json(ranges: Mapping[str, float]) -> bool:
    """Whether JSON may be sent. Who asks for problem+json alone reads JSON too, unless they exclude it by name."""
    return accepts(ranges, JSON) or (JSON not in ranges and ranges.get(PROBLEM_JSON, 0.0) > 0)
