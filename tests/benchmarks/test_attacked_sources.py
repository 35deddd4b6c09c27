"""Source files changed in every way: the short form of `benchmarks/attacks/sources.py`."""

import pytest

from benchmarks.attacks import sources
from benchmarks.attacks.sources import FORMATS, TEXTS, growth, tried


@pytest.mark.parametrize("name", FORMATS)
def test_changed_files_end_nothing_and_sound_ones_are_read(name: str) -> None:
    outcome = tried(name, 20, seed=7)
    assert outcome.failures == ()
    assert outcome.read + outcome.skipped >= 20


def test_a_sound_file_that_was_not_read_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "_GOOD", ("0-hyva.md", "zzzz-hyva.pdf"))
    assert tried("txt", 1, seed=7).failures == ("txt 0: a sound file was not read",)


@pytest.mark.parametrize("name", [name for name in TEXTS if not name.startswith("HTML, ") or "comments" in name])
def test_a_megabyte_is_read_in_a_moment(name: str) -> None:
    # Seconds of the processor; what grows with the square takes minutes.
    [(_name, [seconds])] = growth([name], [1])
    assert seconds < 10
