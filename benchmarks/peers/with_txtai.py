"""txtai: Embeddings with `hybrid=True`, all else as it comes.

Documented at https://neuml.github.io/txtai/embeddings/configuration/general/#hybrid. By default it adds BM25 scores,
normalised by txtai, and cosines with equal weight. Own vectors: the section "external" of
https://neuml.github.io/txtai/embeddings/configuration/vectors advises a class of one's own over a function.
"""

from typing import ClassVar

import numpy as np
from txtai import Embeddings
from txtai.vectors import Vectors

from benchmarks.peers.shared import DEPTH, Encoder, Search
from benchmarks.peers.shared import Vectors as Array

DISTRIBUTION = "txtai"


class SharedVectors(Vectors):
    """The shared encoder behind the library's interface; the library makes the object itself, from the class's name."""

    encoder: ClassVar[Encoder]

    def loadmodel(self, path: str | None) -> None:
        """Load nothing: the encoder is there."""

    def encode(self, data: list[str], category: str | None = None) -> Array:
        """Return the vectors of passages (category "data") or of questions."""
        if category == "data":
            return self.encoder.passages(data)
        return np.stack([self.encoder.query(text) for text in data])


def build(passages: dict[str, str], encoder: Encoder) -> Search:
    """Index the passages and return the search."""
    SharedVectors.encoder = encoder
    embeddings = Embeddings(hybrid=True, method=f"{__name__}.{SharedVectors.__name__}")
    embeddings.index(passages.items())
    return lambda question: [name for name, _ in embeddings.search(question, DEPTH)]
