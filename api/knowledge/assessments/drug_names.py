"""The part of a release's drug names that some texts can need, as a lexicon: a few queries for any number of texts.

Names stay in the database, indexed, so that neither memory nor time grows with their number. What is fetched is all
that reading these texts can ask for: a test compares it with the lexicon of everything.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import islice
from typing import Any, Final

import sqlalchemy as sa
from rapidfuzz.distance import OSA
from sqlmodel import Session

from api.clinical.drug_names.lexicon import BEGINNINGS, Lexicon, Named, Source, build_lexicon, sound
from api.clinical.drug_names.misspellings import may_be_misspelt
from api.clinical.drug_names.plain_words import SALTS
from api.clinical.drug_names.reading import MAX_GUESSES
from api.clinical.drug_names.words import possible_words, split_words
from api.drug_index import forms_of, readings_of

_BATCH: Final = 5_000
"""Most values in one query: SQLite takes 32,766."""
_MOST_NEAR: Final = 200
"""Most words that are looked at for one misspelling."""

Lengths = dict[str, tuple[int, ...]]
"""Words of names, with the lengths of the names that begin with each."""


def lexicon_for(session: Session, texts: Iterable[str]) -> Lexicon:
    """What is needed to read the texts. It has no classes: see `classes_above`."""
    listed = sorted(set(texts))
    spoken = {word for text in listed for word in possible_words(text)}
    lengths = _lengths(session, spoken)
    known, alone = frozenset(lengths), frozenset(word for word, counts in lengths.items() if 1 in counts)
    lines = [[word.text for word in split_words(text, known, alone)] for text in listed]
    plain = _plain(session, spoken - known)
    near = _near(session, {word for line in lines for word in _tried(line, known | plain)})
    mendable = frozenset(read for words in near.values() for read in words)
    lengths |= _lengths(session, mendable - known)
    phrases = {phrase for line in lines for phrase in _phrases(line, lengths, near)}
    names = [*_names(session, "phrase", phrases), *_names(session, "first", spoken & known)]
    return build_lexicon(names, plain, {}, words=known, mendable=mendable)


def _tried(line: list[str], known: Set[str]) -> Iterator[str]:
    """The words of a line that reading tries as misspellings: the first few that are none."""
    unknown = (word for word in line if may_be_misspelt(word) and word not in SALTS)
    return islice((word for word in unknown if not {word, word.removesuffix("s")} & known), MAX_GUESSES)


def classes_above(session: Session, paths: Iterable[str]) -> dict[str, frozenset[str]]:
    """The classes of medications and classes, at every level, by path."""
    rows = _rows(session, "SELECT path, above FROM drug_above WHERE path IN :values", paths)
    return {path: frozenset(json.loads(above)) for path, above in rows}


def _rows(session: Session, statement: str, values: Iterable[Any]) -> Iterator[Any]:
    query = sa.text(statement).bindparams(sa.bindparam("values", expanding=True))
    listed = sorted(set(values))
    for start in range(0, len(listed), _BATCH):
        # All at once: the time of a statement runs until its last row is taken.
        yield from session.execute(query, {"values": listed[start : start + _BATCH]}).all()


def _lengths(session: Session, words: Iterable[str]) -> Lengths:
    rows = _rows(session, "SELECT word, lengths FROM drug_word WHERE word IN :values", words)
    return {word: tuple(int(length) for length in lengths.split()) for word, lengths in rows}


def _plain(session: Session, words: Iterable[str]) -> set[str]:
    """Those that the release uses elsewhere, themselves or as singular: they are no misspellings."""
    return {word for (word,) in _rows(session, "SELECT word FROM search_known WHERE word IN :values", words)}


def _near(session: Session, words: Iterable[str]) -> dict[str, list[str]]:
    """For each word the words of names that it may be a misspelling, or the beginning, of."""
    typed_by_form: dict[int, list[str]] = defaultdict(list)
    for word in sorted(words):
        for form in forms_of(word):
            typed_by_form[form].append(word)
    found: dict[str, set[str]] = defaultdict(set)
    for form, read in _rows(session, "SELECT form, word FROM drug_near WHERE form IN :values", typed_by_form):
        for typed in typed_by_form[form]:
            if len(found[typed]) < _MOST_NEAR and _is_near(typed, read):
                found[typed].add(read)
    return {typed: sorted(reads) for typed, reads in found.items()}


def _is_near(typed: str, read: str) -> bool:
    return OSA.distance(typed, read, score_cutoff=2) <= 2 or sound(typed) == sound(read) or read.startswith(typed)


def _phrases(line: list[str], lengths: Lengths, near: Mapping[str, list[str]]) -> Iterator[str]:
    """Every name that can begin at a word of the line, with at most one of its words mended."""
    for start, first in enumerate(line):
        for begun in (first, first.removesuffix("s"), *near.get(first, ())):
            for length in lengths.get(begun, ()):
                words = [begun, *line[start + 1 : start + length]]
                yield " ".join(words)
                for at in range(1, len(words)):
                    for read in near.get(words[at], ()):
                        yield " ".join([*words[:at], read, *words[at + 1 :]])


def _names(session: Session, column: str, values: Iterable[str]) -> Iterator[Named]:
    """Names by their phrase, or the first few that begin with a word."""
    few = f" AND nth < {BEGINNINGS}" if column == "first" else ""
    statement = f"SELECT phrase, source, readings FROM drug_phrase WHERE {column} IN :values{few}"  # noqa: S608 - ours
    for phrase, source, readings in _rows(session, statement, values):
        for reading in readings_of(readings):
            yield Named(phrase, Source(source), reading)
