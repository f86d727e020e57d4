"""One item of a medication list: what its text and its code say together, and where they disagree."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from api.clinical.drug_names.lexicon import Thing
from api.clinical.drug_names.reading import TextReading, Tie
from api.clinical.routes import is_local, routes_in
from api.text import fold

_NOT_TAKEN: Final = re.compile(
    r"\b(?:no|not|never|without|stop|stopped|discontinued?|d cd|dcd|off|avoid|hold|held)\b"
    r"|\b(?:allerg|intoleran|refus)\w*"
)
_METALS: Final = frozenset({"aluminium", "aluminum", "calcium", "potassium", "sodium"})
_METHODS: Final = ("code", "product", "name", "spelling")


class Status(StrEnum):
    """What became of an item. The last three are never the same as "no effect found"."""

    RECOGNISED = "recognised"
    AMBIGUOUS = "ambiguous"
    CONFLICT = "conflict"
    NOT_IN_DATA = "not-in-data"
    NOT_RECOGNISED = "not-recognised"


@dataclass(frozen=True)
class Product:
    """An RxNorm product that an item names whole, by its code or by its exact name."""

    name: str
    things: tuple[Thing, ...]
    routes: tuple[str, ...]
    contains_magnesium: bool


@dataclass(frozen=True)
class CodeReading:
    """What a code leads to: nothing, when it is in no table."""

    code: str
    name: str | None
    things: tuple[Thing, ...]
    product: Product | None = None


@dataclass(frozen=True)
class Item:
    """What was sent, read as far as it can be without comparing text and code."""

    text: str | None
    reading: TextReading | None
    exact: Product | None
    """The product whose name the text is."""
    code: CodeReading | None
    route: str | None


@dataclass(frozen=True)
class Resolved:
    """An item with what counts of it."""

    status: Status
    method: str
    """How it was recognised: code, product, name, spelling; empty when it was not."""
    score: float
    things: tuple[Thing, ...]
    """What the item contains; in a conflict nothing counts."""
    by_text: tuple[Thing, ...]
    by_code: tuple[Thing, ...]
    ties: tuple[Tie, ...]
    unread: tuple[str, ...]
    suggestions: tuple[Thing, ...]
    routes: tuple[str, ...]
    local: bool
    contains_magnesium: bool
    cautions: tuple[str, ...]


CAUTIONS: Final[Mapping[str, str]] = {
    "code-says-more": "Text and code agree, but do not name exactly the same; what either names is counted.",
    "code-unknown": "The code is in no table here; the text was used.",
    "contains-magnesium": "It contains a magnesium compound, which matters when magnesium values are read.",
    "names-differ": (
        "Text and code have different names, of which the data says nothing: of one drug or of two, it cannot tell."
    ),
    "local-route": (
        "For use at one place of the body. The claims speak of the drug given by mouth or injection; "
        "the data does not say how much of it acts elsewhere, so it is not counted."
    ),
    "partly-unread": "Some words were not understood; `unread` has them.",
    "read-by-spelling": "A word was read as a similar name; check that it is the one meant.",
    "says-not-taken": "The text may say that it is not, or no longer, taken; it is counted all the same.",
    "text-unread": "The text names no drug that is known here; the code was used.",
}


def resolve(item: Item, above: Mapping[str, frozenset[str]]) -> Resolved:
    """Compare what text and code say; `above` are the classes of each medication.

    The same, or a class and a drug of it: they agree. One names more than the other: all counts, with a caution. Drugs
    that the data says nothing of have many names here and no ids: they make no conflict with each other, and none
    beside drugs that agree. Anything else is a conflict, and nothing of it counts, because either may be wrong.
    """
    reading = item.reading
    by_text = item.exact.things if item.exact else reading.things if reading else ()
    by_code = item.code.things if item.code else ()
    disagree = bool(by_text and by_code) and not _agree(by_text, by_code, above)
    things = () if disagree else _together(by_text, by_code, above)
    ties = reading.ties if reading and not item.exact and not by_code else ()
    product = (item.code.product if item.code else None) or item.exact
    routes = _routes(item, product)
    magnesium = any(_is_magnesium(thing) for thing in things) or (product is not None and product.contains_magnesium)
    status = _status(things, ties, disagree)
    method = _method(item, by_code) if things else ""
    resolved = Resolved(
        status=status,
        method=method,
        score=_score(reading, method),
        things=things,
        by_text=by_text,
        by_code=by_code,
        ties=ties,
        unread=reading.unread if reading and not item.exact else (),
        suggestions=reading.suggestions if reading and status == Status.NOT_RECOGNISED else (),
        routes=routes,
        local=is_local(routes) and bool(things),
        contains_magnesium=magnesium and bool(things),
        cautions=(),
    )
    return replace(resolved, cautions=_cautions(item, resolved))


def _cautions(item: Item, found: Resolved) -> tuple[str, ...]:
    by_text, by_code, things = bool(found.by_text), bool(found.by_code), bool(found.things)
    differ = by_text and by_code and things and _keys(found.by_text) != _keys(found.by_code)
    facts = {
        "code-says-more": differ and found.status == Status.RECOGNISED,
        "code-unknown": item.code is not None and not by_code and by_text,
        "contains-magnesium": found.contains_magnesium,
        "local-route": found.local,
        "names-differ": differ and found.status != Status.RECOGNISED,
        "partly-unread": bool(found.unread) and by_text,
        "read-by-spelling": _is_spelt(item) and by_text,
        "says-not-taken": things and item.text is not None and _NOT_TAKEN.search(fold(item.text)) is not None,
        "text-unread": by_code and bool(item.text) and not by_text,
    }
    return tuple(sorted(name for name, holds in facts.items() if holds))


def _is_spelt(item: Item) -> bool:
    """Whether a word of the text was mended, and the text counts."""
    return item.reading is not None and bool(item.reading.spellings) and not item.exact


def _keys(things: Sequence[Thing]) -> frozenset[str]:
    return frozenset(thing.path or fold(thing.name) for thing in things)


def _agree(one: Sequence[Thing], other: Sequence[Thing], above: Mapping[str, frozenset[str]]) -> bool:
    first, second = _keys(one), _keys(other)
    if first & second and (first <= second or second <= first):
        return True
    # Without the names of drugs outside the data, which may be synonyms.
    first, second = _paths(one), _paths(other)
    if not first or not second:
        return not first and not second
    return (bool(first & second) and (first <= second or second <= first)) or _covers(first, second, above)


def _paths(things: Sequence[Thing]) -> frozenset[str]:
    return frozenset(thing.path for thing in things if thing.path)


def _covers(first: frozenset[str], second: frozenset[str], above: Mapping[str, frozenset[str]]) -> bool:
    """Whether one side names a class of everything that the other names."""

    def under(drugs: frozenset[str], classes: frozenset[str]) -> bool:
        return all(above.get(drug, frozenset()) & classes for drug in drugs)

    return under(first, second) or under(second, first)


def _together(one: Sequence[Thing], other: Sequence[Thing], above: Mapping[str, frozenset[str]]) -> tuple[Thing, ...]:
    found = {thing.path or fold(thing.name): thing for thing in [*other, *one]}
    covered = {path for key in found for path in above.get(key, ())}
    kept = [thing for key, thing in found.items() if key not in covered]
    return tuple(sorted(kept, key=lambda thing: (thing.path is None, thing.path or "", thing.name)))


def _status(things: Sequence[Thing], ties: Sequence[Tie], disagree: bool) -> Status:
    if disagree:
        return Status.CONFLICT
    if any(thing.path for thing in things):
        return Status.RECOGNISED
    if ties:
        return Status.AMBIGUOUS
    return Status.NOT_IN_DATA if things else Status.NOT_RECOGNISED


def _method(item: Item, by_code: Sequence[Thing]) -> str:
    chosen = 0 if by_code else 1 if item.exact else 3 if _is_spelt(item) else 2
    return _METHODS[chosen]


def _score(reading: TextReading | None, method: str) -> float:
    """1 for an exact code or name; the likeness of the least like word where spelling was mended."""
    if method == "spelling" and reading is not None:
        return min(spelling.score for spelling in reading.spellings)
    return 1.0 if method else 0.0


def _routes(item: Item, product: Product | None) -> tuple[str, ...]:
    """As the item states it; else as its text says; else as the product's forms are."""
    stated = routes_in(item.route) if item.route else frozenset()
    written = routes_in(item.text) if item.text else frozenset()
    return tuple(sorted(stated or written or (product.routes if product else ())))


def _is_magnesium(thing: Thing) -> bool:
    """By its name: magnesium something, also behind another metal, or milk of magnesia; not esomeprazole magnesium."""
    words = fold(thing.name).split()
    found = next((at for at, word in enumerate(words) if word.startswith("magnesi")), None)
    return found is not None and (found == 0 or words[found] == "magnesia" or words[found - 1] in _METALS)
