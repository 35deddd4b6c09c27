"""The port that traces go through."""

from collections.abc import Mapping
from typing import Protocol


class Tracer(Protocol):
    """Makes spans of what has ended."""

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Tell of a request."""

    def question(self, timing_ms: Mapping[str, float]) -> None:
        """Tell of a question and its steps."""

    def close(self) -> None:
        """Send what is left."""
