"""What all tables share: the naming of constraints, and enumerations as CHECK constraints.

String columns with a CHECK stand in for enumerations, because an Enum column would store member names.
"""

from typing import Any, get_args

from sqlalchemy import CheckConstraint, MetaData, Table
from sqlmodel import SQLModel

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING_CONVENTION
metadata: MetaData = SQLModel.metadata


def one_of(column: str, literal: Any) -> CheckConstraint:
    """The column holds a value of the word list (or nothing, where it may be empty)."""
    values = ", ".join(f"'{value}'" for value in get_args(literal))
    return CheckConstraint(f"{column} IN ({values})", name=column)


def table_of(model: type[SQLModel]) -> Table:
    """The table behind a model, for queries that choose columns at run time."""
    return metadata.tables[str(model.__tablename__)]
