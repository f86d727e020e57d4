"""How texts are compared: one folding for names in the pack, in the index and in queries."""

import re
import unicodedata

_SEPARATORS = re.compile(r"[\W_]+")
_APOSTROPHES = frozenset("'\u2018\u2019\u02bc")

# British to American, wherever it stands: two spellings of one word, never two words, in the names we hold.
_RESPELLINGS = (("ae", "e"), ("æ", "e"), ("oe", "e"), ("œ", "e"), ("sulph", "sulf"), ("logue", "log"))


def search_key(text: str) -> str:
    """`fold`, and British and American spellings are the same: what the index holds and queries are turned into."""
    key = fold(text)
    for british, american in _RESPELLINGS:
        key = key.replace(british, american)
    return key


def fold(text: str) -> str:
    """Case, accents and punctuation taken out: `Crohn's  Disease` and `crohns disease` are the same.

    Apostrophes vanish; every other run of punctuation or space is one space. Greek letters and digits stay.
    """
    if text.isascii():
        # Nearly all texts; there is nothing to take apart.
        without_marks = text.replace("'", "")
    else:
        decomposed = unicodedata.normalize("NFKD", text)
        without_marks = "".join(c for c in decomposed if c not in _APOSTROPHES and not unicodedata.combining(c))
    return _SEPARATORS.sub(" ", without_marks.casefold()).strip()
