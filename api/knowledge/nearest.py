"""Did-you-mean: the known texts that are most like a wrong one, compared whole and word by word."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log2
from typing import Final

from api.text import search_key

MAX_KNOWN: Final = 20_000
"""More known texts than these are not read for a comparison."""
_MOST_WORDS = 8
_ALIKE_WHOLE = 0.85
_ALIKE_BY_WORDS = 0.75
_AMONG = 0.9
# The beginning of a word stands for it, if it is long enough, but less than the word with a typing error in it does.
_SHORTEST_BEGINNING = 4
_BEGINNING = 0.78
# Likeness of some words is worth less than the same likeness of the whole.
_IN_PART = 0.9
# What is much less alike than the best would only distract: next to omeprazole, esomeprazole is another drug.
_MARGIN = 0.08


def most_alike(wrong: str, known: Mapping[str, str], limit: int = 3) -> list[str]:
    """Values of the known texts (folded text to value) that are most like `wrong`, best first; none if none is near.

    `bowl` is near `bowel disease`, `omeprazol` near `omeprazole` and `chronic diarrhea` near `diarrhea`, but
    `liver disease` is not near `bowel disease`.
    """
    # Loaded when somebody is wrong for the first time.
    from rapidfuzz import fuzz, process

    asked = search_key(wrong[:100]).split()[:_MOST_WORDS]
    whole = " ".join(asked)
    if len(whole) < 2:
        return []
    alike = process.extract(whole, list(known), scorer=fuzz.ratio, score_cutoff=100 * _ALIKE_WHOLE, limit=50)
    scores = {text: score / 100 for text, score, _ in alike}
    for text, score in _by_words(asked, known):
        scores[text] = max(_IN_PART * score, scores.get(text, 0.0))
    enough = max(scores.values(), default=0.0) - _MARGIN
    ranked = sorted(scores, key=lambda text: (-scores[text], -fuzz.ratio(whole, text), text))
    return list(dict.fromkeys(known[text] for text in ranked if scores[text] >= enough))[:limit]


def _by_words(asked: Sequence[str], known: Iterable[str]) -> Iterable[tuple[str, float]]:
    """Texts that hold nearly all words asked for, or that are wholly among them, and how much so."""
    texts = {text: text.split() for text in known}
    counts = Counter(word for words in texts.values() for word in words)
    near = {word: _near_words(word, list(counts)) for word in asked}
    # What half of the names end in (inhibitors, disease) tells little; a word that is nowhere tells most.
    weights = {word: _weight(word, count) for word, count in counts.items()}
    weights |= {word: _weight(word, max((counts[other] for other in near[word]), default=1)) for word in asked}
    for text, words in texts.items():
        held = {word: max(near[word].get(other, 0.0) for other in words) for word in asked}
        among = {word: max(near[other].get(word, 0.0) for other in asked) for word in words}
        if (score := _mean(held, weights)) >= _ALIKE_BY_WORDS or (score := _mean(among, weights)) >= _AMONG:
            yield text, score


def _near_words(word: str, vocabulary: Sequence[str]) -> dict[str, float]:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    near = {other: _BEGINNING for other in vocabulary if other.startswith(word) and len(word) >= _SHORTEST_BEGINNING}
    alike = process.extract(
        word, vocabulary, scorer=OSA.normalized_similarity, score_cutoff=_ALIKE_BY_WORDS, limit=None
    )
    return near | {other: score for other, score, _ in alike}


def _weight(word: str, texts: int) -> float:
    return len(word) / (1 + log2(texts))


def _mean(likeness: Mapping[str, float], weights: Mapping[str, float]) -> float:
    return sum(weights[word] * alike for word, alike in likeness.items()) / sum(weights[word] for word in likeness)
