"""Threads for CPU work with a bounded queue before them, so that the event loop stays free."""

import asyncio
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextvars import ContextVar, copy_context
from functools import partial
from typing import Any, TypeVar

from threadpoolctl import threadpool_limits

from lape_qa.budget import Budget
from lape_qa.errors import Busy

T = TypeVar("T")

CALLER: ContextVar[str] = ContextVar("caller", default="")
"""Whom work is done for; empty for nobody in particular."""


_ABOUT_SECONDS = 30.0
"""Somebody who has asked within this time may ask again."""


_SHARE_SECONDS = 5.0
"""A caller who has its share of the places already is refused only after so long without one."""


def longest_wait(timeout: float) -> float:
    """Return within how many seconds work is done or refused, whose time is `timeout` once it has a place."""
    return _SHARE_SECONDS + timeout


def _compute_alone() -> None:
    """Keep NumPy, FAISS and torch from spreading the products of this thread, all of them small, over every core.

    Their own threads would wait for each other by spinning, and take the cores from the other questions.
    """
    threadpool_limits(1)


class Workers:
    """Runs CPU work in a few threads; what would wait too long is refused at once.

    Whoever has least in work is next, of several whoever's turn is longest ago. One caller may have half of the places,
    but at least one more than there are threads; and while others ask now and then, all threads but one: whoever asks a
    great deal at once keeps nobody else waiting.
    """

    def __init__(self, threads: int = 2, queue: int = 32, timeout: float = 10.0) -> None:
        self._pool = ThreadPoolExecutor(threads, "lape-qa-work", _compute_alone)
        self._most = threads + queue
        self._share = max(threads + 1, self._most // 2)
        self._threads_of_one = max(1, threads - 1)
        self._timeout = timeout
        self._free = threads
        self._pending: Counter[str] = Counter()
        self._waiting: dict[str, deque[_Job]] = {}
        self._running: Counter[str] = Counter()
        self._latest = ("", float("-inf"))
        self._latest_other = float("-inf")
        self._overdue: set[Future[Any]] = set()
        self._moved = 0.0
        self._lock = threading.Lock()

    @property
    def waiting(self) -> int:
        """How much work waits for a thread."""
        with self._lock:
            return sum(not future.done() for jobs in self._waiting.values() for future, _ in jobs)

    @property
    def overdue(self) -> int:
        """How many threads are held by work whose time is over."""
        return len(self._overdue)

    def moved_within(self, seconds: float) -> bool:
        """Tell whether any work was finished within the last seconds."""
        return time.monotonic() - self._moved < seconds

    def beside(self, work: Callable[[], T]) -> "Future[T]":
        """Run work that takes no place in the queue: to find out whether there is a thread that works."""
        future = self._pool.submit(work)
        future.add_done_callback(self._noted)
        return future

    async def run(self, work: Callable[[], T]) -> T:
        """Return the result of work done in a thread; work whose caller is gone is not begun, and ends where it checks.

        Raises Busy when the queue is full, when too much in it is the caller's and stays so for some seconds, or when
        the time is over.
        """
        caller = CALLER.get()
        if self._has_its_share(caller):
            # Refusing at once those who ask again at once would keep the event loop from everybody else.
            await asyncio.sleep(_SHARE_SECONDS)
        budget = Budget(self._timeout)
        future: Future[T] = Future()
        with self._lock:
            if self._pending.total() >= self._most or self._has_its_share(caller):
                raise Busy("too many questions are waiting: ask again in a moment")
            self._pending[caller] += 1
            self._note(caller)
            job = partial(copy_context().run, budget.run, work)
            self._waiting.setdefault(caller, deque()).append((future, job))
        future.add_done_callback(partial(self._left, caller))
        self._begin()
        try:
            async with asyncio.timeout(self._timeout):
                return await asyncio.wrap_future(future)
        except TimeoutError as error:
            with self._lock:
                if not future.done():
                    self._overdue.add(future)
            raise Busy(f"no answer within {self._timeout:g} seconds: ask again in a moment") from error
        finally:
            # The time is over or the caller has gone: nobody waits for what a thread may still be doing.
            budget.cancel()

    def close(self) -> None:
        """Drop what waits; what is being worked on is finished."""
        with self._lock:
            dropped = [future for jobs in self._waiting.values() for future, _ in jobs]
            self._waiting.clear()
        for future in dropped:
            future.cancel()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _has_its_share(self, caller: str) -> bool:
        return bool(caller) and self._pending[caller] >= self._share

    def _begin(self) -> None:
        """Give the next work to every thread that is free."""
        while True:
            with self._lock:
                caller = self._next() if self._free else None
                if caller is None:
                    return
                future, work = self._take(caller)
                if not future.set_running_or_notify_cancel():
                    # Nobody waits for it any more.
                    continue
                self._free -= 1
                self._running[caller] += 1
            self._pool.submit(work).add_done_callback(partial(self._done, caller, future))

    def _next(self) -> str | None:
        """Return the caller whose turn it is, if there is one."""
        now = time.monotonic()
        allowed = (caller for caller in self._waiting if self._running[caller] < self._threads_for(caller, now))
        return min(allowed, key=self._running.__getitem__, default=None)

    def _take(self, caller: str) -> "_Job":
        """Take the oldest work of a caller, whose next turn is after the others."""
        jobs = self._waiting.pop(caller)
        job = jobs.popleft()
        if jobs:
            self._waiting[caller] = jobs
        return job

    def _note(self, caller: str) -> None:
        """Remember when whom work is done for, and when anybody else."""
        latest, at = self._latest
        if latest != caller:
            self._latest_other = at
        self._latest = (caller, time.monotonic())

    def _threads_for(self, caller: str, now: float) -> int:
        """Return how many threads a caller may have: one stays free for others as long as there are any about."""
        latest, at = self._latest
        other = self._latest_other if latest == caller else at
        return self._threads_of_one if caller and now - other < _ABOUT_SECONDS else self._most

    def _done(self, caller: str, future: Future[Any], worked: Future[Any]) -> None:
        # A thread that overran its time is not free until it comes to its next check.
        with self._lock:
            self._free += 1
            self._running[caller] -= 1
            if not self._running[caller]:
                del self._running[caller]
        if worked.cancelled():
            future.set_exception(CancelledError())
        elif error := worked.exception():
            future.set_exception(error)
        else:
            future.set_result(worked.result())
        self._begin()

    def _left(self, caller: str, future: Future[Any]) -> None:
        with self._lock:
            self._overdue.discard(future)
            self._pending[caller] -= 1
            if not self._pending[caller]:
                del self._pending[caller]
        self._noted(future)

    def _noted(self, future: Future[Any]) -> None:
        if not future.cancelled():
            self._moved = time.monotonic()


_Job = tuple[Future[Any], Callable[[], Any]]
