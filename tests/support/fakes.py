"""Deterministic stand-ins behind the project's real interfaces."""

import hashlib
import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from lape_qa.answer.confidence_features import CONFIDENCE_FEATURES
from lape_qa.answer.fitted import Model
from lape_qa.answer.sentence_features import SENTENCE_FEATURES
from lape_qa.documents.metadata import make_document
from lape_qa.documents.model import Document
from lape_qa.encoding.model import Encoded, Vectors
from lape_qa.encoding.protocol import Advance, Role
from lape_qa.language.model import Language, Span
from lape_qa.question.form import Form, Shape
from lape_qa.question.model import Query
from lape_qa.reading.windows import Window


class FakeEncoder:
    """An Encoder without a model: a hashed bag of casefolded words, of unit length.

    Texts that share words are near, others nearly orthogonal; the role makes no difference.
    """

    name = "fake"
    weights = "fake-weights"
    dimensions = 64
    described = "by hashing"

    def __init__(self, *, fingerprint: str = "fake-fingerprint", longest: int = 300) -> None:
        self.fingerprint = fingerprint
        self.longest = longest
        self.encoded: list[tuple[str, Role]] = []
        """Every text encoded so far, in order."""

    def fits(self, text: str) -> bool:
        """Tell whether a text has at most `longest` words."""
        return len(text.split()) <= self.longest

    def encode(self, texts: Sequence[str], role: Role, advance: Advance | None = None) -> Vectors:
        """Return one vector of unit length for each text."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in self.encode_tokens(texts, role, advance):
            vectors[row] = text.vector
        return vectors

    def encode_tokens(
        self, texts: Sequence[str], role: Role, advance: Advance | None = None
    ) -> Iterator[tuple[int, Encoded]]:
        """Yield each text's number with its vector, and with a vector for each of its first `longest` words."""
        for row, text in enumerate(texts):
            self.encoded.append((text, role))
            words = list(re.finditer(r"\w+", text))
            tokens = np.array([_word_vector(word[0]) for word in words], np.float32).reshape(-1, self.dimensions)
            # A text without words still needs a direction.
            bag = tokens.sum(axis=0) if words else np.ones(self.dimensions, np.float32)
            yield (
                row,
                Encoded(
                    vector=bag / np.linalg.norm(bag),
                    ids=np.array([_word_id(word[0]) for word in words[: self.longest]], np.int64),
                    starts=np.array([word.start() for word in words[: self.longest]], np.int64),
                    tokens=tokens[: self.longest],
                ),
            )
            if advance:
                advance(1)


def _digest(word: str) -> bytes:
    return hashlib.sha256(word.casefold().encode("utf-8", "surrogatepass")).digest()


def _word_vector(word: str) -> NDArray[np.float32]:
    """Return 64 pseudo-random signs, the same for the same word in every process."""
    return np.unpackbits(np.frombuffer(_digest(word)[:8], np.uint8)).astype(np.float32) * 2 - 1


def _word_id(word: str) -> int:
    return int.from_bytes(_digest(word)[8:10], "big")


def make_query(*terms: str, text: str = "?", language: Language = "fi", vector: Sequence[float] = (1.0,)) -> Query:
    """Return a Query of words with one term each, none of them a name."""
    return Query(
        text=text,
        meant=text,
        own_end=len(text),
        carried=(),
        language=language,
        words=tuple((term,) for term in terms),
        named=(False,) * len(terms),
        required=(False,) * len(terms),
        spans=tuple(Span(place, place + 1) for place in range(len(terms))),
        shape=Shape(Form.FACT),
        parts=(),
        encoded=Encoded(
            vector=np.array(vector, np.float32),
            ids=np.zeros(0, np.int64),
            starts=np.zeros(0, np.int64),
            tokens=np.zeros((0, len(vector)), np.float32),
        ),
    )


def document(text: str, identifier: str = "doc", **metadata: str) -> Document:
    """Return a Document of a text."""
    return make_document(identifier, text, metadata)


def none_kept(_identifier: str, _sha256: str) -> tuple[Document, ...]:
    """Find no earlier version of any document."""
    return ()


NEVER = 2.0
"""No sentence has twice the share of the best one: with it there is no second quote."""


def fitted_by_coverage(
    *, bias: float = -4.0, threshold: float = 0.5, word_cost: float = 0.05, second: float = NEVER, **confidence: float
) -> Model:
    """Return weights with which the sentence that holds the question's words answers it, in place of the shipped ones.

    The confidence rests on nothing else than the bias unless the weights of its features are given.
    """
    return Model.of(
        {
            "sentence": dict.fromkeys(SENTENCE_FEATURES, 0.0) | {"coverage": 10.0},
            "confidence": dict.fromkeys(CONFIDENCE_FEATURES, 0.0) | confidence,
            "bias": bias,
            "threshold": threshold,
            "word_cost": word_cost,
            "second": second,
        }
    )


class FakeReader:
    """A SentenceReader without a model: a sentence's logit is what a test says of the text it holds, else -5."""

    name = "fake reader"

    def __init__(self, **logits: float) -> None:
        self._logits = logits
        self.read_windows: list[tuple[str, tuple[Window, ...]]] = []
        """Every question read so far, with its windows."""

    def read(self, question: str, windows: Sequence[Window]) -> list[NDArray[np.float32]]:
        """Return the logit of each window's sentences."""
        self.read_windows.append((question, tuple(windows)))
        return [np.array([self._logit(w.text[s.start : s.end]) for s in w.sentences], np.float32) for w in windows]

    def _logit(self, sentence: str) -> float:
        return next((logit for word, logit in self._logits.items() if word in sentence), -5.0)
