"""Database URL to engine. Releases are served read-only; only the build writes."""

import sqlite3
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Engine, QueuePool, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from api.errors import SetupError

# The oldest that is tested has FTS5 and window functions; the version comes from the operating system's image.
MINIMUM_SQLITE = (3, 34, 0)

# Per process. Each is a file descriptor and a page cache; more would only queue for the interpreter.
CONNECTIONS = 15


def sqlite_file(database_url: str) -> Path:
    """The file that a SQLite URL names.

    Raises:
        SetupError: not a SQLite file URL.
    """
    try:
        url = make_url(database_url)
    except ArgumentError:
        raise SetupError(f"HYPOMAG_DATABASE_URL is not a database URL: {database_url!r}") from None
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        raise SetupError("HYPOMAG_DATABASE_URL must be sqlite:///PATH: no other database is supported yet.")
    return Path(url.database)


def open_for_serving(file: Path) -> Engine:
    """A read-only engine on a finished release.

    `immutable=1` lets SQLite skip locking and change checks, which is true of a release: its file is never
    written again. The caller resolves links first, so that all connections see the same release.
    """
    require_sqlite()
    uri = f"file:{quote(str(file.resolve()))}?mode=ro&immutable=1"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA mmap_size = 268435456")
        return connection

    return create_engine(
        "sqlite://", creator=connect, poolclass=QueuePool, pool_size=CONNECTIONS, max_overflow=0, pool_timeout=5
    )


def open_for_building(file: Path) -> Engine:
    """A writing engine on a new file that nobody else sees and that is thrown away on any failure.

    So it needs no journal on disk and no syncing; and foreign keys are checked once, at the end of the build, which
    lets rows of one table refer to each other in any order.
    """
    require_sqlite()
    engine = create_engine(URL.create("sqlite", database=str(file)))

    @event.listens_for(engine, "connect")
    def _pragmas(connection: sqlite3.Connection, _: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = MEMORY")
        cursor.execute("PRAGMA synchronous = OFF")
        cursor.close()

    return engine


def require_sqlite() -> None:
    """Refuse to work with a SQLite that lacks what we use.

    Raises:
        SetupError: SQLite is too old.
    """
    if sqlite3.sqlite_version_info < MINIMUM_SQLITE:
        needed = ".".join(str(part) for part in MINIMUM_SQLITE)
        raise SetupError(f"SQLite {needed} or newer is needed; Python here has {sqlite3.sqlite_version}.")
