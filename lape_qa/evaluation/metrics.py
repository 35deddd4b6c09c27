"""Measures that no standard library has; pure functions."""

from collections.abc import Sequence


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
