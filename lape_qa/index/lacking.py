"""Texts of which the cache lacks vectors -> what it then holds of them, computed in this process or elsewhere."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from lape_qa.encoding.model import Encoded, Vectors
from lape_qa.encoding.protocol import Advance, Encoder
from lape_qa.index import token_vectors
from lape_qa.index.model import CONTEXT


@dataclass(frozen=True, slots=True)
class Lacking:
    """A text of which the cache lacks the vector, or the tokens."""

    text: str
    vector: bytes
    """Key of its vector."""
    tokens: bytes = b""
    """Key of its tokens; empty where none are stored of it."""
    sentence_starts: tuple[int, ...] = ()
    """Where the quotable sentences begin in the text of a passage."""


Entry: TypeAlias = tuple[bytes, bytes]
"""A key of the cache, and its value."""

Compute: TypeAlias = Callable[[Iterable[Sequence[Lacking]], Advance], Iterator[Iterable[Entry]]]
"""Yields entries of texts that come a block at a time, some at once, in any order; tells how many texts are done."""


def computed_here(encoder: Encoder) -> Compute:
    """Return what computes entries in this process."""

    def compute(blocks: Iterable[Sequence[Lacking]], advance: Advance) -> Iterator[Iterable[Entry]]:
        for block in blocks:
            yield entries(encoder, block, advance)

    return compute


def entries(encoder: Encoder, lacking: Sequence[Lacking], advance: Advance | None = None) -> Iterator[Entry]:
    """Encode some texts; yield what the cache is to hold of them."""
    late = [one for one in lacking if one.tokens]
    plain = [one for one in lacking if not one.tokens]
    for at, encoded in encoder.encode_tokens([one.text for one in late], "passage", advance):
        yield late[at].tokens, bytes_of_tokens(encoded, late[at].sentence_starts)
        yield late[at].vector, bytes_of(encoded.vector)
    vectors = encoder.encode([one.text for one in plain], "passage", advance)
    for one, vector in zip(plain, vectors, strict=True):
        yield one.vector, bytes_of(vector)


def bytes_of(vector: Vectors) -> bytes:
    """Return a vector as the cache holds it."""
    return vector.astype(np.float32).tobytes()


def bytes_of_tokens(encoded: Encoded, sentence_starts: Sequence[int]) -> bytes:
    """Return the tokens of a passage as the cache holds them."""
    return token_vectors.to_bytes(token_vectors.pack(encoded, sentence_starts, CONTEXT))
