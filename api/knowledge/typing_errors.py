"""What somebody meant who made a typing error: words of names that are one error away from the words written.

One error is a letter too many, too few or wrong, or two neighbours exchanged. A second one in the same word is not
forgiven: two letters away from prednisone is prednisolone, from hypomagnesemia is hypermagnesemia. Nothing is guessed

* for a word that is known, be it only to the code tables: it is no error;
* for a word with digits, for an abbreviation or a code: they have no letter to spare;
* towards a name's word of less than five letters, or three beside another known word of five: too many are alike.
"""

from typing import Final

import sqlalchemy as sa
from rapidfuzz.distance import OSA
from sqlmodel import Session

from api.knowledge.words import words_of
from api.search_index import SHORTEST_NEAR, without_a_letter
from api.text import fold, search_key

# Bounded work whatever the size of the data: so many likely words are read, and so many are then looked for.
MAX_NEAR: Final = 200
MAX_ALTERNATIVES: Final = 20
SHORTEST_ALONE: Final = 5
LONGEST: Final = 40

_KNOWN: Final = sa.text("SELECT word FROM search_known WHERE word IN :words").bindparams(
    sa.bindparam("words", expanding=True)
)
_BEGUN: Final = sa.text("SELECT word FROM search_known WHERE word >= :start AND word < :end LIMIT 1")
_NEAR: Final = sa.text("SELECT spelt, word FROM search_near WHERE form IN :forms ORDER BY form, spelt LIMIT :most").bindparams(
    sa.bindparam("forms", expanding=True)
)


def meant(session: Session, text: str) -> list[list[str]] | None:
    """For each word of a text what may have been meant; `None` when all words are known or one is like no other."""
    # British and American spellings are made one in the index, but not before errors are counted.
    spelt = words_of(text, fold)
    words = [search_key(word) for word in spelt]
    known = set(session.execute(_KNOWN, {"words": words}).scalars())
    unknown = [word not in known for word in words]
    if unknown[-1] and _is_begun(session, words[-1]):
        unknown[-1] = False
    if not any(unknown):
        return None
    supported = any(len(word) >= SHORTEST_ALONE and word.isalpha() for word in known)
    shortest = SHORTEST_NEAR if supported else SHORTEST_ALONE
    groups = [
        _near(session, typed, shortest) if wrong else [word]
        for word, typed, wrong in zip(words, spelt, unknown, strict=True)
    ]
    return groups if all(groups) else None


def _is_begun(session: Session, word: str) -> bool:
    """Whether a known word begins with this one, which is then only half typed."""
    return session.execute(_BEGUN, {"start": word, "end": word + "\U0010ffff"}).first() is not None


def _near(session: Session, typed: str, shortest: int) -> list[str]:
    """Words of names that are one typing error away."""
    if not typed.isalpha() or not shortest - 1 <= len(typed) <= LONGEST:
        return []
    found = session.execute(_NEAR, {"forms": sorted(without_a_letter(typed)), "most": MAX_NEAR})
    near = {word for spelt, word in found if len(spelt) >= shortest and OSA.distance(typed, spelt) <= 1}
    return sorted(near)[:MAX_ALTERNATIVES]
