"""What of a quoted sentence answers: the names, dates and numbers of the kind that is asked for; pure."""

import re
from collections.abc import Mapping

from lape_qa.language.model import Span
from lape_qa.language.packs import PACKS
from lape_qa.question import kinds
from lape_qa.question.kinds import Asked

_MONTH = "|".join(sorted({name for pack in PACKS.values() for name in pack.months}, key=len, reverse=True))
_FIGURES = r"\d+(?:[ \u00a0.,]\d+)*(?!\w)"
_UNIT = r"(?:[ \u00a0]?(?:%|€|prosent\w*|procent|percent|per cent|miljoon\w*|miljoner|million|tuhat\w*|euro\w*))*"
_DATE = (
    rf"\b\d{{1,2}}\.? ?(?:\d{{1,2}}\.|(?:{_MONTH})\w*)(?: ?\d{{4}})?|\b(?:{_MONTH})\w*(?: (?:vuonna )?\d{{4}})?"
    r"|\b(?:(?:vuo(?:nna|sina|den|sien|teen|desta)|åren?|in|keväällä|syksyllä|kesällä|talvella) )?"
    r"(?:19|20)\d\d(?:[–-]\d{2,4})?\b"
)

_PATTERNS: Mapping[Asked, re.Pattern[str]] = {
    Asked.TIME: re.compile(_DATE, re.IGNORECASE),
    Asked.NUMBER: re.compile(_FIGURES + _UNIT, re.IGNORECASE),
    Asked.MONEY: re.compile(_FIGURES + _UNIT, re.IGNORECASE),
}
_YEAR = re.compile(r"(?:19|20)\d\d(?:[–-]\d{2,4})?|\d{1,2}\.\d{1,2}\.(?:\d{4})?")


def highlights(kind: Asked, sentence: str, question: str) -> tuple[Span, ...]:
    """Return where a sentence holds what a question of a kind asks for, in order; what the question says is not."""
    if kind in _PATTERNS:
        found = [Span(*match.span()) for match in _PATTERNS[kind].finditer(sentence)]
        # A year is no amount.
        if kind is not Asked.TIME:
            found = [span for span in found if not _YEAR.fullmatch(sentence[span.start : span.end])]
    else:
        found = list(kinds.found(kind, sentence))
    return tuple(span for span in found if kinds.is_new(sentence[span.start : span.end], question))
