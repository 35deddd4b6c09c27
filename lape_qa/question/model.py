"""A question as every later part sees it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lape_qa.encoding.model import Encoded
from lape_qa.language.model import Language, Span
from lape_qa.question.form import Shape


@dataclass(frozen=True, slots=True)
class Carried:
    """What a question takes over from an earlier one; `text` names it when it is to be left out."""

    kind: Literal["topic", "region", "year"]
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """A question, analysed once for every part that needs it."""

    text: str
    """As it was asked."""
    meant: str
    """As it was read, with what it takes over and typing mistakes mended; all below is made from this.

    Of one that asks for more, the earlier question that it goes on with.
    """
    own_end: int
    """Where in `meant` what the question itself asks ends, and what it takes over from earlier ones begins."""
    carried: tuple[Carried, ...]
    language: Language
    words: tuple[tuple[str, ...], ...]
    """The search terms of each word that carries a topic, most exact first."""
    named: tuple[bool, ...]
    """For each of the words: is it a name or a number?"""
    required: tuple[bool, ...]
    """For each of the words: is it a place or a year, without which a source cannot answer?"""
    spans: tuple[Span, ...]
    """Where each of the words stands in `meant`."""
    shape: Shape
    """The form that it wants its answer in."""
    parts: tuple["Query", ...]
    """The questions it consists of, when it asks for two things or compares two; else nothing."""
    encoded: Encoded
    """Of `meant`; of the first of its parts when there are any, since each is searched for by itself."""
    more: int = 0
    """How many times in a row more of the same was asked for ("Kerro lisää"); what was shown before is left out."""

    @property
    def written(self) -> list[str]:
        """The words as they stand in `meant`."""
        return [self.meant[span.start : span.end] for span in self.spans]

    @property
    def vector(self) -> NDArray[np.float32]:
        """The question's vector, shape (dimensions,), unit length."""
        return self.encoded.vector
