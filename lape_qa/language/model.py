"""The values of language that flow through the project; all frozen, none knows how it was made."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["fi", "sv", "en"]


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of Unicode code points in `Document.text`."""

    start: int
    end: int
