"""How long a piece of work may go on: checked inside loops, so that a thread whose caller has gone stops.

A thread cannot be ended from outside. Whoever does work for a caller runs it by a `Budget`; loops that may be long call
`check`, which costs next to nothing where there is none.
"""

import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextvars import ContextVar
from threading import Lock
from typing import Generic, TypeVar

from lape_qa.errors import Busy

T = TypeVar("T")
_LOOKED_UP = 0.05
"""Seconds after which who waits for another looks whether there is time left."""


class Budget:
    """Seconds, from now on, in which a piece of work must be done."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def run(self, work: Callable[[], T]) -> T:
        """Return the result of work; Busy when it is not done in time, or was cancelled."""
        before = _current.set(self)
        try:
            check()
            return work()
        finally:
            _current.reset(before)

    def cancel(self) -> None:
        """End the work at its next check; from any thread."""
        self._end = -1.0

    def check(self) -> None:
        """Raise Busy when the time is over."""
        if time.monotonic() > self._end:
            raise Busy(f"no answer within {self._seconds:g} seconds: ask again in a moment")


_current: ContextVar[Budget | None] = ContextVar("budget", default=None)


def check() -> None:
    """Raise Busy when the budget of the work that is being done here, if it has one, is spent."""
    if budget := _current.get():
        budget.check()


def checked(items: Iterable[T]) -> Iterator[T]:
    """Yield items, each after a `check`: for a loop that is not ours, such as that of a template."""
    for item in items:
        check()
        yield item


class Resumed(Generic[T]):
    """What takes long to make, and is made once: a caller whose time is over leaves the rest to the next one.

    `make` yields after each step, none of which may be long, and returns it. Threads may ask for it at once.
    """

    def __init__(self, make: Callable[[], Generator[None, None, T]]) -> None:
        """Make nothing yet."""
        self._make = make
        self._steps: Generator[None, None, T] | None = None
        self._made: tuple[T] | None = None
        self._lock = Lock()

    def get(self) -> T:
        """Return it; Busy when it is not made in time. After an error, which is raised, the next caller begins anew."""
        while not self._lock.acquire(timeout=_LOOKED_UP):
            check()
        try:
            while self._made is None:
                check()
                self._go_on()
            return self._made[0]
        finally:
            self._lock.release()

    def _go_on(self) -> None:
        # What an error ended cannot be gone on with, so it is put back only where there is none.
        steps, self._steps = self._steps or self._make(), None
        try:
            next(steps)
        except StopIteration as end:
            self._made = (end.value,)
        else:
            self._steps = steps
