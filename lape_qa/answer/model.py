"""An answer with its citations, or none."""

from dataclasses import dataclass
from typing import Literal

from lape_qa.documents.model import Document
from lape_qa.errors import LlmReason
from lape_qa.index.model import Hit


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote that stood word for word in a document version when it was shown."""

    number: int
    document: Document
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer and the number of the citation that carries it."""

    text: str
    citation: int
    written_by: Literal["source", "llm"] = "source"
    """`source`: a quote, word for word. `llm`: a language model's own words, which the cited quote supports."""


@dataclass(frozen=True, slots=True)
class LlmUse:
    """Whether a language model worded the answer, and if not, why not."""

    used: bool
    reason: LlmReason | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Sentences quoted from the sources or supported by a quote, each with its citation."""

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    confidence: float
    llm: LlmUse | None = None
    """None where no language model is set."""


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The sources do not answer; `nearest` is what came closest and is not an answer."""

    nearest: tuple[Hit, ...]
    confidence: float
    llm: LlmUse | None = None
