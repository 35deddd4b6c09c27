"""BM25 over search terms, by bm25s."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import bm25s
import numpy as np
from bm25s.tokenization import Tokenized
from numpy.typing import NDArray

from lape_qa.index.contents import Readable, array_of
from lape_qa.index.model import Floats, Ints, Ranking, Within

# Chosen on one half of SQuAD-fi dev and confirmed on the other.
K1 = 0.7
B = 0.75
_NO_ROWS = np.zeros(0, np.int32)
TIE = 0.2
"""What the further terms of a word add to its best one: they are readings of one word, not words of their own."""


def write(folder: Path, terms: Sequence[Sequence[int]], vocabulary: Mapping[str, int]) -> None:
    """Index the term ids of each passage, in row order, into a folder; without any term there is none.

    score(q, d) = sum over t in q of idf(t) * tf / (tf + k1 * (1 - b + b * |d| / avgdl)),
    idf(t) = ln(1 + (N - df + 0.5) / (df + 0.5)): Lucene's variant (Kamphuis et al. 2020).
    """
    if not vocabulary:
        return
    model = bm25s.BM25(method="lucene", k1=K1, b=B)
    model.index(
        Tokenized(ids=terms, vocab=dict(vocabulary)),
        create_empty_token=False,
        show_progress=False,
    )
    model.save(folder, show_progress=False)


class LexicalSearcher:
    """Finds passages by BM25 of the question's words; a word is its search terms, see `morphology.tokens`.

    bm25s makes the scores when it indexes; here they are only looked up and added, without a pass over all passages
    for each term.
    """

    def __init__(self, folder: Readable, passages: int, vocabulary: Mapping[str, int]) -> None:
        self._passages = passages
        self._vocabulary = vocabulary
        # A matrix of passages and terms by columns, as scipy's csc_matrix.
        if vocabulary:
            self._scores: Floats = array_of(folder / "data.csc.index.npy")
            self._rows: NDArray[np.int32] = array_of(folder / "indices.csc.index.npy")
            self._starts: NDArray[np.int32] = array_of(folder / "indptr.csc.index.npy")
        else:
            self._scores, self._rows, self._starts = np.zeros(0, np.float32), _NO_ROWS, _NO_ROWS

    def scores(self, words: Sequence[Sequence[str]], tie: float = TIE) -> Floats:
        """Return the score of every passage, shape (passages,); zero where no term is shared.

        A word scores as its best term and `tie` times the others: a disjunction maximum (Lucene's
        DisjunctionMaxQuery).
        """
        total, highest, added = (np.zeros(self._passages, np.float32) for _ in range(3))
        for word in dict.fromkeys(map(tuple, words)):
            found = [self._postings(term) for term in dict.fromkeys(word) if term in self._vocabulary]
            for rows, scores in found:
                highest[rows] = np.maximum(highest[rows], scores)
                added[rows] += scores
            if found:
                # A passage that has several of the terms is written several times, each time the same.
                rows = np.concatenate([rows for rows, _ in found])
                total[rows] = total[rows] + ((1 - tie) * highest[rows] + tie * added[rows])
                highest[rows] = added[rows] = 0
        return total

    def holding(self, terms: Iterable[str]) -> Ints:
        """Return the rows of the passages that have one of some terms, rising."""
        found = [self._postings(term)[0] for term in terms if term in self._vocabulary]
        return np.unique(np.concatenate([self._rows[:0], *found])).astype(np.int64)

    def search(self, words: Sequence[Sequence[str]], k: int, within: Within = None) -> Ranking:
        """Return the at most k best passages that share a term with the words, best first."""
        return best(self.scores(words), k, within)

    def _postings(self, term: str) -> tuple[NDArray[np.int32], Floats]:
        """Return the rows of the passages that have a term, each once, and its scores there."""
        number = self._vocabulary[term]
        part = slice(self._starts[number], self._starts[number + 1])
        return self._rows[part], self._scores[part]


def best(scores: Floats, k: int, within: Within = None) -> Ranking:
    """Return the at most k best passages of those that have a score above zero; equals in the order of their rows."""
    found = scores > 0
    rows = np.flatnonzero(found if within is None else found & within)
    if len(rows) > k > 0:
        # All that score as the last one is among them, so that of equals the first rows are kept.
        least = np.partition(scores[rows], len(rows) - k)[len(rows) - k]
        rows = rows[scores[rows] >= least]
    rows = rows[np.argsort(-scores[rows], kind="stable")[:k]]
    return Ranking(rows, scores[rows].astype(np.float64))
