"""Runs Alembic on a connection of ours; the tables of a release come from migrations alone."""

from pathlib import Path

from sqlalchemy import Connection

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def schema_version() -> str:
    """The newest migration's revision, read off the file names (`0004_claims.py`): they are numbered.

    Alembic would say the same, but loading it is dear, and `serve` asks at every start.
    """
    return max(file.name.split("_", 1)[0] for file in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def migrate(connection: Connection, revision: str = "head") -> None:
    """Bring the database behind `connection` to `revision`."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    # The option is interpolated, so a percent sign in the path stands doubled.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
