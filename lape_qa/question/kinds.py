"""What kind of thing a question asks for, and whether a sentence holds one; pure, three languages."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum

from lape_qa.language.model import Language, Span
from lape_qa.language.packs import PACKS


class Asked(StrEnum):
    """The kind of thing asked for."""

    AUTHOR = "author"
    PERSON = "person"
    PLACE = "place"
    TIME = "time"
    NUMBER = "number"
    MONEY = "money"
    CONTACT = "contact"
    HOURS = "hours"
    NAME = "name"
    REASON = "reason"
    LIST = "list"
    YES_NO = "yes_no"
    OTHER = "other"


_ASKS: Mapping[Language, tuple[tuple[Asked, re.Pattern[str]], ...]] = {
    language: tuple((Asked(kind), pattern) for kind, pattern in pack.asks) for language, pack in PACKS.items()
}

_NUMBER = re.compile(
    r"\d|\b(?:yksi|yhde(?!ssä\b)\w+|kaksi|kahde\w+|kolme\w*|neljä\w*|viisi|viide\w+|kuusi|kuude\w+|seitsemä\w*|kahdeksa\w*|yhdeksä\w*"
    r"|kymmen\w*|\w+toista|sata|sad(?:an|at|oin|oja)\w*|tuha\w+|miljoon\w+|puolet|kaikki\w*"
    r"|två|tre|fyra|fem|sex|sju|åtta|nio|tio|tolv|hundra\w*|tusen\w*"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|hundred\w*|thousand\w*)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(?:1[89]|20)\d\d\b|\b\d{1,2}\.\d{1,2}\.|\b(?:tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)kuu"
    r"|\b(?:kevää|syksy|kesä|talve|vuode|maanantai|tiistai|keskiviikko|torstai|perjantai|lauantai|sunnuntai)\w*|\bkello \d|\b(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober"
    r"|november|december|january|february|march|june|july|august|october|våren|hösten|spring|autumn)\b",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:koska|sillä|jotta|siksi|vuoksi|takia|ansiosta|johtu\w+|syy(?!sk)\w*|tavoit\w+|tarkoit\w+|perust\w+|eftersom|därför|för att|syft\w+|orsak\w*"
    r"|because|so that|in order|aim\w*|reason\w*)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"\b[A-ZÅÄÖ][a-zåäöé]+(?:-[A-ZÅÄÖ][a-zåäöé]+)? (?:(?:von|van|af|de|den|der) )?[A-ZÅÄÖ][a-zåäöé]+(?:-[A-ZÅÄÖ][a-zåäöé]+)?\b"
)
_BYLINE = re.compile(
    r"\b(?:kirjoit|laati|teksti\b|toivot|terveis|skrev|skriv|text\b|wrote|written|author(?!i))", re.IGNORECASE
)
_NAME_INSIDE = re.compile(r"(?<=[\w,;:)»”] )[A-ZÅÄÖ][a-zåäö]\w+")
_PLACE_ENDING = re.compile(r"(?:ss[aä]|st[aä]|ll[aä]|lt[aä]|lle|[aäeiouyö]{2}n|h[aeiouyäö]n|seen)$")
_QUOTATION_MARKS = '”“„"»'
_NAME = re.compile(rf"[{_QUOTATION_MARKS}][^{_QUOTATION_MARKS}]+[{_QUOTATION_MARKS}]|(?<=[\w,;:)»”] )[A-ZÅÄÖ][\wåäö-]+")
_MONEY = re.compile(
    r"[€$£]|\b(?:miljoon|euro|dollar|pun(?:ta|na|ti)|kruun|mark(?:ka|an|kaa)|pound|krono)", re.IGNORECASE
)
_CONTACT = re.compile(
    r"@|\bwww\.|(?<![\w-])[\w-]++\.(?:fi|ax|com|org|net|eu|info)\b|\+\d{2,}|\b0\d[\d\s-]{4,}\d"
    r"|(?:katu|tie|kuja|polku|kadu|bulevardi|aukio|gata|vägen|gränd|street|road)\w{0,20} \d",
    re.IGNORECASE,
)
_HOURS = re.compile(
    r"\b(?:kello|klo|kl\.?|klockan|at) ?\d|\bkello [a-z]|\b\d{1,2}[.:]\d{2}\b|\b\d{1,2}[–-]\d{1,2}\b"
    r"|\b(?:maanantai|tiistai|keskiviikko|torstai|perjantai|lauantai|sunnuntai|arkisin|päivittäin|joka (?:päivä|arki))"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:mån|tis|ons|tors|fre|lör|sön)dag",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\b(?:vuo(?:nna|sina|den|sien|teen|desta)|år|åren|in) (?:1\d|20)\d\d(?:[–-]\d+)?|\b\d{1,2}\.\d{1,2}\.(?:\d{4})?|§ ?\d+"
)
_LIST = re.compile(r":|\A[^,]*+,.*(?:\bja\b|\bsekä\b|\boch\b|\band\b)", re.DOTALL)

_TRACES: Mapping[Asked, re.Pattern[str]] = {
    Asked.MONEY: _MONEY,
    Asked.CONTACT: _CONTACT,
    Asked.HOURS: _HOURS,
    Asked.NAME: _NAME,
    Asked.PERSON: _PERSON,
    Asked.TIME: _TIME,
    Asked.REASON: _REASON,
    Asked.LIST: _LIST,
}
DISTINCT = frozenset({Asked.MONEY, Asked.CONTACT, Asked.HOURS, Asked.NAME})
"""Kinds that are asked for by their own name, and that no answer can do without."""
MEASURED = DISTINCT | {Asked.NUMBER, Asked.TIME}
"""Kinds that an answer hardly ever does without; of the others the traces are less sure."""


def asked(question: str, language: Language) -> Asked:
    """Return the kind of thing a question asks for."""
    return next((kind for kind, pattern in _ASKS[language] if pattern.search(question)), Asked.OTHER)


# What is new in an answer does not stand in the question. Endings differ: Lapin, Lapissa.
_ENDING = 4
_SHORTEST_STEM = 3


def is_of_a_text(word: str, language: Language) -> bool:
    """Tell whether a word of a question about an author means the writing or the text, and not what it is about."""
    return PACKS[language].of_a_text.match(word) is not None


def holds(kind: Asked, sentence: str, question: str = "") -> bool:
    """Tell whether a sentence holds something of the kind that the question does not hold itself.

    True for kinds that leave no trace in the words.
    """
    match kind:
        case Asked.PLACE:
            names = [name for name in _NAME_INSIDE.findall(f", {sentence}") if _PLACE_ENDING.search(name)]
            return _any_new(names, question)
        case Asked.NUMBER:
            return _any_new(_NUMBER.findall(_DATED.sub(" ", sentence)), question)
        case Asked.AUTHOR:
            return bool(_BYLINE.search(sentence) and _PERSON.search(sentence))
        case Asked.NAME | Asked.PERSON | Asked.TIME:
            return _any_new(_TRACES[kind].findall(sentence), question)
        case _:
            return kind not in _TRACES or bool(_TRACES[kind].search(sentence))


def names(sentence: str) -> Iterator[Span]:
    """Yield where a sentence has a name inside it, or words in quotation marks."""
    yield from (Span(*match.span()) for match in _NAME.finditer(sentence))


def is_in_a_form_of_place(word: str) -> bool:
    """Tell whether a Finnish word has an ending that says where, where from or where to."""
    return _PLACE_ENDING.search(word) is not None


def is_new(text: str, question: str) -> bool:
    """Tell whether the question does not hold a text itself, whatever its ending."""
    return _stem(text) not in question.casefold()


def _any_new(found: list[str], question: str) -> bool:
    return any(is_new(text, question) for text in found)


def _stem(text: str) -> str:
    bare = text.casefold().strip(_QUOTATION_MARKS)
    return bare if any(map(str.isdigit, bare)) else bare[: max(_SHORTEST_STEM, len(bare) - _ENDING)]


def asks_yes_or_no(question: str, language: Language) -> bool:
    """Tell whether a question is worded to be answered by yes or no."""
    return dict(_ASKS[language])[Asked.YES_NO].search(question) is not None
