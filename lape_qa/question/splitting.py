"""A question that asks two things, or compares two -> the two questions that it consists of; pure."""

import re
from collections.abc import Sequence

from lape_qa.language.model import Language, Span
from lape_qa.question.kinds import asks_yes_or_no, loose

# What joins two questions, or two sides; and a word that asks, behind it.
_AND: dict[Language, re.Pattern[str]] = {
    "fi": re.compile(r",?\s+(?:ja|sekä|(?P<side>vai|(?<!,\s)että)|(?P<than>kuin))\s+|[,?]\s+(?=entä\b)|(?<=\?)\s+", re.IGNORECASE),
    "sv": re.compile(r",?\s+(?:och|samt|(?P<side>eller|respektive)|(?P<than>än))\s+|(?<=\?)\s+", re.IGNORECASE),
    "en": re.compile(r",?\s+(?:and|(?P<side>or)|(?P<than>than))\s+|(?<=\?)\s+", re.IGNORECASE),
}  # fmt: skip

_MORE: dict[Language, re.Pattern[str]] = {
    "fi": loose(r"\b(?:enemmän|vähemmän|ennemmin|\w*m(?:pi|pa|min|mat|mal|mas)\w*)\b"),
    "sv": loose(r"\b(?:mera?|flera?|färre|mindre|större|äldre|tidigare|senare|\w+are)\b"),
    "en": loose(r"\b(?:more|fewer|less|earlier|later|\w+er)\b"),
}

_ASKS_AGAIN: dict[Language, re.Pattern[str]] = {
    "fi": loose(r"(?:(?:on|oli|ovat|olivat|saa|sai|saivat|voi|pitää|piti|tuli|tulee|alkoi|jatkui|kuului)(?:ko|kö)|entä|kuka|kuinka|kum[mp]\w+|ket(?:kä|ä)|ken(?:en|elle|eltä|et)|mi(?:kä|tä|tkä|ssä|stä|hin|nne|llä|ltä|lle|lloin|ten|ksi|nkä|nä|llai\w+)|montako|paljonko)\b"),
    "sv": loose(r"(?:vem|vad|var|vart|vilk(?:en|et|a)|när|hur|varför)\b"),
    "en": loose(r"(?:(?:in|for|to|with|from|on) )?(?:who|whose|what|where|when|which|how|why)\b"),
}  # fmt: skip


def parts(question: str, language: Language, names: Sequence[Span], places: Sequence[Span]) -> tuple[str, ...]:
    """Return the two questions that one consists of, when it asks for two things or compares two; else nothing.

    `names` are its names and years, and `places` those of them that are places or years. The second of two things
    asked for may lean on the first ("ja missä se on"); each side of a comparison becomes a question of its own.
    """
    for match in _AND[language].finditer(question):
        at, end = match.span()
        if match["than"]:
            compares = asks_yes_or_no(question, language) and _MORE[language].search(question, 0, at)
            found = _than(question, at, end, names) if compares else ()
        elif match["side"]:
            comma = question.rfind(",", 0, at) + 1
            both = comma and _any_within(names, comma, at) and _any_within(names, end, len(question))
            found = (
                (question[:at], f"{question[:comma]} {question[end:]}") if both else _sides(question, at, end, names)
            )
        elif _ASKS_AGAIN[language].match(question, end) and _asks(question[:at], language):
            found = question[:at], question[end:]
        elif _any_within(places, 0, at) and _any_within(places, end, len(question)):
            found = _sides(question, at, end, names) or (question[:at], question[end:])
        else:
            continue
        if found:
            return found
    return ()


def _asks(text: str, language: Language) -> bool:
    return asks_yes_or_no(text, language) or _ASKS_AGAIN[language].search(text) is not None


def _sides(question: str, at: int, end: int, names: Sequence[Span]) -> tuple[str, ...]:
    """Return the question with only the names before what joins them, and with only those behind; else nothing."""
    first, last = _begin(question, at, names), _end(question, end, names)
    if first == at or last == end:
        return ()
    return question[:at] + question[last:], question[:first] + question[end:]


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
        if name.end <= at and not question[name.end : at].strip():
            at = name.start
    return at


def _end(question: str, at: int, names: Sequence[Span]) -> int:
    """Return where the names that stand together behind a place end; the place itself when there are none."""
    for name in names:
        if name.start >= at and not question[at : name.start].strip():
            at = name.end
    return at


def _any_within(names: Sequence[Span], start: int, end: int) -> bool:
    return any(start <= name.start < end for name in names)
