"""Measures of answers and abstention with their intervals; pure functions."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lape_qa.errors import from_extra

with from_extra("evaluation", "measuring"):
    from scipy.stats import bootstrap, rankdata
    from sklearn.metrics import roc_auc_score

Floats = NDArray[np.float64]
Interval = tuple[float, float]

RESAMPLES = 10_000
LEVEL = 0.95
DRAWN_AT_ONCE = 4_000_000
"""Items drawn before the next are: what bounds the memory of resampling."""


def share(values: Sequence[bool]) -> float | None:
    """Return the share of true values, None for none."""
    return sum(values) / len(values) if values else None


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Return the chance that a positive scores above a negative, ties counting half; None if either is empty."""
    if not positive or not negative:
        return None
    return float(roc_auc_score([True] * len(positive) + [False] * len(negative), [*positive, *negative]))


# ---- intervals -------------------------------------------------------------------------------------------


def bootstrap_interval(
    statistic: Callable[..., Floats], *samples: NDArray[Any], paired: bool = False, seed: int = 0
) -> Interval | None:
    """Return the 95 % percentile bootstrap interval of a statistic (Efron 1979); None when a sample is empty.

    Each sample is drawn anew, with replacement: by itself, or row by row with the others when `paired`. `statistic`
    takes the samples drawn, shape (resamples, size), and `axis`, and returns one value per resample.
    """
    if not all(map(len, samples)):
        return None
    # scipy refuses a sample of one item; two of the same give every statistic of its distribution the same value.
    data = [np.repeat(sample, 2) if len(sample) == 1 else sample for sample in samples]
    # Some at a time: all resamples of a few thousand items would take gigabytes.
    batch = max(1, DRAWN_AT_ONCE // max(map(len, data)))
    found = bootstrap(
        data,
        statistic,
        n_resamples=RESAMPLES,
        batch=batch,
        vectorized=True,
        paired=paired,
        confidence_level=LEVEL,
        method="percentile",
        rng=seed,
    )
    return float(found.confidence_interval.low), float(found.confidence_interval.high)


def mean_interval(values: Sequence[float]) -> Interval | None:
    """Return the bootstrap interval of a mean, or of a share of true values."""
    return bootstrap_interval(np.mean, np.array(values, np.float64))


def ratio_interval(parts: Sequence[int], wholes: Sequence[int]) -> Interval | None:
    """Return the bootstrap interval of sum(parts) / sum(wholes), drawing pairs; each whole is above zero."""
    ratio = lambda above, below, axis: above.sum(axis) / below.sum(axis)  # noqa: E731
    return bootstrap_interval(ratio, np.array(parts, np.float64), np.array(wholes, np.float64), paired=True)


def auroc_interval(positive: Sequence[float], negative: Sequence[float]) -> Interval | None:
    """Return the bootstrap interval of `auroc`, drawing positives and negatives each from their own."""
    return bootstrap_interval(aurocs, np.array(positive, np.float64), np.array(negative, np.float64))


def aurocs(positive: Floats, negative: Floats, axis: int = -1) -> Floats:
    """Return `auroc` of each of many resamples at once, shapes (resamples, positives) and (resamples, negatives).

    The Mann–Whitney U statistic by ranks, ties having their mean rank, divided by its greatest value.
    """
    count, others = positive.shape[axis], negative.shape[axis]
    ranks = rankdata(np.concatenate([positive, negative], axis=axis), axis=axis)
    wins = ranks.take(range(count), axis).sum(axis) - count * (count + 1) / 2
    return np.asarray(wins / (count * others), np.float64)
