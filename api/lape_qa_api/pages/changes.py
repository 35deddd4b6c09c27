"""What has changed between two versions of a text, word by word; pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from rapidfuzz.distance import LCSseq

Kind = Literal["same", "deleted", "added"]

_MOST = 10_000
"""Lines of a text, or words of what stands in the place of each other: beyond it a comparison takes too much memory."""
_TOKEN = re.compile(r"\n|\S+")
_END = "¶"
"""Shown where an end of a line has come or gone."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words that follow each other and have the same fate."""

    kind: Kind
    words: str


@dataclass(frozen=True, slots=True)
class Change:
    """A paragraph, heading or list item that is not what it was."""

    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Unchanged:
    """How many paragraphs, headings and list items between changes are as they were."""

    count: int


def changes(before: str, now: str) -> list[Change | Unchanged] | None:
    """Return what was changed, in order; None when the texts are too long to be compared.

    White space alone is no change.
    """
    old, new = _lines(before), _lines(now)
    if max(len(old), len(new)) > _MOST:
        return None
    found: list[Change | Unchanged] = []
    for is_same, gone, come in _compared(old, new):
        found += [Unchanged(len(gone))] if is_same else _changed(gone, come)
    return found


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    """Yield what both share and what stands between, in order: whether it is the same, and what it was and is."""
    for is_same, steps in groupby(LCSseq.opcodes(old, new), lambda step: step.tag == "equal"):
        its = list(steps)
        yield is_same, old[its[0].src_start : its[-1].src_end], new[its[0].dest_start : its[-1].dest_end]


def _lines(text: str) -> list[str]:
    return [line for line in (" ".join(line.split()) for line in text.splitlines()) if line]


def _changed(gone: Sequence[str], come: Sequence[str]) -> Iterator[Change]:
    """Yield what has become of some lines: line by line where there are as many as before, else all of them as one."""
    if not gone or not come:
        yield from (Change((Run("deleted", line),)) for line in gone)
        yield from (Change((Run("added", line),)) for line in come)
    elif len(gone) == len(come):
        yield from (Change(_runs(old, new)) for old, new in zip(gone, come, strict=True))
    else:
        yield Change(_runs("\n".join(gone), "\n".join(come)))


def _runs(before: str, now: str) -> tuple[Run, ...]:
    old, new = _TOKEN.findall(before), _TOKEN.findall(now)
    if max(len(old), len(new)) > _MOST:
        return Run("deleted", _shown(old)), Run("added", _shown(new))
    runs: list[Run] = []
    for is_same, gone, come in _compared(old, new):
        runs += [Run("same", _shown(gone))] if is_same else [Run("deleted", _shown(gone)), Run("added", _shown(come))]
    return tuple(run for run in runs if run.words)


def _shown(words: Sequence[str]) -> str:
    return " ".join(_END if word == "\n" else word for word in words)
