"""Which version of a document to show, and its text as headings, paragraphs and lists, the quotes marked; pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from lape_qa import budget
from lape_qa.answer import verification
from lape_qa.documents import quote_index
from lape_qa.documents.blocks import Block, blocks
from lape_qa.documents.model import Document
from lape_qa.language.model import Span

Kind = Literal["heading", "paragraph", "bullets", "numbers", "letters"]
Notice = Literal["changed", "earlier", "renamed", "removed", "outside"]
Mark = Literal["quote", "other"]
_LISTS = ("bullets", "numbers", "letters")


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
    """Of an item of a numbered list."""


@dataclass(frozen=True, slots=True)
class Element:
    """What becomes one HTML element: a list holds its items, the others one line; items keep only their letters."""

    kind: Kind
    level: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """The version of a document to show.

    Its notice: changed (the version asked for is not kept: this is the present one), or why a version that is kept
    is not the present one: earlier (there is a newer one), renamed (its text is served under another id), removed.
    """

    document: Document
    notice: Notice | None
    now: Document | None
    """What the document is now, when another version of it is shown."""


def elements(text: str, quote: Span | None, others: Sequence[Span] = ()) -> list[Element]:
    """Return a text's blocks in order, neighbouring items of one kind as one list; their marks are left out.

    Letters are kept: no list counts "å)" after "z)". A heading known by its shape alone is a paragraph here, where a
    wrong guess would be seen. Where the quote and another one overlap, the words are the quote's.
    """
    begun = False
    shown: list[tuple[Block, Kind, Line]] = []
    for block in budget.checked(blocks(text)):
        kind = _kind(block)
        line = _line(text, block, kind, quote, others, begun)
        begun = begun or any(piece.begins_quote for piece in line.pieces)
        shown.append((block, kind, line))
    # What is in no list stands by itself.
    joined = [list(group) for _, group in groupby(shown, lambda one: one[1] if one[1] in _LISTS else one[0].start)]
    return [Element(group[0][1], _level(group[0][0]), tuple(line for _, _, line in group)) for group in joined]


@dataclass(frozen=True, slots=True)
class Marks:
    """What to mark in the version that is shown, and the notice for its reader; nothing is marked where that is why."""

    quote: Span | None
    others: tuple[Span, ...]
    notice: Notice | None


def version_to_show(
    identifier: str, sha256: str, served: Mapping[str, Document], read: Callable[[str, str], Document | None]
) -> ShownVersion | None:
    """Return what to show of a document of which a version is asked for; None when there is nothing.

    `sha256`: the beginning of the version's hash, or nothing for the one served now. `read` finds an old version.
    """
    now = served.get(identifier)
    if now and now.sha256.startswith(sha256):
        return ShownVersion(now, None, None)
    earlier = read(identifier, sha256)
    if earlier is None:
        return ShownVersion(now, "changed", None) if now else None
    if now:
        return ShownVersion(earlier, "earlier", now)
    renamed = verification.same_text(served, earlier)
    return ShownVersion(earlier, "renamed" if renamed else "removed", renamed)


def marks(shown: ShownVersion, start: int | None, end: int | None, also: Sequence[tuple[int, int]]) -> Marks:
    """Return what to mark in the version that is shown: the quote from start to end, and other stretches."""
    found = [_stretch(shown.document, *bounds) for bounds in ((start, end), *also)]
    # Offsets of a version that is not kept mean nothing; where one is wrong, none can be trusted.
    wrong = "changed" if shown.notice == "changed" else next((notice for _, notice in found if notice), None)
    if wrong:
        return Marks(None, (), wrong)
    quote, *others = [span for span, _ in found]
    return Marks(quote, tuple(span for span in others if span), shown.notice)


def _stretch(document: Document, start: int | None, end: int | None) -> tuple[Span | None, Notice | None]:
    """Return the stretch to mark in a document, or why there is none when one was asked for."""
    if start is None and end is None:
        return None, None
    if start is None or end is None or not 0 <= start < end <= len(document.text):
        return None, "outside"
    return Span(start, end), None


def place_now(shown: Document, quote: Span, now: Document) -> Span | None:
    """Return where a quote of one version stands in another: at its old offsets if there, else where it first does."""
    return quote_index.locate(now, shown.text[quote.start : quote.end], quote)


def _kind(block: Block) -> Kind:
    match block.kind, block.mark[:-1]:
        case "item", "":
            return "bullets"
        case "item", mark:
            return "numbers" if mark.isdecimal() else "letters"
        case "heading", _ if block.mark:
            return "heading"
        case _:
            return "paragraph"


def _level(block: Block) -> int:
    return max(2, len(block.mark)) if _kind(block) == "heading" else 0


def _line(text: str, block: Block, kind: Kind, quote: Span | None, others: Sequence[Span], begun: bool) -> Line:
    shown = block.words if kind in ("heading", "bullets", "numbers") else Span(block.start, block.end)
    spans = [quote, *others] if quote else others
    edges = {edge for span in spans for edge in (span.start, span.end) if shown.start < edge < shown.end}
    pieces: list[Piece] = []
    for start, end in pairwise(sorted({shown.start, *edges, shown.end})):
        mark = _mark(start, quote, others)
        first = mark == "quote" and not begun
        begun = begun or first
        if pieces and pieces[-1].mark == mark:
            pieces[-1] = Piece(pieces[-1].words + text[start:end], mark, pieces[-1].begins_quote)
        else:
            pieces.append(Piece(text[start:end], mark, first))
    return Line(tuple(pieces), int(block.mark[:-1]) if kind == "numbers" else None)


def _mark(at: int, quote: Span | None, others: Sequence[Span]) -> Mark | None:
    """Return what the code point at an offset belongs to."""
    if quote and quote.start <= at < quote.end:
        return "quote"
    return "other" if any(span.start <= at < span.end for span in others) else None
