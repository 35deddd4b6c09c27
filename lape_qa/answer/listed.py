"""A quote that is an item of a list -> the list as a whole, for who asks for several things; pure."""

import re
from collections.abc import Sequence

from lape_qa.language.model import Span

_MARK = re.compile(r"(?:^|\n)[ \t]*(?:[-*•–]|\d{1,2}[.)])[ \t]*$")
"""What stands before an item: a mark at the beginning of its line."""
_LEAST = 2
"""Items of a list."""


def list_around(text: str, sentences: Sequence[Span], quote: Span, words: int) -> tuple[Span, ...]:
    """Return the sentence that introduces a list and its items, where a quote is one of these; else nothing.

    `sentences` are those of the quote's passage, in order. Items beyond so many words are left out.
    """
    at = next((number for number, span in enumerate(sentences) if span.start <= quote.start < span.end), None)
    if at is None:
        return ()
    first = at
    while first > 0 and _is_item(text, sentences[first]):
        first -= 1
    introduction = sentences[first]
    if not text[introduction.start : introduction.end].endswith(":"):
        return ()
    found = [introduction]
    left = words - _words(text, introduction)
    for span in sentences[first + 1 :]:
        left -= _words(text, span)
        if not _is_item(text, span) or left < 0:
            break
        found.append(span)
    return tuple(found) if len(found) > _LEAST else ()


def _is_item(text: str, span: Span) -> bool:
    return _MARK.search(text, max(0, span.start - 20), span.start) is not None


def _words(text: str, span: Span) -> int:
    return len(text[span.start : span.end].split())
