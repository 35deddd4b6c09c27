"""The SQLite file of keys, feedback and counts."""

import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from copy import copy
from pathlib import Path
from typing import Any, TypeAlias

from lape_qa.errors import StateUnavailable
from lape_qa_api.state import folder as state_folder

Statement: TypeAlias = tuple[str, Sequence[Any]]
"""SQL with the values of its question marks."""

LOCKED = "another program holds it locked"
READ_ONLY = "it cannot be written"
FULL = "the disk is full"
DAMAGED = "it is damaged"
GONE = state_folder.GONE
REFUSED = "the disk refuses it"
_REASONS = {
    sqlite3.SQLITE_BUSY: LOCKED,
    sqlite3.SQLITE_LOCKED: LOCKED,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_PERM: READ_ONLY,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
    # A table is missing: the statements are the program's own.
    sqlite3.SQLITE_ERROR: DAMAGED,
    sqlite3.SQLITE_CANTOPEN: REFUSED,
    sqlite3.SQLITE_IOERR: REFUSED,
}
"""What an error of SQLite means, where it is one of the file and not of the program."""
_ROOM = 256 * 1024
"""Bytes on the disk below which it counts as full, before a write fails."""
_SCHEMA = """
create table if not exists keys (
    id text primary key, name text not null, hash blob not null, scopes text not null,
    created text not null, revoked text, expires text, groups text not null default ''
);
create table if not exists feedback (
    answer_id text primary key, given text not null, useful integer not null, comment text not null
);
create table if not exists questions (answer_id text primary key, asked text not null, question text not null);
create table if not exists topics (hash blob primary key, term text, count integer not null, last text not null);
create table if not exists topic_callers (
    epoch blob not null, hash blob not null, caller blob not null, asked text not null,
    primary key (epoch, hash, caller)
);
create table if not exists ended_sessions (form text primary key, ended text not null);
"""


class Database:
    """A connection to one SQLite file, readable by its owner only; without a folder it is in memory.

    It is opened when it is first used, and anew after an error or when another file took its place, so that what is
    mended is used again without a restart. Every method raises StateUnavailable when the file cannot be used.
    """

    def __init__(self, folder: Path | None, wait: float = 10.0) -> None:
        """Have the folder; `wait` is how many seconds a lock of another program is waited for.

        StorageError when the folder cannot be used, or others can use it.
        """
        self._folder = folder
        self._wait = wait
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._opened = (0, 0)
        self._times_opened = 0
        if folder is None:
            self._address = f"file:lape-qa-{secrets.token_hex(8)}?mode=memory&cache=shared"
            self._connection = self._connect(new=True)
        else:
            # Never made by SQLite: a file that is gone is to be noticed.
            self._address = f"{(folder / state_folder.FILE).absolute().as_uri()}?mode=rw"
            if state_folder.prepare(folder):
                with self._guarded(new=True):
                    pass
        self.secret = state_folder.secret(folder)

    def beside(self, wait: float) -> "Database":
        """Return another connection to the same file, with a patience of its own."""
        other = copy(self)
        other._wait, other._connection = wait, None
        if self._folder is not None:
            # In memory one lock is shared: there SQLite refuses at once what another connection is writing to.
            other._lock = threading.Lock()
        return other

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a statement that reads."""
        with self._guarded() as connection:
            return connection.execute(statement, values).fetchall()

    def write(self, statement: str, values: Sequence[Any] = ()) -> int:
        """Run a statement that writes, and return how many rows it touched."""
        return self.write_all([(statement, values)])

    def write_all(self, statements: Sequence[Statement]) -> int:
        """Run statements that write, all of them or none, and return how many rows they touched."""
        with self._guarded() as connection, connection:
            return sum(connection.execute(statement, values).rowcount for statement, values in statements)

    def version(self) -> tuple[int, int]:
        """Return what is another whenever another connection has written: how often opened, and the data version."""
        with self._guarded() as connection:
            (number,) = connection.execute("pragma data_version").fetchone()
            return self._times_opened, int(number)

    def try_writing(self) -> None:
        """Find out whether it can be written, without writing anything."""
        with self._guarded() as connection:
            connection.execute("begin immediate")
            connection.rollback()
        if self._folder is None:
            return
        if not all(os.access(path, os.W_OK) for path in (self._folder, self._folder / state_folder.FILE)):
            raise self._unavailable(READ_ONLY)
        disk = os.statvfs(self._folder)
        if disk.f_bavail * disk.f_frsize < _ROOM:
            raise self._unavailable(FULL)

    def check(self) -> None:
        """Read all of the file and compare it with itself; takes about a second for 200 MB."""
        # What a connection has read once it does not read again.
        self.close()
        with self._guarded() as connection:
            ((found,),) = connection.execute("pragma quick_check(1)").fetchall()
        if found != "ok":
            raise self._unavailable(DAMAGED)

    def copy_to(self, file: Path) -> None:
        """Copy all of it, as it is at one moment and checked, into a new file that only its owner reads."""
        state_folder.create(file, b"")
        with self._guarded() as connection, closing(sqlite3.connect(file)) as copy:
            # Has the lock, or says that it cannot have it: the copying itself would wait for it without end.
            connection.execute("begin")
            connection.execute("select 1 from keys limit 1")
            try:
                connection.backup(copy)
            finally:
                connection.rollback()
            ((found,),) = copy.execute("pragma quick_check(1)").fetchall()
        if found != "ok":
            raise self._unavailable(DAMAGED)

    def take_over(self, file: Path) -> None:
        """Put the content of another file in the place of all of it: whole or not at all, whenever it is killed."""
        until = time.monotonic() + self._wait

        def progress(status: int, _left: int, _total: int) -> None:
            if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > until:
                raise self._unavailable(LOCKED)

        with self._guarded() as connection, closing(sqlite3.connect(file)) as source:
            source.backup(connection, progress=progress)

    def close(self) -> None:
        """Let go of the file, until it is used again."""
        with self._lock:
            self._drop()

    @contextmanager
    def _guarded(self, *, new: bool = False) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                yield self._open(new=new)
            except sqlite3.Error as error:
                reason = _REASONS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
                if reason is None:
                    raise
                if reason is not LOCKED:
                    self._drop()
                raise self._unavailable(reason) from error

    def _open(self, *, new: bool) -> sqlite3.Connection:
        if self._folder is not None and self._identity(self._folder) != self._opened:
            self._drop()
        if self._connection is None:
            self._connection = self._connect(new=new)
        return self._connection

    def _connect(self, *, new: bool) -> sqlite3.Connection:
        if self._folder is not None:
            self._opened = self._identity(self._folder)
        connection = sqlite3.connect(self._address, timeout=self._wait, check_same_thread=False, uri=True)
        try:
            # What is deleted is overwritten, and no second file keeps a copy of it.
            connection.execute("pragma secure_delete = on")
            connection.execute("pragma journal_mode = delete")
            if not new:
                # To SQLite a file that was cut off to nothing is sound: it must not become one without keys.
                connection.execute("select 1 from keys limit 1")
            connection.executescript(_SCHEMA)
            _complete(connection)
        except sqlite3.Error:
            connection.close()
            raise
        self._times_opened += 1
        return connection

    def _identity(self, folder: Path) -> tuple[int, int]:
        """Return which file has the name; SQLite itself writes on into one that was deleted."""
        try:
            found = (folder / state_folder.FILE).stat()
        except OSError as error:
            raise self._unavailable(GONE if isinstance(error, FileNotFoundError) else REFUSED) from error
        return found.st_dev, found.st_ino

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _unavailable(self, reason: str) -> StateUnavailable:
        return StateUnavailable(f"the database of the state folder {self._folder} cannot be used: {reason}", reason)


def _complete(connection: sqlite3.Connection) -> None:
    """Add what the file of an earlier version lacks."""
    columns = {row[1] for row in connection.execute("pragma table_info(keys)")}
    if "expires" not in columns:
        connection.execute("alter table keys add column expires text")
    if "groups" not in columns:
        connection.execute("alter table keys add column groups text not null default ''")
    if connection.execute("pragma user_version").fetchone() == (0,):
        # Words were written down that are on no list.
        with connection:
            connection.execute("delete from topics")
            connection.execute("pragma user_version = 1")
