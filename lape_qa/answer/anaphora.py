"""A sentence that leans on the one before it, and the quote that is wide enough for it; pure."""

from collections.abc import Sequence

from lape_qa.language.detection import analysed_as
from lape_qa.language.model import Span
from lape_qa.language.packs import PACKS

_OPENING_MARKS = "\"”“»’'([–- "


def adjacent(text: str, one: Span, other: Span) -> bool:
    """Tell whether a stretch follows another with nothing but white space between: no heading, no list mark."""
    return one.end <= other.start and not text[one.end : other.start].strip()


def points_back(sentence: str, language: str) -> bool:
    """Tell whether a sentence begins with a word that means something named before it."""
    return bool(PACKS[analysed_as(language)].leans.match(sentence.lstrip(_OPENING_MARKS)))


def overlap(one: Span, other: Span) -> bool:
    """Tell whether two stretches share a character."""
    return one.start < other.end and other.start < one.end


def widened(text: str, language: str, span: Span, sentences: Sequence[Span], most: int) -> Span:
    """Return a sentence together with the one before it when it begins with a word that points back to it.

    It stays alone when none of its passage's sentences stands right before it, and when both have more than `most`
    words.
    """
    if not points_back(text[span.start : span.end], language):
        return span
    before = next((other for other in sentences if adjacent(text, other, span)), None)
    if before is None:
        return span
    both = Span(before.start, span.end)
    return both if len(text[both.start : both.end].split()) <= most else span
