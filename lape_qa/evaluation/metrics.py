"""Measures that no standard library has; pure functions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Interval = tuple[float, float]

RESAMPLES = 10_000
LEVEL = 0.95
_DRAWN_AT_ONCE = 4_000_000


def share(values: Sequence[bool]) -> float | None:
    """Return the share of true values, None for none."""
    return sum(values) / len(values) if values else None


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Return the chance that a positive scores above a negative, ties counting half; None if either is empty.

    The Mann–Whitney U statistic divided by its greatest value.
    """
    if not positive or not negative:
        return None
    wins = sum((p > n) + 0.5 * (p == n) for p in positive for n in negative)
    return wins / (len(positive) * len(negative))


# ---- risk and coverage -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Point:
    """What answering from some confidence upwards comes to."""

    confidence: float
    coverage: float
    """The share of all questions that have this confidence or more."""
    risk: float
    """The share of those that are wrong."""


def risk_coverage(confidences: Sequence[float], right: Sequence[bool]) -> list[Point]:
    """Return coverage and risk at each confidence that occurs, highest first (El-Yaniv & Wiener 2010).

    With n questions, of which k have the confidence c or more and w of those are wrong:
    coverage(c) = k / n, risk(c) = w / k. Equal confidences are one point: no threshold tells them apart.
    """
    ordered = sorted(zip(confidences, right, strict=True), reverse=True)
    points: list[Point] = []
    wrong = 0
    for number, (confidence, is_right) in enumerate(ordered, start=1):
        wrong += not is_right
        if number == len(ordered) or ordered[number][0] != confidence:
            points.append(Point(confidence, number / len(ordered), wrong / number))
    return points


def risk_coverage_area(points: Sequence[Point]) -> float | None:
    """Return the area under a risk–coverage curve (AURC, Geifman & El-Yaniv 2017); lower is better, None for no point.

    The mean over the questions of the risk at each one's own confidence: sum of (coverage_i - coverage_(i-1)) * risk_i.
    """
    if not points:
        return None
    before = [0.0, *(point.coverage for point in points)]
    return sum((point.coverage - low) * point.risk for point, low in zip(points, before[:-1], strict=True))


# ---- calibration -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bin:
    """The questions whose confidence is above `low` and at most `high` (the first bin holds its lower end too)."""

    low: float
    high: float
    count: int
    confidence: float
    """Mean confidence; 0 in an empty bin."""
    right: float
    """Share that is right; 0 in an empty bin."""


def calibration(confidences: Sequence[float], right: Sequence[bool], bins: int = 10) -> list[Bin]:
    """Return what was claimed and what was true in each of some bins of equal width over 0..1."""
    edges = np.linspace(0, 1, bins + 1)
    values, truths = np.array(confidences, np.float64), np.array(right, np.float64)
    place = np.searchsorted(edges[1:-1], values, side="left")
    found = []
    for number in range(bins):
        inside = place == number
        count = int(inside.sum())
        found.append(
            Bin(
                low=float(edges[number]),
                high=float(edges[number + 1]),
                count=count,
                confidence=float(values[inside].mean()) if count else 0.0,
                right=float(truths[inside].mean()) if count else 0.0,
            )
        )
    return found


def calibration_error(confidences: Sequence[float], right: Sequence[bool]) -> float | None:
    """Return the expected calibration error over 10 bins of equal width; None for no question.

    ECE = sum over bins b of |B_b| / n * |right(B_b) - confidence(B_b)|, right(B_b) being the share of right ones
    and confidence(B_b) the mean confidence in the bin (Naeini et al. 2015; in this form Guo et al. 2017, eq. 3).
    """
    if not confidences:
        return None
    bins = calibration(confidences, right)
    return sum(b.count * abs(b.right - b.confidence) for b in bins) / len(confidences)


# ---- intervals -------------------------------------------------------------------------------------------


def bootstrap(
    statistic: Callable[..., Floats], *sizes: int, resamples: int = RESAMPLES, seed: int = 0
) -> Interval | None:
    """Return the 95 % percentile bootstrap interval of a statistic (Efron 1979); None when a sample is empty.

    `sizes` says how many items each sample has; each sample is drawn anew by itself, with replacement. `statistic`
    takes for each sample how often each of its items was drawn, shape (resamples, size), and returns one value per
    resample.
    """
    if not all(sizes):
        return None
    rng = np.random.default_rng(seed)
    # Some at a time: all resamples of a few thousand items would take gigabytes.
    most = max(1, _DRAWN_AT_ONCE // max(sizes))
    values = [
        statistic(*(rng.multinomial(size, np.full(size, 1 / size), count).astype(np.float64) for size in sizes))
        for count in [most] * (resamples // most) + [resamples % most] * (resamples % most > 0)
    ]
    low, high = np.quantile(np.concatenate(values), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def mean_interval(values: Sequence[float]) -> Interval | None:
    """Return the bootstrap interval of a mean, or of a share of true values."""
    array = np.array(values, np.float64)
    return bootstrap(lambda drawn: drawn @ array / len(array), len(array))


def ratio_interval(parts: Sequence[int], wholes: Sequence[int]) -> Interval | None:
    """Return the bootstrap interval of sum(parts) / sum(wholes), drawing pairs; each whole is above zero."""
    above, below = np.array(parts, np.float64), np.array(wholes, np.float64)
    return bootstrap(lambda drawn: (drawn @ above) / (drawn @ below), len(above))


def auroc_interval(positive: Sequence[float], negative: Sequence[float]) -> Interval | None:
    """Return the bootstrap interval of `auroc`, drawing positives and negatives each from their own."""
    plus, minus = np.array(positive, np.float64)[:, None], np.array(negative, np.float64)[None, :]
    wins = (plus > minus) + 0.5 * (plus == minus)
    return bootstrap(lambda p, n: ((p @ wins) * n).sum(axis=1) / wins.size, len(positive), len(negative))
