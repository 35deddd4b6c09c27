"""Connections to PostgreSQL: from a pool, in transactions that see one state; what it refuses is an error of ours."""

import logging
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import ConnectionPool, PoolTimeout

from lape_qa.counting import counted
from lape_qa.documents.membership import Membership
from lape_qa.errors import Busy, DatabaseUnavailable, IndexUnavailable, StorageError, UsageError

Row: TypeAlias = tuple[Any, ...]
Connection: TypeAlias = psycopg.Connection[Row]
Query: TypeAlias = tuple[str, dict[str, Any]]

_WAIT_SECONDS = 2.0
"""For a connection; then too much is asked at once."""
_CONNECT_SECONDS = 5
_NOTICED = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 15_000}
"""Parameters of libpq by which a server that has left the network is noticed in seconds; the address may say others."""
_GONE = (psycopg.OperationalError, psycopg.InterfaceError)
_LOST = ("08", "57")
"""Classes of errors of a connection, and of a server that ends or was told to end it."""
_NO_TABLES = (errors.UndefinedTable, errors.InvalidSchemaName)
_FOR = "lape_qa.groups"
"""The setting that row security goes by, see `schema.TABLES`."""
_READ_ONLY = (errors.ReadOnlySqlTransaction, errors.InsufficientPrivilege)
# What goes wrong with a connection is told where it was needed.
logging.getLogger("psycopg").setLevel(logging.CRITICAL)


class Database:
    """A database, by its address; nothing is connected before it is needed."""

    def __init__(self, url: str, connections: int) -> None:
        """Take its address and how many connections there may be at once; UsageError when it is no address."""
        try:
            parts = conninfo_to_dict(url)
        except psycopg.ProgrammingError as error:
            # Its words may repeat the password.
            raise UsageError(
                "LAPE_QA_STORE is no address of a database: write it like postgresql://user@host/database"
            ) from error
        self.name = f"postgresql://{parts.get('host') or 'localhost'}/{parts.get('dbname') or parts.get('user', '')}"
        """Its address as it is shown: without user and password."""
        self._url = url
        self._parameters: dict[str, Any] = {name: value for name, value in _NOTICED.items() if name not in parts}
        self._parameters["connect_timeout"] = _CONNECT_SECONDS
        self._connections = connections
        self._pool: ConnectionPool[Connection] | None = None
        self._refusals: deque[psycopg.Error] = deque(maxlen=1)
        # The pool does not tell whether all its connections are taken or none can be had.
        self._free = threading.BoundedSemaphore(connections)
        self._opening = threading.Lock()
        self._session = threading.local()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Let all that this thread reads within the block see one state; a connection is taken when it is needed."""
        if getattr(self._session, "held", None) is not None:
            yield
            return
        held: list[Connection] = []
        self._session.held = held
        try:
            yield
        finally:
            self._session.held = None
            for connection in held:
                self._give_back(connection)

    def read(self, *queries: Query, seen: Membership) -> list[list[Row]]:
        """Return the rows of some queries, which are sent together; of the rows those that members of groups may see.

        Raises DatabaseUnavailable when the database does not answer, or cannot, IndexUnavailable when there is no index
        in it, Busy when all connections are taken.
        """
        with self.reading():
            held: list[Connection] = self._session.held
            try:
                if not held:
                    return self._begin(held, queries, seen)
                return _answers(held[0], queries, seen)
            except _NO_TABLES as error:
                raise IndexUnavailable(f"no index in {self.name}: run `lape-qa index`") from error
            except psycopg.Error as error:
                raise self._unavailable(error) from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Return a connection of one's own to build by, each of whose statements stands by itself.

        Raises DatabaseUnavailable when there is none; what is refused to it is a StorageError.
        """
        try:
            with psycopg.connect(self._url, autocommit=True, **self._parameters) as connection:
                yield connection
        except _READ_ONLY as error:
            raise StorageError(
                f"{self.name} may only be read by this user, or is a replica ({_line(error)}): "
                "build with the role that owns the index"
            ) from error
        except (errors.DiskFull, errors.OutOfMemory) as error:
            raise StorageError(
                f"{self.name} refuses to write ({_line(error)}): "
                "free some space and index again, what is in use is whole"
            ) from error
        except _GONE as error:
            raise self._unavailable(error) from error
        except psycopg.Error as error:
            raise StorageError(f"{self.name} refuses to write: {_line(error)}") from error

    def close(self) -> None:
        """Close all connections."""
        with self._opening:
            if self._pool is not None:
                self._pool.close()
                self._pool = None

    def _begin(self, held: list[Connection], queries: Sequence[Query], seen: Membership) -> list[list[Row]]:
        """Take a connection and send queries by it; those that broke while nobody used them are replaced."""
        if not self._free.acquire(timeout=_WAIT_SECONDS):
            raise Busy(f"{counted(self._connections, 'connection')} to the database, all taken: ask again")
        try:
            for last in (*(False,) * self._connections, True):
                connection = self._connection()
                found = None
                try:
                    found = _answers(connection, queries, seen)
                except psycopg.Error:
                    if last or not connection.broken:
                        raise
                finally:
                    if found is None:
                        self._opened().putconn(connection)
                if found is not None:
                    held.append(connection)
                    return found
        finally:
            if not held:
                self._free.release()
        raise AssertionError("the last attempt returns or raises")

    def _connection(self) -> Connection:
        """Take a connection; psycopg.Error says why there is none."""
        try:
            return self._opened().getconn()
        except PoolTimeout as error:
            raise (self._refusals[0] if self._refusals else error) from error

    def _opened(self) -> "ConnectionPool[Connection]":
        with self._opening:
            if self._pool is None:
                self._pool = ConnectionPool(
                    self._url,
                    connection_class=_remembering(self._refusals),
                    kwargs=self._parameters,
                    min_size=0,
                    max_size=self._connections,
                    timeout=_WAIT_SECONDS,
                    # Whoever asks next tries at once.
                    reconnect_timeout=0,
                    configure=_configure,
                    open=True,
                )
            return self._pool

    def _give_back(self, connection: Connection) -> None:
        # Nothing was written: the pool ends the transaction, or throws away what is broken.
        if self._pool is not None:
            self._pool.putconn(connection)
        else:
            connection.close()
        self._free.release()

    def _unavailable(self, error: psycopg.Error) -> DatabaseUnavailable:
        if isinstance(error, errors.InsufficientPrivilege):
            return DatabaseUnavailable(f"{self.name} may not be read by this user ({_line(error)}): grant it SELECT")
        if error.sqlstate and not error.sqlstate.startswith(_LOST):
            return DatabaseUnavailable(f"{self.name} cannot be read ({_line(error)}): its log says more")
        return DatabaseUnavailable(
            f"{self.name} does not answer ({_line(error)}): is it running, and reached from here?"
        )


def _remembering(refusals: deque[psycopg.Error]) -> type[Connection]:
    """Return connections that leave behind why the last could not be made: a pool tells that there was none in time."""

    class Remembering(psycopg.Connection[Row]):
        @classmethod
        def connect(cls, *given: Any, **named: Any) -> Any:
            try:
                connection = super().connect(*given, **named)
            except psycopg.Error as error:
                refusals.append(error)
                raise
            refusals.clear()
            return connection

    return Remembering


def _configure(connection: Connection) -> None:
    # Compiling a query takes longer than any of ours.
    connection.execute("SET jit = off")
    connection.commit()
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True


def _answers(connection: Connection, queries: Sequence[Query], seen: Membership) -> list[list[Row]]:
    # For whom it is read is said each time, with the queries: a connection may have read for others before.
    with connection.pipeline():
        _, *cursors = [_execute(connection, *query) for query in (_read_for(seen), *queries)]
        return [cursor.fetchall() for cursor in cursors]


def _read_for(seen: Membership) -> Query:
    """Return what tells row security, until the transaction ends, which groups it is read for."""
    if seen.groups is None:
        return f"SELECT set_config('{_FOR}', '*', true)", {}
    return f"SELECT set_config('{_FOR}', %(groups)s::text[]::text, true)", {"groups": sorted(seen.groups)}


def _execute(connection: Connection, text: str, values: dict[str, Any]) -> psycopg.Cursor[Row]:
    return connection.cursor(binary=True).execute(text, values)


def _line(error: psycopg.Error) -> str:
    return (error.diag.message_primary or " ".join(str(error).split()) or type(error).__name__).strip()
