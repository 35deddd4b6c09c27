"""What is stored of a passage in bytes, and how much of what is read when it is looked at is held in memory.

What is stored of a passage, little-endian: four int32, which are how many quotable sentences it has, the dimensions of
their vectors, how many tokens it has, and their directions; then

  vectors   of the sentences, float16 of shape (sentences, dimensions)
  scales    of the tokens, as `token_vectors.Packed` has them, and so the next two; none where none are stored: float16
  numbers   of the sentence that each token stands in: int16
  values    int8 of shape (tokens, directions)
"""

import struct
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import Self, TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")

DIGEST = 32
"""Bytes of a hash."""
_BEGINNING = struct.Struct("<4i")
ROOM = 256 * 2**20
"""Bytes that are held in memory of what an index has for each passage: of 6,000 or more, which take 27 to 45 kB each.

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


@dataclass(slots=True)
class _Held:
    """What the generations of an index hold together."""

    values: OrderedDict[bytes, tuple[object, int]] = field(default_factory=OrderedDict)
    size: int = 0
    opened: int = 0
    """How many generations were opened."""
    newest: int = 0
    """The number of the last one of which something is to be held."""
    lock: Lock = field(default_factory=Lock)

    def drop(self, digest: bytes) -> None:
        _, size = self.values.pop(digest, (None, 0))
        self.size -= size


class Kept:
    """What was read lately of files that are not in memory, by its hash: what is the same is held once.

    The generations of an index that are open in a process share the room. Threads may use it at once.
    """

    def __init__(self, room: int = ROOM, *, _held: _Held | None = None) -> None:
        """Hold so many bytes."""
        self.room = room
        self._held = _held or _Held()
        self._number = self._held.opened

    def next(self) -> Self:
        """Return what the next generation that is opened holds in the same room."""
        with self._held.lock:
            self._held.opened += 1
        return type(self)(self.room, _held=self._held)

    def get(self, digest: bytes, kind: type[T]) -> T | None:
        """Return what has a hash, which was then looked at last; None when it is not held, or of another kind."""
        with self._held.lock:
            found, _ = self._held.values.get(digest, (None, 0))
            if not isinstance(found, kind):
                return None
            self._held.values.move_to_end(digest)
            return found

    def put(self, digest: bytes, value: object, size: int) -> None:
        """Hold what takes so many bytes; what was not looked at for longest goes.

        What is read of an earlier generation than the newest is not held: it may have been erased.
        """
        with self._held.lock:
            if self._number < self._held.newest:
                return
            self._held.drop(digest)
            self._held.values[digest] = value, size
            self._held.size += size
            while self._held.size > self.room:
                self._held.drop(next(iter(self._held.values)))

    def only(self, *digests: bytes | memoryview) -> None:
        """Hold nothing but what has one of some hashes from now on, given one after the other: all of a generation."""
        # Eight bytes of them tell them apart; a set of as many objects would take twenty times the memory.
        wanted = np.concatenate([_beginnings(each) for each in digests])
        with self._held.lock:
            self._held.newest = max(self._held.newest, self._number)
            held = list(self._held.values)
            stays = np.isin(_beginnings(b"".join(held)), wanted)
            for digest, is_wanted in zip(held, stays.tolist(), strict=True):
                if not is_wanted:
                    self._held.drop(digest)


def _beginnings(digests: bytes | memoryview) -> NDArray[np.uint64]:
    """Return the first bytes of some hashes that stand one after the other."""
    return np.frombuffer(digests, np.uint64)[:: DIGEST // 8]
