"""Which version of a document to show, and its text as headings, paragraphs and lists, the quotes marked; pure."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from lape_qa.answer import verification
from lape_qa.documents import quote_index
from lape_qa.documents.model import Document
from lape_qa.language.model import Span

Kind = Literal["heading", "paragraph", "bullets", "numbers"]
Notice = Literal["changed", "earlier", "renamed", "removed", "outside"]
Mark = Literal["quote", "other"]

_HEADING = re.compile(r"\s{0,3}(?P<marks>#{1,6})\s+(?P<words>\S.*?)[#\s]*$")
_ITEM = re.compile(r"\s*(?:[-*+•·–—]|(?P<number>\d{1,3})[.)])\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a line: plain, of the quote that was opened, or of another quote of the same answer."""

    words: str
    mark: Mark | None
    begins_quote: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A heading's words, a paragraph or a list item, cut where quotes begin and end in it."""

    pieces: tuple[Piece, ...]
    number: int | None


@dataclass(frozen=True, slots=True)
class Block:
    """What becomes one HTML element: a list holds its items, the others one line."""

    kind: Kind
    level: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """The version of a document to show.

    Its notice: changed (the version asked for is not kept: this is the present one), or why a version that is kept
    is not the present one: earlier (there is a newer one), renamed (its text is served under another id), removed.
    """

    document: Document
    notice: Notice | None
    now: Document | None
    """What the document is now, when another version of it is shown."""


@dataclass(slots=True)
class _Stretch:
    """A line to be, as offsets; its end moves on while further lines belong to it."""

    kind: Kind
    start: int
    end: int
    level: int = 0
    number: int | None = None


def blocks(text: str, quote: Span | None, others: Sequence[Span] = ()) -> list[Block]:
    """Return a text's blocks in order; marks of headings and list items are left out, all else is kept.

    Where the quote and another one overlap, the words are the quote's.
    """
    begun = False
    found = []
    for stretches in _gathered(_stretches(text)):
        lines = []
        for stretch in stretches:
            line = _line(text, stretch, quote, others, begun)
            begun = begun or any(piece.begins_quote for piece in line.pieces)
            lines.append(line)
        found.append(Block(stretches[0].kind, stretches[0].level, tuple(lines)))
    return found


def version(
    identifier: str, sha256: str, served: Mapping[str, Document], read: Callable[[str, str], Document | None]
) -> Version | None:
    """Return what to show of a document of which a version is asked for; None when there is nothing.

    `sha256`: the beginning of the version's hash, or nothing for the one served now. `read` finds an old version.
    """
    now = served.get(identifier)
    if now and now.sha256.startswith(sha256):
        return Version(now, None, None)
    earlier = read(identifier, sha256)
    if earlier is None:
        return Version(now, "changed", None) if now else None
    if now:
        return Version(earlier, "earlier", now)
    renamed = verification.same_text(served, earlier)
    return Version(earlier, "renamed" if renamed else "removed", renamed)


def locate(document: Document, start: int | None, end: int | None) -> tuple[Span | None, Notice | None]:
    """Return the stretch to mark in a document, or why there is none when one was asked for."""
    if start is None and end is None:
        return None, None
    if start is None or end is None or not 0 <= start < end <= len(document.text):
        return None, "outside"
    return Span(start, end), None


def place_now(shown: Document, quote: Span, now: Document) -> Span | None:
    """Return where a quote of one version stands in another: at its old offsets if there, else where it first does."""
    return quote_index.locate(now, shown.text[quote.start : quote.end], quote)


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


def _line(text: str, stretch: _Stretch, quote: Span | None, others: Sequence[Span], begun: bool) -> Line:
    spans = [quote, *others] if quote else others
    edges = {edge for span in spans for edge in (span.start, span.end) if stretch.start < edge < stretch.end}
    pieces: list[Piece] = []
    for start, end in pairwise(sorted({stretch.start, *edges, stretch.end})):
        mark = _mark(start, quote, others)
        first = mark == "quote" and not begun
        begun = begun or first
        if pieces and pieces[-1].mark == mark:
            pieces[-1] = Piece(pieces[-1].words + text[start:end], mark, pieces[-1].begins_quote)
        else:
            pieces.append(Piece(text[start:end], mark, first))
    return Line(tuple(pieces), stretch.number)


def _mark(at: int, quote: Span | None, others: Sequence[Span]) -> Mark | None:
    """Return what the code point at an offset belongs to."""
    if quote and quote.start <= at < quote.end:
        return "quote"
    return "other" if any(span.start <= at < span.end for span in others) else None
