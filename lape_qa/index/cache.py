"""What was once computed for a text: one SQLite file, by a hash of all that decides the value.

A value belongs to its key for good, so a killed build leaves nothing wrong behind: what it had committed is
found by the next one. Only the holder of the index folder's lock opens the file. Beside the values are the marks of the
files that the last build has hashed (`contents.Hashed`).
"""

import hashlib
import json
import sqlite3
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (key BLOB NOT NULL UNIQUE, checksum INTEGER NOT NULL, value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS unwanted (key BLOB PRIMARY KEY, since INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS hashed (mark BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ended (made TEXT NOT NULL, entry INTEGER NOT NULL);
DROP TABLE IF EXISTS used;
"""
_COMMIT = 256
"""Values after which a kill loses none of them."""
_ASKED = 500
"""Keys that are looked up at once."""
_SCANNED = 100_000
"""Keys that are compared at once."""
KEY = 32
"""Bytes of a key."""
_PREFIX = 8
"""Bytes of a key that tell it from all others, as good as certainly."""
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def key(*parts: str) -> bytes:
    """Return the key of a value: the hash of everything that decides it."""
    return hashlib.sha256(json.dumps(parts).encode("ascii")).digest()


def is_damaged(error: sqlite3.Error) -> bool:
    """Tell whether an error means that the file is not a sound cache, rather than that the disk refuses."""
    return error.sqlite_errorcode & 0xFF in _DAMAGED


def discard(file: Path) -> None:
    """Remove a cache, with the journal that SQLite would otherwise play back into the next one."""
    file.unlink(missing_ok=True)
    file.with_name(f"{file.name}-journal").unlink(missing_ok=True)


@dataclass(frozen=True, slots=True, eq=False)
class Taken:
    """What a build has taken over."""

    generation: str
    """From which one."""
    left: Sequence[bytes]
    """The keys of what it has not taken over of it."""


class Cache:
    """An open cache; sqlite3.Error when the file is damaged or the disk refuses."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file)
        self._uncommitted = 0
        # The beginnings of the keys that were asked for. Should another key begin the same, its value is kept too long.
        self._wanted = array("Q")
        try:
            self._connection.executescript(_SCHEMA)
        except sqlite3.Error:
            self._connection.close()
            raise

    def get_all(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return the values of those keys that have one which is as it was put, and note that they are still of use."""
        found = self._select("key, value, checksum", keys)
        return {key: value for key, value, checksum in found if zlib.crc32(value) == checksum}

    def known(self, keys: Sequence[bytes]) -> set[bytes]:
        """Return those keys that have a value, whatever it is now, and note that they are still of use."""
        return {key for (key,) in self._select("key", keys)}

    def left(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return values as `get_all` does, without noting that they are of use."""
        found = self._stored("key, value, checksum", keys)
        return {key: value for key, value, checksum in found if zlib.crc32(value) == checksum}

    def keep(self, keys: NDArray[np.uint8]) -> None:
        """Note that the values of some keys are still of use; shape (keys, 32)."""
        self._wanted.frombytes(np.ascontiguousarray(keys[:, :_PREFIX]).tobytes())

    @property
    def builds(self) -> int:
        """How many builds have ended with this cache; none when it was made anew."""
        (last,) = self._connection.execute("PRAGMA user_version").fetchone()
        return int(last)

    def _select(self, columns: str, keys: Sequence[bytes]) -> Iterator[Any]:
        self._want(keys)
        return self._stored(columns, keys)

    def _stored(self, columns: str, keys: Sequence[bytes]) -> Iterator[Any]:
        for start in range(0, len(keys), _ASKED):
            asked = keys[start : start + _ASKED]
            places = ", ".join("?" * len(asked))
            # Only names of columns and question marks are put together here.
            yield from self._connection.execute(f"SELECT {columns} FROM entries WHERE key IN ({places})", asked)  # noqa: S608

    def _want(self, keys: Sequence[bytes]) -> None:
        self._wanted.frombytes(b"".join(key[:_PREFIX] for key in keys))

    def put(self, key: bytes, value: bytes) -> None:
        """Store a value; it outlives a kill once `commit` was called, at the latest after some more."""
        self._want([key])
        self._connection.execute("INSERT OR REPLACE INTO entries VALUES (?, ?, ?)", (key, zlib.crc32(value), value))
        self._uncommitted += 1
        if self._uncommitted >= _COMMIT:
            self.commit()

    def commit(self) -> None:
        """Make what was put outlive a kill."""
        self._connection.commit()
        self._uncommitted = 0

    def hashed(self) -> set[bytes]:
        """Return the marks of the files that were hashed."""
        return {mark for (mark,) in self._connection.execute("SELECT mark FROM hashed")}

    def note_hashed(self, marks: Iterable[bytes]) -> None:
        """Note the marks of the files that a build has hashed, in place of those of the one before."""
        self._connection.execute("DELETE FROM hashed")
        self._connection.executemany("INSERT INTO hashed VALUES (?)", ((mark,) for mark in marks))

    def forget(self, builds: int, made: str = "", taken: Taken | None = None) -> None:
        """End a build: remove what none of the last builds has asked for.

        What is noted is what a build did not ask for, most often little, and since which one. `made` is the generation
        that it has made, `taken` what it has taken over.
        """
        build = self.builds + 1
        self._connection.execute("CREATE TEMP TABLE now (key BLOB PRIMARY KEY) WITHOUT ROWID")
        self._connection.executemany(
            "INSERT OR IGNORE INTO now VALUES (?)", ((key,) for key in self._not_wanted(taken))
        )
        self._connection.execute("DELETE FROM unwanted WHERE key NOT IN (SELECT key FROM now)")
        self._connection.execute("INSERT OR IGNORE INTO unwanted SELECT key, ? FROM now", (build,))
        forgotten = (build - builds + 1,)
        self._connection.execute(
            "DELETE FROM entries WHERE key IN (SELECT key FROM unwanted WHERE since <= ?)", forgotten
        )
        self._connection.execute("DELETE FROM unwanted WHERE since <= ?", forgotten)
        self._connection.execute("DROP TABLE now")
        self._connection.execute("DELETE FROM ended")
        self._connection.execute("INSERT INTO ended SELECT ?, coalesce(max(rowid), 0) FROM entries", (made,))
        self._connection.execute(f"PRAGMA user_version = {build}")
        self.commit()

    def _not_wanted(self, taken: Taken | None) -> list[bytes]:
        """Return the keys of the entries that this build did not ask for."""
        wanted = np.sort(np.array(self._wanted, np.uint64))
        found: list[bytes] = []
        for keys in self._in_question(taken):
            while block := [key for (key,) in keys.fetchmany(_SCANNED)]:
                found.extend(block[number] for number in np.flatnonzero(~_holds(wanted, block)))
        return found

    def _in_question(self, taken: Taken | None) -> Iterator[sqlite3.Cursor]:
        """Yield the keys of the entries that this build may not have asked for."""
        ended = self._connection.execute("SELECT made, entry FROM ended").fetchone()
        if not (taken and ended and ended[0] == taken.generation):
            yield self._connection.execute("SELECT key FROM entries")
            return
        # The last build asked for just what that generation was made of: what is no longer wanted is what was left of
        # it, what the last build did not want either, or what came since.
        yield self._connection.execute("SELECT key FROM entries WHERE rowid > ?", ended[1:])
        yield self._connection.execute("SELECT key FROM unwanted")
        self._connection.execute("CREATE TEMP TABLE left (key BLOB PRIMARY KEY) WITHOUT ROWID")
        self._connection.executemany("INSERT OR IGNORE INTO left VALUES (?)", ((key,) for key in taken.left))
        yield self._connection.execute("SELECT key FROM left JOIN entries USING (key)")
        self._connection.execute("DROP TABLE left")

    def overwrite(self) -> None:
        """Write the file anew, without what was removed and SQLite leaves in it until its room is needed."""
        # Entries may be numbered anew.
        self._connection.execute("DELETE FROM ended")
        self.commit()
        self._connection.execute("VACUUM")

    def close(self) -> None:
        """Close the file; what was not committed is given up."""
        self._connection.close()


def _holds(wanted: NDArray[np.uint64], keys: Sequence[bytes]) -> NDArray[np.bool_]:
    """Tell which keys begin as one of those that are wanted, whose beginnings are sorted."""
    if not len(wanted):
        return np.zeros(len(keys), np.bool_)
    beginnings = np.frombuffer(b"".join(key[:_PREFIX] for key in keys), np.uint64)
    at = np.minimum(np.searchsorted(wanted, beginnings), len(wanted) - 1)
    held: NDArray[np.bool_] = wanted[at] == beginnings
    return held
