"""BM25 over search terms, by bm25s; the index is memory-mapped."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from weakref import WeakKeyDictionary

import bm25s
import numpy as np
from bm25s.tokenization import Tokenized
from numpy.typing import NDArray

from lape_qa.documents.model import Passage
from lape_qa.index.model import Hit, Within
from lape_qa.question.model import Query

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
    """A Searcher by BM25."""

    def __init__(self, folder: Path, passages: Sequence[Passage], vocabulary: Mapping[str, int]) -> None:
        self._model = bm25s.BM25.load(folder, mmap=True, load_vocab=False) if vocabulary else None
        self._passages = passages
        self._vocabulary = vocabulary
        # Both stages of retrieval and the answerer ask for those of one query; they go when the query goes.
        self._scores: WeakKeyDictionary[Query, NDArray[np.float32]] = WeakKeyDictionary()

    def scores(self, query: Query) -> NDArray[np.float32]:
        """Return the score of every passage, shape (passages,), read-only; zero where no term is shared.

        A word scores as its best term and TIE times the others: a disjunction maximum (Lucene's DisjunctionMaxQuery).
        """
        if (known := self._scores.get(query)) is None:
            self._scores[query] = known = self._scored(query)
        return known

    def _scored(self, query: Query) -> NDArray[np.float32]:
        total = np.zeros(len(self._passages), np.float32)
        for word in dict.fromkeys(query.words):
            known = [self._vocabulary[term] for term in dict.fromkeys(word) if term in self._vocabulary]
            if not known or self._model is None:
                continue
            by_term = np.stack([self._model.get_scores_from_ids([term]) for term in known])
            total += (1 - TIE) * by_term.max(axis=0) + TIE * by_term.sum(axis=0)
        total.flags.writeable = False
        return total

    def search(self, query: Query, k: int, within: Within = None) -> list[Hit]:
        """Return the at most k best passages that share a term with the query, best first."""
        scores = self.scores(query)
        if within is not None:
            scores = np.where(within, scores, 0)
        best = np.argsort(-scores, kind="stable")[:k]
        best = best[scores[best] > 0]
        return [
            Hit(self._passages[row], score) for row, score in zip(best.tolist(), scores[best].tolist(), strict=True)
        ]
