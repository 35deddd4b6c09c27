"""Text as it is compared: without what white space, typography and Unicode spelling add; pure, never what is shown."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from lape_qa import budget
from lape_qa.language.model import Span

# Soft hyphen, zero-width space, word joiner, byte order mark: seen by nobody.
_UNSEEN = "\xad\u200b\u2060\ufeff"
_ALIKE = str.maketrans(
    dict.fromkeys(_UNSEEN, "")
    | dict.fromkeys("“”„‟«»″", '"')
    | dict.fromkeys("‘’‚‛′´", "'")
    | dict.fromkeys("‐‑‒–—―−", "-")
    | {"…": "..."}
)
_FIRST_THAT_COMPOSES = "\u0300"
"""No character before it ever joins the one in front of it."""


def fold(text: str) -> str:
    """Return a text with one kind of quotation mark, dash and space, in NFC."""
    return " ".join(_plain(text).split())


@lru_cache(maxsize=256)
def folded(text: str) -> str:
    """Return `fold` of a text that is looked at again and again, a document's."""
    return fold(text)


def spans(text: str, folded: str, wanted: str) -> Iterator[Span]:
    """Yield where a folded quote stands in a text, word for word, in order; `folded` is the text folded.

    A stretch that begins or ends inside a word is none.
    """
    at = folded.find(wanted) if wanted else -1
    while at >= 0:
        budget.check()
        end = at + len(wanted)
        if whole_words(folded, at, end):
            starts, ends = _offsets(text)
            found = Span(starts[at], ends[end - 1])
            # Half of an ellipsis is no place in the text.
            if fold(text[found.start : found.end]) == wanted:
                yield found
        at = folded.find(wanted, at + 1)


def whole_words(text: str, start: int, end: int) -> bool:
    """Tell whether a stretch of a text cuts no word in two."""
    return not any(0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum() for at in (start, end))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text.translate(_ALIKE))


@lru_cache(maxsize=32)
def _offsets(text: str) -> tuple[list[int], list[int]]:
    """Return, for each character of the folded text, where what it was made of starts and ends in the text."""
    starts: list[int] = []
    ends: list[int] = []
    spaced = True
    for start, end in _units(text):
        for char in _plain(text[start:end]):
            if not (char.isspace() and spaced):
                starts.append(start)
                ends.append(end)
            spaced = char.isspace()
    if spaced and starts:
        starts.pop()
        ends.pop()
    return starts, ends


def _units(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches that fold by themselves: a character with all that joins it."""
    start = 0
    for at in range(1, len(text)):
        if not _joins(text, start, at):
            budget.check()
            yield start, at
            start = at
    if text:
        yield start, len(text)


def _joins(text: str, start: int, at: int) -> bool:
    char = text[at]
    if char in _UNSEEN or unicodedata.combining(char):
        return True
    if char < _FIRST_THAT_COMPOSES:
        return False
    before = text[start:at]
    return _plain(before + char) != _plain(before) + _plain(char)
