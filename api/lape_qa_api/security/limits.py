"""How often one caller may come: a token bucket for each."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

_MOST_CALLERS = 10_000


class Limiter:
    """Lets each caller through at a steady rate, with a reserve for a moment of haste."""

    def __init__(self, per_minute: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = per_minute / 60
        self._burst = burst
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, caller: str) -> int:
        """Return 0 to let a caller through, or after how many seconds it may come again."""
        now = self._clock()
        level, then = self._buckets.pop(caller, (float(self._burst), now))
        level = min(self._burst, level + (now - then) * self._rate)
        if level < 1:
            self._buckets[caller] = (level, now)
            return math.ceil((1 - level) / self._rate)
        self._buckets[caller] = (level - 1, now)
        if len(self._buckets) > _MOST_CALLERS:
            # The one that has been away longest has the fullest bucket.
            self._buckets.popitem(last=False)
        return 0


def network(address: str) -> str:
    """Return what counts as one address: an IPv6 caller has a whole /64 of them."""
    return networks(address)[0]


def networks(address: str) -> tuple[str, ...]:
    """Return what counts as one address, and for IPv6 the /48 around it, which one customer may have whole."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return (address,)
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return (str(parsed.ipv4_mapped),)
        return tuple(f"{IPv6Address(int(parsed) >> bits << bits)}" for bits in (64, 80))
    return (str(parsed),)
