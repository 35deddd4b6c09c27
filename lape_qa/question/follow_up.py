"""A question that leans on earlier ones -> a question that stands alone, and what it took over; pure.

"Entä Lapissa?" after "Missä Kainuun perhekeskukset ovat?" takes over the topic and the question word, not the
place. What is taken over is said, so that it can be seen and refused.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from lape_qa.language import glossary, morphology
from lape_qa.language.detection import detect
from lape_qa.language.glossary import Place
from lape_qa.language.packs import PACKS
from lape_qa.question import kinds
from lape_qa.question.kinds import Asked
from lape_qa.question.model import Carried

_FEW_WORDS = 2
"""A question, not search words, of no more topical words than this, none a name, is taken to lean on the one before."""
_YEAR_WORDS = frozenset(["vuosi", "år", "year"])
_AND = re.compile(
    r"^(?:ent(?:ä|a)s?|mites|(?:och|men|hur är det) (?:i|på|med|hos)?|(?:and|what about|how about))\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question that stands alone."""

    text: str
    carried: tuple[Carried, ...]


@dataclass(frozen=True, slots=True)
class _Word:
    """A topical word of a question: as written, its place or year if it is one."""

    written: str
    terms: tuple[str, ...]
    place: Place | None
    is_year: bool


def resolve(question: str, history: Sequence[str], exclude: Collection[str] = ()) -> Resolved:
    """Return a question with what it takes over from the earlier ones, which come oldest first.

    `exclude` holds texts of `Carried` that are not to be taken over.
    """
    refused = {text.casefold() for text in exclude}
    before = ""
    for earlier in history:
        before = _joined(" ".join(earlier.split()), before, set()).text
    return _joined(question, before, refused)


def _joined(question: str, before: str, refused: set[str]) -> Resolved:
    if not before or not _leans(question, words := list(_words(question))):
        return Resolved(question, ())
    taken = [word for word in _words(before) if _is_taken(word, words)]
    carried = [item for item in _items(taken) if item.text.casefold() not in refused]
    kept = {item.text for item in carried}
    topic = _topic_text(taken)
    written = [word.written for word in taken if (topic if _topic(word) else _text(word)) in kept]
    if not written:
        return Resolved(question, ())
    asking = _asking(before) if kinds.asked(question, detect(question)) is Asked.OTHER else ""
    return Resolved(" ".join(filter(None, [question, asking, *written])), tuple(carried))


def _leans(question: str, words: Sequence[_Word]) -> bool:
    if _AND.match(question) or PACKS[detect(question)].points_to_earlier.search(question):
        return True
    names = [word.place is not None or _is_name(word, question) for word in words]
    others = sum(1 for _ in morphology.words(question)) - len(words)
    # "Mikä Lapissa?": one word that asks, and a name.
    bare = others == 1 and all(names)
    return bare or (others > 0 and len(words) <= _FEW_WORDS and not any(names))


def _is_name(word: _Word, question: str) -> bool:
    return word.written[0].isupper() and not question.startswith(word.written)


def _is_taken(word: _Word, words: Sequence[_Word]) -> bool:
    """Tell whether a word of the earlier question is taken over: not when this one has its own place, year or it."""
    if word.place:
        return not any(other.place for other in words)
    if word.is_year:
        return not any(other.is_year for other in words)
    return not any(word.terms[0] in other.terms for other in words)


def _words(text: str) -> Iterator[_Word]:
    language = detect(text)
    for token in glossary.translate(glossary.annotate(morphology.tokens(text, language), language), language):
        if token.terms and token.terms[0] not in _YEAR_WORDS:
            written = text[token.start : token.end]
            place = glossary.place_among(token.terms[: morphology.FIRST_READINGS])
            yield _Word(written, token.terms, place, morphology.is_year(written))


def _topic(word: _Word) -> bool:
    return word.place is None and not word.is_year


def _text(word: _Word) -> str:
    return word.place.name if word.place else word.written


def _topic_text(words: Sequence[_Word]) -> str:
    return " ".join(word.written for word in words if _topic(word))


def _items(words: Sequence[_Word]) -> Iterator[Carried]:
    """Yield what is taken over: the topic as one, then each place and each year."""
    if topic := _topic_text(words):
        yield Carried("topic", topic)
    for name in dict.fromkeys(word.place.name for word in words if word.place):
        yield Carried("region", name)
    for year in dict.fromkeys(word.written for word in words if word.is_year):
        yield Carried("year", year)


def _asking(question: str) -> str:
    """Return the first word of the earlier question that asks for a kind of thing: `missä`, `montako`."""
    language = detect(question)
    words = (word[0].lower() for word in morphology.words(question))
    return next((word for word in words if kinds.asked(word, language) is not Asked.OTHER), "")
