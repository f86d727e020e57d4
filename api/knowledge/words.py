"""From a reader's text to a full-text query that cannot fail."""

from collections.abc import Callable, Sequence

from api.errors import Fault, InvalidParameter
from api.text import search_key

MAX_WORDS = 12
MAX_WORD = 64


def words_of(text: str, folding: Callable[[str], str] = search_key) -> list[str]:
    """The folded words of a text, bounded in number and length."""
    return [word[:MAX_WORD] for word in folding(text).split()[:MAX_WORDS]]


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
    """An FTS5 query of `search_words`: all words are in a name or code, the last one as a prefix."""
    return match_groups([[word] for word in words])


def match_groups(groups: Sequence[Sequence[str]]) -> str:
    """As `match_expression`, with alternatives in place of each word.

    Folding leaves nothing that FTS5 would read as syntax, and quoting makes `AND`, `OR`, `NOT`, `NEAR` plain words.
    """
    *before, last = groups
    quoted = [*([f'"{word}"' for word in group] for group in before), [f'"{word}"*' for word in last]]
    return "folded : (" + " AND ".join(f"({' OR '.join(group)})" for group in quoted) + ")"
