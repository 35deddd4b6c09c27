"""What is stored of a passage in bytes, and how much of it is held in memory.

What is stored of a passage, little-endian: four int32, which are how many quotable sentences it has, the dimensions of
their vectors, how many tokens it has, and their directions; then

  vectors   of the sentences, float16 of shape (sentences, dimensions)
  scales    of the tokens, as `token_vectors.Packed` has them, and so the next two; none where none are stored: float16
  numbers   of the sentence that each token stands in: int16
  values    int8 of shape (tokens, directions)
"""

import struct
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from threading import Lock
from typing import Self

import numpy as np
from numpy.typing import NDArray

_BEGINNING = struct.Struct("<4i")
ROOM = 256 * 2**20
"""Bytes of them that are held in memory for an index: of 6,000 passages or more, which take 26 to 43 kB each.

A smaller index is wholly in memory, in a quarter of what the model takes beside it, and of a larger one those passages
are that questions come back to.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Payload:
    """What is stored of a passage."""

    vectors: NDArray[np.float16]
    scales: NDArray[np.float16]
    numbers: NDArray[np.int16]
    values: NDArray[np.int8]

    def to_bytes(self) -> bytes:
        """Return it as one string of bytes."""
        beginning = _BEGINNING.pack(*self.vectors.shape, *self.values.shape)
        columns = (self.vectors, self.scales, self.numbers, self.values)
        return beginning + b"".join(column.tobytes() for column in columns)

    @classmethod
    def from_bytes(cls, stored: bytes) -> Self:
        """Return what `to_bytes` was called of, without a copy."""
        sentences, dimensions, tokens, directions = _BEGINNING.unpack_from(stored)
        scales = _BEGINNING.size + 2 * sentences * dimensions
        numbers, values = scales + 2 * tokens, scales + 4 * tokens
        return cls(
            np.frombuffer(stored, np.float16, sentences * dimensions, _BEGINNING.size).reshape(sentences, dimensions),
            np.frombuffer(stored, np.float16, tokens, scales),
            np.frombuffer(stored, np.int16, tokens, numbers),
            np.frombuffer(stored, np.int8, tokens * directions, values).reshape(tokens, directions),
        )


class Kept:
    """What is stored of the passages that were looked at lately, by its hash: passages that are the same share it.

    The generations of an index that are open in a process share one. Threads may use it at once.
    """

    def __init__(self, room: int = ROOM) -> None:
        """Hold so many bytes of them."""
        self.room = room
        self._held: OrderedDict[bytes, tuple[Payload, int]] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def get(self, digest: bytes) -> Payload | None:
        """Return what has a hash, which was then looked at last; None when it is not held."""
        with self._lock:
            found = self._held.get(digest)
            if found is None:
                return None
            self._held.move_to_end(digest)
            return found[0]

    def put(self, digest: bytes, payload: Payload, size: int) -> None:
        """Hold what takes so many bytes; what was not looked at for longest goes."""
        with self._lock:
            self._drop(digest)
            self._held[digest] = payload, size
            self._size += size
            while self._size > self.room:
                self._drop(next(iter(self._held)))

    def only(self, digests: Collection[bytes]) -> None:
        """Hold nothing but what has one of some hashes."""
        with self._lock:
            for digest in [digest for digest in self._held if digest not in digests]:
                self._drop(digest)

    def _drop(self, digest: bytes) -> None:
        _, size = self._held.pop(digest, (None, 0))
        self._size -= size
