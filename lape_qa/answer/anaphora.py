"""A sentence that leans on the one before it, and the quote that is wide enough for it; pure."""

import re
from collections.abc import Sequence

from lape_qa.language.detection import analysed_as
from lape_qa.language.model import Language, Span

# First words that mean something named before, unless a clause of their own explains them: "Se, että", "Ne, jotka".
_POINTING_BACK: dict[Language, re.Pattern[str]] = {
    "fi": re.compile(
        r"(?:tämä|tämän|tätä|täksi|tänä|tässä|tästä|tähän|tällä|tältä|tälle|nämä|näitä|näiden|näissä|näistä|näihin|näillä|näille"
        r"|se|sen|sitä|siksi|siinä|siitä|siihen|sillä|siltä|sille|ne|niitä|niiden|niissä|niistä|niihin|niillä|niille"
        r"|hän|hänen|häntä|hänestä|häneltä|hänelle|he|heidän|heitä|heistä|heillä|heille|tuo|tuon|tuota|nuo"
        r"|siellä|sieltä|sinne|täällä|täältä|tänne|tuolloin|silloin)\b"
        r"(?!,? (?:jo(?:k|t|i|n|s|h|l)\w+|että|mi[kt]ä|kun)\b)",
        re.IGNORECASE,
    ),
    "sv": re.compile(
        r"(?:denna|denne|detta|dessa|han|hon|hans|hennes|deras|dess|där|dit|då"
        r"|(?:den|det|de) (?:är|var|har|hade|blev|kan|kunde|ska|skall|får|fick|innebär|innebar|omfattar|gäller|består"
        r"|startade|började))\b"
        r"(?! som\b)",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"(?:this|these|that|those|it|its|they|their|he|his|she|her|here)\b"
        r"(?! (?:who|which|that|is (?:possible|important))\b)",
        re.IGNORECASE,
    ),
}
_OPENING_MARKS = "\"”“»’'([–- "


def adjacent(text: str, one: Span, other: Span) -> bool:
    """Tell whether a stretch follows another with nothing but white space between: no heading, no list mark."""
    return one.end <= other.start and not text[one.end : other.start].strip()


def points_back(sentence: str, language: str) -> bool:
    """Tell whether a sentence begins with a word that means something named before it."""
    return bool(_POINTING_BACK[analysed_as(language)].match(sentence.lstrip(_OPENING_MARKS)))


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
