"""A question that asks two things, or compares two -> the two questions that it consists of; pure."""

import re
from collections.abc import Sequence

from lape_qa.language.model import Language, Span
from lape_qa.language.packs import PACKS
from lape_qa.question.kinds import asks_yes_or_no

_BETWEEN = re.compile(r"[ –-]*(?:(?:i|på|in|at|of) )?")
"""What stands between names, or years, that stand together, `2016–2019`, and before the second of two."""


def parts(question: str, language: Language, names: Sequence[Span], places: Sequence[Span]) -> tuple[str, ...]:
    """Return the two questions that one consists of, when it asks for two things or compares two; else nothing.

    `names` are its names and years, and `places` those of them that are places or years. The second of two things
    asked for may lean on the first ("ja missä se on"); each side of a comparison becomes a question of its own.
    """
    for match in PACKS[language].joins.finditer(question):
        at, end = match.span()
        if match["than"]:
            compares = asks_yes_or_no(question, language) and PACKS[language].compares.search(question, 0, at)
            found = _than(question, at, end, names) if compares else ()
        elif match["side"]:
            comma = question.rfind(",", 0, at) + 1
            both = comma and _any_within(names, comma, at) and _any_within(names, end, len(question))
            found = (
                (question[:at], f"{question[:comma]} {question[end:]}") if both else _sides(question, at, end, names)
            )
        elif PACKS[language].asks_again.match(question, end) and _asks(question[:at], language):
            found = question[:at], question[end:]
        elif _any_within(places, 0, at) and _any_within(places, end, len(question)):
            found = _sides(question, at, end, names) or (question[:at], question[end:])
        else:
            continue
        if found:
            return found
    return ()


def _asks(text: str, language: Language) -> bool:
    return asks_yes_or_no(text, language) or PACKS[language].asks_again.search(text) is not None


def _sides(question: str, at: int, end: int, names: Sequence[Span]) -> tuple[str, ...]:
    """Return the question with only the names before what joins them, and with only those behind; else nothing."""
    first, last = _begin(question, at, names), _end(question, end, names)
    if first == at or last == end:
        return ()
    return question[:at] + question[last:], question[:first] + _BETWEEN.sub("", question[end:], count=1)


def _than(question: str, at: int, end: int, names: Sequence[Span]) -> tuple[str, ...]:
    """Return "Saiko Kainuu enemmän kuin Lappi?" as it is asked of each of the two; else nothing."""
    last = _end(question, end, names)
    before = [name for name in names if name.end <= at]
    if last == end or not before:
        return ()
    first = _begin(question, before[-1].end, names)
    other = question[:first] + question[end:last] + question[before[-1].end : at]
    return question[:at] + question[last:], other + question[last:]


def _begin(question: str, at: int, names: Sequence[Span]) -> int:
    """Return where the names that stand together before a place begin; the place itself when there are none."""
    for name in reversed(names):
        if name.end <= at and _BETWEEN.fullmatch(question, name.end, at):
            at = name.start
    return at


def _end(question: str, at: int, names: Sequence[Span]) -> int:
    """Return where the names that stand together behind a place end; the place itself when there are none."""
    for name in names:
        if name.start >= at and _BETWEEN.fullmatch(question, at, name.start):
            at = name.end
    return at


def _any_within(names: Sequence[Span], start: int, end: int) -> bool:
    return any(start <= name.start < end for name in names)
