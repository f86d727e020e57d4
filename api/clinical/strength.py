"""The strength rule: how strong a claim's evidence is, derived and never authored.

| strength | when |
|---|---|
| `none-found` | the claim's direction is `none-found`: somebody looked and found nothing |
| `established` | supported by a regulator label, a guideline or a systematic review |
| `probable` | supported by a trial or an observational study, or by two independent reviews or textbooks |
| `possible` | supported only by one review or textbook, or by case reports, databases, consumer texts, experiments |
| `disputed` | as above, but a source of equal or higher standing disputes it |

A claim whose basis is `inferred` is never more than `possible`: inference is not evidence. The standing of a strength
is that of the evidence that earned it (3 established, 2 probable, 1 possible).
"""

from collections import Counter
from collections.abc import Iterable
from typing import Final, NamedTuple

from api.vocabulary import Basis, Direction, EvidenceLevel, Stance, Strength

STRENGTH_RULE: Final = "1"
"""Version of this rule; part of the release digest, so that a change shows."""

STANDING: Final[dict[EvidenceLevel, int]] = {
    "regulator-label": 3,
    "guideline": 3,
    "systematic-review": 3,
    "trial": 2,
    "observational": 2,
    "review": 1,
    "textbook": 1,
    "case-report": 1,
    "database": 1,
    "consumer": 1,
    "experimental": 1,
}
_COUNTED_TOGETHER: Final[frozenset[EvidenceLevel]] = frozenset({"review", "textbook"})
_BY_STANDING: Final[dict[int, Strength]] = {3: "established", 2: "probable", 1: "possible"}

ORDER: Final[tuple[Strength, ...]] = ("established", "probable", "possible", "disputed", "none-found")
"""Strongest first."""


class Source(NamedTuple):
    """What the rule needs to know of one evidence row."""

    level: EvidenceLevel
    stance: Stance


def claim_strength(evidence: Iterable[Source], basis: Basis, direction: Direction | None) -> Strength:
    """Apply the rule to one claim.

    Args:
        evidence: all rows of the claim; at least one supports it.
        basis: whether the statement was read in its sources or inferred from them.
        direction: what the claim says happens to blood magnesium, if it does.

    Raises:
        ValueError: nothing supports the claim.
    """
    rows = list(evidence)
    supporting = [row.level for row in rows if row.stance == "supports"]
    if not supporting:
        raise ValueError("a claim needs at least one supporting source")
    if direction == "none-found":
        return "none-found"
    standing = 1 if basis == "inferred" else _standing(supporting)
    if any(STANDING[row.level] >= standing for row in rows if row.stance == "disputes"):
        return "disputed"
    return _BY_STANDING[standing]


def _standing(supporting: list[EvidenceLevel]) -> int:
    best = max(STANDING[level] for level in supporting)
    counts = Counter(level in _COUNTED_TOGETHER for level in supporting)
    return max(best, 2) if counts[True] >= 2 else best


def strongest(strengths: Iterable[Strength]) -> Strength | None:
    """The strongest of several, or `None` of none."""
    return min(strengths, key=ORDER.index, default=None)
