"""From a reader's text to a full-text query that cannot fail."""

from collections.abc import Sequence

from api.errors import Fault, InvalidParameter
from api.text import search_key

MAX_WORDS = 12
MAX_WORD = 64


def words_of(text: str) -> list[str]:
    """The folded words of a text, bounded in number and length."""
    return [word[:MAX_WORD] for word in search_key(text).split()[:MAX_WORDS]]


def required_words(text: str) -> list[str]:
    """As `words_of`, for a `q` that must not be empty.

    Raises:
        InvalidParameter: there is no letter or digit in it.
    """
    words = words_of(text)
    if not words:
        fault = Fault("query.q", "there is nothing to look for", "at least one letter or digit")
        raise InvalidParameter("The search text is empty.", [fault])
    return words


def match_expression(words: Sequence[str]) -> str:
    """An FTS5 query: all words, the last one as a prefix.

    Folding leaves nothing that FTS5 would read as syntax, and quoting makes `AND`, `OR`, `NOT`, `NEAR` plain words.
    """
    return " ".join([*(f'"{word}"' for word in words[:-1]), f'"{words[-1]}"*'])
