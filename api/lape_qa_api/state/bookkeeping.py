"""What is written down beside answering, in a thread of its own: no answer waits for it, and none fails with it."""

import itertools
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field

from lape_qa.errors import StateUnavailable
from lape_qa_api.state import retention
from lape_qa_api.state.database import DAMAGED, Database, Statement
from lape_qa_api.telemetry.logs import log

CAPACITY = 10_000
"""Entries that may wait: at most some tens of megabytes."""
PATIENCE = 1.0
"""Seconds that the thread waits for a lock before it says so."""
_AT_ONCE = 100
"""Entries written in one transaction."""
_LOOK = 2.0
"""Seconds between two looks whether the database can be written, while there is nothing to write."""
_AGAIN = 0.5
"""Seconds after which what could not be written is tried again."""
_CHECK = 30.0
"""Seconds between two readings of the whole file; a hundred times as long as one takes, where that is more."""
_BREATH = 0.02
"""Seconds between two pieces of a purge."""
_HOUR = 3600.0
_LAST_SECONDS = 5.0
"""How long what still waits is tried to be written when the service stops."""


@dataclass(frozen=True, slots=True)
class _Entry:
    statements: Sequence[Statement]
    kept: "Future[bool]" = field(default_factory=Future)


class Bookkeeper:
    """The one writer of a service: writes what is handed to it in order, and deletes what is over its time.

    While the database is locked, full, read-only or damaged, entries wait in memory, and are written when it is mended.
    """

    def __init__(self, database: Database, retention_days: int, capacity: int = CAPACITY) -> None:
        self._database = database
        self._days = retention_days
        self._capacity = capacity
        self._entries: deque[_Entry] = deque()
        self._changed = threading.Condition()
        self._stopping = False
        self._failing: str | None = None
        self._damaged: str | None = None
        self._purge: Iterator[int] | None = None
        self._due = {"check": 0.0, "purge": 0.0}
        self.given_up = 0
        """Entries that found no room, or that could not be written before the end."""

    @property
    def waiting(self) -> int:
        """How many entries wait to be written."""
        return len(self._entries)

    @property
    def trouble(self) -> str | None:
        """Why nothing can be written at the moment, in words without a path; None when all is well."""
        return self._failing or self._damaged

    def keep(self, statements: Sequence[Statement]) -> "Future[bool] | None":
        """Hand over what is to be written together; the result tells when it is on disk. None when there is no room."""
        entry = _Entry(statements)
        with self._changed:
            if len(self._entries) >= self._capacity:
                self.given_up += 1
                return None
            self._entries.append(entry)
            self._changed.notify()
        return entry.kept

    @contextmanager
    def running(self) -> Iterator[None]:
        """Write, until the end of the block and what is left then; once only."""
        thread = threading.Thread(target=self._run, name="lape-qa-state", daemon=True)
        thread.start()
        try:
            yield
        finally:
            with self._changed:
                self._stopping = True
                self._changed.notify()
            thread.join()
            self._database.close()

    def _run(self) -> None:
        pause = 0.0
        until = None
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._stopping or (self._entries and not self.trouble), pause)
                entries = list(itertools.islice(self._entries, _AT_ONCE))
                if self._stopping:
                    until = until or time.monotonic() + _LAST_SECONDS
            if until and (not entries or time.monotonic() >= until):
                self._end()
                return
            pause = self._step(entries)
            if self._failing and until:
                time.sleep(_AGAIN)

    def _step(self, entries: Sequence[_Entry]) -> float:
        """Do what is most urgent; return how long there may be nothing to do then."""
        was = self.trouble
        try:
            pause = self._write(entries) if entries else self._look_after()
            self._failing = None
        except StateUnavailable as error:
            self._failing, self._purge, pause = error.reason, None, _AGAIN
        if self.trouble != was:
            if self.trouble:
                log.warning("the state database cannot be used", reason=self.trouble, waiting=self.waiting)
            else:
                log.info("the state database can be used again", waiting=self.waiting)
        return pause

    def _write(self, entries: Sequence[_Entry]) -> float:
        try:
            self._database.write_all([statement for entry in entries for statement in entry.statements])
        except (sqlite3.Error, ValueError, OverflowError) as error:
            if len(entries) > 1:
                # One of them is at fault: the others are not to be lost with it.
                return self._write(entries[:1])
            log.error("an entry cannot be written", error=type(error).__qualname__)
            self.given_up += 1
            self._done(entries, kept=False)
        else:
            self._done(entries, kept=True)
        return 0.0

    def _done(self, entries: Sequence[_Entry], *, kept: bool) -> None:
        with self._changed:
            for _ in entries:
                self._entries.popleft()
        for entry in entries:
            entry.kept.set_result(kept)

    def _look_after(self) -> float:
        """Do a piece of what is due while nothing is to be written."""
        now = time.monotonic()
        if self._purge is None and now >= self._due["purge"]:
            self._purge = retention.purge(self._database, self._days)
        if self._purge is not None:
            if next(self._purge, None) is not None:
                return _BREATH
            self._purge, self._due["purge"] = None, now + _HOUR
        self._database.try_writing()
        if now >= self._due["check"]:
            self._check(now)
        return _LOOK

    def _check(self, now: float) -> None:
        self._damaged = None
        try:
            self._database.check()
        except StateUnavailable as error:
            if error.reason != DAMAGED:
                raise
            self._damaged = error.reason
        took = time.monotonic() - now
        self._due["check"] = now + max(_LOOK if self._damaged else _CHECK, 100 * took)

    def _end(self) -> None:
        with self._changed:
            entries = list(self._entries)
        if entries:
            self.given_up += len(entries)
            log.error("entries were not written before the end", entries=len(entries), reason=self.trouble)
            self._done(entries, kept=False)
