"""Pool -> the same sentences with fitted scores: which of them belong in an overview or a list."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from lape_qa.answer.pool import Pool
from lape_qa.index.model import Floats

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


def _best_of_passage(pool: Pool, values: Floats) -> Floats:
    """Return for each sentence the greatest value in its passage."""
    passages = np.array([passage for passage, _ in pool.grounds.places], np.int64)
    best = np.full(int(passages.max(initial=0)) + 1, -np.inf, np.float32)
    np.maximum.at(best, passages, values)
    found: Floats = best[passages]
    return found
