"""How long a piece of work may go on: checked inside loops, so that a thread whose caller has gone stops.

A thread cannot be ended from outside. Whoever does work for a caller runs it by a `Budget`; loops that may be long call
`check`, which costs next to nothing where there is none.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from typing import TypeVar

from lape_qa.errors import Busy

T = TypeVar("T")


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
