"""What is stored of passages, in segments of documents that come one after the other.

segments/SHA256    what is stored of some passages (`payloads`), one passage after the other, named by the hash of all
payloads/          of each generation, what is needed to read one passage of a segment, and to know that it is whole:
  many.npy         how many passages each segment holds
  sizes.npy        how many bytes are stored of each passage, int32
  digests.npy      and their SHA-256, shape (passages, 32)

A segment is written once, and then belongs to every generation that holds just these documents: a change of one
document writes its own segment alone. Where one begins is told by the document that it begins with, so a change moves
no other border. Damage in a segment is damage in each generation that holds it. So whoever builds another one on it
checks it first.

Of the segments only those passages are read that a question looks at, and each is checked when it is.
"""

import hashlib
from array import array
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby, pairwise
from operator import itemgetter
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from lape_qa.documents.model import Document
from lape_qa.index.contents import Checked, Readable, array_of
from lape_qa.index.model import Ints
from lape_qa.index.passages import Passages
from lape_qa.index.payloads import DIGEST, Kept, Payload

FOLDER = "segments"
_PASSAGES = 128
"""Passages of a segment, in the mean; within one document, at most."""


def borders(documents: Sequence[Document], passages: Passages) -> Iterator[range]:
    """Yield the rows of each segment.

    A document begins one the more likely the more passages it has, by the hash of its id; a long one is cut.
    """
    start = 0
    for document, (first, last) in zip(documents, pairwise(passages.firsts.tolist()), strict=True):
        if first > start and _begins_one(document.id, last - first):
            yield range(start, first)
            start = first
        for row in range(first + _PASSAGES, last, _PASSAGES):
            yield range(start, row)
            start = row
    if len(passages) > start:
        yield range(start, len(passages))


def _begins_one(identifier: str, passages: int) -> bool:
    found = int.from_bytes(hashlib.sha256(identifier.encode("utf-8")).digest()[:8])
    return found * _PASSAGES < passages << 64


# ---- reading -------------------------------------------------------------------------------------------


class Segments:
    """The segments of a generation, of which is read what is looked at; threads may do so at once.

    What was looked at lately is held in memory, and all of it where there is room. A passage that is not as it was
    written is an error when it is read.
    """

    def __init__(self, folder: Checked, names: Sequence[str], index: Readable, kept: Kept) -> None:
        """Take where segments are, which ones in row order, and the folder that tells where in them passages are.

        Nothing of the segments themselves is read. IndexUnavailable when one is missing, or not as long as it was.
        """
        self._names, self._files, self._kept = names, [folder / name for name in names], kept
        self._whole: list[Payload] | None = None
        many, self._sizes = array_of(index / "many.npy"), array_of(index / "sizes.npy")
        self._digests = array_of(index / "digests.npy").reshape(-1).data
        self._firsts: Ints = np.concatenate([[0], np.cumsum(many, dtype=np.int64)])
        self._starts: Ints = np.concatenate([[0], np.cumsum(self._sizes, dtype=np.int64)])
        for file, size in zip(self._files, np.diff(self._starts[self._firsts]).tolist(), strict=True):
            file.check_size(size)

    def __len__(self) -> int:
        """Return how many passages there are."""
        return len(self._sizes)

    def of_rows(self, rows: Sequence[int]) -> list[Payload]:
        """Return what is stored of some passages; IndexUnavailable when it is missing or damaged."""
        if self._whole is not None:
            return [self._whole[row] for row in rows]
        found = {row: payload for row in dict.fromkeys(rows) if (payload := self._kept.get(self._digest(row), Payload))}
        found.update(self._payloads(sorted({*rows} - found.keys())))
        return [found[row] for row in rows]

    def hold(self) -> None:
        """Read all into memory, for as long as this lives; errors as above."""
        self._whole = self.of_rows(range(len(self)))

    @property
    def size(self) -> int:
        """How many bytes are stored of all passages."""
        return int(self._starts[-1])

    @property
    def digests(self) -> memoryview:
        """The hashes of what is stored of each passage, one after the other."""
        return self._digests

    def name_of(self, rows: range) -> str | None:
        """Return the name of the segment of just these rows; None when there is none."""
        number = int(np.searchsorted(self._firsts, rows.start))
        between = self._firsts[number : number + 2].tolist()
        return self._names[number] if between == [rows.start, rows.stop] else None

    def about(self, rows: range) -> tuple[NDArray[np.int32], memoryview]:
        """Return the sizes and the hashes, one after the other, of what is stored of some passages."""
        sizes: NDArray[np.int32] = self._sizes[rows.start : rows.stop]
        return sizes, self._digests[rows.start * DIGEST : rows.stop * DIGEST]

    def stored(self, rows: Sequence[int]) -> Iterator[tuple[int, bytes]]:
        """Yield some rows, rising, each with what is stored of its passage; errors as above."""
        asked = np.array(rows, np.int64)
        numbers = np.searchsorted(self._firsts, asked, side="right") - 1
        begins = self._starts[asked] - self._starts[self._firsts[numbers]]
        places = zip(numbers.tolist(), rows, begins.tolist(), self._sizes[asked].tolist(), strict=True)
        for number, within in groupby(places, key=itemgetter(0)):
            _, its, begin, size = zip(*within, strict=True)
            file = self._files[number]
            for row, part in zip(its, file.parts(zip(begin, size, strict=True)), strict=True):
                if hashlib.sha256(part).digest() != self._digest(row):
                    raise file.damaged()
                yield row, part

    def check(self, names: Collection[str]) -> None:
        """Read all passages of some of the segments; errors as above."""
        for name, rows in zip(self._names, map(range, self._firsts[:-1], self._firsts[1:]), strict=True):
            if name in names:
                for _ in self.stored(rows):
                    pass

    def _payloads(self, rows: Sequence[int]) -> Iterator[tuple[int, Payload]]:
        for row, stored in self.stored(rows):
            payload = Payload.from_bytes(stored)
            self._kept.put(self._digest(row), payload, len(stored))
            yield row, payload

    def _digest(self, row: int) -> bytes:
        return self._digests[row * DIGEST : (row + 1) * DIGEST].tobytes()


# ---- writing -------------------------------------------------------------------------------------------


class SegmentWriter:
    """Writes the segments of a generation, in row order, and where in them passages are."""

    def __init__(self, folder: Path) -> None:
        """Write segments into an empty folder, which is made."""
        folder.mkdir()
        self._folder = folder
        self.names: list[str] = []
        self._many, self._sizes, self._digests = array("q"), array("i"), bytearray()

    def write(self, stored: Sequence[bytes]) -> None:
        """Write one of what is stored of some passages; OSError when the disk refuses."""
        content = b"".join(stored)
        name = hashlib.sha256(content).hexdigest()
        (self._folder / name).write_bytes(content)
        self._add(name, array("i", map(len, stored)), b"".join(hashlib.sha256(each).digest() for each in stored))

    def take(self, earlier: Segments, name: str, rows: range) -> None:
        """Take over one of an earlier generation as it is."""
        sizes, digests = earlier.about(rows)
        self._add(name, array("i", sizes.tolist()), digests)

    def _add(self, name: str, sizes: "array[int]", digests: bytes | memoryview) -> None:
        self.names.append(name)
        self._many.append(len(sizes))
        self._sizes.extend(sizes)
        self._digests += digests

    def finish(self, folder: Path) -> Self:
        """Write where in them passages are into a folder, which is made."""
        folder.mkdir()
        np.save(folder / "many.npy", np.array(self._many, np.int64))
        np.save(folder / "sizes.npy", np.array(self._sizes, np.int32))
        np.save(folder / "digests.npy", np.frombuffer(bytes(self._digests), np.uint8).reshape(-1, DIGEST))
        return self
