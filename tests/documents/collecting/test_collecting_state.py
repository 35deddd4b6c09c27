"""What is known of the pages survives an end at any instant."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lape_qa.documents.collecting.state import Page, State
from lape_qa.errors import StorageError

NOW = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
A, B = Page("https://kunta.fi/a", file="a.html", etag='"ä"'), Page("https://kunta.fi/b", outcome="failed", said="x")


def test_what_was_put_is_there_the_next_time(tmp_path: Path) -> None:
    state = State(tmp_path / "state")
    assert not state.begin(NOW)
    state.put(A)
    state.put(B)
    state.remove(B.address)
    again = State(tmp_path / "state")
    assert (again.pages, again.run) == ({A.address: A}, "2026-11-02T03:00:00+00:00")


@pytest.mark.parametrize(("later", "goes_on"), [(timedelta(hours=23), True), (timedelta(days=1), False)])
def test_a_run_that_was_ended_goes_on_for_a_day(tmp_path: Path, later: timedelta, goes_on: bool) -> None:
    State(tmp_path / "state").begin(NOW)
    state = State(tmp_path / "state")
    assert state.begin(NOW + later) is goes_on
    assert state.run == (NOW if goes_on else NOW + later).isoformat()


def test_a_run_that_has_ended_does_not_go_on_and_leaves_one_line_a_page(tmp_path: Path) -> None:
    state = State(tmp_path / "state")
    state.begin(NOW)
    for _ in range(3):
        state.put(A)
    state.end()
    assert (tmp_path / "state").read_text(encoding="utf-8") == (
        '{"address": "https://kunta.fi/a", "file": "a.html", "etag": "\\"ä\\""}\n'
    )
    assert not State(tmp_path / "state").begin(NOW)


def test_at_whatever_byte_a_write_is_cut_off_all_before_it_is_known(tmp_path: Path) -> None:
    file = tmp_path / "state"
    state = State(file)
    state.begin(NOW)
    state.put(A)
    before = file.stat().st_size
    state.put(B)
    content = file.read_bytes()
    for size in range(before, len(content)):
        file.write_bytes(content[:size])
        cut = State(file)
        assert (cut.pages, cut.run) == ({A.address: A}, NOW.isoformat())
        cut.begin(NOW)
        cut.put(B)
        assert State(file).pages == {A.address: A, B.address: B}


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b"[]",
        b"\xff",
        b"",
        b'{"address": 1}',
        b'{"address": "a", "colour": "red"}',
        b'{"address": "a", "file": 1}',
        b'{"run": "soon"}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_line_is_one_error_that_names_it(tmp_path: Path, line: bytes) -> None:
    (tmp_path / "state").write_bytes(b'{"address": "a"}\n' + line + b'\n{"address": "b"}\n')
    with pytest.raises(StorageError, match=r"state, line 2 is damaged \(.*\); restore it, or delete it and move what"):
        State(tmp_path / "state")


def test_a_disk_that_refuses_is_one_error(tmp_path: Path) -> None:
    state = State(tmp_path / "gone" / "state")
    with pytest.raises(StorageError, match=r"cannot read or write .*state: No such file or directory"):
        state.put(A)
