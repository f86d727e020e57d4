"""What somebody meant who made a typing error: words of names that are one error away from the words written.

One error is a letter too many, too few or wrong, or two neighbours exchanged. A second one in the same word is not
forgiven: two letters away from prednisone is prednisolone, from hypomagnesemia is hypermagnesemia. Nothing is guessed

* for a word that is known, be it only to the code tables, claims or titles of references: it is no error, and at most
  its singular or plural is meant;
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

_KNOWN: Final = sa.text("SELECT word, named FROM search_known WHERE word IN :words").bindparams(
    sa.bindparam("words", expanding=True)
)
_BEGUN: Final = sa.text("SELECT word FROM search_known WHERE word >= :start AND word < :end LIMIT 1")
_NEAR: Final = sa.text(
    "SELECT spelt, word FROM search_near WHERE form IN :forms ORDER BY form, spelt LIMIT :most"
).bindparams(sa.bindparam("forms", expanding=True))


def meant(session: Session, text: str) -> list[list[str]] | None:
    """For each word of a text what may have been meant; `None` when it is what was written, or cannot be told."""
    # British and American spellings are made one in the index, but not before errors are counted.
    spelt = words_of(text, fold)
    words = [search_key(word) for word in spelt]
    named = {word: bool(named) for word, named in session.execute(_KNOWN, {"words": words})}
    if words[-1] not in named and _is_begun(session, words[-1]):
        named[words[-1]] = True
    supported = any(len(word) >= SHORTEST_ALONE and word.isalpha() for word in named)
    shortest = SHORTEST_NEAR if supported else SHORTEST_ALONE
    groups = []
    for word, typed in zip(words, spelt, strict=True):
        meanings = [word] if named.get(word) else _near(session, typed, shortest)
        if word in named and not named[word]:
            meanings = [meaning for meaning in meanings if word in (f"{meaning}s", meaning.removesuffix("s"))]
        groups.append(meanings)
    return groups if all(groups) and groups != [[word] for word in words] else None


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
