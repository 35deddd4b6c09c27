"""The port that traces go through."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What is told of a retrieval: where passages were looked for and how many were wanted, never which or for what."""

    generation: str
    model: str
    most: int


class Tracer(Protocol):
    """Makes spans of what has ended."""

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Tell of a request."""

    def question(self, timing_ms: Mapping[str, float], retrieval: Retrieval) -> None:
        """Tell of a question and its steps."""

    def search(self, milliseconds: float, retrieval: Retrieval) -> None:
        """Tell of a search that no answer was looked for in."""

    def close(self) -> None:
        """Send what is left."""
