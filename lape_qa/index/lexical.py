"""BM25 over search terms, by bm25s."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import bm25s
import numpy as np
from bm25s.tokenization import Tokenized

from lape_qa.index.contents import Readable, array_of
from lape_qa.index.model import Floats, Ranking, Within

# Chosen on one half of SQuAD-fi dev and confirmed on the other.
K1 = 0.7
B = 0.75
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
        Tokenized(ids=[list(row) for row in terms], vocab=dict(vocabulary)),
        create_empty_token=False,
        show_progress=False,
    )
    model.save(folder, show_progress=False)


class LexicalSearcher:
    """Finds passages by BM25 of the question's words; a word is its search terms, see `morphology.tokens`."""

    def __init__(self, folder: Readable, passages: int, vocabulary: Mapping[str, int]) -> None:
        self._model = _read(folder, passages) if vocabulary else None
        self._passages = passages
        self._vocabulary = vocabulary

    def scores(self, words: Sequence[Sequence[str]], tie: float = TIE) -> Floats:
        """Return the score of every passage, shape (passages,); zero where no term is shared.

        A word scores as its best term and `tie` times the others: a disjunction maximum (Lucene's
        DisjunctionMaxQuery).
        """
        total = np.zeros(self._passages, np.float32)
        for word in dict.fromkeys(map(tuple, words)):
            known = [self._vocabulary[term] for term in dict.fromkeys(word) if term in self._vocabulary]
            if not known or self._model is None:
                continue
            by_term = np.stack([self._model.get_scores_from_ids([term]) for term in known])
            total += (1 - tie) * by_term.max(axis=0) + tie * by_term.sum(axis=0)
        return total

    def search(self, words: Sequence[Sequence[str]], k: int, within: Within = None) -> Ranking:
        """Return the at most k best passages that share a term with the words, best first."""
        return best(self.scores(words), k, within)


def _read(folder: Readable, passages: int) -> bm25s.BM25:
    # bm25s itself reads files by their names, and maps them into memory.
    model = bm25s.BM25(method="lucene", k1=K1, b=B)
    model.scores = {name: array_of(folder / f"{name}.csc.index.npy") for name in ("data", "indices", "indptr")} | {
        "num_docs": passages
    }
    model.nonoccurrence_array = None
    return model


def best(scores: Floats, k: int, within: Within = None) -> Ranking:
    """Return the at most k best passages of those that have a score above zero; equals in the order of their rows."""
    allowed = scores if within is None else np.where(within, scores, 0)
    rows = np.argsort(-allowed, kind="stable")[:k]
    rows = rows[allowed[rows] > 0]
    return Ranking(rows, allowed[rows].astype(np.float64))
