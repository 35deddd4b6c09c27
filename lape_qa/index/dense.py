"""Nearest passages by vector, in FAISS: exact up to a size, then by an HNSW graph."""

import io
import os
import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from typing import BinaryIO, Self

import faiss
import numpy as np

from lape_qa.encoding.model import Vectors
from lape_qa.index.contents import Checked, Passed, Readable
from lape_qa.index.model import Bools, Floats, Ints, Ranking, Within

EXACT_UP_TO = 100_000
"""Passages: an exact search of so many takes about as long as the second stage (docs/retrieval.md)."""
_AT_ONCE = 1 << 20
"""Bytes that are written at once."""
_HEADER = 45
"""Bytes that FAISS writes before the vectors of an exact index: what it is, its dimensions, how many there are, …"""
_WIDTH = 4
_LINKS = 32
_BREADTH_BUILDING = 200
_BREADTH_SEARCHING = 400
MARGIN = 8
"""Passages that a search looks at beyond those it names: what it adds up is exact to the seventh digit alone."""


def write(file: Path, shape: tuple[int, int], blocks: Iterable[Vectors], exact_up_to: int = EXACT_UP_TO) -> None:
    """Write an inner-product index of the passages' vectors, in row order; OSError when the disk refuses.

    `shape` is that of all together, (passages, dimensions).
    """
    passages, dimensions = shape
    if passages <= exact_up_to:
        index: faiss.Index = faiss.IndexFlatIP(dimensions)
        for vectors in blocks:
            index.add(np.ascontiguousarray(vectors))
    else:
        # What a graph becomes depends on what is added at once: all of it.
        index, every, filled = _graph(dimensions), np.empty(shape, np.float32), 0
        for vectors in blocks:
            every[filled : filled + len(vectors)] = vectors
            filled += len(vectors)
        index.add(every)
    with file.open("wb") as stream:
        _Written(stream).take(index)


class Taken:
    """The vectors of an earlier index, read once from the first passage to the last and not held."""

    def __init__(self, passed: Passed, dimensions: int) -> None:
        """Take the file, of which what stands before the vectors was read."""
        self._passed, self._dimensions, self._row = passed, dimensions, 0

    @classmethod
    @contextmanager
    def opened(cls, file: Checked, shape: tuple[int, int]) -> Iterator[Self]:
        """Open it, `shape` being that of all vectors together; IndexUnavailable when it does not have so many."""
        passages, dimensions = shape
        with file.open() as stream:
            before = os.fstat(stream.fileno()).st_size - _WIDTH * passages * dimensions - _HEADER
            passed = Passed(file, stream)
            for start in range(0, before, _AT_ONCE):
                passed.take(min(_AT_ONCE, before - start))
            # A graph too ends with them, as FAISS writes them where there is none.
            if not passed.take(_HEADER).startswith(struct.pack("<4siq", b"IxFI", dimensions, passages)):
                raise file.damaged()
            yield cls(passed, dimensions)

    def until(self, row: int, at_once: int) -> Iterator[Vectors]:
        """Yield the vectors after the last look and before a row, some at once; IndexUnavailable if there are fewer."""
        dimensions = self._dimensions
        while self._row < row:
            rows = min(at_once, row - self._row)
            yield np.frombuffer(self._passed.take(_WIDTH * rows * dimensions), np.float32).reshape(rows, dimensions)
            self._row += rows

    def finish(self) -> None:
        """Check the file; IndexUnavailable when it was not as its generation's manifest says."""
        self._passed.check()


class _Written:
    """Writes an index through Python: FAISS itself does not notice a full disk when it closes a file."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._refused: OSError | None = None

    def take(self, index: faiss.Index) -> None:
        """Write an index; OSError when the disk refuses."""
        try:
            # FAISS's type stubs know less than FAISS.
            writer = faiss.PyCallbackIOWriter(self._write, _AT_ONCE)  # type: ignore[attr-defined]
            faiss.write_index(index, writer)
        except RuntimeError:
            if self._refused is None:
                raise
        if self._refused:
            raise self._refused

    def _write(self, content: bytes) -> int:
        # FAISS knows an error of Python's only as one of its own.
        try:
            return self._stream.write(content)
        except OSError as error:
            self._refused = error
            return 0


def _read(file: Readable) -> faiss.Index:
    """Read an index in a stream: FAISS copies bytes that it is given at once, and then holds them twice."""
    with file.open("rb") if isinstance(file, Path) else io.BytesIO(file.read_bytes()) as stream:
        reader = faiss.PyCallbackIOReader(stream.read, _AT_ONCE)  # type: ignore[attr-defined]
        index: faiss.Index = faiss.read_index(reader)
        return index


def _graph(dimensions: int) -> faiss.IndexHNSWFlat:
    """Return an empty graph (Malkov & Yashunin 2018), its breadths chosen by `benchmarks/speed.py`."""
    index = faiss.IndexHNSWFlat(dimensions, _LINKS, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = _BREADTH_BUILDING
    return index


class DenseSearcher:
    """Finds passages by their cosine with a question's vector; all vectors are of unit length, shape (dimensions,)."""

    def __init__(self, file: Readable) -> None:
        self._index = _read(file)
        graph = isinstance(self._index, faiss.IndexHNSW)
        # FAISS's type stubs know less than FAISS.
        self._vectors = faiss.downcast_index(self._index.storage) if graph else self._index  # type: ignore[attr-defined]
        self._seen: Within = None
        self._breadth = faiss.SearchParametersHNSW(efSearch=_BREADTH_SEARCHING) if graph else None  # type: ignore[attr-defined]

    def among(self, seen: Bools) -> Self:
        """Return it over a part of the passages: the others are not found."""
        part = copy(self)
        part._seen = seen
        return part

    def search(self, asked: Floats, k: int, within: Within = None) -> Ranking:
        """Return the k nearest passages, as `nearest` has them; among those within the limits the search is exact."""
        if self._seen is not None:
            within = self._seen if within is None else self._seen & within
        if within is None:
            _, found = self._index.search(asked[None, :], k + MARGIN, params=self._breadth)
        else:
            bits = np.packbits(within, bitorder="little")
            selected = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))  # type: ignore[call-arg, arg-type]
            _, found = self._vectors.search(asked[None, :], k + MARGIN, params=selected)
        # FAISS fills up with the row -1 where there are fewer.
        rows = found[0][found[0] >= 0]
        return nearest(asked, rows, self._vectors.reconstruct_batch(rows), k)

    def cosines(self, vector: Floats, rows: Ints) -> Floats:
        """Return the vector's cosine with the passages of some rows, shape (rows,)."""
        cosines: Floats = self._vectors.reconstruct_batch(rows) @ vector
        return cosines

    def vector(self, row: int) -> Floats:
        """Return a passage's vector, shape (dimensions,)."""
        return np.asarray(self._vectors.reconstruct(row))

    def self_rank(self, row: int) -> int:
        """Return how many other passages are nearer to a passage's own vector than itself; 0 in a sound index."""
        vector = self.vector(row)
        scores, _ = self._index.search(vector[None, :], 1, params=self._breadth)
        return int(float(scores[0, 0]) > float(vector @ vector) + 1e-4)


def nearest(asked: Floats, rows: Ints, vectors: Floats, k: int) -> Ranking:
    """Return the k nearest of some passages, given their vectors, nearest first; of equals the last row is first.

    Each cosine is computed by itself. What a search has depends in its last digits on the passages that are compared
    beside it, on how many there are, and on what searches.
    """
    scores = np.vecdot(vectors, asked)
    order = np.lexsort((-rows, -scores))[:k]
    return Ranking(rows[order], scores[order].astype(np.float64))
