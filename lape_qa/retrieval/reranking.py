"""The second stage: the candidates of the first, looked at again and ordered by a learned linear model."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from lape_qa.index.model import CONTEXT, Floats, Hit
from lape_qa.index.token_vectors import Closeness
from lape_qa.question.model import Query
from lape_qa.retrieval.place_and_year import prefer
from lape_qa.retrieval.signals import LexicalSignals, lexical_signals
from lape_qa.retrieval.source import Source

SIGNALS = ("dense", "bm25", "sentence_cosine", "coverage", "sentence_coverage", "window", "pairs", "closeness")
"""The last is late interaction; it is zero throughout when that is off, and the weights are then others."""


@dataclass(frozen=True, slots=True, eq=False)
class SentenceEvidence:
    """What is known of each quotable sentence of some passages, one passage after the other."""

    passage: NDArray[np.int64]
    cosine: Floats
    own: Floats
    """See `LexicalSignals`."""
    before: Floats
    close: Closeness | None
    """None without late interaction."""

    def closeness_to(self, emphasis: Floats) -> tuple[Floats, Floats]:
        """Return each sentence's mean closeness to the question's tokens, by their rarity, and that to the farthest.

        The farthest of the rarer tokens, that is. `emphasis` multiplies the weight of each token.
        """
        if self.close is None or not len(self.close.weight):
            return np.zeros(len(self.cosine), np.float32), np.zeros(len(self.cosine), np.float32)
        weight = self.close.weight * emphasis
        weight = weight / weight.sum()
        rarer = weight >= weight.mean()
        return self.close.sentence @ weight, self.close.sentence[:, rarer].min(axis=1)

    def closeness_by_word(self, query: Query) -> Floats:
        """Return each sentence's mean closeness to the tokens of each of the question's words, (sentences, words)."""
        near = np.zeros((len(self.cosine), len(query.spans)), np.float32)
        starts = query.encoded.starts
        for number, span in enumerate(query.spans):
            tokens = (starts >= span.start) & (starts < span.end)
            if self.close is not None and tokens.any():
                near[:, number] = self.close.sentence[:, tokens].mean(axis=1)
        return near


def signals(source: Source, query: Query, rows: Sequence[int]) -> tuple[Floats, SentenceEvidence]:
    """Return the signals of some passages, shape (rows, SIGNALS), and of their sentences."""
    counts = np.array([len(source.passages[row].sentences) for row in rows], np.int64)
    lexical = _lexical(source, query, rows, counts)
    owner = np.repeat(np.arange(len(rows)), counts)
    cosine = source.sentence_vectors(rows) @ query.vector
    best = np.full(len(rows), cosine.min(initial=1.0), np.float32)
    np.maximum.at(best, owner, cosine)
    close = source.tokens.closeness(query.encoded, rows, counts, CONTEXT) if source.tokens else None
    columns = (
        source.dense.cosines(query, rows),
        source.lexical.scores(query)[list(rows)],
        best,
        lexical.coverage,
        lexical.sentence,
        lexical.window,
        lexical.pairs,
        close.passage @ close.weight if close else np.zeros(len(rows)),
    )
    return np.stack(columns, axis=1).astype(np.float32), SentenceEvidence(
        owner, cosine, lexical.own, lexical.before, close
    )


def _lexical(source: Source, query: Query, rows: Sequence[int], counts: NDArray[np.int64]) -> LexicalSignals:
    matches = source.forward.matches(query.words, rows)
    return lexical_signals(matches, len(rows), counts, len(query.words), source.forward.weight(query.words))


def design(values: Floats) -> Floats:
    """Return each signal as its value, its gap to the best candidate's, and 1 / rank; shape (rows, 3 * signals)."""
    order = np.argsort(-values, axis=0, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(1, len(values) + 1)[:, None], axis=0)
    return np.concatenate([values, values - values.max(axis=0), 1 / rank], axis=1).astype(np.float32)


@cache
def weights(late: bool) -> Floats:
    """Return what ranking.json holds, with late interaction or without; shape (3 * signals,), as `design` has."""
    fitted = json.loads((files("lape_qa.retrieval") / "ranking.json").read_text(encoding="utf-8"))
    chosen = fitted["with_late_interaction" if late else "without"]
    return np.array([chosen[kind].get(name, 0.0) for kind in ("value", "gap", "rank") for name in SIGNALS], np.float32)


def rerank(source: Source, query: Query, hits: Sequence[Hit]) -> list[Hit]:
    """Order candidates by the learned model; scores are its values, comparable within one question."""
    if not hits:
        return []
    values, _ = signals(source, query, [source.rows[hit.passage.id] for hit in hits])
    scores = design(values) @ weights(source.tokens is not None)
    order = np.argsort(-scores, kind="stable")
    return [Hit(hits[place].passage, float(scores[place])) for place in order]


def order(source: Source, query: Query, hits: Sequence[Hit]) -> list[Hit]:
    """Order candidates by the learned model and by place and year, best first."""
    return prefer(source, query, rerank(source, query, hits))
