"""British and American spellings of the words that occur in names here."""

import re
from typing import Final

# American, British; beginnings or ends of words, so that "chemical" is left alone.
_PAIRS: Final = (
    (r"emia\b", "aemia"),
    (r"emic\b", "aemic"),
    (r"\bdiarrhea", "diarrhoea"),
    (r"\bceliac", "coeliac"),
    (r"\bestrogen", "oestrogen"),
    (r"\bedema", "oedema"),
    (r"\besophag", "oesophag"),
    (r"\bhemo", "haemo"),
    (r"\bpediatric", "paediatric"),
    (r"\bfurosemide", "frusemide"),
    (r"\bcyclosporine?\b", "ciclosporin"),
)

# Ends of words that are spelt so in both: "anaemia" is British already, "systemic" and "academia" are no blood.
_SAME_IN_BOTH: Final = "(?<!a)" + "".join(f"(?<!{before})" for before in ("acad", "end", "epid", "pand", "syst"))


def _spell(text: str, pattern: str, replacement: str) -> str:
    def keep_case(match: re.Match[str]) -> str:
        found = match.group(0)
        if found.isupper():
            return replacement.upper()
        return replacement.capitalize() if found[0].isupper() else replacement

    return re.sub(pattern, keep_case, text, flags=re.IGNORECASE)


def to_british(text: str) -> str:
    """`Hypomagnesemia` -> `Hypomagnesaemia`; a text that is British already stays."""
    for american, british in _PAIRS:
        guard = _SAME_IN_BOTH if not american.startswith(r"\b") else ""
        text = _spell(text, guard + american, british)
    return text


def to_american(text: str) -> str:
    """`Hypomagnesaemia` -> `Hypomagnesemia`; a text that is American already stays."""
    for american, british in _PAIRS:
        plain = "cyclosporine" if "cyclosporin" in american else american.replace(r"\b", "")
        start = r"\b" if american.startswith(r"\b") else ""
        end = r"\b" if american.endswith(r"\b") else ""
        text = _spell(text, start + british + end, plain)
    return text


def other_spellings(text: str) -> list[str]:
    """The British and American forms of a name that differ from it."""
    return [form for form in (to_british(text), to_american(text)) if form != text]
