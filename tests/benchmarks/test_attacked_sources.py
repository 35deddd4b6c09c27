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
def test_time_grows_with_the_length_of_a_file_only(name: str) -> None:
    # Seconds of the processor: what is linear takes four times as much, what grows with the square sixteen.
    def grows_little() -> bool:
        [(_name, [less, more])] = growth([name], [0.25, 1])
        return more < 9 * max(less, 0.05)

    assert any(grows_little() for _ in range(5))
