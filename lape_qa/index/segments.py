"""The large arrays of a generation in segments, each of documents that come one after the other.

segments/SHA256    arrays as `numpy.save` writes them, one after the other, named by the hash of all of them:
  counts           how many quotable sentences and how many tokens each passage has; shape (passages, 2)
  vectors          of the sentences; shape (sentences, dimensions)
  scales           of the tokens, as `token_vectors.Packed` has them, and so the next two; none where none are stored
  numbers          of the sentence that each token stands in
  values           shape (tokens, directions)

A segment is written once, and then belongs to every generation that holds just these documents: a change of one
document writes its own segment alone. Where one begins is told by the document that it begins with, so a change moves
no other border. Damage in a segment is damage in each generation that holds it. So whoever builds another one on it
checks it first.
"""

import hashlib
import io
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from lape_qa.documents.model import Document
from lape_qa.index.contents import Checked, arrays_in
from lape_qa.index.model import Ints
from lape_qa.index.passages import Passages

FOLDER = "segments"
_PASSAGES = 128
"""Passages of a segment, in the mean; within one document, at most."""
_SENTENCES, _TOKENS = 0, 1


def borders(documents: Sequence[Document], passages: Passages) -> Iterator[range]:
    """Yield the rows of each segment.

    A document begins one the more likely the more passages it has, by the hash of its id; a long one is cut.
    """
    start = 0
    for number, document in enumerate(documents):
        rows = passages.of_document(number)
        if rows.start > start and _begins_one(document.id, len(rows)):
            yield range(start, rows.start)
            start = rows.start
        for row in range(rows.start + _PASSAGES, rows.stop, _PASSAGES):
            yield range(start, row)
            start = row
    if len(passages) > start:
        yield range(start, len(passages))


def _begins_one(identifier: str, passages: int) -> bool:
    found = int.from_bytes(hashlib.sha256(identifier.encode("utf-8")).digest()[:8])
    return found * _PASSAGES < passages << 64


@dataclass(frozen=True, eq=False)
class Segment:
    """What is stored of some passages."""

    counts: NDArray[np.int32]
    vectors: NDArray[np.float16]
    scales: NDArray[np.float16]
    numbers: NDArray[np.int16]
    values: NDArray[np.int8]

    @classmethod
    def of(
        cls,
        vectors: NDArray[np.float16],
        sentences: Ints,
        tokens: Sequence[tuple[NDArray[np.float16], NDArray[np.int16], NDArray[np.int8]]],
    ) -> Self:
        """Return that of the vectors of all sentences, how many each passage has, and the columns of its tokens.

        `tokens` has as many as there are passages, or none where they are not stored.
        """
        lengths = [len(scales) for scales, _, _ in tokens] or [0] * len(sentences)
        counts = np.column_stack([sentences, lengths]).astype(np.int32)
        none = np.zeros(0, np.float16), np.zeros(0, np.int16), np.zeros((0, 0), np.int8)
        columns = zip(*tokens, strict=True) if tokens else ([column] for column in none)
        return cls(counts, vectors, *map(np.concatenate, columns))

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Return that of the passages of some, one after the other."""
        return cls(*(np.concatenate(columns) for columns in zip(*(part._columns() for part in parts), strict=True)))

    @cached_property
    def starts(self) -> Ints:
        """Where the sentences and the tokens of each passage begin, and how many there are; (passages + 1, 2)."""
        return starts_of(self.counts)

    def part(self, passages: range) -> Self:
        """Return that of some of its passages, counted from 0."""
        (sentences, tokens), (last_sentence, last_token) = self.starts[[passages.start, passages.stop]].tolist()
        return type(self)(
            self.counts[passages.start : passages.stop],
            self.vectors[sentences:last_sentence],
            self.scales[tokens:last_token],
            self.numbers[tokens:last_token],
            self.values[tokens:last_token],
        )

    def write(self, folder: Path) -> str:
        """Write it under its name, which is returned; OSError when the disk refuses."""
        content = io.BytesIO()
        for column in self._columns():
            np.save(content, column)
        name = hashlib.sha256(content.getbuffer()).hexdigest()
        (folder / name).write_bytes(content.getbuffer())
        return name

    def _columns(self) -> Sequence[NDArray[np.generic]]:
        return self.counts, self.vectors, self.scales, self.numbers, self.values


def starts_of(counts: NDArray[np.int32]) -> Ints:
    """Return where what is counted begins for each passage, and how much there is; shape (passages + 1, kinds)."""
    return np.concatenate([np.zeros((1, counts.shape[1]), np.int64), np.cumsum(counts, axis=0, dtype=np.int64)])


# ---- reading -------------------------------------------------------------------------------------------

_held: WeakValueDictionary[str, Segment] = WeakValueDictionary()
"""What a generation of this process holds in memory, by name: the next one that has it holds the same."""


def read(folder: Checked, name: str) -> Segment:
    """Return a segment; IndexUnavailable when its file is not what its name says, also where it is held already."""
    file = folder / name
    if held := _held.get(name):
        file.check()
        return held
    return _held.setdefault(name, Segment(*arrays_in(file.read_bytes())))


class Segments:
    """The segments of a generation, in memory."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._firsts: Ints = np.cumsum([0, *(len(segment.counts) for segment in segments)], dtype=np.int64)

    @classmethod
    def open(cls, folder: Checked, names: Sequence[str]) -> Self:
        """Read them; IndexUnavailable when one is not what its name says."""
        return cls([read(folder, name) for name in names])

    def vectors(self, rows: Sequence[int]) -> list[NDArray[np.float16]]:
        """Return the vectors of the quotable sentences of each of some passages."""
        return [segment.vectors[part] for segment, part in self._of(rows, _SENTENCES)]

    def tokens(
        self, rows: Sequence[int]
    ) -> tuple[list[NDArray[np.int16]], list[NDArray[np.int8]], list[NDArray[np.float16]]]:
        """Return the columns of the tokens of each of some passages: numbers of sentences, values, and scales."""
        found = list(self._of(rows, _TOKENS))
        return (
            [segment.numbers[part] for segment, part in found],
            [segment.values[part] for segment, part in found],
            [segment.scales[part] for segment, part in found],
        )

    def _of(self, rows: Sequence[int], kind: int) -> Iterator[tuple[Segment, slice]]:
        asked = np.asarray(rows, np.int64)
        numbers = np.searchsorted(self._firsts, asked, side="right") - 1
        within = asked - self._firsts[numbers]
        for number, row in zip(numbers.tolist(), within.tolist(), strict=True):
            segment = self._segments[number]
            first, last = segment.starts[row : row + 2, kind].tolist()
            yield segment, slice(first, last)


class EarlierSegments:
    """Those of a generation on which another one is built, all of them checked; a few at a time are in memory."""

    def __init__(self, folder: Checked, names: Sequence[str]) -> None:
        """Check them; IndexUnavailable when one is not what its name says."""
        self._folder, self._names = folder, names
        self._firsts: list[int] = np.cumsum([0, *(len(_counts(folder / name)) for name in names)]).tolist()

    def whole(self, rows: range) -> str | None:
        """Return the name of the segment of just these rows; None when there is none."""
        number = bisect_left(self._firsts, rows.start)
        return self._names[number] if self._firsts[number : number + 2] == [rows.start, rows.stop] else None

    def of_rows(self, rows: range) -> Iterator[Segment]:
        """Yield what is stored of some rows, a segment or a part of one at a time; errors as above."""
        row = rows.start
        while row < rows.stop:
            number = bisect_right(self._firsts, row) - 1
            first, last = self._firsts[number], min(self._firsts[number + 1], rows.stop)
            yield read(self._folder, self._names[number]).part(range(row - first, last - first))
            row = last


def check(folder: Checked, names: Iterable[str]) -> NDArray[np.int32]:
    """Check some segments; return how many sentences and tokens their passages have, shape (passages, 2).

    IndexUnavailable when one is not what its name says.
    """
    return np.concatenate([np.zeros((0, 2), np.int32), *(_counts(folder / name) for name in names)])


def _counts(file: Checked) -> NDArray[np.int32]:
    file.check()
    with file.open() as stream:
        # What comes first in it is all that is read.
        counts: NDArray[np.int32] = np.load(stream)
    return counts
