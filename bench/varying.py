"""New words for old: how a clone of the release comes to have names of its own.

A word that few names have (`omeprazole`) becomes another pronounceable word of the same length, always the same one in
one clone; a word that many have (`deficiency`, `oral`) stays. So in a release of 100 times the size common words are
100 times as common and rare ones as rare as before, which is what the cost of a search depends on.
"""

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from random import Random
from typing import Final, get_args

from api import vocabulary
from api.curies import SYSTEMS
from api.text import search_key

COMMON_FROM: Final = 3
"""A word in the names of so many entities is one that a clone shares."""
COMMON_AMONG_DRUGS_FROM: Final = 12
"""As is a word in so many names of ingredients and brands, which have several salts and strengths each."""
SHORTEST: Final = 4
"""Shorter words are units, routes and abbreviations; in place of an abbreviation there are few others."""

_WORD: Final = re.compile(r"[^\W\d_]+")
_TYPES: Final = "|".join(get_args(vocabulary.EntityType))
_PATH: Final = re.compile(rf"\b({_TYPES})/([a-z0-9]+(?:-[a-z0-9]+)*)(/claims/[a-z0-9-]+)?")
_CURIE: Final = re.compile(rf'"({"|".join(SYSTEMS)}):([^"]+)"')
# A word that belongs to the key of a JSON object stays.
_PIECES: Final = re.compile(rf'{_PATH.pattern}|{_CURIE.pattern}|{_WORD.pattern}(?![\w-]*":)')
_DRUGS: Final = """
    SELECT folded FROM product WHERE tty IN ('BN', 'PIN') UNION SELECT lower(name) FROM product_ingredient
    UNION SELECT lower(name) FROM code_name
"""
_SHARED: Final = ("condition",)
"""Types that every clone has in common with the original: there is one condition, whatever the size."""
_CONSONANTS: Final = "bcdfglmnprstvz"
_VOWELS: Final = "aiou"
"""No `e`: it could make `ae` or `oe`, which folding takes for a spelling."""


def rare_words(connection: sqlite3.Connection) -> frozenset[str]:
    """The folded words of a release's names that a clone has others for.

    Never a word that has a meaning of its own in answers, nor one that says in which form a drug is given.
    """
    entities = _names_with(connection.execute("SELECT folded, entity FROM name"))
    drugs = _names_with((name, name) for (name,) in connection.execute(_DRUGS))
    literals = (value for listed in vars(vocabulary).values() for value in get_args(listed) if isinstance(value, str))
    kept = {word for value in literals for word in value.split("-")} | _form_words(connection)
    return frozenset(
        word
        for word in entities.keys() | drugs.keys()
        if len(entities[word]) < COMMON_FROM and len(drugs[word]) < COMMON_AMONG_DRUGS_FROM
        if len(word) >= SHORTEST and word.isalpha() and word.isascii() and word not in kept
    )


def _names_with(rows: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """By folded word: what has a name with this word."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, what in rows:
        for word in search_key(name).split():
            found[word].add(what)
    return found


def _form_words(connection: sqlite3.Connection) -> set[str]:
    """Words of products that no ingredient explains: `oral`, `tablet`, `injection`."""
    ingredients: dict[str, set[str]] = defaultdict(set)
    for product, name in connection.execute("SELECT product, name FROM product_ingredient"):
        ingredients[product] |= set(search_key(name).split())
    products = connection.execute("SELECT rxcui, folded FROM product WHERE tty IN ('SCDF', 'SCDG')")
    return {word for rxcui, name in products for word in name.split() if word not in ingredients[rxcui]}


class Clone:
    """The words, ids and codes of one clone; the same input always gives the same output."""

    def __init__(self, number: int, rare: frozenset[str]) -> None:
        self.number = number
        self._rare = rare
        self._words: dict[str, str] = {}
        # A name stands in many rows: that of an ingredient in each of its products.
        self._texts: dict[str, str] = {}

    def word(self, word: str) -> str:
        """One word, its capitals where they were."""
        known = self._words.get(word)
        if known is None:
            known = self._words[word] = self._new(word)
        return known

    def text(self, text: str) -> str:
        """Words alone: a name, a folded name, a slug."""
        known = self._texts.get(text)
        if known is None:
            known = self._texts[text] = _WORD.sub(lambda found: self.word(found[0]), text)
        return known

    def path(self, path: str) -> str:
        """The id of an entity, or of a claim about one; pathways have no clones."""
        return _PATH.sub(self._path, path)

    def slug(self, slug: str) -> str:
        """The last part of an entity's id."""
        return f"{self.text(slug)}-x{self.number}"

    def code(self, code: str) -> str:
        """A code: out of the reach of every other clone, and as near to its neighbours as before."""
        return f"{self.tag}{code}"

    def key(self, key: str) -> str:
        """The id of a reference or a product."""
        return f"{self.tag.lower()}{key}"

    def json(self, text: str) -> str:
        """All of these in the JSON of an answer."""
        return _PIECES.sub(self._piece, text)

    @property
    def tag(self) -> str:
        """What the codes of this clone begin with."""
        return f"X{self.number:04d}"

    def _piece(self, found: re.Match[str]) -> str:
        if found[1]:
            return self._path(found)
        if found[4]:
            return f'"{found[4]}:{self.code(found[5])}"'
        return self.word(found[0])

    def _path(self, found: re.Match[str]) -> str:
        if found[1] in _SHARED:
            return found[0]
        return f"{found[1]}/{self.slug(found[2])}{found[3] or ''}"

    def _new(self, word: str) -> str:
        folded = search_key(word)
        if folded not in self._rare:
            return word
        draw = Random(f"{self.number} {folded}")  # noqa: S311 - the same words in every run
        letters = (draw.choice(_VOWELS if letter in "aeiouy" else _CONSONANTS) for letter in folded)
        new = "".join(letters)
        return new.upper() if word.isupper() else new.capitalize() if word[0].isupper() else new
