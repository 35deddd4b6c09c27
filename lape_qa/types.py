"""The values that flow through the project; all frozen, none knows how it was made."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Language: TypeAlias = Literal["fi", "sv", "en"]
Vectors: TypeAlias = NDArray[np.float32]
"""Shape (n, dimensions), rows of unit length."""
Within: TypeAlias = NDArray[np.bool_] | None
"""For each passage of an index, in row order: may it be found? None: all may."""


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of Unicode code points in `Document.text`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """A source text and what is known about it; `text` is what all offsets refer to."""

    id: str
    text: str
    sha256: str
    title: str
    publisher: str = ""
    author: str = ""
    published: str = ""
    region: str = ""
    language: str = "fi"
    url: str = ""
    rights: str = ""
    opening: str = ""
    """The first short lines of a text without a given title: site, heading, byline; indexed as context."""
    inferred: tuple[str, ...] = ()
    """Names of the fields above that were guessed from the text or the file, not given by an editor."""
    pages: tuple[int, ...] = ()
    """Where each page begins in the text, in order; empty when the source has no pages."""

    def page(self, at: int) -> int | None:
        """Return the number of the page, from 1, that an offset stands on; None when there are no pages."""
        return max(1, bisect_right(self.pages, at)) if self.pages else None


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one document: `document.text[start:end] == text`."""

    document_id: str
    start: int
    end: int
    text: str
    heading: str
    sentences: tuple[Span, ...]
    """Whole sentences and list items inside the passage that may be quoted; headings are not among them."""
    id: str = field(init=False, compare=False)
    """The passage's stable name within one version of its document."""

    def __post_init__(self) -> None:
        """Name the passage; ranking asks for the name hundreds of times a question."""
        object.__setattr__(self, "id", f"{self.document_id}:{self.start}-{self.end}")


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """One text as the model sees it: a vector for the whole, and one for each of its tokens."""

    vector: NDArray[np.float32]
    """Shape (dimensions,), unit length."""
    ids: NDArray[np.int64]
    """Token ids of the text itself, without prompt and special tokens."""
    starts: NDArray[np.int64]
    """Where each token begins in the text, in code points."""
    tokens: NDArray[np.float32]
    """Shape (tokens, dimensions), as they leave the model."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What a question takes over from an earlier one; `text` names it when it is to be left out."""

    kind: Literal["topic", "region", "year"]
    text: str


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Query:
    """A question, analysed once for every part that needs it."""

    text: str
    """As it was asked."""
    meant: str
    """As it was read, with what it takes over and typing mistakes mended; all below is made from this."""
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
    parts: tuple["Query", ...]
    """The questions it consists of, when it asks for two things or compares two; else nothing."""
    encoded: Encoded
    """Of `meant`; of the first of its parts when there are any, since each is searched for by itself."""

    @property
    def vector(self) -> NDArray[np.float32]:
        """The question's vector, shape (dimensions,), unit length."""
        return self.encoded.vector


@dataclass(frozen=True, slots=True)
class Filters:
    """Which documents may answer; a field left empty limits nothing, and an undated document has no year."""

    region: str = ""
    publisher: str = ""
    language: str = ""
    from_year: int | None = None
    to_year: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a query; higher scores are better, comparable within one ranking only."""

    passage: Passage
    score: float


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


LlmReason: TypeAlias = Literal[
    "no_evidence", "instructions", "unreachable", "timeout", "http_error", "malformed", "too_long", "unsupported"
]


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


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index generation was made of, written with it and checked when it is opened."""

    format: int
    generation: str
    created: str
    model: str
    model_fingerprint: str
    dimensions: int
    chunking: Mapping[str, int]
    shape: Mapping[str, int]
    corpus_sha256: str
    documents: int
    passages: int
    sentences: int
    files: Mapping[str, str]
    """File name to sha256, for every other file of the generation."""
