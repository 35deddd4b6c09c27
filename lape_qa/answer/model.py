"""An answer with its citations, or none."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from lape_qa.documents.model import Document
from lape_qa.errors import LlmReason
from lape_qa.index.model import Hit
from lape_qa.language.model import Span


class Kind(StrEnum):
    """How an answer is composed."""

    FACT = "fact"
    YES_NO = "yes_no"
    DEFINITION = "definition"
    OVERVIEW = "overview"
    LIST = "list"
    COMPARISON = "comparison"


SURE = 0.7
"""Confidence from which an answer is shown without a word of doubt."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Where a quote stands word for word in another document too."""

    document: Document
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote that stood word for word in a document version when it was shown."""

    number: int
    document: Document
    quote: str
    start: int
    end: int
    copies: tuple[Copy, ...] = ()
    """One in each other document that says the same."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer and the number of the citation that carries it."""

    text: str
    citation: int
    written_by: Literal["source", "llm"] = "source"
    """`source`: a quote, word for word. `llm`: what a language model has left of the cited quote, which proves it."""
    highlights: tuple[Span, ...] = ()
    """What of its text answers, in code points of it: a name, a date, a number."""


@dataclass(frozen=True, slots=True)
class Section:
    """Sentences of an answer that belong together under a heading."""

    title: str
    sentences: tuple[int, ...]
    """Their numbers in the answer, from 1."""


@dataclass(frozen=True, slots=True)
class LlmUse:
    """Whether a language model worded the answer, and if not, why not."""

    used: bool
    reason: LlmReason | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Sentences quoted from the sources or proven by a quote, each with its citation."""

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    confidence: float
    llm: LlmUse | None = None
    """None where no language model is set."""
    kind: Kind = Kind.FACT
    sections: tuple[Section, ...] = ()
    """None where the sentences stand by themselves."""
    text: str = ""
    """What is to be said besides the quotes."""
    more: tuple[Document, ...] = ()
    """Further documents that speak of the same."""

    @property
    def is_uncertain(self) -> bool:
        """Tell whether it is to be said that these sources may not answer."""
        return self.confidence < SURE


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The sources do not answer; `nearest` is what came closest and is not an answer."""

    nearest: tuple[Hit, ...]
    confidence: float
    llm: LlmUse | None = None
    text: str = ""
    """What is to be said besides, such as whom to turn to."""


@dataclass(frozen=True, slots=True)
class Guidance:
    """What the assistant says of itself: no quote, and questions to begin with."""

    text: str
    questions: tuple[str, ...]
    confidence: float = 0.0
    """It claims nothing of the sources."""
    llm: LlmUse | None = None


Outcome = Answer | NoAnswer | Guidance
"""What becomes of a question."""


def outcome_name(outcome: Outcome) -> Literal["answered", "not_found", "guidance"]:
    """Return what an outcome is called in the contract."""
    match outcome:
        case Answer():
            return "answered"
        case NoAnswer():
            return "not_found"
        case Guidance():
            return "guidance"
