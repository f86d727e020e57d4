"""The tables of ready answers: derived data, made by the loader, never migrated.

They hold as JSON what a client reads of each entity, claim and reference, made once by the build from the public shapes
(`api.knowledge.ready`), so that a request only picks and joins texts. What is asked *for* stays in the other tables.

* `answer_entity`: the summary that lists show, and the whole entity in two parts, between which its claims go;
* `answer_claim`: the claims, each whole; `subject` and `position` bring those of an entity in the curator's order;
* `answer_reference`: the references, the claims that cite each, and the folded words of its title and authors;
* `answer_count`: how long each list is without filters;
* `answer_other`: what there is only one of.
"""

from typing import Final

from sqlalchemy import Connection

READY_ANSWERS: Final = "1"
"""The version of what is held: a release of another one is built anew. A test tells when the public shapes moved on."""

TABLES: Final = ("answer_claim", "answer_count", "answer_entity", "answer_other", "answer_reference")

_CREATE: Final = (
    "CREATE TABLE answer_entity (path TEXT PRIMARY KEY, summary TEXT, before TEXT, after TEXT)",
    "CREATE TABLE answer_claim (id TEXT PRIMARY KEY, subject TEXT, position INTEGER, json TEXT)",
    "CREATE UNIQUE INDEX ix_answer_claim_subject_position ON answer_claim (subject, position)",
    "CREATE TABLE answer_reference (id TEXT PRIMARY KEY, json TEXT, citations TEXT, words TEXT)",
    "CREATE TABLE answer_count (list TEXT PRIMARY KEY, total INTEGER) WITHOUT ROWID",
    "CREATE TABLE answer_other (name TEXT PRIMARY KEY, json TEXT)",
)


def create_answer_tables(connection: Connection) -> None:
    """Create the tables, empty."""
    for statement in _CREATE:
        connection.exec_driver_sql(statement)


def is_answer_table(name: str) -> bool:
    """Whether a table holds ready answers, for migration tools."""
    return name in TABLES
