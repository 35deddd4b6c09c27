"""The language of a question, by langid; names are set aside first, since they say nothing of it."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from lape_qa.language import glossary, morphology
from lape_qa.language.model import Language
from lape_qa.language.packs import PACKS
from lape_qa.language.packs.forms import FORMS
from lape_qa.language.packs.guidance import GUIDANCE

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_FEW_WORDS = 3
"""In so few words another language than Finnish must be clear."""
_CLEARLY = 0.4
_NAME = re.compile(r"(?<!^)\b[A-ZÅÄÖ][\w:-]*|\b\w*[A-ZÅÄÖ]{2}[\w:-]*|\b\w*\d[\w:-]*")


# Each text of one conversation is asked about more than once.
@lru_cache(maxsize=4096)
def detect(text: str) -> Language:
    """Return the language of a text: Finnish, Swedish or English; Finnish when nothing speaks for another."""
    # A question typed in capitals alone holds no names to set aside.
    text = text.lower() if text.isupper() and len(text.split()) > 2 else text
    plain = _NAME.sub(" ", text.strip()).strip()
    if not any(map(str.isalpha, plain)):
        return _of_a_place(text)
    language, certainty = _likeliest(plain.lower())
    if asked_to := _asked_to(text):
        return asked_to
    words = plain.lower().strip("?!.").split()
    if len(words) <= _FEW_WORDS and (only := _only(words)):
        return only
    if language == "fi" or len(words) > _FEW_WORDS or PACKS[language].stop_words.intersection(words):
        return language
    if all(morphology.known(word) or glossary.holds(word, "fi") for word in words):
        return "fi"
    return _asked_in(words) if certainty < _CLEARLY else language


def _asked_to(text: str) -> Language | None:
    """Return the language of a first word that asks to be told, if that is a word of one language alone: "Compare"."""
    first = text.split(maxsplit=1)[0].strip("?!.,:")
    found = [language for language, pack in FORMS.items() if pack.requests.fullmatch(first)]
    return found[0] if len(found) == 1 and not (found[0] != "fi" and morphology.known(first)) else None


def _only(words: Sequence[str]) -> Language | None:
    """Return the only language in which all of the words are known, such as "hello"; None when there are several."""
    found = [language for language in PACKS if all(_holds(word, language) for word in words)]
    return found[0] if len(found) == 1 else None


def _holds(word: str, language: Language) -> bool:
    if language == "fi" and morphology.known(word):
        return True
    if word in GUIDANCE[language].speech or word in PACKS[language].stop_words:
        return True
    terms = [term for token in morphology.tokens(word, language) for term in token.terms]
    return any(glossary.holds(term, language) for term in terms)


def _of_a_place(text: str) -> Language:
    """Return the language in which a text of names alone names a region: Swedish for "LAPE Norra Karelen"."""
    for language in ("sv", "en"):
        names = {*glossary.region_names(language).values()} - {*glossary.region_names("fi").values()}
        if any(re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE) for name in names):
            return language
    return "fi"


def _asked_in(words: Sequence[str]) -> Language:
    """Return the language of the first word that asks or binds, of those that are no Finnish words."""
    others: tuple[Language, ...] = ("sv", "en")
    foreign = (word for word in words if not morphology.known(word))
    return next((other for word in foreign for other in others if word in PACKS[other].stop_words), "fi")


def analysed_as(code: str) -> Language:
    """Return the language that a document's words are analysed in: its own if that is one of ours, or Finnish."""
    match code:
        case "sv" | "en" as known:
            return known
        case _:
            return "fi"


@cache
def _identifier() -> "LanguageIdentifier":
    # Imported here: its model is needed only once a question is asked.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    found = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    found.set_languages(PACKS)
    return found


def _likeliest(text: str) -> tuple[Language, float]:
    """Return the language that langid finds likeliest, and how likely, from 0 to 1."""
    found: list[tuple[Language, float]] = _identifier().rank(text)
    return found[0]
