"""Where sentences begin and end in Finnish, Swedish and English text; pure, offsets only."""

import re
from collections.abc import Iterator

from lape_qa.language.model import Span
from lape_qa.language.packs import PACKS

_NEVER_LAST = frozenset[str]().union(*(pack.never_last for pack in PACKS.values()))
# These often end one, so a capital after them starts a new sentence: "ym. Hanke jatkui."
_STOPS = ".!?…"
_CLOSING = "\"'”’»)\\]"
# Possessive, and never begun inside a run: a text of nothing but stops is passed over once.
_END = re.compile(rf"(?<![{_STOPS}])(?P<stop>[{_STOPS}]++)[{_CLOSING}]*+(?=\s)")
_OPENING = "\"'”’»([–—-"
_NEWLINE = re.compile(r"\r\n|[\n\r\u2028\u2029]")
_WRAPPED_LINE = 60


def sentence_spans(text: str, start: int, end: int) -> list[Span]:
    """Return the sentences of one block of text, trimmed of white space, in order, in time linear in its length.

    A line break inside the block ends a sentence unless the line looks wrapped: long and without final
    punctuation, ending in a comma, or followed by a small letter.
    """
    spans = []
    at = start
    for stop in [*_boundaries(text[start:end], start), end]:
        span = trimmed(text, at, stop)
        if span.start < span.end:
            spans.append(span)
        at = stop
    return spans


def trimmed(text: str, start: int, end: int) -> Span:
    """Return the range without white space at either end."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _boundaries(block: str, start: int) -> list[int]:
    """Return where sentences of a block end, the last one's end aside, moved by its start."""
    stops = {match.end() for match in _END.finditer(block) if _ends_sentence(block, match)}
    return sorted(start + stop for stop in stops.union(_line_ends(block)))


def _ends_sentence(block: str, match: re.Match[str]) -> bool:
    following = _first_of_next(block, match.end())
    if not following or following.islower():
        return False
    if match["stop"] != ".":
        return True
    word = _word_before(block, match.start())
    if word.isdigit() and len(word) <= 2:
        # "1. Kaikki palvelut" where a sentence begins is a number, "vuonna 2019. Hanke" an end.
        return not _begins_sentence(block, match.start() - len(word))
    return not _abbreviated(word)


def _first_of_next(block: str, at: int) -> str:
    """Return the first sign behind white space and opening marks; the last of the marks where nothing follows them."""
    at = _behind_space(block, at)
    mark = ""
    while at < len(block) and block[at] in _OPENING:
        mark = block[at]
        at += 1
    at = _behind_space(block, at)
    return block[at] if at < len(block) else mark


def _behind_space(block: str, at: int) -> int:
    while at < len(block) and block[at].isspace():
        at += 1
    return at


def _word_before(block: str, end: int) -> str:
    """Return the word that ends at a place; empty where none does."""
    start = end
    while start > 0 and (block[start - 1].isalnum() or block[start - 1] == "_"):
        start -= 1
    return block[start:end]


def _begins_sentence(block: str, at: int) -> bool:
    """Tell whether a sentence begins at a place: the block does, or a sign that ends one stands before the space."""
    before = at
    while before > 0 and block[before - 1].isspace():
        before -= 1
    return before == 0 or (before < at and block[before - 1] in ".!?…:")


def _abbreviated(word: str) -> bool:
    return (len(word) == 1 and word.isupper()) or word.casefold() in _NEVER_LAST


def _line_ends(block: str) -> Iterator[int]:
    end = len(block.rstrip())
    line_start = 0
    for newline in _NEWLINE.finditer(block, 0, end):
        line = block[line_start : newline.start()].strip()
        line_start = newline.end()
        if not line or block[_behind_space(block, line_start)].islower() or line[-1] == ",":
            continue
        word = line.removesuffix(".")
        if line[-1] == "." and _abbreviated(_word_before(word, len(word))):
            continue
        if len(line) < _WRAPPED_LINE or line[-1] in ".!?…:;":
            yield line_start
