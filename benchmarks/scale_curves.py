"""What an index costs by how large it is: the table and the curves of docs/scale.md, from benchmarks/scale.json."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

_RESULTS = Path(__file__).parent / "scale.json"
_WIDTH, _HEIGHT, _PER_ROW = 380, 230, 2
_LEFT, _TOP, _RIGHT, _BOTTOM = 70, 34, 16, 66
_LEAST = 0.01
"""What is less is drawn as this much."""
_COLOURS = ("#1f6f78", "#c8553d", "#5b4b8a")


@dataclass(frozen=True, slots=True)
class Curve:
    """One measure: what it is called, and where each row has it."""

    label: str
    path: tuple[str, ...]

    def of(self, row: Mapping[str, Any]) -> float:
        """Return its value for a size."""
        found: Any = row
        for key in self.path:
            found = found[key]
        return float(found)


@dataclass(frozen=True, slots=True)
class Panel:
    """Measures of one unit."""

    title: str
    unit: str
    curves: tuple[Curve, ...]


PANELS = (
    Panel(
        "Building, time of the processor",
        "s",
        (Curve("first build", ("first_build", "cpu_s")), Curve("one change", ("one_change", "cpu_s"))),
    ),
    Panel(
        "Building, memory at most",
        "MiB",
        (Curve("first build", ("first_build", "peak_mib")), Curve("one change", ("one_change", "peak_mib"))),
    ),
    Panel(
        "A question, time of the processor, p50",
        "ms",
        (
            Curve("answered", ("serving", "question_ms", "p50")),
            Curve("searched for", ("serving", "search_ms", "p50")),
            Curve("searched for with a filter", ("serving", "search_within_ms", "p50")),
        ),
    ),
    Panel(
        "Memory and disk",
        "MiB",
        (
            Curve("a server that was asked", ("serving", "resident_after_questions_mib")),
            Curve("segments on disk", ("disk", "segments_mib")),
            Curve("written by one change", ("one_change", "written_mib")),
        ),
    ),
)


_BESIDE = (
    Panel(
        "A question of a region, time of the processor",
        "ms",
        (
            Curve("p50", ("serving", "of_a_place_ms", "p50")),
            Curve("p95", ("serving", "of_a_place_ms", "p95")),
        ),
    ),
)
"""What the table tells and no curve shows."""
_RATIOS = (
    ("One change: of the processor time of a first build", PANELS[0].curves[1], PANELS[0].curves[0]),
    ("A search with a filter: of the processor time of one without", PANELS[2].curves[2], PANELS[2].curves[1]),
)


def table() -> str:
    """Return each measure for each size, in Markdown."""
    rows = _stored()
    head = ["", *(f"{row['passages']:,} passages" for row in rows)]
    lines = [head, ["---", *["---:"] * len(rows)]]
    for panel in (*PANELS, *_BESIDE):
        for curve in panel.curves:
            values = [f"{_told(curve.of(row))} {panel.unit}" for row in rows]
            lines.append([f"{panel.title}: {curve.label}", *values])
    for title, part, whole in _RATIOS:
        lines.append([title, *(f"{part.of(row) / whole.of(row):.2f}" for row in rows)])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def picture() -> str:
    """Return the curves as SVG, one panel for each unit."""
    return drawn(_stored())


def drawn(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return panels over the sizes of some rows; both axes are logarithmic, so that a straight line is a power."""
    height = -(-len(PANELS) // _PER_ROW) * _HEIGHT
    size = f'viewBox="0 0 {_PER_ROW * _WIDTH} {height}" font-family="sans-serif" font-size="12" fill="#222"'
    ground = '<rect width="100%" height="100%" fill="#fff"/>\n'
    panels = "".join(_panel(panel, number, rows) for number, panel in enumerate(PANELS))
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n{ground}{panels}</svg>\n'


def _panel(panel: Panel, number: int, rows: Sequence[Mapping[str, Any]]) -> str:
    row, column = divmod(number, _PER_ROW)
    sizes = [float(each["passages"]) for each in rows]
    values = [[max(curve.of(each), _LEAST) for each in rows] for curve in panel.curves]
    across = _Axis.of(sizes, _LEFT, _WIDTH - _RIGHT)
    up = _Axis.of([value for each in values for value in each], _HEIGHT - _BOTTOM, _TOP)
    lines = [
        _text(_LEFT, 20, panel.title, 'font-weight="bold"'),
        *(_level(up.at(power), f"{_told(power)} {panel.unit}") for power in up.powers()),
        *(_text(across.at(size), _HEIGHT - _BOTTOM + 16, f"{size:,.0f}", 'text-anchor="middle"') for size in sizes),
    ]
    for place, (curve, its) in enumerate(zip(panel.curves, values, strict=True)):
        points = [(across.at(size), up.at(value)) for size, value in zip(sizes, its, strict=True)]
        lines += _drawn_curve(points, place, curve.label)
    said = "\n".join(lines)
    return f'<g transform="translate({column * _WIDTH} {row * _HEIGHT})">\n{said}\n</g>\n'


def _level(y: float, told: str) -> str:
    """Return a line across a panel, and what it stands for."""
    line = f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" stroke="#e4e4e4"/>'
    return line + _text(_LEFT - 6, y + 4, told, 'text-anchor="end"')


def _drawn_curve(points: Sequence[tuple[float, float]], place: int, label: str) -> list[str]:
    colour = _COLOURS[place]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return [
        f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>',
        *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points),
        _text(_LEFT, _HEIGHT - _BOTTOM + 32 + 13 * place, f"● {label}", f'fill="{colour}"'),
    ]


def _text(x: float, y: float, text: str, how: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {how}>{escape(text)}</text>'


@dataclass(frozen=True, slots=True)
class _Axis:
    """A logarithmic axis from one place of a picture to another."""

    low: float
    high: float
    """Logarithms to the base of ten."""
    start: float
    end: float

    @classmethod
    def of(cls, values: Sequence[float], start: float, end: float) -> "_Axis":
        """Return one that holds some values with a tenth to spare at either end."""
        low, high = math.log10(min(values)), math.log10(max(values))
        spare = max(high - low, 0.5) / 10
        return cls(low - spare, high + spare, start, end)

    def at(self, value: float) -> float:
        """Return where a value lies."""
        return self.start + (math.log10(value) - self.low) / (self.high - self.low) * (self.end - self.start)

    def powers(self) -> list[float]:
        """Return the powers of ten on it; where there is none, its middle."""
        found = [10.0**power for power in range(math.ceil(self.low), math.floor(self.high) + 1)]
        return found or [10 ** ((self.low + self.high) / 2)]


def _told(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def _stored() -> list[dict[str, Any]]:
    stored: list[dict[str, Any]] = json.loads(_RESULTS.read_text(encoding="utf-8"))
    return stored
