"""Systems side by side as one page that needs nothing else: measures, differences, and what changed most."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

from lape_qa.evaluation.benchmark import DEPTH, MEASURES, TESTED, Difference, Measured
from lape_qa.evaluation.collection import Collection
from lape_qa.evaluation.pages import TEMPLATES

_SHOWN = "ndcg@10"
"""The measure that single queries are shown by."""
_CHANGED = 5
"""Queries shown that one system gained most on, and as many that it lost most on."""
_STEP = 0.05
_ROW, _TOP, _LEFT, _WIDTH = 26, 8, 150, 420
MEANINGS = {
    "recall@1": "share of the relevant documents that is the first found",
    "recall@5": "share of them among the first five",
    "recall@10": "share of them among the first ten",
    "recall@100": "share of them among the first hundred",
    "mrr@10": "mean of 1 / rank of the first relevant document, if among ten",
    "ndcg@10": "all relevant documents near the top of ten, by their grades",
}


@dataclass(frozen=True, slots=True)
class Dots:
    """Means of one measure with their intervals, a row for each system; places are in units of the drawing."""

    measure: str
    height: int
    ticks: tuple[tuple[float, str], ...]
    rows: tuple[tuple[str, float, float, float, float], ...]
    """Name, vertical place, and the horizontal places of the interval's ends and of the mean."""
    told: str
    """The same in words."""


@dataclass(frozen=True, slots=True)
class Bars:
    """The change of each query against the first system, greatest first."""

    system: str
    rising: str
    """Points of the area above zero, and below it."""
    falling: str
    won: int
    lost: int
    same: int
    gained: tuple[tuple[str, str, float, float], ...]
    """Id and text of the queries that gained most, with their value before and after."""
    missed: tuple[tuple[str, str, float, float], ...]


def render(
    collection: Collection,
    systems: Sequence[Measured],
    told: Mapping[str, Any],
    compared: Sequence[Difference],
    source: str,
) -> str:
    """Return the page of some systems, of what `comparison_json` tells of them, and of a collection of that name."""
    first, *others = systems
    return TEMPLATES.get_template("comparison.html").render(
        source=source,
        documents=len(collection.documents),
        queries=len(collection.queries),
        measures=MEASURES,
        meanings=MEANINGS,
        tested=TESTED,
        systems=told["systems"],
        first=first.name,
        compared=compared,
        dots=[_dots(measure, told["systems"]) for measure in MEASURES],
        bars=[_bars(collection, first, other) for other in others],
        shown=_SHOWN,
        depth=DEPTH,
    )


def _dots(measure: str, systems: Mapping[str, Any]) -> Dots:
    spans = {name: row["intervals"][measure] or (row[measure], row[measure]) for name, row in systems.items()}
    low: float = floor(min(low for low, _ in spans.values()) / _STEP) * _STEP
    high: float = max(ceil(max(high for _, high in spans.values()) / _STEP) * _STEP, low + _STEP)

    def x(value: float) -> float:
        return round(_LEFT + (value - low) / (high - low) * (_WIDTH - _LEFT - 24), 1)

    step = _STEP * ceil((high - low) / _STEP / 5)
    ticks = [low + step * number for number in range(round((high - low) / step) + 1)]
    rows = [
        (name, _TOP + _ROW * (place + 0.5), x(spans[name][0]), x(spans[name][1]), x(row[measure]))
        for place, (name, row) in enumerate(systems.items())
    ]
    words = (f"{name} {systems[name][measure]:.3f} ({low:.3f} to {high:.3f})" for name, (low, high) in spans.items())
    return Dots(
        measure,
        _TOP + _ROW * len(rows) + 22,
        tuple((x(tick), f"{tick:.2f}") for tick in ticks if tick <= high + 1e-9),
        tuple(rows),
        f"{measure}: {', '.join(words)}.",
    )


def _bars(collection: Collection, first: Measured, other: Measured) -> Bars:
    before, after = first.values[_SHOWN], other.values[_SHOWN]
    order = sorted(before, key=lambda query: before[query] - after[query])
    changes = [after[query] - before[query] for query in order]
    middle, half = 80.0, 70.0
    left, right = 34.0, 870.0
    width = (right - left) / len(order)

    def area(values: Sequence[float]) -> str:
        points = [
            f"{left + width * place:.1f},{middle - half * value:.1f}"
            for number, value in enumerate(values)
            for place in (number, number + 1)
        ]
        return " ".join([f"{left},{middle}", *points, f"{right},{middle}"])

    def shown(queries: Sequence[str]) -> tuple[tuple[str, str, float, float], ...]:
        return tuple((query, collection.queries[query], before[query], after[query]) for query in queries)

    won, lost = sum(change > 0 for change in changes), sum(change < 0 for change in changes)
    return Bars(
        other.name,
        area([max(change, 0.0) for change in changes]),
        area([min(change, 0.0) for change in changes]),
        won,
        lost,
        len(order) - won - lost,
        shown(order[: min(won, _CHANGED)]),
        shown(order[::-1][: min(lost, _CHANGED)]),
    )
