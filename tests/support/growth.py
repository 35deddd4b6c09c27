"""How the processor time of some work grows with what it is given; the machine's load and speed make no difference."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_TIMES = 4
_MOST = 9.0
"""Between what four times as much takes where the work is linear, 4, and where it is quadratic, 16."""
_SHORTEST = 0.05
"""Seconds that the longer run must take at least to be told from what is always needed."""
_ATTEMPTS = 5


def is_linear(make: Callable[[int], T], work: Callable[[T], object], size: int) -> bool:
    """Tell whether work on four times as much takes far less than sixteen times the processor time.

    `make` makes what there is to work on, of about a size. Believed as soon as one of a few attempts shows it: noise
    only ever adds.
    """
    return any(_grows_little(make, work, size) for _ in range(_ATTEMPTS))


def _grows_little(make: Callable[[int], T], work: Callable[[T], object], size: int) -> bool:
    more = _seconds(make(_TIMES * size), work)
    return more < _SHORTEST or more < _MOST * _seconds(make(size), work)


def _seconds(given: T, work: Callable[[T], object]) -> float:
    started = time.thread_time()
    work(given)
    return time.thread_time() - started
