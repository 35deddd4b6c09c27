"""Of one kind there are few lines in a second, and the next one says how many were left out."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from lape_qa_api.telemetry import logs


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is logged, as a terminal that is none gets it."""
    root, ours = logging.getLogger(), logging.getLogger("lape_qa")
    before, levels = root.handlers[:], (root.level, ours.level)
    stream = io.StringIO()
    logs.configure(stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(levels[0])
    ours.setLevel(levels[1])


def written(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_many_lines_of_one_kind_become_few(lines: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    handler = logging.getLogger().handlers[0]
    handler.filters[:] = [logs.Throttle(lambda: now[0])]
    for _ in range(1000):
        logs.log.info("request", status=200, caller="stranger")
    # Another caller, one that failed, and another event are other kinds.
    logs.log.info("request", status=200, caller="key 1234")
    logs.log.info("request", status=503, caller="stranger")
    logs.log.info("ready")
    assert len(written(lines)) == 20 + 3
    now[0] = 1.0
    for _ in range(5):
        logs.log.info("request", status=404, caller="stranger")
    # Three a second.
    assert [line.get("left_out") for line in written(lines)[23:]] == [980, None, None]


def test_lines_of_libraries_are_of_one_kind_by_their_place(lines: io.StringIO) -> None:
    for number in range(1000):
        logging.getLogger("library").warning("what a client sent: %d", number)
    for number in range(1000):
        logging.getLogger("library").warning(f"what a client sent: {number}")
    assert 40 <= len(written(lines)) <= 50
