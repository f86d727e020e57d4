"""Runs Alembic on a connection of ours; the tables of a release come from migrations alone."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def schema_version() -> str:
    """The newest migration's revision."""
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    assert head is not None
    return head


def migrate(connection: Connection, revision: str = "head") -> None:
    """Bring the database behind `connection` to `revision`."""
    config = Config()
    # The option is interpolated, so a percent sign in the path stands doubled.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
