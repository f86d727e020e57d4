"""Builds the full-text index of a release: derived data, made by the loader, never migrated.

Two FTS5 tables over the same terms (every name and every code of every entity): `search_words` finds whole words and
prefixes, `search_trigrams` finds what a misspelt query still shares with a name.
"""

from sqlalchemy import Connection, text

TABLES = ("search_words", "search_trigrams")

_STATEMENTS = (
    """
    CREATE VIRTUAL TABLE search_words USING fts5(
        folded, term UNINDEXED, kind UNINDEXED, entity UNINDEXED, type UNINDEXED,
        tokenize = "unicode61 remove_diacritics 2", prefix = '1 2 3 4'
    )
    """,
    """
    CREATE VIRTUAL TABLE search_trigrams USING fts5(
        folded, term UNINDEXED, kind UNINDEXED, entity UNINDEXED, type UNINDEXED, tokenize = "trigram"
    )
    """,
    """
    INSERT INTO search_words (folded, term, kind, entity, type)
    SELECT n.folded, n.text, n.kind, n.entity, e.type FROM name n JOIN entity e ON e.path = n.entity
    ORDER BY n.entity, n.position
    """,
    # Brand names of products lead to what they contain.
    """
    INSERT INTO search_words (folded, term, kind, entity, type)
    SELECT p.folded, p.name, 'brand', i.medication, 'medications'
    FROM product p JOIN product_ingredient i ON i.product = p.rxcui
    WHERE p.tty = 'BN' AND i.medication IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM name n WHERE n.entity = i.medication AND n.folded = p.folded)
    ORDER BY p.rxcui, i.position
    """,
    """
    INSERT INTO search_words (folded, term, kind, entity, type)
    SELECT lower(c.system || ' ' || c.code), c.system || ':' || c.code, 'code', c.entity, e.type
    FROM code c JOIN entity e ON e.path = c.entity
    ORDER BY c.entity, c.position
    """,
    """
    INSERT INTO search_trigrams (folded, term, kind, entity, type)
    SELECT folded, term, kind, entity, type FROM search_words WHERE kind <> 'code' ORDER BY rowid
    """,
    "INSERT INTO search_words (search_words) VALUES ('optimize')",
    "INSERT INTO search_trigrams (search_trigrams) VALUES ('optimize')",
)


def build_search_index(connection: Connection) -> None:
    """Create and fill the index from the tables `name` and `code`."""
    for statement in _STATEMENTS:
        connection.execute(text(statement))


def is_search_table(name: str) -> bool:
    """Whether a table belongs to the index (FTS5 keeps shadow tables beside each), for migration tools."""
    return name.startswith(TABLES)
