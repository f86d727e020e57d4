"""Every drug name that a release knows, arranged so that text can be read by it. Built once per release, read only."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from itertools import groupby, islice
from typing import Final, NamedTuple

from api.clinical.drug_names.words import Word, is_noise, is_number
from api.text import search_key

Phrase = tuple[str, ...]

SHORTEST_GUESS: Final = 5
"""Shorter words have too many neighbours to be mended."""
LONGEST_GUESS: Final = 40
BEGINNINGS: Final = 12
"""Of the names that begin with a word no more are offered: the first, ours before others."""


class Thing(NamedTuple):
    """What a name stands for: an entity's path, or a drug of which the data says nothing (`path` is None)."""

    name: str
    path: str | None


Reading = frozenset[Thing]
"""All that is in what a name stands for: one thing, or the ingredients of a product."""


class Source(IntEnum):
    """Where a name comes from; when one name has several meanings, that of the smallest counts."""

    MEDICATION = 0
    CLASS = 1
    PRODUCT = 2
    INGREDIENT = 3
    OUTSIDE = 4


class Named(NamedTuple):
    """A name with one of its meanings."""

    text: str
    source: Source
    reading: Reading


class Meaning(NamedTuple):
    """What a phrase may mean: more than one reading is an ambiguity."""

    source: Source
    readings: frozenset[Reading]


class Found(NamedTuple):
    """A phrase of the lexicon in a text: words `start` up to `end`."""

    start: int
    end: int
    meaning: Meaning


@dataclass(frozen=True, repr=False)
class Lexicon:
    """Names as phrases of folded words. Use `build_lexicon`."""

    meanings: Mapping[Phrase, Meaning]
    lengths: Mapping[str, tuple[int, ...]]
    """How many words the phrases have that begin with a word, most first."""
    words: frozenset[str]
    """All words of names: they are no misspellings."""
    alone: frozenset[str]
    """Words that are names on their own."""
    guessable: Mapping[int, tuple[str, ...]]
    """Words that a misspelling may be mended to, by length."""
    sounds: Mapping[str, tuple[str, ...]]
    """The same by their sound."""
    beginnings: Mapping[str, frozenset[Reading]]
    """What names begin with a word, where the word alone is no name."""
    in_order: tuple[str, ...]
    """All guessable words, sorted."""
    plain: frozenset[str]
    """Words of the release that are in no name: no misspellings either."""
    above: Mapping[str, frozenset[str]]
    """The classes of a medication, at any level, by path."""

    def at(self, words: list[Word], start: int) -> Found | None:
        """The longest phrase that begins here."""
        for length in self.lengths.get(words[start].text, ()):
            meaning = self.meanings.get(tuple(word.text for word in words[start : start + length]))
            if meaning is not None and start + length <= len(words):
                return Found(start, start + length, meaning)
        return None

    def known(self, word: str) -> bool:
        """Whether a word, or its singular, is no misspelling."""
        return any(form in self.words or form in self.plain for form in (word, word.removesuffix("s")))


def build_lexicon(
    names: Iterable[Named],
    plain: Iterable[str],
    above: Mapping[str, frozenset[str]],
    words: frozenset[str] = frozenset(),
    mendable: frozenset[str] = frozenset(),
) -> Lexicon:
    """Arrange names.

    Args:
        plain: other words of the release.
        above: the classes of each medication.
        words: further words of names, where `names` are not all there are.
        mendable: those of them that a misspelling may be mended to.
    """
    meanings = _unhidden(_by_phrase(names))
    lengths: dict[str, set[int]] = defaultdict(set)
    for phrase in meanings:
        lengths[phrase[0]].add(len(phrase))
    words |= {word for phrase in meanings for word in phrase} | mendable
    guessable: dict[int, set[str]] = defaultdict(set)
    sounds: dict[str, set[str]] = defaultdict(set)
    in_order = tuple(sorted(mendable.union(*(_guessable(phrase, meaning) for phrase, meaning in meanings.items()))))
    for word in in_order:
        guessable[len(word)].add(word)
        sounds[sound(word)].add(word)
    return Lexicon(
        meanings=meanings,
        lengths={word: tuple(sorted(found, reverse=True)) for word, found in lengths.items()},
        words=words,
        alone=frozenset(phrase[0] for phrase in meanings if len(phrase) == 1),
        guessable={length: tuple(sorted(group)) for length, group in guessable.items()},
        in_order=in_order,
        sounds={key: tuple(sorted(group)) for key, group in sounds.items()},
        beginnings=_beginnings(meanings),
        plain=frozenset(plain) - words,
        above=above,
    )


def _unhidden(listed: Mapping[Phrase, Meaning]) -> dict[Phrase, Meaning]:
    """Without names of drugs outside that hold one of ours: they may be a form of it, and must not hide it."""
    ours = {phrase for phrase, meaning in listed.items() if meaning.source <= Source.PRODUCT}
    return {
        phrase: meaning
        for phrase, meaning in listed.items()
        if meaning.source < Source.INGREDIENT or not any(part in ours for part in _parts(phrase))
    }


def _guessable(phrase: Phrase, meaning: Meaning) -> set[str]:
    """What a misspelling may be mended to: every long word of our names, and names of one word of all others."""
    words = phrase if meaning.source <= Source.PRODUCT else phrase[: len(phrase) == 1]
    return {
        word for word in words if SHORTEST_GUESS <= len(word) <= LONGEST_GUESS and word.isalpha() and not is_noise(word)
    }


def by_beginning(meanings: Mapping[Phrase, Meaning]) -> list[tuple[Phrase, Meaning]]:
    """The phrases in the order in which those that begin with the same word are offered."""
    return sorted(meanings.items(), key=lambda named: (named[0][0], named[1].source, named[0]))


def _beginnings(meanings: Mapping[Phrase, Meaning]) -> dict[str, frozenset[Reading]]:
    found: dict[str, frozenset[Reading]] = {}
    for first, named in groupby(by_beginning(meanings), key=lambda named: named[0][0]):
        if len(first) >= SHORTEST_GUESS and (first,) not in meanings:
            few = [meaning for _, meaning in islice(named, BEGINNINGS) if meaning.source <= Source.INGREDIENT]
            found |= {first: frozenset(reading for meaning in few for reading in meaning.readings)} if few else {}
    return found


def sound(word: str) -> str:
    """A rough key of how a word sounds: `lasiks` and `lasix` have the same."""
    for written, heard in (("ph", "f"), ("ck", "k"), ("ks", "x"), ("y", "i"), ("z", "s"), ("th", "t")):
        word = word.replace(written, heard)
    return "".join(letter for at, letter in enumerate(word) if at == 0 or letter != word[at - 1])


def _by_phrase(names: Iterable[Named]) -> dict[Phrase, Meaning]:
    found: dict[Phrase, Meaning] = {}
    for name in _spelt_alike(names):
        for phrase in _phrases(name):
            meaning = Meaning(name.source, frozenset([name.reading]))
            before = found.setdefault(phrase, meaning)
            if before.source > name.source:
                found[phrase] = meaning
            elif before.source == name.source:
                found[phrase] = Meaning(name.source, _distinct(before.readings | {name.reading}))
    return found


def _spelt_alike(names: Iterable[Named]) -> list[Named]:
    """One spelling for each drug outside the data, which has no id: `Atenolol`, `atenolol` are no two drugs."""
    listed = list(names)
    first: dict[str, Thing] = {}
    spelt: dict[Thing, Thing] = {}
    for thing in sorted({thing for name in listed for thing in name.reading if thing.path is None}):
        spelt[thing] = first.setdefault(search_key(thing.name).replace(" ", ""), thing)
    return [name._replace(reading=frozenset(spelt.get(thing, thing) for thing in name.reading)) for name in listed]


def _phrases(name: Named) -> Iterator[Phrase]:
    """The name, and how else it is written.

    Where it is ours also its singular, as classes have plural names, and `zoledronic` without `acid`; a product without
    how long its pack lasts (`Yasmin 28 Day`); initials as one word, as texts are read (`A.T.O.`).
    """
    phrase = tuple(search_key(name.text).split())
    # What is only units, forms and numbers would be found in every line.
    ours = name.source <= Source.CLASS and len(phrase) > 1
    if phrase and (ours or not all(is_noise(word) for word in phrase)):
        yield phrase
        if name.source <= Source.CLASS and len(phrase[-1]) >= SHORTEST_GUESS and phrase[-1].endswith("s"):
            yield (*phrase[:-1], phrase[-1].removesuffix("s"))
        if name.source == Source.MEDICATION and len(phrase) == 2 and phrase[1] == "acid":
            yield phrase[:1]
        if name.source == Source.PRODUCT and len(phrase) > 2 and phrase[-1] == "day" and is_number(phrase[-2]):
            yield phrase[:-2]
        first = next((at for at, word in enumerate(phrase) if len(word) > 1 or is_number(word)), len(phrase))
        if first > 2:
            yield ("".join(phrase[:first]), *phrase[first:])


def _distinct(readings: frozenset[Reading]) -> frozenset[Reading]:
    """What only drugs outside the data are called is no ambiguity: nothing is said of any of them."""
    if any(thing.path for reading in readings for thing in reading):
        return readings
    return frozenset([min(readings, key=lambda reading: (len(reading), sorted(reading, key=str)))])


def _parts(phrase: Phrase) -> Iterator[Phrase]:
    """Every shorter run of a phrase's words."""
    for start in range(len(phrase)):
        for end in range(start + 1, len(phrase) + 1):
            if end - start < len(phrase):
                yield phrase[start:end]
