"""Reads one line of a medication list: which drugs and classes it names, and what in it could not be read."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from api.clinical.drug_names.lexicon import SHORTEST_GUESS, Found, Lexicon, Reading, Source, Thing
from api.clinical.drug_names.misspellings import Mended, guess, is_guessable
from api.clinical.drug_names.plain_words import SALTS
from api.clinical.drug_names.words import Word, has_amount, is_noise, split_words

MAX_GUESSES: Final = 6
"""In one text no more words than these are tried as misspellings: it bounds the work."""
MAX_SUGGESTIONS: Final = 5
_SHORT: Final = 3
"""A name of so few letters does not count with an unread word right behind it: a PEG tube, an RCA stent."""


class Tie(NamedTuple):
    """A part of the text that fits several things."""

    typed: str
    options: tuple[Thing, ...]


class Spelling(NamedTuple):
    """A misspelt word and what it was read as."""

    typed: str
    read: str
    score: float


class TextReading(NamedTuple):
    """What a text names."""

    things: tuple[Thing, ...]
    """Drugs and classes, those that the data has first; each once, by path and name."""
    ties: tuple[Tie, ...]
    spellings: tuple[Spelling, ...]
    unread: tuple[str, ...]
    """Words that are neither a name nor known to be none, in the order of the text."""
    suggestions: tuple[Thing, ...]
    """When nothing was recognised: what may have been meant."""


class _Match(NamedTuple):
    found: Found
    mended: Mended | None = None


def read_text(text: str, lexicon: Lexicon) -> TextReading:
    """Read one text.

    The longest names win; salts directly behind a name belong to it. A brand in square brackets behind its ingredients
    adds nothing, as RxNorm's names list all of them. Names of drugs outside the data count where nothing of ours was
    found, or where something separates them from the words before. A class is left out where one of its drugs is named.
    """
    words = split_words(text, lexicon.words, lexicon.alone)
    matches = list(_scan(lexicon, words))
    ties = []
    dosed = has_amount(words)
    for at in _unread(words, matches, lexicon, guessable_only=True)[:MAX_GUESSES]:
        meant = guess(lexicon, words, at, dosed)
        if meant.certain is not None and not _overlaps(meant.certain.found, matches):
            matches.append(_Match(meant.certain.found, meant.certain))
        elif meant.options:
            ties.append(Tie(words[at].text, _options(meant.options)))
    matches = _counted(words, matches, lexicon)
    things = _things(words, matches)
    ties += _several(words, matches, things)
    left = _unread(words, matches, lexicon)
    if not matches and not ties:
        ties = _begun(lexicon, words)
    things = _without_covered_classes(things, lexicon)
    suggestions = () if things or ties else _suggested(lexicon, words, left)
    return TextReading(
        things=_in_order(things),
        ties=tuple(dict.fromkeys(ties)),
        spellings=tuple(Spelling(m.mended.typed, m.mended.read, m.mended.score) for m in matches if m.mended),
        unread=tuple(dict.fromkeys(words[at].text for at in left)),
        suggestions=suggestions,
    )


def _scan(lexicon: Lexicon, words: list[Word]) -> Iterator[_Match]:
    at = 0
    while at < len(words):
        found = lexicon.at(words, at) or _singular(lexicon, words, at)
        if found is None or _is_mere_noise(words, found):
            at += 1
            continue
        at = found.end
        while at < len(words) and words[at].text in SALTS and not words[at].apart:
            at += 1
        yield _Match(found._replace(end=at))


def _singular(lexicon: Lexicon, words: list[Word], at: int) -> Found | None:
    """`PPIs`, `thiazides`: the name without its plural ending; a short one only of a class (`atos` is not ATO)."""
    word = words[at].text
    if len(word) < 4 or not word.endswith("s"):
        return None
    found = lexicon.at([*words[:at], words[at]._replace(text=word.removesuffix("s")), *words[at + 1 :]], at)
    is_long = len(word) > SHORTEST_GUESS
    return found if found is not None and (is_long or found.meaning.source == Source.CLASS) else None


def _is_mere_noise(words: list[Word], found: Found) -> bool:
    return found.end - found.start == 1 and is_noise(words[found.start].text)


def _overlaps(found: Found, matches: Iterable[_Match]) -> bool:
    return any(found.start < other.found.end and other.found.start < found.end for other in matches)


def _unread(
    words: list[Word], matches: Iterable[_Match], lexicon: Lexicon, *, guessable_only: bool = False
) -> list[int]:
    covered = {at for match in matches for at in range(match.found.start, match.found.end)}
    return [
        at
        for at, word in enumerate(words)
        if at not in covered
        and not is_noise(word.text)
        and word.text not in SALTS
        and (not guessable_only or is_guessable(lexicon, word.text))
    ]


def _counted(words: list[Word], matches: list[_Match], lexicon: Lexicon) -> list[_Match]:
    """The matches that count: see `read_text` for drugs outside the data, `_SHORT` for short names."""
    left = set(_unread(words, matches, lexicon))
    kept = []
    inside = any(match.found.meaning.source <= Source.INGREDIENT for match in matches)
    for match in sorted(matches, key=lambda match: match.found.start):
        first, source = words[match.found.start], match.found.meaning.source
        short = match.found.end - match.found.start == 1 and len(first.text) <= _SHORT
        if short and match.found.end in left and not words[match.found.end].apart:
            continue
        if source == Source.OUTSIDE and inside and not first.apart:
            continue
        kept.append(match)
    return kept


def _several(words: list[Word], matches: Iterable[_Match], things: set[Thing]) -> list[Tie]:
    """Names with several meanings: what only some of them hold is open, unless a brand stands behind its contents."""
    ties = []
    for match in matches:
        held = frozenset().union(*match.found.meaning.readings)
        open_ = held - _certain(match)
        if open_ and not (words[match.found.start].bracketed and held & things):
            typed = " ".join(word.text for word in words[match.found.start : match.found.end])
            ties.append(Tie(typed, _in_order(open_)))
    return ties


def _things(words: list[Word], matches: list[_Match]) -> set[Thing]:
    things = set[Thing]().union(*(_certain(m) for m in matches if not words[m.found.start].bracketed))
    for match in matches:
        reading = _certain(match)
        if words[match.found.start].bracketed and not reading & things:
            things |= reading
    return things


def _certain(match: _Match) -> Reading:
    """What all meanings of a name have in common: everything, when there is but one."""
    return frozenset.intersection(*match.found.meaning.readings)


def _without_covered_classes(things: set[Thing], lexicon: Lexicon) -> set[Thing]:
    covered = {above for thing in things if thing.path for above in lexicon.above.get(thing.path, ())}
    return {thing for thing in things if thing.path not in covered}


def _begun(lexicon: Lexicon, words: list[Word]) -> list[Tie]:
    """One word that several names begin with (`magnesium 400 mg`) is ambiguous."""
    left = [word.text for word in words if not is_noise(word.text)]
    readings = lexicon.beginnings.get(left[0], frozenset()) if len(left) == 1 else frozenset()
    return [Tie(left[0], _in_order(frozenset().union(*readings)))] if len(readings) > 1 else []


def _suggested(lexicon: Lexicon, words: list[Word], left: list[int]) -> tuple[Thing, ...]:
    found: dict[Thing, None] = {}
    for at in left[:MAX_GUESSES]:
        for reading in sorted(lexicon.beginnings.get(words[at].text, ()), key=str):
            found.update(dict.fromkeys(_in_order(reading)))
        for mended in guess(lexicon, words, at, dosed=True).near:
            found.update(dict.fromkeys(_options([mended])))
    return tuple(found)[:MAX_SUGGESTIONS]


def _options(options: Iterable[Mended]) -> tuple[Thing, ...]:
    return _in_order({thing for mended in options for reading in mended.found.meaning.readings for thing in reading})


def _in_order(things: Iterable[Thing]) -> tuple[Thing, ...]:
    """Those that the data has first."""
    return tuple(sorted(things, key=lambda thing: (thing.path is None, thing.path or "", thing.name)))
