"""Typing errors, for tests."""


def one_error(word: str) -> list[str]:
    """The word with a letter left out, doubled, or exchanged with the next."""
    places = range(len(word))
    without = [word[:at] + word[at + 1 :] for at in places]
    doubled = [word[:at] + word[at] + word[at:] for at in places]
    exchanged = [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in places[:-1]]
    return sorted({*without, *doubled, *exchanged} - {word, ""})
