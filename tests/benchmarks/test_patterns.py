"""No regular expression of the packages holds the interpreter for long, whatever it is given."""

import re

import pytest

from benchmarks.attacks.patterns import Found, is_slow, patterns, suspects

ALL = patterns()
SHORT = 500
_WORTH_A_LOOK_MS = 0.05
"""What is quadratic takes tenths of a millisecond for SHORT characters, what is linear hundredths."""


def held(found: Found) -> bool:
    return any(taken > _WORTH_A_LOOK_MS and is_slow(found, atom, end) for atom, end, taken in suspects(found, SHORT))


def test_every_pattern_is_linear_or_fast_on_adversarial_texts() -> None:
    assert len(ALL) > 300
    assert [f"{found.where}: {found.pattern.pattern!r:.120}" for found in ALL if held(found)] == []


@pytest.mark.parametrize(
    "pattern", [r"\w+\s*!", r"\bmitä\b.*\bkävi\b", r"\s+$", r"(?:a+)+b", "[.!?]+x"], ids=lambda pattern: pattern
)
def test_a_pattern_that_goes_back_is_found_out(pattern: str) -> None:
    assert held(Found("a test", re.compile(pattern)))


@pytest.mark.parametrize("pattern", [r"\w+", r"(?<!\w)\w++\s*+!", r"\A(?>.*?\bmitä\b).*?\bkävi\b", r"a{1,20}b"])
def test_a_pattern_that_does_not_is_let_through(pattern: str) -> None:
    assert not held(Found("a test", re.compile(pattern)))


def test_patterns_are_found_wherever_they_stand() -> None:
    where = {found.where for found in ALL}
    # In a variable, in a dataclass of a mapping, in a call within a function, and made as a function runs.
    assert "lape_qa.language.morphology._WORD" in where
    assert any(place.endswith(".FORMS") for place in where)
    assert "lape_qa.settings._origins" in where
    assert "lape_qa.language.glossary._inflected" in where
