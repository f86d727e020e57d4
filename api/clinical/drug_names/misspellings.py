"""What a word that no name has may have been meant to be; it is mended only when nothing else is nearly as near.

A wrong drug is worse than none, so a word is mended only

* to one that is one typing error away (OSA: a letter too many, too few, wrong, or two exchanged) or sounds the same, or
  from ten letters on two errors away with the same first letter (with fewer, ordinary words are as near: `minimize`
  and Minizide);
* when every other name that is as near means the same, also those of drugs of which the data says nothing;
* when it was not respelt before: `prednisoloe`, with `oe` as in oestrogen, would be nearer to prednisone;
* with five letters only when no other name is one more error away; with less than seven letters only beside a number
  that may be a dose, or when other words of the same name stand beside it (`epson salts`).

A word that is cut off (`dexameth`) counts as one error away from every name that it begins.

Everything else that is near is offered as a suggestion or, where names tie, as an ambiguity.
"""

from bisect import bisect_left
from collections.abc import Iterator
from typing import Final, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from api.clinical.drug_names.lexicon import LONGEST_GUESS, SHORTEST_GUESS, Found, Lexicon, sound
from api.clinical.drug_names.words import Word, is_noise

TWO_ERRORS_FROM: Final = 10
MOST_ERRORS: Final = 2
DOSE_BELOW: Final = 7
SHORTEST_CUT_OFF: Final = 7
_MOST_COMPLETIONS: Final = 10
_PHRASE_WORDS_BEFORE: Final = 3


class Mended(NamedTuple):
    """A misspelt word, the word it may be, what the text then names, and how many errors lie between."""

    typed: str
    read: str
    found: Found
    errors: int

    @property
    def score(self) -> float:
        """Likeness, 0 to 1."""
        return round(float(OSA.normalized_similarity(self.typed, self.read)), 3)


class Guess(NamedTuple):
    """What a misspelt word may be."""

    certain: Mended | None
    """When it can be one thing only."""
    options: tuple[Mended, ...]
    """When it cannot, and several names tie."""
    near: tuple[Mended, ...]
    """All names that are near, the nearest first; too far to be taken, they may still be suggested."""


def guess(lexicon: Lexicon, words: list[Word], at: int, dosed: bool) -> Guess:
    """What the word at a place may have been meant to be; `dosed`: the text has a number that may be a dose."""
    typed = words[at].text
    if not is_guessable(lexicon, typed):
        return Guess(None, (), ())
    near = sorted(_near(lexicon, words, at), key=lambda mended: (mended.errors, mended.read))
    if len(typed) < DOSE_BELOW and not dosed:
        near = [mended for mended in near if mended.found.end - mended.found.start > 1]
    fewest = near[0].errors if near else LONGEST_GUESS
    if fewest > _allowed(typed) or words[at].respelt:
        return Guess(None, (), tuple(near))
    reach = fewest + (1 if len(typed) == SHORTEST_GUESS else 0)
    rivals = [mended for mended in near if mended.errors <= reach]
    if len({mended.found.meaning.readings for mended in rivals}) > 1:
        # One that is plainly nearer is no tie, but not certain enough either.
        return Guess(None, tuple(rivals), tuple(near))
    return Guess(near[0], (), tuple(near))


def is_guessable(lexicon: Lexicon, word: str) -> bool:
    """Whether a word may be a misspelt name at all."""
    return may_be_misspelt(word) and not lexicon.known(word)


def may_be_misspelt(word: str) -> bool:
    """Whether a word is of a kind that is mended, if no name has it."""
    return SHORTEST_GUESS <= len(word) <= LONGEST_GUESS and word.isalpha() and not is_noise(word)


def _allowed(typed: str) -> int:
    return 2 if len(typed) >= TWO_ERRORS_FROM else 1


def _near(lexicon: Lexicon, words: list[Word], at: int) -> Iterator[Mended]:
    """Names within two errors: the nearest beyond what may be mended can still be rivals."""
    typed = words[at].text
    most = MOST_ERRORS
    errors: dict[str, int] = dict.fromkeys(lexicon.sounds.get(sound(typed), ()), 1)
    errors |= dict.fromkeys(_completions(lexicon, typed), 1)
    for length in range(len(typed) - most, len(typed) + most + 1):
        listed = lexicon.guessable.get(length, ())
        for read, distance, _ in process.extract(typed, listed, scorer=OSA.distance, score_cutoff=most, limit=None):
            if distance == 1 or read[0] == typed[0]:
                errors[read] = min(int(distance), errors.get(read, most))
    for read, count in errors.items():
        found = _with(lexicon, words, at, read)
        if found is not None:
            yield Mended(typed, read, found, count)


def _completions(lexicon: Lexicon, typed: str) -> list[str]:
    """Words that begin with one that may be cut off."""
    if len(typed) < SHORTEST_CUT_OFF:
        return []
    first = bisect_left(lexicon.in_order, typed)
    return [word for word in lexicon.in_order[first : first + _MOST_COMPLETIONS] if word.startswith(typed)]


def _with(lexicon: Lexicon, words: list[Word], at: int, read: str) -> Found | None:
    """The longest name that covers the place when its word is replaced."""
    replaced = [*words[:at], words[at]._replace(text=read), *words[at + 1 :]]
    covering = [
        found
        for start in range(max(0, at - _PHRASE_WORDS_BEFORE), at + 1)
        if (found := lexicon.at(replaced, start)) is not None and found.end > at
    ]
    return max(covering, key=lambda found: (found.end - found.start, -found.start), default=None)
