"""From a reader's text to a full-text query that cannot fail."""

from api.text import fold

MAX_WORDS = 12
MAX_WORD = 64


def words_of(text: str) -> list[str]:
    """The folded words of a text, bounded in number and length."""
    return [word[:MAX_WORD] for word in fold(text).split()[:MAX_WORDS]]


def match_expression(text: str) -> str | None:
    """An FTS5 query: all words, the last one as a prefix. `None` when there is no letter or digit to look for.

    Folding leaves nothing that FTS5 would read as syntax, and quoting makes `AND`, `OR`, `NOT`, `NEAR` plain words.
    """
    words = words_of(text)
    return " ".join([*(f'"{word}"' for word in words[:-1]), f'"{words[-1]}"*']) if words else None
