"""A line of a medication list as words, and the words of such lines that name no drug."""

import re
import unicodedata
from itertools import pairwise, takewhile
from typing import Final, NamedTuple

from api.clinical.drug_names.plain_words import NOISE, SALTS
from api.text import fold, search_key

MAX_WORDS: Final = 200
"""More words of one text are not read; the longest RxNorm product names have about a hundred."""

_PIECES: Final = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*|[/+&,;:()\[\]{}|@]")
_LETTERS_OR_DIGITS: Final = re.compile(r"[^\W\d_]+|\d+")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")

SHORTEST_WHOLE: Final = 8
"""Two words that are shorter together are not joined to a name."""

_MOST_INITIALS: Final = 12
"""More letters that stand apart are no name."""

SHORTENED: Final = {"mag": "magnesium", "pot": "potassium", "sod": "sodium"}
"""Metals as clerks shorten them, in front of a salt."""


class Word(NamedTuple):
    """A folded word; `apart`: something separates it from the word before it; `bracketed`: in square brackets."""

    text: str
    apart: bool
    bracketed: bool
    respelt: bool = False
    """Whether its British spelling was made American."""


def split_words(text: str, known: frozenset[str], names: frozenset[str]) -> list[Word]:
    """The folded words of a text.

    What is glued to digits is split (`lasix40`), unless it is a `known` word (`b12`); what is torn apart is joined when
    it is then one of the one-word `names`.
    """
    words: list[Word] = []
    apart, depth = True, 0
    for piece in _PIECES.findall(_visible(text)):
        key = search_key(piece)
        if not key:
            depth = 1 if piece == "[" else 0 if piece == "]" else depth
            apart = True
            continue
        parts = [key] if key in known or key.isalpha() else _LETTERS_OR_DIGITS.findall(key)
        for part in parts:
            words.append(Word(part, apart, depth > 0, key != fold(piece)))
            apart = False
    return _spell_out(_join_halves(_join_initials(words[:MAX_WORDS], names), names))


def possible_words(text: str) -> set[str]:
    """Every word that `split_words` may make of a text, whatever names there are, and their singulars."""
    # What separates is no word, however much there is of it.
    keys = list(filter(None, map(search_key, _PIECES.findall(_visible(text)))))[:MAX_WORDS]
    parts = [[key] if key.isalpha() else _LETTERS_OR_DIGITS.findall(key) for key in keys]
    pieces = [(key, *split) for key, split in zip(keys, parts, strict=True)]
    found = {word for piece in pieces for word in piece}
    found |= {before + word for one, other in pairwise(pieces) for before in {one[0], one[-1]} for word in other[:2]}
    found |= {
        f"co{first}{word}"
        for co, first, other in zip(keys, keys[1:], pieces[2:], strict=False)
        if co == "co"
        for word in other[:2]
    }
    letters = [part for split in parts for part in split]
    for start in range(len(letters)):
        run = "".join(takewhile(lambda part: len(part) == 1, letters[start : start + _MOST_INITIALS]))
        found |= {run[:end] for end in range(3, len(run) + 1)}
    return found | {word.removesuffix("s") for word in found} | set(SHORTENED.values())


def _visible(text: str) -> str:
    """Without what only steers the display, such as soft hyphens."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")


def is_number(word: str) -> bool:
    """Whether a word is digits only."""
    return word.isdecimal()


def has_amount(words: list[Word]) -> bool:
    """Whether a number that is not a year stands in the text, as a dose would."""
    return any(is_number(word.text) and not _YEAR.fullmatch(word.text) for word in words)


def is_noise(word: str) -> bool:
    """Whether a word never names a drug: units, forms, directions, numbers, single letters."""
    return word in NOISE or is_number(word) or len(word) == 1


def _join_initials(words: list[Word], names: frozenset[str]) -> list[Word]:
    """`h c t z` becomes `hctz` where that is a name."""
    joined: list[Word] = []
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and len(words[end].text) == 1 and words[end].text.isalpha():
            end += 1
        initials = "".join(word.text for word in words[at:end])
        if 2 < end - at <= _MOST_INITIALS and initials in names:
            joined.append(words[at]._replace(text=initials))
            at = end
        else:
            joined.append(words[at])
            at += 1
    return joined


def _join_halves(words: list[Word], names: frozenset[str]) -> list[Word]:
    """`hydro-chlorothiazide` is one word; so is what begins with `co-`, which makes another drug of it."""
    joined: list[Word] = []
    for word in words:
        before = joined[-1] if joined else None
        if before is not None and not word.apart and word.text.isalpha() and _is_half(before.text, word.text, names):
            joined[-1] = before._replace(text=before.text + word.text, respelt=before.respelt or word.respelt)
        else:
            joined.append(word)
    return joined


def _is_half(before: str, word: str, names: frozenset[str]) -> bool:
    whole = before + word
    return before == "co" or (len(whole) >= SHORTEST_WHOLE and before.isalpha() and whole in names)


def _spell_out(words: list[Word]) -> list[Word]:
    """`mag hydroxide` is `magnesium hydroxide`."""
    return [
        word._replace(text=SHORTENED[word.text])
        if word.text in SHORTENED and any(following.text in SALTS for following in words[at + 1 : at + 2])
        else word
        for at, word in enumerate(words)
    ]
