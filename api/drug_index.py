"""Builds the index by which medication lists are read: derived data, made by the loader, never migrated.

* `drug_phrase`: every name as folded words, with what it may mean; `first` is its first word, `length` its number of
  words, and `nth` numbers the phrases that begin with the same word;
* `drug_word`: every word of these phrases, and the lengths of the phrases that begin with it;
* `drug_near`: the words that a misspelling may be mended to, under each of their forms (see `forms_of`): words that are
  at most two typing errors apart share a form, so that a lookup costs the same however many names there are;
* `drug_above`: the classes of each medication and class, at every level.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any, Final
from zlib import crc32

from sqlalchemy import Connection, text

from api.clinical.drug_names.lexicon import (
    Lexicon,
    Meaning,
    Named,
    Reading,
    Source,
    Thing,
    build_lexicon,
    by_beginning,
    sound,
)
from api.clinical.drug_names.misspellings import SHORTEST_CUT_OFF

DRUG_INDEX: Final = "1"
"""The version of what is built here: a release that was built by another one cannot be read by."""

TABLES: Final = ("drug_above", "drug_near", "drug_phrase", "drug_word")
PREFIX: Final = 7
"""As SymSpell does it: forms are made from the first letters only, or long words would have hundreds."""
_NAMED_WHOLE: Final = ("BN", "PIN")
"""RxNorm term types whose names stand for a product as prescribers write it: brand, and ingredient with its salt."""

_CREATE: Final = (
    """
    CREATE TABLE drug_phrase (
        phrase TEXT PRIMARY KEY, first TEXT NOT NULL, nth INTEGER NOT NULL, source INTEGER NOT NULL,
        readings TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    "CREATE INDEX ix_drug_phrase_first ON drug_phrase (first, nth)",
    "CREATE TABLE drug_word (word TEXT PRIMARY KEY, lengths TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE drug_near (form INTEGER, word TEXT, PRIMARY KEY (form, word)) WITHOUT ROWID",
    "CREATE TABLE drug_above (path TEXT PRIMARY KEY, above TEXT NOT NULL) WITHOUT ROWID",
)
_ENTITIES: Final = text(
    """
    SELECT n.text, e.path, e.type, e.name FROM name n JOIN entity e ON e.path = n.entity
    WHERE e.type IN ('medications', 'medication-classes') ORDER BY e.path, n.position
    """
)
_PRODUCTS: Final = text(
    """
    SELECT p.rxcui, p.name, p.tty, i.name, i.medication, e.name
    FROM product p JOIN product_ingredient i ON i.product = p.rxcui LEFT JOIN entity e ON e.path = i.medication
    ORDER BY p.rxcui, i.position
    """
)
_OUTSIDE: Final = text(
    """
    SELECT name FROM code_name WHERE system = 'rxnorm' OR (system = 'atc' AND length(code) = 7)
    ORDER BY system DESC, code
    """
)
_MEMBERSHIPS: Final = text("SELECT medication, medication_class FROM membership")
_PARENTS: Final = text("SELECT path, parent FROM medication_class")


def build_drug_index(connection: Connection) -> None:
    """Create the index and fill it from the tables of names, products and codes."""
    for statement in _CREATE:
        connection.execute(text(statement))
    lexicon = whole_lexicon(connection)
    _insert(connection, "drug_phrase", _phrases(lexicon))
    _insert(connection, "drug_word", _words(lexicon))
    _insert(connection, "drug_near", sorted(_near(lexicon)))
    _insert(
        connection,
        "drug_above",
        [(path, json.dumps(sorted(classes))) for path, classes in sorted(lexicon.above.items())],
    )


def whole_lexicon(connection: Connection) -> Lexicon:
    """Everything that the index is made of, at once."""
    plain = connection.execute(text("SELECT word FROM search_known")).scalars()
    names = [*_entities(connection), *_products(connection), *_outside(connection)]
    return build_lexicon(names, plain, _above(connection))


def is_drug_table(name: str) -> bool:
    """Whether a table belongs to the index, for migration tools."""
    return name in TABLES


def forms_of(word: str) -> set[int]:
    """Hashes of what the word's first letters are without up to two of them, of its sound, and of the word itself."""
    start = word[:PREFIX]
    kept = (len(start) - lost for lost in range(min(3, len(start))))
    texts = {"".join(letters) for count in kept for letters in combinations(start, count)}
    return {crc32(form.encode()) for form in (*texts, f"~{sound(word)}", f"^{word}")}


def readings_of(stored: str) -> frozenset[Reading]:
    """The readings of a phrase, as `drug_phrase` keeps them."""
    return frozenset(frozenset(Thing(name, path) for name, path in reading) for reading in json.loads(stored))


def _phrases(lexicon: Lexicon) -> Iterator[tuple[Any, ...]]:
    count: dict[str, int] = defaultdict(int)
    for phrase, meaning in by_beginning(lexicon.meanings):
        yield " ".join(phrase), phrase[0], count[phrase[0]], int(meaning.source), _stored(meaning)
        count[phrase[0]] += 1


def _stored(meaning: Meaning) -> str:
    readings = [sorted(([*thing] for thing in reading), key=str) for reading in meaning.readings]
    return json.dumps(sorted(readings, key=str), ensure_ascii=False)


def _words(lexicon: Lexicon) -> Iterator[tuple[Any, ...]]:
    for word in sorted(lexicon.words):
        yield word, " ".join(str(length) for length in lexicon.lengths.get(word, ()))


def _near(lexicon: Lexicon) -> Iterator[tuple[Any, ...]]:
    for word in lexicon.in_order:
        beginnings = {crc32(f"^{word[:end]}".encode()) for end in range(SHORTEST_CUT_OFF, len(word))}
        for form in forms_of(word) | beginnings:
            yield form, word


def _insert(connection: Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Rows as the table's columns are; with so many of them, naming each value would take most of the time."""
    listed = list(rows)
    if listed:
        values = ", ".join("?" * len(listed[0]))
        connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({values})", listed)  # noqa: S608 - our names


def _above(connection: Connection) -> dict[str, frozenset[str]]:
    """The classes of each medication and class, at every level, by path."""
    parents: dict[str, str | None] = {row[0]: row[1] for row in connection.execute(_PARENTS)}
    direct: dict[str, set[str]] = defaultdict(set)
    for medication, medication_class in connection.execute(_MEMBERSHIPS):
        direct[medication].add(medication_class)
    for path, parent in parents.items():
        direct[path] = {parent} if parent else set()
    return {path: frozenset(_and_above(classes, parents)) for path, classes in direct.items()}


def _and_above(classes: Iterable[str], parents: dict[str, str | None]) -> Iterator[str]:
    for path in classes:
        at: str | None = path
        while at is not None:
            yield at
            at = parents[at]


def _entities(connection: Connection) -> Iterator[Named]:
    for name, path, kind, preferred in connection.execute(_ENTITIES):
        source = Source.MEDICATION if kind == "medications" else Source.CLASS
        yield Named(name, source, frozenset([Thing(preferred, path)]))


def _products(connection: Connection) -> Iterator[Named]:
    """Brands, salts and ingredients of products; brands also from the brackets of product names."""
    names: dict[str, tuple[str, str]] = {}
    contents: dict[str, list[Thing]] = defaultdict(list)
    for rxcui, product, term_type, ingredient, medication, name in connection.execute(_PRODUCTS):
        names[rxcui] = (product, term_type)
        contents[rxcui].append(Thing(name or ingredient, medication))
    for rxcui, (product, term_type) in names.items():
        reading = frozenset(contents[rxcui])
        for brand in [product] if term_type in _NAMED_WHOLE else _bracketed(product):
            yield Named(brand, Source.PRODUCT, reading)
    for thing in sorted({thing for things in contents.values() for thing in things}, key=str):
        source = Source.PRODUCT if thing.path else Source.INGREDIENT
        yield Named(thing.name, source, frozenset([thing]))


def _bracketed(name: str) -> list[str]:
    """What stands in square brackets: `furosemide 40 MG Oral Tablet [Lasix]`."""
    return [part.partition("]")[0] for part in name.split("[")[1:] if "]" in part]


def _outside(connection: Connection) -> Iterator[Named]:
    """Ingredients and brands that have a code but no entity."""
    for (name,) in connection.execute(_OUTSIDE):
        yield Named(name, Source.OUTSIDE, frozenset([Thing(name, None)]))
