"""One item of a medication list: what its text and its code say together, and where they disagree."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from api.clinical.drug_names.lexicon import Thing
from api.clinical.drug_names.reading import TextReading, Tie
from api.clinical.routes import is_local, routes_in
from api.text import fold

_NOT_TAKEN: Final = re.compile(
    r"\b(?:no|not|never|without|stop|stopped|discontinued?|d c d|dc d|off|avoid|hold|held)\b"
    r"|\b(?:allerg|intoleran|refus)\w*"
)
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
    "code-says-more": "Text and code name different numbers of ingredients; all of them are counted.",
    "code-unknown": "The code is in no table here; the text was used.",
    "contains-magnesium": "It contains a magnesium compound, which matters when magnesium values are read.",
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

    The same, or a class and a drug of it: they agree. One names more than the other: all counts, with a caution.
    Anything else is a conflict, and nothing of it counts, because either may be wrong.
    """
    reading = item.reading
    by_text = item.exact.things if item.exact else reading.things if reading else ()
    by_code = item.code.things if item.code else ()
    disagree = bool(by_text and by_code) and not _agree(by_text, by_code, above)
    things = () if disagree else _together(by_text, by_code, above)
    ties = reading.ties if reading and not item.exact and not by_code else ()
    unread = reading.unread if reading and not item.exact else ()
    product = (item.code.product if item.code else None) or item.exact
    routes = _routes(item, product)
    magnesium = any(_is_magnesium(thing) for thing in things) or (product is not None and product.contains_magnesium)
    local = is_local(routes)
    status = _status(things, ties, disagree)
    spelt = reading is not None and bool(reading.spellings) and not item.exact
    method = _method(item, by_text, by_code, spelt) if things else ""
    facts = {
        "code-says-more": bool(by_text and by_code and things and _keys(by_text) != _keys(by_code)),
        "code-unknown": item.code is not None and not by_code and bool(by_text),
        "contains-magnesium": magnesium and bool(things),
        "local-route": local and bool(things),
        "partly-unread": bool(unread) and bool(by_text),
        "read-by-spelling": spelt and bool(by_text),
        "says-not-taken": bool(things) and item.text is not None and _NOT_TAKEN.search(fold(item.text)) is not None,
        "text-unread": bool(by_code) and bool(item.text) and not by_text,
    }
    return Resolved(
        status=status,
        method=method,
        score=_score(reading, method),
        things=things,
        by_text=by_text,
        by_code=by_code,
        ties=ties,
        unread=unread,
        suggestions=reading.suggestions if reading and status == Status.NOT_RECOGNISED else (),
        routes=routes,
        local=local and bool(things),
        contains_magnesium=magnesium and bool(things),
        cautions=tuple(sorted(name for name, holds in facts.items() if holds)),
    )


def _keys(things: Sequence[Thing]) -> frozenset[str]:
    return frozenset(thing.path or fold(thing.name) for thing in things)


def _agree(one: Sequence[Thing], other: Sequence[Thing], above: Mapping[str, frozenset[str]]) -> bool:
    first, second = _keys(one), _keys(other)
    return (bool(first & second) and (first <= second or second <= first)) or _covers(first, second, above)


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


def _method(item: Item, by_text: Sequence[Thing], by_code: Sequence[Thing], spelt: bool) -> str:
    chosen = 0 if by_code else 1 if item.exact else 3 if spelt else 2
    return _METHODS[chosen] if by_text or by_code else ""


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
    """By its name: a magnesium salt is called magnesium something, or is milk of magnesia."""
    return fold(thing.name).startswith("magnesi")
