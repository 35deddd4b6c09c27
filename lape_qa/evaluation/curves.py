"""How sure answers are beside how often they are right; pure, and without the packages of the extra `evaluation`."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

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
