"""Builds the search index of a release: derived data, made by the loader, never migrated.

`search_words` (FTS5) has a row for every name and every code of every entity. The rows are numbered in the order in
which hits rank, so that who reads them by number and stops after so many has read the best. Its columns:

* `folded`: the words of the name or code;
* `whole`: the same as one token, names without spaces (`loopdiuretics`), codes after an underscore (`_a02bc01`), so
  that a lookup of a whole name or of its beginning is one lookup of a token;
* `type`: the type of the entity, indexed too, so that a filter by type reads no row of another type.

`search_known` has every word of names and codes (`named`), and of all else that the release says: what is in it is no
typing error. `search_near` has the words of names as they are spelt there, each under every form of it that lacks one
letter: two words that differ by one typing error share such a form.
"""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from sqlalchemy import Connection, text

from api.curies import SYSTEMS
from api.text import fold, search_key

SEARCH_INDEX: Final = "2"
"""The version of what is built here: a release that was built by another one cannot be searched."""

TABLES: Final = ("search_words", "search_known", "search_near")

# Best first.
KINDS: Final = ("preferred", "abbreviation", "synonym", "brand", "code")
TYPES: Final = (
    "condition",
    "medications",
    "medication-classes",
    "causes",
    "symptoms",
    "mechanisms",
    "laboratory-tests",
    "functions",
    "severity-scales",
    "diagnostic-algorithms",
    "combinations",
)
RELATIONS: Final = ("exact", "narrower", "broader")

# Below this, nearly every word is one letter away from another.
SHORTEST_NEAR: Final = 3

_CREATE: Final = (
    """
    CREATE VIRTUAL TABLE search_words USING fts5(
        folded, whole, type, term UNINDEXED, kind UNINDEXED, entity UNINDEXED,
        tokenize = "unicode61 remove_diacritics 2 tokenchars '_'", prefix = '1 2 3 4', columnsize = 0
    )
    """,
    "CREATE TABLE search_known (word TEXT PRIMARY KEY, named INTEGER) WITHOUT ROWID",
    "CREATE TABLE search_near (form TEXT, spelt TEXT, word TEXT, PRIMARY KEY (form, spelt)) WITHOUT ROWID",
)
_INSERT_TERM: Final = text(
    "INSERT INTO search_words (rowid, folded, whole, type, term, kind, entity)"
    " VALUES (:row, :folded, :whole, :type, :term, :kind, :entity)"
)
_NAMES: Final = text("SELECT n.folded, n.text, n.kind, n.entity, e.type FROM name n JOIN entity e ON e.path = n.entity")
# Brand names of products lead to what they contain.
_BRANDS: Final = text(
    """
    SELECT p.folded, p.name, i.medication,
           (SELECT count(*) FROM product_ingredient every WHERE every.product = p.rxcui)
    FROM product p JOIN product_ingredient i ON i.product = p.rxcui
    WHERE p.tty = 'BN' AND i.medication IS NOT NULL
    """
)
_CODES: Final = text(
    "SELECT c.system, c.code, c.relation, c.entity, e.type FROM code c JOIN entity e ON e.path = c.entity"
)
_OTHER_TEXTS: Final = text(
    """
    SELECT name FROM code_name UNION SELECT name FROM product_ingredient UNION SELECT title FROM reference
    UNION SELECT summary FROM entity UNION SELECT statement FROM claim
    """
)


class Term(NamedTuple):
    """A name or code as it is found; the fields up to `entity` are the order in which hits rank."""

    kind: int
    grade: int
    """How near the term is to the entity: a brand by how many ingredients it has, a code by its relation."""
    system: int
    size: int
    type: int
    entity: str
    folded: str
    whole: str
    text: str


def build_search_index(connection: Connection) -> None:
    """Create the index and fill it from the tables of names, codes and products."""
    for statement in _CREATE:
        connection.execute(text(statement))
    terms = sorted([*_names(connection), *_codes(connection)])
    rows = [
        {
            "row": row,
            "folded": term.folded,
            "whole": term.whole,
            "type": TYPES[term.type],
            "term": term.text,
            "kind": KINDS[term.kind],
            "entity": term.entity,
        }
        for row, term in enumerate(terms, 1)
    ]
    if rows:
        connection.execute(_INSERT_TERM, rows)
    _learn_words(connection, terms)
    connection.execute(text("INSERT INTO search_words (search_words) VALUES ('optimize')"))


def is_search_table(name: str) -> bool:
    """Whether a table belongs to the index (FTS5 keeps shadow tables beside its own), for migration tools."""
    return name.startswith(TABLES)


def without_a_letter(word: str) -> set[str]:
    """The word itself, and the word without each of its letters."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def _names(connection: Connection) -> Iterator[Term]:
    own = set()
    for folded, name, kind, entity, type_ in connection.execute(_NAMES):
        own.add((folded, entity))
        yield _named(folded, name, kind, 0, entity, type_)
    for folded, name, entity, ingredients in {tuple(row) for row in connection.execute(_BRANDS)}:
        if (folded, entity) not in own:
            yield _named(folded, name, "brand", ingredients, entity, "medications")


def _named(folded: str, name: str, kind: str, grade: int, entity: str, type_: str) -> Term:
    whole = folded.replace(" ", "")
    return Term(KINDS.index(kind), grade, 0, len(folded), TYPES.index(type_), entity, folded, whole, name)


def _codes(connection: Connection) -> Iterator[Term]:
    systems = list(SYSTEMS)
    for system, code, relation, entity, type_ in connection.execute(_CODES):
        folded = search_key(f"{system} {code}")
        grade, order = RELATIONS.index(relation), systems.index(system)
        whole = " ".join(_written(system, code))
        text_ = f"{system}:{code}"
        yield Term(KINDS.index("code"), grade, order, len(folded), TYPES.index(type_), entity, folded, whole, text_)


def _written(system: str, code: str) -> list[str]:
    """The ways to write a code: alone, or after its system's prefix or name; ICD-10 also without the dot."""
    codes = {code, code.replace(".", "")} if system == "icd10cm" else {code}
    named = {f"{before} {code}" for before in (system, SYSTEMS[system].name) for code in codes}
    return sorted("_" + search_key(form).replace(" ", "_") for form in codes | named)


def _learn_words(connection: Connection, terms: Iterable[Term]) -> None:
    known: dict[str, bool] = {}
    for text_ in connection.scalars(_OTHER_TEXTS):
        known.update(dict.fromkeys(search_key(text_).split(), False))
    spellings: dict[str, str] = {}
    # An abbreviation is too short, and a code too much like other codes, for a guess.
    guessable = {KINDS.index(kind) for kind in ("preferred", "synonym", "brand")}
    for term in terms:
        known.update(dict.fromkeys(term.folded.split(), True))
        if term.kind in guessable:
            words = [word for word in fold(term.text).split() if word.isalpha() and len(word) >= SHORTEST_NEAR]
            spellings.update({word: search_key(word) for word in words})
    rows = [{"word": word, "named": named} for word, named in sorted(known.items())]
    forms = [
        {"form": form, "spelt": spelt, "word": spellings[spelt]}
        for spelt in sorted(spellings)
        for form in sorted(without_a_letter(spelt))
    ]
    if rows:
        connection.execute(text("INSERT INTO search_known VALUES (:word, :named)"), rows)
    if forms:
        connection.execute(text("INSERT INTO search_near VALUES (:form, :spelt, :word)"), forms)
