"""Threads for CPU work with a bounded queue before them, so that the event loop stays free."""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar

from threadpoolctl import threadpool_limits

from lape_qa.budget import Budget
from lape_qa.errors import Busy

T = TypeVar("T")


def _compute_alone() -> None:
    """Keep NumPy, FAISS and torch from spreading the products of this thread, all of them small, over every core.

    Their own threads would wait for each other by spinning, and take the cores from the other questions.
    """
    threadpool_limits(1)


class Workers:
    """Runs CPU work in a few threads; what would wait too long is refused at once."""

    def __init__(self, threads: int = 2, queue: int = 32, timeout: float = 10.0) -> None:
        self._pool = ThreadPoolExecutor(threads, "lape-qa-work", _compute_alone)
        self._threads = threads
        self._most = threads + queue
        self._timeout = timeout
        self._pending = 0
        self._overdue: set[Future[Any]] = set()
        self._moved = 0.0
        self._lock = threading.Lock()

    @property
    def waiting(self) -> int:
        """How much work waits for a thread."""
        return max(0, self._pending - self._threads)

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

        Raises Busy when the queue is full or the time is over.
        """
        with self._lock:
            if self._pending >= self._most:
                raise Busy("too many questions are waiting: ask again in a moment")
            self._pending += 1
        budget = Budget(self._timeout)
        future = self._pool.submit(copy_context().run, budget.run, work)
        future.add_done_callback(self._finished)
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
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _finished(self, future: Future[Any]) -> None:
        # A thread that overran its time holds its place until it comes to its next check.
        with self._lock:
            self._pending -= 1
            self._overdue.discard(future)
        self._noted(future)

    def _noted(self, future: Future[Any]) -> None:
        if not future.cancelled():
            self._moved = time.monotonic()
