"""A text that names nothing to look for: a bare question word or order, a single sign, noise, an address; pure."""

import re
from collections.abc import Container
from functools import cache

from lape_qa.language import morphology
from lape_qa.language.detection import detect
from lape_qa.language.model import Language
from lape_qa.language.packs.forms import FORMS
from lape_qa.language.packs.guidance import GUIDANCE
from lape_qa.language.spelling import fold
from lape_qa.question.form import Aspect, Form
from lape_qa.question.model import Query
from lape_qa.question.small_talk import SmallTalk, Topic

_ADDRESS = re.compile(
    r"\A(?:(?:https?://|www\.)\S+"
    r"|(?:[a-z]:)?[\w\\/ .-]*\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|txt|csv|png|jpe?g|zip|html?))\Z",
    re.IGNORECASE,
)
"""The address of a page, or the name of a file."""
_FEW_WORDS = 2
"""Words of a text that says too little to tell its language; the question before tells it."""
_SHORT = 2
"""Digits of a number that nothing can be found by."""
_NOISE = 0.65
"""Share of a word's letter triples that no word of speech has, from which it is no word; "nepsy" has 0.6."""


def unclear(query: Query, vocabulary: Container[str], before: str = "") -> SmallTalk | None:
    """Return what is to be said to a text that names nothing to look for; None when it names something.

    `vocabulary` are the search terms of the sources. What leans on an earlier question asks about that. Of a few
    words the question before tells the language.
    """
    if query.carried or query.more or not (_ADDRESS.match(query.text) or _is_empty(query, vocabulary)):
        return None
    language = _language(query, before)
    pack = GUIDANCE[language]
    return SmallTalk(Topic.UNCLEAR, language, pack.texts[Topic.UNCLEAR], pack.questions)


def _language(query: Query, before: str) -> Language:
    """Return the language to answer in: of a text that tells little of it that of the question before, or Finnish."""
    says_nothing = _ADDRESS.match(query.text) or (query.words and all(map(_is_noise, query.written)))
    if before and (says_nothing or len(query.text.split()) <= _FEW_WORDS):
        return detect(before)
    return "fi" if says_nothing else query.language


def _is_empty(query: Query, vocabulary: Container[str]) -> bool:
    # "Mitkä olivat tulokset?" and "Milloin se alkoi?" ask about the programme as a whole.
    if query.parts or query.shape.aspect is not Aspect.ANYTHING or query.shape.form is Form.TIME:
        return False
    speech = GUIDANCE[query.language].speech
    return all(
        _says_nothing(word, terms, query.language)
        or (not any(term in vocabulary for term in terms) and (fold(word) in speech or _is_noise(word)))
        for word, terms in zip(query.written, query.words, strict=True)
    )


def _says_nothing(word: str, terms: tuple[str, ...], language: Language) -> bool:
    """Tell whether nothing can be found by a word: it asks, gives an order, fills, or is a single sign."""
    if len(set(word.casefold())) == 1 or (word.isdigit() and len(word) <= _SHORT):
        return True
    if any(pack.requests.fullmatch(word) for pack in FORMS.values()) or terms[0] in FORMS[language].fillers:
        return True
    return language == "fi" and morphology.is_order(word) and not morphology.may_be_a_topic(word)


def _is_noise(word: str) -> bool:
    """Tell whether letters make no word in any of the languages: `asdf`; an abbreviation in capitals is none."""
    if word.isupper() or morphology.known(word):
        return False
    triples = _triples(word)
    return sum(triple not in _spoken_triples() for triple in triples) >= _NOISE * len(triples)


@cache
def _spoken_triples() -> frozenset[str]:
    """The letter triples of what is said in all three languages."""
    return frozenset(triple for pack in GUIDANCE.values() for word in pack.speech for triple in _triples(word))


def _triples(word: str) -> list[str]:
    """Return every three letters that stand together in a word, its ends counted as one each."""
    ended = f" {fold(word)} "
    return [ended[at : at + 3] for at in range(len(ended) - 2)]
