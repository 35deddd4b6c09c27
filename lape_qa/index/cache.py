"""What was once computed for a text: one SQLite file, by a hash of all that decides the value.

A value belongs to its key for good, so a killed build leaves nothing wrong behind: what it had committed is
found by the next one. Only the holder of the index folder's lock opens the file.
"""

import hashlib
import json
import sqlite3
import zlib
from pathlib import Path

from lape_qa.errors import StorageError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (key BLOB NOT NULL UNIQUE, checksum INTEGER NOT NULL, value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS used (key BLOB PRIMARY KEY, build INTEGER NOT NULL) WITHOUT ROWID;
"""
_COMMIT = 256
"""Values after which a kill loses none of them."""
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


class Cache:
    """An open cache; sqlite3.Error when the file is damaged or the disk refuses."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file)
        self._uncommitted = 0
        self._wanted: set[bytes] = set()
        try:
            self._connection.executescript(_SCHEMA)
        except sqlite3.Error:
            self._connection.close()
            raise

    def get(self, key: bytes) -> bytes | None:
        """Return a value, and note that it is still of use; None when there is none or it is not as it was put."""
        self._wanted.add(key)
        found = self._connection.execute("SELECT checksum, value FROM entries WHERE key = ?", (key,)).fetchone()
        if found is None:
            return None
        checksum, value = found
        return value if zlib.crc32(value) == checksum else None

    def put(self, key: bytes, value: bytes) -> None:
        """Store a value; it outlives a kill once `commit` was called, at the latest after some more."""
        self._wanted.add(key)
        self._connection.execute("INSERT OR REPLACE INTO entries VALUES (?, ?, ?)", (key, zlib.crc32(value), value))
        self._uncommitted += 1
        if self._uncommitted >= _COMMIT:
            self.commit()

    def holds(self, *keys: bytes) -> bool:
        """Tell whether there is a sound value for each of the keys."""
        return all(self.get(key) is not None for key in keys)

    def __getitem__(self, key: bytes) -> bytes:
        """Return a value that was just put; StorageError when it is gone."""
        if (value := self.get(key)) is None:
            raise StorageError("what was just stored in the cache of the index cannot be read back: check the disk")
        return value

    def commit(self) -> None:
        """Make what was put outlive a kill."""
        self._connection.commit()
        self._uncommitted = 0

    def forget(self, builds: int) -> None:
        """End a build: remove what none of the last builds has asked for."""
        (build,) = self._connection.execute("SELECT coalesce(max(build), 0) + 1 FROM used").fetchone()
        rows = ((key, build) for key in self._wanted)
        self._connection.executemany("INSERT OR REPLACE INTO used VALUES (?, ?)", rows)
        self._connection.execute("DELETE FROM used WHERE build <= ?", (build - builds,))
        self._connection.execute("DELETE FROM entries WHERE key NOT IN (SELECT key FROM used)")
        self.commit()

    def overwrite(self) -> None:
        """Write the file anew, without what was removed and SQLite leaves in it until its room is needed."""
        self._connection.execute("VACUUM")

    def close(self) -> None:
        """Close the file; what was not committed is given up."""
        self._connection.close()
