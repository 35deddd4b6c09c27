"""Groups to learn from: a question, windows that hold an answer and windows that do not; JSON Lines on disk."""

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lape_qa.language.model import Span
from lape_qa.reading.windows import Window

_WIDTHS = (2, 3, 3, 3, 4)
"""Sentences of a window, as drawn; the product lays windows of three."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A window and, for each of its sentences, whether it answers."""

    window: Window
    right: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A question with windows that answer it and windows that do not; without the first it has no answer here."""

    id: str
    question: str
    right: tuple[Marked, ...]
    wrong: tuple[Marked, ...]


def touches(span: Span, stretches: Iterable[Span]) -> bool:
    """Tell whether a stretch shares a character with one of others."""
    return any(span.start < other.end and other.start < span.end for other in stretches)


def marked(
    text: str, sentences: Sequence[Span], first: int, last: int, answers: Sequence[Span], context: str = ""
) -> Marked:
    """Return the window from sentence `first` to `last` of a text, marked by the stretches that answer."""
    chosen = sentences[first : last + 1]
    start, end = chosen[0].start, chosen[-1].end
    inside = tuple(Span(span.start - start, span.end - start) for span in chosen)
    return Marked(Window(context, text[start:end], inside), tuple(touches(span, answers) for span in chosen))


def around(place: int, count: int, chance: random.Random) -> tuple[int, int]:
    """Return the first and last of a few sentences that hold one, anywhere among them: its place must not tell."""
    width = chance.choice(_WIDTHS)
    first = max(0, place - chance.randrange(width))
    return first, min(count - 1, first + width - 1)


def write(path: Path, groups: Iterable[Group]) -> int:
    """Write groups, whole or not at all; returns how many."""
    fresh, count = path.with_suffix(".new"), 0
    with fresh.open("w", encoding="utf-8") as stream:
        for count, group in enumerate(groups, start=1):  # noqa: B007
            stream.write(json.dumps(_row(group), ensure_ascii=False) + "\n")
    fresh.replace(path)
    return count


def read(path: Path) -> list[Group]:
    """Read what `write` wrote."""
    with path.open(encoding="utf-8") as stream:
        return [_group(json.loads(line)) for line in stream]


def _row(group: Group) -> dict[str, Any]:
    return {
        "id": group.id,
        "question": group.question,
        "right": [_marked_row(entry) for entry in group.right],
        "wrong": [_marked_row(entry) for entry in group.wrong],
    }


def _marked_row(entry: Marked) -> dict[str, Any]:
    spans = [[span.start, span.end] for span in entry.window.sentences]
    return {"context": entry.window.context, "text": entry.window.text, "sentences": spans, "right": entry.right}


def _group(row: dict[str, Any]) -> Group:
    right, wrong = ([_marked_of(entry) for entry in row[kind]] for kind in ("right", "wrong"))
    return Group(row["id"], row["question"], tuple(right), tuple(wrong))


def _marked_of(row: dict[str, Any]) -> Marked:
    window = Window(row["context"], row["text"], tuple(Span(start, end) for start, end in row["sentences"]))
    return Marked(window, tuple(row["right"]))
