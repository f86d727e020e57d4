"""Did-you-mean: the nearest of a few known words."""

from collections.abc import Iterable

# Longer words cannot be near a known one, and comparing them would let a client buy CPU time with a long URL.
_LONGEST = 200
_ALIKE = 65.0


def nearest(word: str, known: Iterable[str], limit: int = 1) -> list[str]:
    """At most `limit` of the known words that look like this one, best first; case does not count."""
    if not word or len(word) > _LONGEST:
        return []
    # Loaded when somebody is wrong for the first time.
    from rapidfuzz import fuzz, process

    matches = process.extract(
        word, list(known), scorer=fuzz.ratio, processor=str.casefold, score_cutoff=_ALIKE, limit=limit
    )
    return [match for match, _score, _index in matches]
