"""The picture of the dashboard: what is drawn where, and that the stored one has every panel of the dashboard."""

import json
from xml.etree import ElementTree

import pytest

from benchmarks.dashboard import BOARD, PICTURE, Series, picture, rounded_up, series

SVG = "{http://www.w3.org/2000/svg}"


def panel(kind: str, title: str, **place: int) -> dict[str, object]:
    shape = {"options": {"textMode": "value_and_name"}, "fieldConfig": {"defaults": {"unit": "s"}}}
    return {"type": kind, "title": title, "gridPos": place, **shape}


def test_a_row_of_a_reply_has_its_legend_and_its_numbers() -> None:
    row = {"metric": {"stage": "read"}, "values": [[100.0, "NaN"], [102.0, "0.5"], [104.5, "2"]]}
    assert series(row, "{{stage}} {{route}}.", 100.0) == Series("read .", ((2.0, 0.5), (4.5, 2.0)))


@pytest.mark.parametrize(
    ("value", "end"), [(0, 1), (0.03, 0.05), (0.05, 0.05), (0.3, 0.5), (1, 1), (7, 10), (120, 200)]
)
def test_an_axis_ends_at_a_round_number(value: float, end: float) -> None:
    assert rounded_up(value) == end


def test_lines_stand_at_their_place_in_the_panel() -> None:
    # 600 by 224 units less 4: from 52 to 586 across, and from 28 to 220 - 22 - 14 = 184 down.
    lines = panel("timeseries", "Time & steps", x=0, y=0, w=12, h=8)
    drawn = ElementTree.fromstring(picture([(lines, [Series("<p50>", ((0, 0), (60, 1), (120, 2)))])], 120))
    (line,) = drawn.iter(f"{SVG}polyline")
    assert line.get("points") == "52.0,184.0 319.0,106.0 586.0,28.0"
    said = [text.text for text in drawn.iter(f"{SVG}text")]
    assert said == ["Time & steps", "0 s", "1 s", "2 s", "1 min", "2 min", "— <p50>"]


def test_a_number_is_what_it_was_last() -> None:
    shown = panel("stat", "Sources", x=12, y=4, w=8, h=4)
    found = [Series("documents", ((0, 76), (2, 77))), Series("none", ())]
    drawn = ElementTree.fromstring(picture([(shown, found)], 2))
    assert [text.text for text in drawn.iter(f"{SVG}text")] == ["Sources", "77 documents"]
    (group,) = drawn.iter(f"{SVG}g")
    assert group.get("transform") == "translate(600 112)"


def test_the_stored_picture_has_every_panel_of_the_dashboard_with_numbers() -> None:
    panels = json.loads(BOARD.read_text(encoding="utf-8"))["panels"]
    groups = list(ElementTree.parse(PICTURE).iter(f"{SVG}g"))
    assert [next(group.iter(f"{SVG}text")).text for group in groups] == [one["title"] for one in panels]
    for one, group in zip(panels, groups, strict=True):
        told = [*group.iter(f"{SVG}text")][1:] if one["type"] == "stat" else [*group.iter(f"{SVG}polyline")]
        assert len(told) >= len(one["targets"]), one["title"]
