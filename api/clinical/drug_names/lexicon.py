"""Every drug name that a release knows, arranged so that text can be read by it. Built once per release, read only."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, NamedTuple

from api.clinical.drug_names.words import Word, is_noise
from api.text import search_key

Phrase = tuple[str, ...]

SHORTEST_GUESS: Final = 5
"""Shorter words have too many neighbours to be mended."""
LONGEST_GUESS: Final = 40


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


@dataclass(frozen=True)
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


def build_lexicon(names: Iterable[Named], plain: Iterable[str], above: Mapping[str, frozenset[str]]) -> Lexicon:
    """Arrange names; `plain` are other words of the release, `above` the classes of each medication."""
    listed = _by_phrase(names)
    # A name of something outside that holds one of ours may be a form of it, and must not hide it.
    ours = {phrase for phrase, meaning in listed.items() if meaning.source <= Source.PRODUCT}
    meanings = {
        phrase: meaning
        for phrase, meaning in listed.items()
        if meaning.source < Source.INGREDIENT or not any(part in ours for part in _parts(phrase))
    }
    lengths: dict[str, set[int]] = defaultdict(set)
    beginnings: dict[str, set[Reading]] = defaultdict(set)
    guessable: dict[int, set[str]] = defaultdict(set)
    for phrase, meaning in meanings.items():
        lengths[phrase[0]].add(len(phrase))
        if len(phrase) > 1 and phrase[:1] not in meanings and meaning.source <= Source.INGREDIENT:
            beginnings[phrase[0]] |= meaning.readings
        for word in phrase if meaning.source <= Source.PRODUCT else phrase[: len(phrase) == 1]:
            if SHORTEST_GUESS <= len(word) <= LONGEST_GUESS and word.isalpha() and not is_noise(word):
                guessable[len(word)].add(word)
    words = frozenset(word for phrase in meanings for word in phrase)
    sounds: dict[str, set[str]] = defaultdict(set)
    for word in (word for group in guessable.values() for word in group):
        sounds[sound(word)].add(word)
    return Lexicon(
        meanings=meanings,
        lengths={word: tuple(sorted(found, reverse=True)) for word, found in lengths.items()},
        words=words,
        alone=frozenset(phrase[0] for phrase in meanings if len(phrase) == 1),
        guessable={length: tuple(sorted(group)) for length, group in guessable.items()},
        in_order=tuple(sorted(word for group in guessable.values() for word in group)),
        sounds={key: tuple(sorted(group)) for key, group in sounds.items()},
        beginnings={word: frozenset(readings) for word, readings in beginnings.items() if len(word) >= SHORTEST_GUESS},
        plain=frozenset(plain) - words,
        above=above,
    )


def sound(word: str) -> str:
    """A rough key of how a word sounds: `lasiks` and `lasix` have the same."""
    for written, heard in (("ph", "f"), ("ck", "k"), ("ks", "x"), ("cks", "x"), ("y", "i"), ("z", "s"), ("th", "t")):
        word = word.replace(written, heard)
    return "".join(letter for at, letter in enumerate(word) if at == 0 or letter != word[at - 1])


def _by_phrase(names: Iterable[Named]) -> dict[Phrase, Meaning]:
    found: dict[Phrase, Meaning] = {}
    for name in names:
        for phrase in _phrases(name):
            meaning = Meaning(name.source, frozenset([name.reading]))
            before = found.setdefault(phrase, meaning)
            if before.source > name.source:
                found[phrase] = meaning
            elif before.source == name.source:
                found[phrase] = Meaning(name.source, _distinct(before.readings | {name.reading}))
    return found


def _phrases(name: Named) -> Iterator[Phrase]:
    """The name; where it is ours also its singular, as classes have plural names, and `zoledronic` without `acid`."""
    phrase = tuple(search_key(name.text).split())
    # What is only units, forms and numbers would be found in every line.
    ours = name.source <= Source.CLASS and len(phrase) > 1
    if phrase and (ours or not all(is_noise(word) for word in phrase)):
        yield phrase
        if name.source <= Source.CLASS and len(phrase[-1]) >= SHORTEST_GUESS and phrase[-1].endswith("s"):
            yield (*phrase[:-1], phrase[-1].removesuffix("s"))
        if name.source == Source.MEDICATION and len(phrase) == 2 and phrase[1] == "acid":
            yield phrase[:1]


def _distinct(readings: frozenset[Reading]) -> frozenset[Reading]:
    """Names of one drug outside the data (`Aspirin`, `aspirin`) are no ambiguity."""
    if any(thing.path for reading in readings for thing in reading):
        return readings
    return frozenset([min(readings, key=lambda reading: (len(reading), sorted(reading, key=str)))])


def _parts(phrase: Phrase) -> Iterator[Phrase]:
    """Every shorter run of a phrase's words."""
    for start in range(len(phrase)):
        for end in range(start + 1, len(phrase) + 1):
            if end - start < len(phrase):
                yield phrase[start:end]
