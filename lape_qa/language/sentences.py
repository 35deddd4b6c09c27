"""Where sentences begin and end in Finnish, Swedish and English text; pure, offsets only."""

import re
from collections.abc import Iterator

from lape_qa.language.model import Span
from lape_qa.language.packs import PACKS

_NEVER_LAST = frozenset[str]().union(*(pack.never_last for pack in PACKS.values()))
# These often end one, so a capital after them starts a new sentence: "ym. Hanke jatkui."
_CLOSING = r"[\"'”’»)\]]*"
_END = re.compile(rf"(?P<stop>[.!?…]+){_CLOSING}(?=\s)")
_NEXT = re.compile(r"\s+(?P<opening>[\"'”’»(\[–—-]*\s*)(?P<first>\S)")
_WORD_BEFORE = re.compile(r"(\w+)$")
_WRAPPED_LINE = 60


def sentence_spans(text: str, start: int, end: int) -> list[Span]:
    """Return the sentences of one block of text, trimmed of white space, in order.

    A line break inside the block ends a sentence unless the line looks wrapped: long and without final
    punctuation, ending in a comma, or followed by a small letter.
    """
    spans = []
    at = start
    for stop in [*_boundaries(text, start, end), end]:
        span = trimmed(text, at, stop)
        if span.start < span.end:
            spans.append(span)
        at = stop
    return spans


def trimmed(text: str, start: int, end: int) -> Span:
    """Return the range without white space at either end."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    return Span(start + left, max(start + left, end - len(piece) + len(piece.rstrip())))


def _boundaries(text: str, start: int, end: int) -> Iterator[int]:
    stops = {match.end() for match in _END.finditer(text, start, end) if _ends_sentence(text, start, end, match)}
    stops |= set(_line_ends(text, start, end))
    yield from sorted(stops)


def _ends_sentence(text: str, start: int, end: int, match: re.Match[str]) -> bool:
    following = _NEXT.match(text, match.end(), end)
    if following is None:
        return False
    if following["first"].islower():
        return False
    if match["stop"] != ".":
        return True
    before = _WORD_BEFORE.search(text, start, match.start("stop"))
    if before is None:
        return True
    word = before[1]
    if word.isdigit():
        # "1. Kaikki palvelut" where a sentence begins is a number, "vuonna 2019. Hanke" an end.
        prefix = text[start : before.start()]
        begins = not prefix.strip() or (prefix[-1].isspace() and prefix.rstrip()[-1] in ".!?…:")
        return not (begins and len(word) <= 2)
    return not _abbreviated(word)


def _abbreviated(word: str) -> bool:
    return (len(word) == 1 and word.isupper()) or word.casefold() in _NEVER_LAST


def _line_ends(text: str, start: int, end: int) -> Iterator[int]:
    line_start = start
    for newline in re.finditer(r"\r\n|[\n\r\u2028\u2029]", text[start:end]):
        line = text[line_start : start + newline.start()].strip()
        rest = text[start + newline.end() : end].lstrip()
        line_start = start + newline.end()
        if not line or not rest or rest[0].islower() or line[-1] == ",":
            continue
        last = _WORD_BEFORE.search(line.removesuffix("."))
        if line[-1] == "." and last and _abbreviated(last[1]):
            continue
        if len(line) < _WRAPPED_LINE or line[-1] in ".!?…:;":
            yield line_start
