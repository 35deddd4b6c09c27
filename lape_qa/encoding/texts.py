"""Texts -> vectors, whatever engine runs the model: prompts, windows of long texts, and where tokens begin."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from lape_qa.encoding.model import Encoded, Vectors
from lape_qa.encoding.protocol import Advance, Role

Marked: TypeAlias = tuple[str, Encoding]
"""A text with its prompt, and its tokens; what is beyond the model's maximum has none."""


@dataclass(frozen=True, slots=True, eq=False)
class Output:
    """What a model makes of one text."""

    tokens: NDArray[np.float32]
    """Shape (tokens, dimensions), those of the prompt and the special ones among them."""
    vector: NDArray[np.float32]
    """Shape (dimensions,)."""


Made: TypeAlias = tuple[int, Encoding, Output]
"""A text's number, its tokens and what the model makes of it."""


class Engine(Protocol):
    """What runs a model."""

    @property
    def described(self) -> str:
        """How it runs the model, for who looks after the service."""

    def run(self, texts: Iterable[Marked], role: Role) -> Iterator[Made]:
        """Yield each text's number, its tokens and what the model makes of it, in any order."""


class Tokens:
    """A model's tokenizer, and its maximum."""

    def __init__(self, tokenizer: Tokenizer, max_tokens: int) -> None:
        self._tokenizer = tokenizer
        self.maximum = max_tokens

    def of(self, text: str) -> Encoding:
        """Return a text's tokens, of which what is beyond the maximum is left out."""
        marks = self._tokenizer.encode(text, add_special_tokens=False)
        marks.truncate(self.maximum - self._tokenizer.num_special_tokens_to_add(is_pair=False))
        return self._tokenizer.post_process(marks)

    def fit(self, text: str) -> bool:
        """Tell whether a text is within the maximum."""
        # A token is at least one character, so most texts need no counting.
        return len(text) + 2 <= self.maximum or len(self._tokenizer.encode(text).ids) <= self.maximum

    def windows(self, text: str) -> list[str]:
        """Cut a text into stretches of at most the maximum, at token borders."""
        if len(text) + 2 <= self.maximum:
            return [text]
        ends = [end for _, end in self._tokenizer.encode(text, add_special_tokens=False).offsets]
        # Two special tokens, and one more because a stretch cut loose may begin with another token.
        room = self.maximum - 3
        if len(ends) <= room + 1:
            return [text]
        cuts = [0, *ends[room - 1 : -1 : room], len(text)]
        return [text[start:end] for start, end in pairwise(cuts)]


@dataclass(frozen=True, slots=True)
class Manner:
    """How a model is spoken to, and what tells its vectors from others."""

    name: str
    prompts: Mapping[Role, str]
    dimensions: int
    weights: str
    """See `Encoder.weights`."""
    fingerprint: str
    """See `Encoder.fingerprint`."""


class TextEncoder:
    """An Encoder by any engine.

    A text longer than the model's maximum is not cut off: it is encoded in windows, whose vectors are averaged by their
    length.
    """

    def __init__(self, manner: Manner, tokens: Tokens, engine: Engine) -> None:
        self._manner = manner
        self._tokens = tokens
        self._engine = engine

    @property
    def name(self) -> str:
        """The model's name as the manifest shows it."""
        return self._manner.name

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text could get another vector."""
        return self._manner.fingerprint

    @property
    def weights(self) -> str:
        """Tells the model from others; "" where that is unknown."""
        return self._manner.weights

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._manner.dimensions

    @property
    def max_tokens(self) -> int:
        """Tokens of the longest text that needs no windows."""
        return self._tokens.maximum

    @property
    def described(self) -> str:
        """How the model is run, for who looks after the service."""
        return self._engine.described

    def fits(self, text: str) -> bool:
        """Tell whether a passage is within the model's own maximum, prompt included."""
        return self._tokens.fit(self._manner.prompts["passage"] + text)

    def encode(self, texts: Sequence[str], role: Role, advance: Advance | None = None) -> Vectors:
        """Return vectors of shape (len(texts), dimensions), rows of unit length, in the order of the texts."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        prompt = self._manner.prompts[role]
        pieces = [(row, piece) for row, text in enumerate(texts) for piece in self._tokens.windows(prompt + text)]
        marked = ((piece, self._tokens.of(piece)) for _, piece in pieces)
        made = {number: output.vector for number, _, output in self._advancing(self._engine.run(marked, role), advance)}
        # In the order of the text, so that the sum is the same whatever is done first.
        for number, (row, piece) in enumerate(pieces):
            vectors[row] += made[number] * (len(piece) or 1)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return (vectors / np.where(norms > 0, norms, 1)).astype(np.float32)

    def encode_tokens(
        self, texts: Sequence[str], role: Role, advance: Advance | None = None
    ) -> Iterator[tuple[int, Encoded]]:
        """Yield each text's number and its Encoded, in any order."""
        prompt = self._manner.prompts[role]
        marked = ((prompt + text, self._tokens.of(prompt + text)) for text in texts)
        for row, marks, output in self._advancing(self._engine.run(marked, role), advance):
            yield row, self._encoded(len(prompt), texts[row], marks, output, role)

    @staticmethod
    def _advancing(made: Iterator[Made], advance: Advance | None) -> Iterator[Made]:
        for one in made:
            yield one
            if advance:
                advance(1)

    def _encoded(self, prompt: int, text: str, marks: Encoding, output: Output, role: Role) -> Encoded:
        offsets = marks.offsets
        inside = [place for place, (start, end) in enumerate(offsets) if end > max(start, prompt)]
        cut_off = len(offsets) >= self.max_tokens
        vector = self.encode([text], role)[0] if cut_off else output.vector
        ranges = [(max(0, offsets[place][0] - prompt), offsets[place][1] - prompt) for place in inside]
        return Encoded(
            vector=vector / np.linalg.norm(vector),
            ids=np.array(marks.ids, np.int64)[inside],
            # A token may begin with the space before its word, which is not in the word's sentence.
            starts=np.array([end - len(text[start:end].lstrip()) for start, end in ranges], np.int64),
            tokens=output.tokens[inside],
        )
