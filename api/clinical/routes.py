"""By which route a medication is given, as far as a text says, and whether it is one for the place only.

Whether little of a drug gets into the body from its place is said by no claim here. So a local route changes no claim:
the item is set apart, with the words that the claims speak of the drug given by mouth or injection.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from api.text import search_key

LOCAL: Final = frozenset({"ophthalmic", "otic", "topical", "irrigation"})
"""Routes of RxNorm's dose forms that treat a surface. All others count as reaching the body: nasal, inhaled, vaginal,
rectal and transdermal medicines may."""

_PHRASES: Final[Mapping[str, str]] = {
    "by mouth": "oral",
    "cream": "topical",
    "crm": "topical",
    "ear drops": "otic",
    "ear": "otic",
    "eye drops": "ophthalmic",
    "eye": "ophthalmic",
    "eyes": "ophthalmic",
    "inhaled": "inhalation",
    "inhaler": "inhalation",
    "inj": "injectable",
    "injection": "injectable",
    "intravenous": "injectable",
    "irrigation": "irrigation",
    "iv": "injectable",
    "ivpb": "injectable",
    "im": "injectable",
    "sc": "injectable",
    "subcut": "injectable",
    "subcutaneous": "injectable",
    "lotion": "topical",
    "nebulizer": "inhalation",
    "ointment": "topical",
    "oint": "topical",
    "ophth": "ophthalmic",
    "ophthalmic": "ophthalmic",
    "oral": "oral",
    "orally": "oral",
    "otic": "otic",
    "po": "oral",
    "tab": "oral",
    "tablet": "oral",
    "tabs": "oral",
    "tablets": "oral",
    "cap": "oral",
    "caps": "oral",
    "capsule": "oral",
    "capsules": "oral",
    "top": "topical",
    "topical": "topical",
    "topically": "topical",
    "vial": "injectable",
}


def routes_in(text: str) -> frozenset[str]:
    """The routes that the words of a text name; `eye ointment` is for the eye."""
    padded = f" {search_key(text)} "
    found = {route for phrase, route in _PHRASES.items() if f" {phrase} " in padded}
    return frozenset(found - {"topical"} if found & {"ophthalmic", "otic"} else found)


def is_local(routes: Iterable[str]) -> bool:
    """Whether all known routes are local; none known is not."""
    known = set(routes)
    return bool(known) and known <= LOCAL
