"""Where the words of a text stand in the picture of a page, told by the letters of both; pure.

A text that was put together from a page differs from it in blanks, hyphens at line ends, marks and running heads, but
its letters and digits follow each other as on the page.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lape_qa.documents.model import Document
from lape_qa.language.model import Span

_CONTEXT = 80
"""Letters before and behind by which one of several places of the same words is told from the others."""
_LINE = 0.5
"""Two places are on one line if they share this much of the lower one's height."""
_APART = 2.0
"""Line heights between two words that are marked as one."""
_NAME = re.compile(r"(^|; )[^;:]+: ")
"""What a row of a table says of its column, which stands on the page once, above."""

Place = tuple[int, int, int, int]
"""Left, top, right and bottom in dots."""


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a quote that stands on one page."""

    page: int
    """Counted from 0."""
    span: Span


def lettered(text: str) -> str:
    """Return the letters and digits of a text, each taken apart from its accents and ligatures."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if sign.isalnum())


def parts(document: Document, quote: Span) -> Iterator[Part]:
    """Yield the parts of a quote, page by page; nothing where the document has no pages of paper."""
    if document.paged != "page":
        return
    first = document.page(quote.start)
    for page in range(first - 1 if first else 0, len(document.pages)):
        if document.pages[page] >= quote.end:
            return
        its = on_page(document, quote, page)
        if its and lettered(document.text[its.start : its.end]):
            yield Part(page, its)


def on_page(document: Document, span: Span, page: int) -> Span | None:
    """Return the part of a stretch that stands on a page, counted from 0; None when there is none."""
    following = document.pages[page + 1] if page + 1 < len(document.pages) else len(document.text)
    start, end = max(span.start, document.pages[page]), min(span.end, following)
    return Span(start, end) if start < end else None


def places(text: str, span: Span, letters: str, boxes: Sequence[Place]) -> list[Place]:
    """Return where a stretch of a text stands on its page, a place a line; nothing where it is not found for sure.

    `letters` and `boxes`: those of the page. Of several places of the same words, that with the same neighbours counts.
    """
    words = text[span.start : span.end]
    for wanted in dict.fromkeys((lettered(words), lettered(_NAME.sub(r"\1", words)))):
        if wanted and (starts := list(_starts(wanted, letters))):
            before = lettered(text[max(0, span.start - 2 * _CONTEXT) : span.start])[-_CONTEXT:]
            behind = lettered(text[span.end : span.end + 2 * _CONTEXT])[:_CONTEXT]
            start = max(starts, key=lambda at: _shared(letters, at, at + len(wanted), before, behind))
            # What stands outside of what is seen of the page has no area in its picture.
            return [
                line for line in _lines(boxes[start : start + len(wanted)]) if line[0] < line[2] and line[1] < line[3]
            ]
    return []


def _starts(wanted: str, letters: str) -> Iterator[int]:
    at = letters.find(wanted)
    while at >= 0:
        yield at
        at = letters.find(wanted, at + 1)


def _shared(letters: str, start: int, end: int, before: str, behind: str) -> int:
    """Return how many letters around a place are those around the stretch."""
    return _same(reversed(letters[max(0, start - _CONTEXT) : start]), reversed(before)) + _same(
        iter(letters[end : end + _CONTEXT]), iter(behind)
    )


def _same(one: Iterator[str], other: Iterator[str]) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _lines(boxes: Sequence[Place]) -> list[Place]:
    """Put the places of letters together that follow each other on a line."""
    found: list[Place] = []
    for box in boxes:
        if found and _goes_on(found[-1], box):
            left, top, right, bottom = found[-1]
            found[-1] = (min(left, box[0]), min(top, box[1]), max(right, box[2]), max(bottom, box[3]))
        else:
            found.append(box)
    return found


def _goes_on(line: Place, box: Place) -> bool:
    height = min(line[3] - line[1], box[3] - box[1])
    shared = min(line[3], box[3]) - max(line[1], box[1])
    return shared >= _LINE * height and -height < box[0] - line[2] < _APART * height
