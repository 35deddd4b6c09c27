"""A document's text as headings, paragraphs and lists, with one stretch of it marked; pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from lape_qa.types import Document, Span

Kind = Literal["heading", "paragraph", "bullets", "numbers"]
Notice = Literal["changed", "outside"]

_HEADING = re.compile(r"\s{0,3}(?P<marks>#{1,6})\s+(?P<words>\S.*?)[#\s]*$")
_ITEM = re.compile(r"\s*(?:[-*+•·–—]|(?P<number>\d{1,3})[.)])\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Line:
    """A heading's words, a paragraph or a list item, cut where the quote begins and ends in it."""

    before: str
    quoted: str
    after: str
    number: int | None
    begins_quote: bool


@dataclass(frozen=True, slots=True)
class Block:
    """What becomes one HTML element: a list holds its items, the others one line."""

    kind: Kind
    level: int
    lines: tuple[Line, ...]


@dataclass(slots=True)
class _Stretch:
    """A line to be, as offsets; its end moves on while further lines belong to it."""

    kind: Kind
    start: int
    end: int
    level: int = 0
    number: int | None = None


def blocks(text: str, quote: Span | None) -> list[Block]:
    """Return a text's blocks in order; marks of headings and list items are left out, all else is kept."""
    first = True
    found = []
    for stretches in _gathered(_stretches(text)):
        lines = []
        for stretch in stretches:
            line = _line(text, stretch, quote, first)
            first = first and not line.quoted
            lines.append(line)
        found.append(Block(stretches[0].kind, stretches[0].level, tuple(lines)))
    return found


def locate(document: Document, start: int | None, end: int | None, sha256: str) -> tuple[Span | None, Notice | None]:
    """Return the stretch to mark in a document, or why there is none when one was asked for.

    Offsets into another version of a document point at other words, so nothing is marked in this one.
    """
    if not document.sha256.startswith(sha256.lower()):
        return None, "changed"
    if start is None and end is None:
        return None, None
    if start is None or end is None or not 0 <= start < end <= len(document.text):
        return None, "outside"
    return Span(start, end), None


def _stretches(text: str) -> list[_Stretch]:
    found: list[_Stretch] = []
    at = 0
    gathering = False
    for line in text.splitlines(keepends=True):
        start, at = at, at + len(line)
        end = start + len(line.rstrip())
        if start == end or line.isspace():
            gathering = False
        elif heading := _HEADING.match(line):
            level = max(2, len(heading["marks"]))
            found.append(_Stretch("heading", start + heading.start("words"), start + heading.end("words"), level))
            gathering = False
        elif item := _ITEM.match(line):
            number = int(item["number"]) if item["number"] else None
            found.append(_Stretch("bullets" if number is None else "numbers", start + item.end(), end, number=number))
            gathering = True
        elif gathering:
            found[-1].end = end
        else:
            found.append(_Stretch("paragraph", start, end))
            gathering = True
    return found


def _gathered(stretches: Sequence[_Stretch]) -> Iterator[list[_Stretch]]:
    """Neighbouring items of one kind are one list."""
    for kind, group in groupby(stretches, key=lambda stretch: stretch.kind):
        if kind in ("bullets", "numbers"):
            yield list(group)
        else:
            yield from ([stretch] for stretch in group)


def _line(text: str, stretch: _Stretch, quote: Span | None, first: bool) -> Line:
    # Without a quote, all of the line stands before it.
    start, end = (quote.start, quote.end) if quote else (stretch.end, stretch.end)
    opens = min(max(start, stretch.start), stretch.end)
    closes = max(min(end, stretch.end), opens)
    quoted = text[opens:closes]
    return Line(text[stretch.start : opens], quoted, text[closes : stretch.end], stretch.number, first and bool(quoted))
