"""Nearest passages by vector, in FAISS."""

from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from lape_qa.types import Hit, Passage, Query, Vectors


def write(file: Path, vectors: Vectors) -> None:
    """Write an exact inner-product index of the passages' vectors, in row order; OSError when the disk refuses."""
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors))
    # Written through Python, because FAISS itself does not notice a full disk when it closes a file.
    file.write_bytes(faiss.serialize_index(index).tobytes())


class DenseSearcher:
    """A Searcher by cosine (vectors are of unit length)."""

    def __init__(self, file: Path, passages: Sequence[Passage]) -> None:
        self._index = faiss.read_index(str(file), faiss.IO_FLAG_MMAP_IFC)
        self._passages = passages

    def search(self, query: Query, k: int) -> list[Hit]:
        """Return the k nearest passages, nearest first."""
        scores, rows = self._index.search(query.vector[None, :], min(k, len(self._passages)))
        return [Hit(self._passages[row], float(score)) for score, row in zip(scores[0], rows[0], strict=True)]

    def cosines(self, query: Query, rows: Sequence[int]) -> NDArray[np.float32]:
        """Return the query's cosine with the passages of some rows, shape (rows,)."""
        vectors = self._index.reconstruct_batch(np.asarray(rows, np.int64))
        cosines: NDArray[np.float32] = vectors @ query.vector
        return cosines

    def self_rank(self, row: int) -> int:
        """Return how many other passages are nearer to a passage's own vector than itself; 0 in a sound index."""
        scores, _ = self._index.search(self._index.reconstruct(row)[None, :], 1)
        own = float(np.dot(self._index.reconstruct(row), self._index.reconstruct(row)))
        return int(float(scores[0, 0]) > own + 1e-4)
