"""What somebody meant who made a typing error: words of names that are one error away from the words written.

One error is a letter too many, too few or wrong, or two neighbours exchanged. A second one in the same word is not
forgiven: two letters away from prednisone is prednisolone, from hypomagnesemia is hypermagnesemia. Nothing is guessed

* for a word that is known, be it only to the code tables, claims or titles of references: it is no error, and at most
  its singular or plural is meant;
* for a word with digits, for an abbreviation or a code: they have no letter to spare;
* towards a name's word of less than five letters, or three beside another known word of five: too many are alike.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection

from api.db import listed_values, rows
from api.knowledge.words import words_of
from api.search_index import SHORTEST_NEAR, without_a_letter
from api.text import fold, search_key

# Bounded work whatever the size of the data: so many likely words are read, and so many are then looked for.
MAX_NEAR: Final = 200
MAX_ALTERNATIVES: Final = 20
SHORTEST_ALONE: Final = 5
LONGEST: Final = 40

_KNOWN: Final = "SELECT word AS asked, named, NULL, NULL FROM search_known WHERE word IN {words}"
# The last word may be only half typed.
_BEGUN: Final = """
    SELECT NULL, NULL, word, NULL FROM (SELECT word FROM search_known WHERE word >= :start AND word < :end LIMIT 1)
"""
_NEAR: Final = """
    SELECT {number}, NULL, spelt, word FROM (
        SELECT form, spelt, word FROM search_near WHERE form IN {forms} ORDER BY form, spelt LIMIT :most
    )
"""


def meant(connection: Connection, text: str) -> list[list[str]] | None:
    """For each word of a text what may have been meant; `None` when it is what was written, or cannot be told."""
    # British and American spellings are made one in the index, but not before errors are counted.
    spelt = words_of(text, fold)
    words = [search_key(word) for word in spelt]
    named, near = _looked_up(connection, words, spelt)
    supported = any(len(word) >= SHORTEST_ALONE and word.isalpha() for word in named)
    shortest = SHORTEST_NEAR if supported else SHORTEST_ALONE
    groups = []
    for word, typed in zip(words, spelt, strict=True):
        meanings = [word] if named.get(word) else _alternatives(typed, near.get(typed, []), shortest)
        if word in named and not named[word]:
            meanings = [meaning for meaning in meanings if word in (f"{meaning}s", meaning.removesuffix("s"))]
        groups.append(meanings)
    return groups if all(groups) and groups != [[word] for word in words] else None


def _looked_up(
    connection: Connection, words: Sequence[str], spelt: Sequence[str]
) -> tuple[dict[str, bool], dict[str, list[tuple[str, str]]]]:
    """Which words are known, and whether in a name; and what is spelt like each of them. All in one statement."""
    marks, values = listed_values("word", words)
    # Behind every word that begins with it.
    values |= {"start": words[-1], "end": words[-1] + "\U0010ffff", "most": MAX_NEAR}
    parts = [_KNOWN.format(words=marks), _BEGUN]
    for number, typed in enumerate(spelt):
        if typed.isalpha() and len(typed) <= LONGEST:
            forms, more = listed_values(f"form_{number}", sorted(without_a_letter(typed)))
            parts.append(_NEAR.format(number=number, forms=forms))
            values |= more
    named: dict[str, bool] = {}
    begun = False
    near: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for asked, is_named, found, word in rows(connection, " UNION ALL ".join(parts), values):
        if is_named is not None:
            named[asked] = bool(is_named)
        elif asked is None:
            begun = True
        else:
            near[spelt[asked]].append((found, word))
    if begun:
        named.setdefault(words[-1], True)
    return named, near


def _alternatives(typed: str, near: Sequence[tuple[str, str]], shortest: int) -> list[str]:
    """Words of names that are one typing error away."""
    if len(typed) < shortest - 1:
        return []
    # Loaded with the first query that finds nothing.
    from rapidfuzz.distance import OSA

    found = {word for spelt, word in near if len(spelt) >= shortest and OSA.distance(typed, spelt) <= 1}
    return sorted(found)[:MAX_ALTERNATIVES]
