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

_PLACES: Final[Mapping[str, str]] = {"ear": "otic", "ears": "otic", "eye": "ophthalmic", "eyes": "ophthalmic"}
"""Also what something is taken for: behind `for` they say nothing of the route (`acetazolamide for eye pressure`)."""

_PHRASES: Final[Mapping[str, str]] = {
    "by mouth": "oral",
    "cream": "topical",
    "crm": "topical",
    "enema": "rectal",
    "inhalation": "inhalation",
    "inhaled": "inhalation",
    "inhaler": "inhalation",
    "inj": "injectable",
    "injectable": "injectable",
    "injection": "injectable",
    "intramuscular": "injectable",
    "intravenous": "injectable",
    "intravenously": "injectable",
    "irrigation": "irrigation",
    "iv": "injectable",
    "ivpb": "injectable",
    "im": "injectable",
    "sc": "injectable",
    "subcut": "injectable",
    "subcutaneous": "injectable",
    "subcutaneously": "injectable",
    "sublingual": "sublingual",
    "lotion": "topical",
    "nasal": "nasal",
    "nebulizer": "inhalation",
    "ointment": "topical",
    "oint": "topical",
    "ophth": "ophthalmic",
    "ophthalmic": "ophthalmic",
    "oral": "oral",
    "orally": "oral",
    "otic": "otic",
    "patch": "transdermal",
    "po": "oral",
    "rectal": "rectal",
    "rectally": "rectal",
    "suppository": "rectal",
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
    "transdermal": "transdermal",
    "vaginal": "vaginal",
    "vaginally": "vaginal",
    "vial": "injectable",
}


def routes_in(text: str) -> frozenset[str]:
    """The routes that the words of a text name; `eye ointment` is for the eye."""
    padded = f" {search_key(text)} "
    before_reason = padded.partition(" for ")[0] + " "
    found = {route for phrase, route in _PHRASES.items() if f" {phrase} " in padded}
    found |= {route for place, route in _PLACES.items() if f" {place} " in before_reason}
    return frozenset(found - {"topical"} if found & {"ophthalmic", "otic"} else found)


def is_local(routes: Iterable[str]) -> bool:
    """Whether all known routes are local; none known is not."""
    known = set(routes)
    return bool(known) and known <= LOCAL
