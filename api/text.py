"""How texts are compared: one folding for names in the pack, in the index and in queries."""

import re
import unicodedata

_SEPARATORS = re.compile(r"[^\w]+|_+")


def fold(text: str) -> str:
    """Case, accents and punctuation taken out: `Crohn's  Disease` and `crohns disease` are the same.

    Apostrophes vanish; every other run of punctuation or space is one space. Greek letters and digits stay.
    """
    decomposed = unicodedata.normalize("NFKD", text.replace("\u2019", "").replace("'", ""))
    without_marks = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _SEPARATORS.sub(" ", without_marks.casefold()).strip()
