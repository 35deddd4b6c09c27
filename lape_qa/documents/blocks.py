"""A text -> its headings, paragraphs and list items, with exact offsets, in time linear in its length; pure.

The one grammar that passages are cut by and that a page for reading is laid out by.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from lape_qa.language.model import Span
from lape_qa.language.packs import PACKS
from lape_qa.language.sentences import trimmed

_LINE = re.compile(r"[^\n\r\u2028\u2029]*(?:\r\n|[\n\r\u2028\u2029]|$)")
_HEADING = re.compile(r"\s{0,3}(?P<mark>#{1,6})\s+")
_DAY = rf"\s+(?:(?:ja|[-–])\s*\d{{1,2}}\.\s+)?(?:{'|'.join(PACKS['fi'].months)})|\s+\d{{1,2}}\.\s*\d{{4}}\b"
"""What makes a number with a full stop a day: "6. joulukuuta", "24. ja 25. toukokuuta", "1. 1. 2018"."""
_ITEM = re.compile(rf"(?P<mark>[-*+•·–—]|\d{{1,3}}\.(?!{_DAY})|\d{{1,3}}\)|[a-zåäö]\))\s+(?=\S)")
_HEADING_CHARS = 80
_QUESTION_HEADING_WORDS = 10


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a text, `text[start:end]`, without white space at either end, its mark included."""

    kind: Literal["heading", "paragraph", "item"]
    start: int
    end: int
    words: Span
    """The block without its mark; of a heading also without a closing one, or a closing colon."""
    mark: str = ""
    """`#` to `######`, or an item's `-`, `6.`, `a)` …; empty for a paragraph, and for a heading known by its shape."""


def blocks(text: str) -> Iterator[Block]:
    """Yield a text's blocks in order; every character outside them is white space.

    A blank line ends a block, a marked heading is one line, and an item goes on until the next one. A line alone
    that is short and no sentence is a heading, too. Offsets are code points.
    """
    for span in _spans(text):
        yield _heading(text, span) or _item(text, span) or Block("paragraph", span.start, span.end, span)


def _spans(text: str) -> Iterator[Span]:
    begun: int | None = None
    at = 0
    while at < len(text):
        line = _LINE.match(text, at)
        if line is None:
            break
        blank, heading = not line[0].strip(), _HEADING.match(line[0])
        if begun is not None and (blank or heading or _ITEM.match(line[0].lstrip())):
            yield trimmed(text, begun, at)
            begun = None
        if heading and not blank:
            yield trimmed(text, at, line.end())
        elif begun is None and not blank:
            begun = at
        at = line.end()
    if begun is not None:
        yield trimmed(text, begun, len(text))


def _heading(text: str, span: Span) -> Block | None:
    line = text[span.start : span.end]
    if len(line.splitlines()) > 1:
        return None
    if marked := _HEADING.match(line):
        words = Span(span.start + marked.end(), span.start + _end_of_words(line, marked.end()))
        return Block("heading", span.start, span.end, words, marked["mark"]) if words.start < words.end else None
    if len(line) > _HEADING_CHARS or _ITEM.match(line) or not any(char.isalpha() for char in line):
        return None
    count = len(line.split())
    match line[-1]:
        case "?":
            is_heading = count <= _QUESTION_HEADING_WORDS
        case ":":
            is_heading = count <= 2
        case last:
            is_heading = last not in ".!…;,"
    words = Span(span.start, span.end - line.endswith(":"))
    return Block("heading", span.start, span.end, words) if is_heading else None


def _end_of_words(line: str, start: int) -> int:
    """Return where the words from `start` end: before a heading's closing mark, and the white space before that."""
    end = len(line)
    while end > start and (line[end - 1] == "#" or line[end - 1].isspace()):
        end -= 1
    return end


def _item(text: str, span: Span) -> Block | None:
    marked = _ITEM.match(text, span.start, span.end)
    return marked and Block("item", span.start, span.end, Span(marked.end(), span.end), marked["mark"])
