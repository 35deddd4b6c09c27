"""The SQLite file of keys, feedback and counts, and the secret that tokens are signed with."""

import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lape_qa.errors import StorageError

_SCHEMA = """
create table if not exists keys (
    id text primary key, name text not null, hash blob not null, scopes text not null,
    created text not null, revoked text, expires text
);
create table if not exists feedback (
    answer_id text primary key, given text not null, useful integer not null, comment text not null
);
create table if not exists questions (answer_id text primary key, asked text not null, question text not null);
create table if not exists topics (hash blob primary key, term text, count integer not null, last text not null);
"""
_SECRET_BYTES = 32


class Database:
    """One SQLite file, readable by its owner only; without a folder it is in memory."""

    def __init__(self, folder: Path | None) -> None:
        self._lock = threading.Lock()
        try:
            if folder is not None:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                _create(folder / "service.sqlite", b"")
            self._connection = sqlite3.connect(
                folder / "service.sqlite" if folder else ":memory:", timeout=10, check_same_thread=False
            )
            # What is deleted is overwritten, and no second file keeps a copy of it.
            self._connection.execute("pragma secure_delete = on")
            self._connection.execute("pragma journal_mode = delete")
            self._connection.executescript(_SCHEMA)
            self._complete()
            self.secret = _secret(folder)
        except (OSError, sqlite3.Error) as error:
            raise StorageError(f"cannot use the state folder {folder}: {error}; set LAPE_QA_STATE") from error
        self._where = folder

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a statement that reads."""
        with self._guarded():
            return self._connection.execute(statement, values).fetchall()

    def write(self, statement: str, values: Sequence[Any] = ()) -> int:
        """Run a statement that writes, and return how many rows it touched."""
        with self._guarded(), self._connection:
            return self._connection.execute(statement, values).rowcount

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _complete(self) -> None:
        """Add what the file of an earlier version lacks."""
        columns = {row[1] for row in self._connection.execute("pragma table_info(keys)")}
        if "expires" not in columns:
            self._connection.execute("alter table keys add column expires text")

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            with self._lock:
                yield
        except sqlite3.Error as error:
            raise StorageError(f"the state folder {self._where} cannot be read or written: {error}") from error


def _create(file: Path, content: bytes) -> None:
    """Create a file that only its owner reads; one that is there already stays as it is."""
    try:
        descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)


def _secret(folder: Path | None) -> bytes:
    fresh = secrets.token_bytes(_SECRET_BYTES)
    if folder is None:
        return fresh
    file = folder / "secret"
    if not file.exists():
        # Written aside and linked into place: another process never reads half of it.
        aside = folder / f"secret.{os.getpid()}.{secrets.token_hex(4)}"
        _create(aside, fresh)
        try:
            file.hardlink_to(aside)
        except FileExistsError:
            pass
        finally:
            aside.unlink()
    content = file.read_bytes()
    if len(content) != _SECRET_BYTES:
        raise OSError(f"{file} does not hold {_SECRET_BYTES} bytes: delete it, and a new one is made")
    return content
