"""The curves of what an index costs: where their points lie, and what the table tells."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import scale_curves


def row(passages: int, cost: float) -> dict[str, Any]:
    return {
        "passages": passages,
        "first_build": {"cpu_s": cost, "peak_mib": cost},
        "one_change": {"cpu_s": cost / 10, "peak_mib": cost, "written_mib": cost},
        "serving": {
            "question_ms": {"p50": cost},
            "of_a_place_ms": {"p50": cost, "p95": 2 * cost},
            "search_ms": {"p50": cost},
            "search_within_ms": {"p50": cost},
            "resident_after_questions_mib": cost,
        },
        "disk": {"segments_mib": cost},
    }


def test_a_power_is_a_straight_line_on_logarithmic_axes() -> None:
    drawn = scale_curves.drawn([row(1_000, 10), row(10_000, 100), row(100_000, 1_000)])
    # Two decades across 294 units from 70 on, a tenth of them to spare at either end: 24.5, then 122.5 a decade.
    # From 1 to 1,000, three decades up 130 units from 164: 10.8 to spare, then 36.1 a decade.
    assert drawn.count("<polyline") == 10
    assert '<polyline points="94.5,117.1 217.0,80.9 339.5,44.8" fill="none" stroke="#1f6f78" ' in drawn
    assert '<polyline points="94.5,153.2 217.0,117.1 339.5,80.9" fill="none" stroke="#c8553d" ' in drawn
    assert '<text x="217.0" y="180.0" text-anchor="middle">10,000</text>' in drawn
    assert '<text x="64.0" y="121.1" text-anchor="end">10 s</text>' in drawn


def test_one_size_is_drawn_too() -> None:
    drawn = scale_curves.drawn([row(3_000, 20)])
    assert '<circle cx="217.0"' in drawn
    assert drawn.count("<circle") == 10


def test_the_table_has_a_column_for_each_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = tmp_path / "scale.json"
    stored.write_text(json.dumps([row(1_000, 12.34), row(20_000, 1234.5)]), encoding="utf-8")
    monkeypatch.setattr(scale_curves, "_RESULTS", stored)
    lines = scale_curves.table().splitlines()
    assert lines[0] == "|  | 1,000 passages | 20,000 passages |"
    assert lines[2] == "| Building, time of the processor: first build | 12 s | 1,234 s |"
    assert lines[3] == "| Building, time of the processor: one change | 1.2 s | 123 s |"
    assert lines[12] == "| A question of a region, time of the processor: p50 | 12 ms | 1,234 ms |"
    assert lines[13] == "| A question of a region, time of the processor: p95 | 25 ms | 2,469 ms |"
    assert lines[14] == "| One change: of the processor time of a first build | 0.10 | 0.10 |"
    assert lines[15] == "| A search with a filter: of the processor time of one without | 1.00 | 1.00 |"
    assert len(lines) == 16
