"""Pool -> the same sentences with fitted scores: which of them belong in an overview or a list, and how likely."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from lape_qa.answer.fitted import Excerpts
from lape_qa.answer.pool import Pool
from lape_qa.index.model import Floats

TO_THE_POINT = 0.25
"""Least probability of being to the point with which a sentence is quoted."""
BESIDE_WHAT_ANSWERS = 0.5
"""That of a sentence beside those that seem to be all there is to tell."""
ONE_LIKELY = 0.4
"""Least probability that the likeliest of an answer's quotes must have.

Both were chosen on the `dev` first questions, held out by set, and on the same with all documents taken away that a
good answer may quote: see docs/answers.md.
"""

BROAD_FEATURES: Mapping[str, Callable[[Pool], Floats]] = {
    "nearness": lambda pool: pool.signals.nearness,
    "support": lambda pool: pool.support,
    "doing": lambda pool: pool.signals.doing,
    "wording": lambda pool: pool.signals.wording,
    "passage": lambda pool: pool.signals.passage,
    "whole_subject": lambda pool: pool.holding_subject().astype(np.float32),
    "names": lambda pool: pool.signals.names,
    "read": lambda pool: pool.signals.read,
    "read_in_passage": lambda pool: _best_of_passage(pool, pool.signals.read),
}
"""What speaks for a sentence, by name."""


def matrix(pool: Pool) -> Floats:
    """Return the features of the sentences, shape (sentences, features)."""
    return np.stack([feature(pool) for feature in BROAD_FEATURES.values()], axis=1)


def judged(pool: Pool, weights: Mapping[str, float]) -> Pool:
    """Return the pool with what may be quoted scored by fitted weights."""
    scores = matrix(pool) @ np.array([weights[name] for name in BROAD_FEATURES], np.float32)
    return replace(pool, scores=np.where(pool.scores > -np.inf, scores, -np.inf))


def to_the_point(pool: Pool, model: Excerpts, quoted: Callable[[Pool], Sequence[int]]) -> tuple[Sequence[int], Floats]:
    """Return the sentences that an answer quotes, none where none is likely to be to the point, and how likely all are.

    `quoted` chooses by the scores of a pool. What is surely to be quoted is, whatever is likely.
    """
    likely = relevance(pool, model)
    least = BESIDE_WHAT_ANSWERS if pool.alone else TO_THE_POINT
    chosen = quoted(judged(pool.only(likely >= least), model.order))
    shown = bool(pool.surest) or likely[list(chosen)].max(initial=0.0) >= ONE_LIKELY
    return (chosen if shown else ()), likely


def relevance(pool: Pool, model: Excerpts) -> Floats:
    """Return how likely each sentence is to be to the point, 0..1: to stand in a document that tells what is asked."""
    weights = np.array([model.relevance[name] for name in BROAD_FEATURES], np.float32)
    bias = np.float32(model.bias if pool.signals.read.any() else model.bias_unread)
    # The logistic function, which in this form does not overflow.
    likely: Floats = ((1 + np.tanh((matrix(pool) @ weights + bias) / 2)) / 2).astype(np.float32)
    return likely


def _best_of_passage(pool: Pool, values: Floats) -> Floats:
    """Return for each sentence the greatest value in its passage."""
    passages = np.array([passage for passage, _ in pool.grounds.places], np.int64)
    best = np.full(int(passages.max(initial=0)) + 1, -np.inf, np.float32)
    np.maximum.at(best, passages, values)
    found: Floats = best[passages]
    return found
