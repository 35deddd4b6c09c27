"""A picture of the dashboard in deploy/grafana over a service that is asked; drawn from its queries, not by Grafana.

    python -m benchmarks.dashboard INDEX

serves the index, has a Prometheus (Debian's package of that name) read `/metrics` every two seconds, asks questions
with one client, then with six, then with one again, and looks at its health all the time; draws what each panel's
expressions gave, with its title and legend, at its place, into docs/dashboard.svg.
"""

import argparse
import json
import math
import re
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import httpx2

from benchmarks.attacks.service import ROOT, Service, serving, watched

BOARD = ROOT / "deploy" / "grafana" / "lape-qa.json"
PICTURE = ROOT / "docs" / "dashboard.svg"
_EVERY = 2
"""Seconds between two readings."""
_CLIENTS = (1, 6, 1)
_COLUMN, _ROW, _GAP = 50, 28, 4
"""Units of the drawing that a column and a row of the dashboard take, and what is left between panels."""
_COLOURS = (
    "#1f6f78",
    "#c8553d",
    "#5b4b8a",
    "#e09f3e",
    "#3a7d44",
    "#b23a8a",
    "#2d5aa0",
    "#7a6a4f",
    "#8c8c8c",
    "#222222",
)
_UNITS = {"s": " s", "reqps": "/s", "short": ""}


@dataclass(frozen=True, slots=True)
class Series:
    """What one expression gave of one set of labels: seconds since the beginning, and values."""

    legend: str
    points: tuple[tuple[float, float], ...]


# ---- asking ----------------------------------------------------------------------------------------------


@contextmanager
def _prometheus(service: Service, folder: Path) -> Iterator[httpx2.Client]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    target = {"targets": [service.url.removeprefix("http://")], "labels": {"instance": "127.0.0.1"}}
    scrape = {"job_name": "lape-qa", "scrape_interval": f"{_EVERY}s", "static_configs": [target]}
    (folder / "prometheus.yml").write_text(json.dumps({"scrape_configs": [scrape]}), encoding="utf-8")
    options = {"config.file": folder / "prometheus.yml", "storage.tsdb.path": folder, "web.listen-address": address}
    given = [f"--{name}={value}" for name, value in options.items()]
    process = subprocess.Popen(["prometheus", "--log.level=error", *given])
    try:
        with httpx2.Client(base_url=f"http://{address}", timeout=30) as http:
            yield http
    finally:
        process.terminate()
        process.wait(60)


def _asked(http: httpx2.Client, panel: Mapping[str, Any], start: float, end: float) -> Iterator[Series]:
    when = {"start": str(start), "end": str(end), "step": str(_EVERY)}
    for target in panel["targets"]:
        query = target["expr"].replace("$instance", ".+").replace("$__rate_interval", f"{10 * _EVERY}s")
        response = http.get("/api/v1/query_range", params={"query": query} | when).raise_for_status()
        yield from (series(row, target["legendFormat"], start) for row in response.json()["data"]["result"])


def series(row: Mapping[str, Any], legend: str, start: float) -> Series:
    """Return one row of a reply of Prometheus; what is no number, such as a rate of nothing, is left out."""
    named = re.sub(r"\{\{(\w+)\}\}", lambda found: str(row["metric"].get(found[1], "")), legend)
    values = [(at - start, float(value)) for at, value in row["values"]]
    return Series(named, tuple((at, value) for at, value in values if math.isfinite(value)))


# ---- drawing ---------------------------------------------------------------------------------------------


def picture(panels: Sequence[tuple[Mapping[str, Any], Sequence[Series]]], seconds: float) -> str:
    """Return the panels of a dashboard as SVG, each with what its expressions gave."""
    bottom = max(panel["gridPos"]["y"] + panel["gridPos"]["h"] for panel, _ in panels)
    size = f'viewBox="0 0 {24 * _COLUMN} {bottom * _ROW}" font-family="sans-serif" font-size="12" fill="#222"'
    said = "".join(_panel(panel, found, seconds) for panel, found in panels)
    ground = '<rect width="100%" height="100%" fill="#fff"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n{ground}\n{said}</svg>\n'


def _panel(panel: Mapping[str, Any], found: Sequence[Series], seconds: float) -> str:
    place = panel["gridPos"]
    width, height = place["w"] * _COLUMN - _GAP, place["h"] * _ROW - _GAP
    frame = f'<rect width="{width}" height="{height}" fill="none" stroke="#ccc"/>'
    title = f'<text x="8" y="16" font-weight="bold">{escape(panel["title"])}</text>'
    if panel["type"] == "stat":
        within = _last(found, is_named=panel["options"]["textMode"] == "name")
    else:
        within = _lines(found, seconds, width, height, _UNITS[panel["fieldConfig"]["defaults"]["unit"]])
    at = f"{place['x'] * _COLUMN} {place['y'] * _ROW}"
    return f'<g transform="translate({at})">{frame}{title}\n{within}</g>\n'


def _last(found: Sequence[Series], is_named: bool) -> str:
    """Return what each was last, line by line; its name alone where the number says nothing."""
    lasts = [one for one in found if one.points]
    told = [one.legend if is_named else f"{one.points[-1][1]:g} {one.legend}" for one in lasts]
    lines = enumerate(line for one in told for line in one.split(", "))
    return "".join(f'<text x="8" y="{40 + 20 * row}" font-size="15">{escape(line)}</text>\n' for row, line in lines)


def _lines(found: Sequence[Series], seconds: float, width: int, height: int, unit: str) -> str:
    legends = math.ceil(len(found) / 3)
    left, top, right, bottom = 52, 28, width - 10, height - 22 - 14 * legends
    most = rounded_up(max((value for one in found for _, value in one.points), default=0))
    drawn = ""
    for share in (0, 0.5, 1):
        y = bottom - share * (bottom - top)
        drawn += f'<path d="M{left} {y:.1f}H{right}" stroke="#e4e4e4"/>'
        drawn += (
            f'<text x="{left - 4}" y="{y + 4:.1f}" text-anchor="end" font-size="10">{share * most:g}{unit}</text>\n'
        )
    for minute in range(1, int(seconds // 60) + 1):
        x = left + minute * 60 / seconds * (right - left)
        drawn += f'<text x="{x:.1f}" y="{bottom + 12}" text-anchor="middle" font-size="10">{minute} min</text>\n'
    for number, one in enumerate(found):
        colour = _COLOURS[number % len(_COLOURS)]
        places = (
            f"{left + at / seconds * (right - left):.1f},{bottom - value / most * (bottom - top):.1f}"
            for at, value in one.points
        )
        drawn += f'<polyline points="{" ".join(places)}" fill="none" stroke="{colour}" stroke-width="1.5"/>'
        x, y = left + number % 3 * (right - left) // 3, bottom + 28 + 14 * (number // 3)
        drawn += f'<text x="{x}" y="{y}" fill="{colour}" font-size="11">— {escape(one.legend)}</text>\n'
    return drawn


def rounded_up(value: float) -> float:
    """Return the end of an axis that a value fits on: 1, 2 or 5 with zeros; 1 for none."""
    if value <= 0:
        return 1
    power = 10.0 ** math.floor(math.log10(value))
    return next(float(f"{step * power:g}") for step in (1, 2, 5, 10) if value <= step * power * (1 + 1e-9))


def main() -> None:
    """Serve, ask, and draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("--seconds", type=float, default=120.0, help="for each number of clients")
    options = parser.parse_args()
    board = json.loads(BOARD.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder, serving(options.index, Path(folder, "state")) as service:
        Path(folder, "numbers").mkdir()
        with _prometheus(service, Path(folder, "numbers")) as http:
            start = time.time()
            for clients in _CLIENTS:
                with watched(service, "", clients):
                    time.sleep(options.seconds)
            end = time.time()
            panels = [(panel, [*_asked(http, panel, start, end)]) for panel in board["panels"]]
    PICTURE.write_text(picture(panels, end - start), encoding="utf-8")


if __name__ == "__main__":
    main()
