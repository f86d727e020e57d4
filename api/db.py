"""Database URL to engine. Releases are served read-only, each statement within a time limit; only the build writes."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from math import inf
from pathlib import Path
from time import monotonic, thread_time
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, QueuePool, Row, create_engine, event
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError

from api.errors import SetupError, TooSlow

# The oldest that is tested has FTS5 and window functions; the version comes from the operating system's image.
MINIMUM_SQLITE = (3, 34, 0)

# Per process: for the event loop, for the workers of `api.edge.asking`, and for the sessions of assessments. Each has
# its own, so that none waits for another's. More would only queue for the interpreter.
WORKERS: Final = 2
SESSIONS: Final = 6
CONNECTIONS: Final = 1 + WORKERS + SESSIONS

# How long a statement may take: in the event loop, where all requests wait for it, by the processor's time, so that
# nothing is turned away because the machine is busy; and elsewhere, where it holds one of a few workers, by the clock.
# What is done with its rows while they are read counts too.
QUICK_SECONDS: Final = 0.02
MOST_SECONDS: Final = 3.0
# Operations of SQLite's engine between two looks at the clock: about 50 microseconds, longer than most statements take.
_OPERATIONS: Final = 2000
# More statements than there are in the code: those with lists of values come in many lengths.
_KEPT_STATEMENTS: Final = 256

_NO_VALUES: Final[Mapping[str, object]] = MappingProxyType({})


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


class _Limit:
    """Until when the statement that runs may run. Apart from the connection, so that the two are no cycle."""

    def __init__(self) -> None:
        self._clock = monotonic
        self._until = inf

    def start(self, clock: Callable[[], float], seconds: float) -> None:
        """A statement begins."""
        self._clock, self._until = clock, clock() + seconds

    def is_over(self) -> bool:
        """Asked by SQLite while a statement runs."""
        return self._clock() > self._until


class _LimitedConnection(sqlite3.Connection):
    """Gives a statement up when its time is over: it then fails as interrupted."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit = _Limit()
        self.set_progress_handler(self.limit.is_over, _OPERATIONS)


def open_for_serving(file: Path, seconds: float = MOST_SECONDS) -> Engine:
    """A read-only engine on a finished release; a statement that takes longer than `seconds` raises `TooSlow`.

    `immutable=1` lets SQLite skip locking and change checks, which is true of a release: its file is never
    written again. The caller resolves links first, so that all connections see the same release.
    """
    require_sqlite()
    uri = f"file:{quote(str(file.resolve()))}?mode=ro&immutable=1"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            uri,
            uri=True,
            check_same_thread=False,
            factory=_LimitedConnection,
            cached_statements=_KEPT_STATEMENTS,
        )
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA mmap_size = 268435456")
        return connection

    engine = create_engine(
        "sqlite://", creator=connect, poolclass=QueuePool, pool_size=CONNECTIONS, max_overflow=0, pool_timeout=5
    )
    _limit_statements(engine, seconds)
    return engine


def _limit_statements(engine: Engine, seconds: float) -> None:
    @event.listens_for(engine, "before_cursor_execute")
    def start(connection: Connection, cursor: sqlite3.Cursor, *_: object) -> None:
        limited = cursor.connection
        assert isinstance(limited, _LimitedConnection)
        if "in_the_loop" in connection.get_execution_options():
            limited.limit.start(thread_time, min(QUICK_SECONDS, seconds))
        else:
            limited.limit.start(monotonic, seconds)

    @event.listens_for(engine, "handle_error")
    def tell(context: ExceptionContext) -> None:
        code = getattr(context.original_exception, "sqlite_errorcode", None)
        if code == sqlite3.SQLITE_INTERRUPT:
            raise TooSlow from context.original_exception


def in_the_loop(engine: Engine) -> Engine:
    """The same engine for the event loop: its statements have little time, and what is dear is refused at once."""
    return engine.execution_options(in_the_loop=True)


def not_in_the_loop(connection: Connection) -> None:
    """Put it before work that can be long with much data, be it SQL or Python.

    Raises:
        TooSlow: the question is asked in the event loop; who asks it there asks again in a worker.
    """
    if "in_the_loop" in connection.get_execution_options():
        raise TooSlow


AnyRow = Row[*tuple[Any, ...]]


def rows(connection: Connection, statement: str, values: Mapping[str, object] = _NO_VALUES) -> Sequence[AnyRow]:
    """The rows of a statement in SQLite's words, its values as `:name`; it takes half as long as one built of parts."""
    return connection.exec_driver_sql(statement, dict(values)).all()


def listed_values(name: str, values: Sequence[object]) -> tuple[str, dict[str, object]]:
    """A list for `IN` and its values: `(:id_0, :id_1)`; an empty one is `(NULL)`, which is looked up and not found."""
    named: dict[str, object] = {f"{name}_{number}": value for number, value in enumerate(values)}
    return "(" + (", ".join(f":{key}" for key in named) or "NULL") + ")", named


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
