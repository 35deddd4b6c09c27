"""Whether two sentences say the same but for what is asked for: another person, number, date or place; pure."""

import re
from collections.abc import Sequence

from lape_qa.answer.highlights import highlights
from lape_qa.language.model import Span
from lape_qa.question.kinds import Asked

_WORD = re.compile(r"\w+(?:[-–.,:]\w+)*")
_SAME = 3
"""Words that two sentences share, at the least, to say the same."""


def value_otherwise(kind: Asked, question: str, one: str, other: str) -> str | None:
    """Return what the other sentence has in the place of what one has, where that alone differs; None elsewhere.

    What differs is one stretch, and in either sentence all of it is of the kind that the question asks for.
    """
    spans, others = _words(one), _words(other)
    before, behind = _shared([one[s.start : s.end] for s in spans], [other[s.start : s.end] for s in others])
    here, there = _between(spans, before, behind), _between(others, before, behind)
    if before + behind < _SAME or here is None or there is None:
        return None
    whole = _is_value(here, highlights(kind, one, question)) and _is_value(there, highlights(kind, other, question))
    return other[there.start : there.end] if whole else None


def _is_value(stretch: Span, values: Sequence[Span]) -> bool:
    return any(value.start <= stretch.start and stretch.end <= value.end for value in values)


def _words(sentence: str) -> list[Span]:
    return [Span(*word.span()) for word in _WORD.finditer(sentence)]


def _shared(one: Sequence[str], other: Sequence[str]) -> tuple[int, int]:
    """Return how many words are the same from the beginning, and from the end among the others."""
    most = min(len(one), len(other))
    before = next((at for at in range(most) if one[at] != other[at]), most)
    behind = next((at for at in range(most - before) if one[-1 - at] != other[-1 - at]), most - before)
    return before, behind


def _between(spans: Sequence[Span], before: int, behind: int) -> Span | None:
    """Return where the other words stand; None when there are none."""
    between = spans[before : len(spans) - behind]
    return Span(between[0].start, between[-1].end) if between else None
