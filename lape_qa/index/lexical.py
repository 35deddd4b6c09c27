"""BM25 over search terms.

lexical/
  data.csc.index.npy     scores of the passages by term: those of the first, then those of the next
  indices.csc.index.npy  the rows of these passages
  indptr.csc.index.npy   where those of each term begin; shape (vocabulary + 1,)
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from lape_qa.index.contents import Readable, array_of
from lape_qa.index.model import Bools, Floats, Ints, Ranking, Within
from lape_qa.index.positions import Counted, standing

# Chosen on one half of SQuAD-fi dev and confirmed on the other.
K1 = 0.7
B = 0.75
_RARE = 64
"""A word that so few passages have, one in so many, is added to those alone."""
_COUNTED = 1024
"""Passages whose terms are counted at once."""
_SCORES, _ROWS, _STARTS = "data.csc.index.npy", "indices.csc.index.npy", "indptr.csc.index.npy"
_NO_ROWS = np.zeros(0, np.int32)
_NONE = np.zeros(0, np.int64)
TIE = 0.2
"""What the further terms of a word add to its best one: they are readings of one word, not words of their own."""


def write(folder: Path, passages: Counted) -> None:
    """Index the terms of all passages into a folder; without any term there is none. OSError when the disk refuses.

    score(q, d) = sum over t in q of idf(t) * tf / (tf + k1 * (1 - b + b * |d| / avgdl)),
    idf(t) = ln(1 + (N - df + 0.5) / (df + 0.5)): Lucene's variant (Kamphuis et al. 2020), to the bit as bm25s has it.
    """
    frequency, starts = passages.frequency, passages.starts
    if not len(frequency):
        return
    lengths = np.diff(starts)
    norm = K1 * ((1 - B) + B * lengths / lengths.mean())
    idf = _idfs(frequency, len(lengths))
    places: Ints = np.concatenate([[0], np.cumsum(frequency, dtype=np.int64)])
    scores, rows = np.empty(places[-1], np.float32), np.empty(places[-1], np.int32)
    free = places[:-1].copy()
    for first in range(0, len(lengths), _COUNTED):
        some = lengths[first : first + _COUNTED]
        ids, row, count = standing(passages.terms[starts[first] : starts[first + len(some)]], some)
        # Those of one term come one after the other, rising by row: each goes to the next free place of its term.
        begins = np.flatnonzero(np.diff(ids, prepend=-1))
        many = np.diff(begins, append=len(ids))
        at = np.repeat(free[ids[begins]] - begins, many) + np.arange(len(ids))
        rows[at] = row + first
        scores[at] = idf[ids] * (count / (norm[row + first] + count))
        free[ids[begins]] += many
    folder.mkdir()
    np.save(folder / _SCORES, scores)
    np.save(folder / _ROWS, rows)
    np.save(folder / _STARTS, places)


def _idfs(frequency: Ints, passages: int) -> Floats:
    """Return the rarity of each term, by its id."""
    # One after the other: numpy's logarithm may differ from Python's in the last digit.
    found, of = np.unique(frequency, return_inverse=True)
    return np.array([_idf(number, passages) for number in found.tolist()], np.float32)[of]


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """Some of the passages, scored as if there were no others."""

    seen: Bools
    """Shape (passages,)."""
    of_all: NDArray[np.float64]
    """For each passage, what is added to a term's frequency in the score among all: k1 * (1 - b + b * |d| / avgdl)."""
    of_part: NDArray[np.float64]
    """The same among the part."""

    @classmethod
    def of(cls, seen: Bools, lengths: Ints) -> "_Part":
        """Take which passages are of it, and how many terms each passage has."""
        of_all, of_part = (_norm(lengths, float(among.mean())) for among in (lengths, lengths[seen]))
        return cls(seen, of_all, of_part)

    def postings(self, rows: NDArray[np.int32], scores: Floats) -> tuple[NDArray[np.int32], Floats]:
        """Return of a term's rows those of the part, with its scores there."""
        kept = self.seen[rows]
        found = rows[kept]
        shares = scores[kept] / _idf(len(rows), len(self.seen))
        frequency = _times(shares, self.of_all[found])
        idf = np.float32(_idf(len(found), int(self.seen.sum())))
        return found, (idf * (frequency / (self.of_part[found] + frequency))).astype(np.float32)


def _norm(lengths: Ints, mean: float) -> NDArray[Any]:
    """Return what is added to a term's frequency in the score of passages that have so many terms."""
    return K1 * (1 - B + B * lengths / mean)


def _times(shares: Floats, norm: NDArray[Any]) -> NDArray[np.float64]:
    """Return how often a term stands in passages, of its scores by its rarity there."""
    # share = tf / (tf + norm), and a frequency is a whole number.
    times: NDArray[np.float64] = np.rint(shares * norm / (1 - shares))
    return times


def _idf(frequency: int, passages: int) -> float:
    return log(1 + (passages - frequency + 0.5) / (frequency + 0.5))


class LexicalSearcher:
    """Finds passages by BM25 of the question's words; a word is its search terms, see `morphology.tokens`.

    The scores are made when it is indexed; here they are only looked up and added, without a pass over all passages for
    each term.
    """

    def __init__(self, folder: Readable, passages: int, vocabulary: Mapping[str, int]) -> None:
        self._passages = passages
        self._vocabulary = vocabulary
        self._part: _Part | None = None
        # A matrix of passages and terms by columns, as scipy's csc_matrix.
        if vocabulary:
            self._scores: Floats = array_of(folder / _SCORES)
            self._rows: NDArray[np.int32] = array_of(folder / _ROWS)
            self._starts: NDArray[np.int32] = array_of(folder / _STARTS)
        else:
            self._scores, self._rows, self._starts = np.zeros(0, np.float32), _NO_ROWS, _NO_ROWS

    def frequencies(self, seen: Bools) -> Ints:
        """Return in how many passages of a part each term stands, by its id; shape (vocabulary,)."""
        return np.add.reduceat(seen[self._rows], self._starts[:-1], dtype=np.int64) if len(self._rows) else _NONE

    def among(self, seen: Bools, lengths: Ints, vocabulary: Mapping[str, int]) -> Self:
        """Return it over a part of the passages: the others are not found, and no score tells of them.

        `lengths`: how many terms each passage has; `vocabulary`: the terms of the part, with the ids that they have.
        """
        part = copy(self)
        part._vocabulary, part._part = vocabulary, _Part.of(seen, lengths) if vocabulary else None
        return part

    def scores(self, words: Sequence[Sequence[str]], tie: float = TIE) -> Floats:
        """Return the score of every passage, shape (passages,); zero where no term is shared.

        A word scores as its best term and `tie` times the others: a disjunction maximum (Lucene's
        DisjunctionMaxQuery).
        """
        total = np.zeros(self._passages, np.float32)
        for word in dict.fromkeys(map(tuple, words)):
            found = [self._postings(term) for term in dict.fromkeys(word) if term in self._vocabulary]
            if len(found) == 1:
                [(rows, scores)] = found
                np.add.at(total, rows, (1 - tie) * scores + tie * scores)
            elif found and sum(len(rows) for rows, _ in found) * _RARE < self._passages:
                rows = np.unique(np.concatenate([rows for rows, _ in found]))
                np.add.at(total, rows, _together(found, tie, len(rows), rows))
            elif found:
                total += _together(found, tie, self._passages)
        return total

    def occurring(self, terms: Iterable[str], starts: Ints) -> Ints:
        """Return the rows of the passages that have one of some terms, rising, once for each time one stands there.

        `starts`: how many terms stand in all passages before each, and in all; shape (passages + 1,).
        """
        found = [_NONE]
        for term in dict.fromkeys(terms):
            if term in self._vocabulary:
                rows, scores = self._of_all(self._vocabulary[term])
                norm = _norm(starts[rows + 1] - starts[rows], int(starts[-1]) / self._passages)
                times = _times(scores / _idf(len(rows), self._passages), norm).astype(np.int64)
                if self._part is not None:
                    times[~self._part.seen[rows]] = 0
                found.append(np.repeat(rows.astype(np.int64), times))
        return np.sort(np.concatenate(found))

    def of_rows(self, words: Sequence[Sequence[str]], rows: Ints) -> Floats:
        """Return the scores of the passages of some rows, shape (rows,)."""
        return self.scores(words)[rows]

    def search(self, asked: Sequence[Sequence[str]], k: int, within: Within = None) -> Ranking:
        """Return the at most k best passages that share a term with the words, best first."""
        return best(self.scores(asked), k, within)

    def _postings(self, term: str) -> tuple[NDArray[np.int32], Floats]:
        """Return the rows of the passages that have a term, each once, and its scores there."""
        rows, scores = self._of_all(self._vocabulary[term])
        return (rows, scores) if self._part is None else self._part.postings(rows, scores)

    def _of_all(self, number: int) -> tuple[NDArray[np.int32], Floats]:
        """Return the same of a term's id, among all passages."""
        part = slice(self._starts[number], self._starts[number + 1])
        return self._rows[part], self._scores[part]


def _together(
    found: Sequence[tuple[NDArray[np.int32], Floats]], tie: float, length: int, among: NDArray[np.int32] | None = None
) -> Floats:
    """Return what the terms of one word score together, of every passage or among some rows; shape (length,)."""
    highest, added = np.zeros(length, np.float32), np.zeros(length, np.float32)
    for rows, scores in found:
        places = rows if among is None else np.searchsorted(among, rows)
        np.maximum.at(highest, places, scores)
        np.add.at(added, places, scores)
    together: Floats = (1 - tie) * highest + tie * added
    return together


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
