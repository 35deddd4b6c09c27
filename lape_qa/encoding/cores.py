"""How many cores a process may use."""

import os
import sys


def cores() -> int:
    """Return how many cores the system leaves to the process."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def threads() -> int:
    """Return how many threads may encode at once: as many as cores, or as OMP_NUM_THREADS says."""
    told = os.environ.get("OMP_NUM_THREADS", "")
    return int(told) if told.isdecimal() and int(told) > 0 else cores()
