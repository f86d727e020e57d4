"""Alembic's entry: migrates the one database whose connection or URL it is given."""

from typing import Literal

from alembic import context
from sqlalchemy import Connection, NullPool, create_engine
from sqlmodel.sql.sqltypes import AutoString

from api.answer_index import is_answer_table
from api.drug_index import is_drug_table
from api.search_index import is_search_table
from api.tables import metadata

_DERIVED = (is_answer_table, is_drug_table, is_search_table)


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Indexes and ready answers are derived data and no concern of migrations."""
    return not (kind == "table" and name is not None and any(derived(name) for derived in _DERIVED))


def render_item(kind: str, item: object, _context: object) -> str | Literal[False]:
    """SQLModel's string type is a plain string to the database; migrations then need no SQLModel."""
    return "sa.String()" if kind == "type" and isinstance(item, AutoString) else False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_name=include_name,
        render_item=render_item,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    url = context.config.get_main_option("sqlalchemy.url") or "sqlite:///var/migrations.sqlite"
    with create_engine(url, poolclass=NullPool).connect() as opened:
        run(opened)
        opened.commit()
