"""What kind of thing a question asks for, and whether a sentence holds one; pure, three languages."""

import re
from collections.abc import Mapping
from enum import StrEnum

from lape_qa.language.model import Language


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


def loose(pattern: str) -> re.Pattern[str]:
    """Compile a pattern that also matches words typed without their dots and rings: `nar`, `manga`, `milla`."""
    return re.compile(pattern.replace("ä", "[äa]").replace("å", "[åa]").replace("ö", "[öo]"), re.IGNORECASE)


# The first pattern that matches decides, so the narrower ones come first.
_ASKS: dict[Language, tuple[tuple[Asked, re.Pattern[str]], ...]] = {
    "fi": (
        (Asked.CONTACT, loose(r"\b(?:puhelinnumero|puhelin\b|sähköposti|yhteystie|\w*osoit(?:e|teesta|teessa)\b|verkkosivu)\w*|\bmi(?:hin|stä) (?:\w+ )?numero\w+")),
        (Asked.HOURS, loose(r"\b(?:aukiolo\w*|mihin aikaan|monelta|moneltako|mistä mihin)\b")),
        (Asked.MONEY, loose(r"\b(?:hinta|hinnan|budjetti|kustannukset|kustannusarvio)\b|\b(?:paljonko|mitä|kuinka paljon|miten paljon|kuinka suur\w+|montako)\b.*\b(?:raha\w*|euro\w*|maks\w+|avustu\w*|valtionavustu\w*|rahoitu\w*|budjet\w*|kustan\w*|kallis\w*)\b")),
        (Asked.AUTHOR, loose(r"\b(?:kuka|ketkä|kenen)\b.*\b(?:kirjoit(?!tami)\w+|laati(?!mi)\w*|laadi\w+)|\b(?:kirjoittaj|tekijä)\w*")),
        (Asked.NUMBER, loose(r"\b(?:montako|moneenko|monessako|paljonko|kuinka (?:mon\w+|paljon|suur\w+|usein)|miten (?:mon\w+|paljon))\b|\bkum[mp]\w+\b.*\b(?:enemmän|vähemmän|enemmistö\w*|(?:suur|iso|pien|use)\w*mp\w+)\b")),
        (Asked.TIME, loose(r"\bkum[mp]\w+\b.*\b(?:aiem|aikaisem|myöhem)\w+|\bkum[mp]\w+\b.*\bensin\b|\b(?:milloin|millo|millon|koska|ajankohta|mihin mennessä|mi(?:nä|nkä|ltä|lle|stä|hin) (?:vuo(?!ks)\w+|päivä\w+|kuukau\w+|vuosi\w+)|mihin (?:päivään )?(?:asti|mennessä)|kuinka kauan|mistä lähtien|mikä päivä)\b")),
        (Asked.LIST, loose(r"\b(?:mitkä|mitä kaikkea|minkä nimis\w+|luettele|mihin (?:neljään|kolmeen|viiteen)|missä (?:kunnissa|kaupungeissa))\b")),
        (Asked.PERSON, loose(r"\b(?:kuka|ketkä|keitä|kenen|keneltä|kenelle|keneen|ketä|kenet|keille|keiltä)\b")),
        (Asked.REASON, loose(r"\b(?:miks(?:i|ei\w*|i\w+)?|mistä syystä|minkä (?:takia|vuoksi)|mistä johtu\w+)\b")),
        (Asked.PLACE, loose(r"\b(?:missä|mistä|mihin|minne|mi(?:llä|ltä|hin) seu[dt]u\w*|mikä (?:kunta|kaupunki|maakunta|paikkakunta)|minkä (?:kunnan|kaupungin|maakunnan)|millä paikkakunnalla)\b")),
        (Asked.NAME, loose(r"\b(?:nimi|nimeltään|minkä niminen|millä nimellä)\b")),
        (Asked.YES_NO, loose(r"^\W*\w+(?:ko|kö)(?:han|hän)?\b")),
    ),
    "sv": (
        (Asked.CONTACT, loose(r"\b(?:telefon\w*|e-post\w*|kontaktuppgift\w*|\w*adress(?:en)?|webbplats\w*)\b|\bringa\b")),
        (Asked.HOURS, loose(r"\b(?:öppettid\w*|hur dags|vilken tid|vilka tider)\b")),
        (Asked.MONEY, loose(r"\b(?:pris(?:et)?|kostnad\w*|budget\w*)\b|\bhur (?:mycket|stort?)\b.*\b(?:peng\w*|euro|kosta\w*|betala\w*|statsbidrag\w*|bidrag\w*|understöd\w*|finansiering\w*|\w+pengar)\b")),
        (Asked.AUTHOR, loose(r"\bvem\b.*\b(?:skrev|skrivit|skriven|författa\w*)|\bförfattare")),
        (Asked.NUMBER, loose(r"\bhur (?:många|mycket|stor\w*|ofta)\b|\bvil(?:ken|ket|kendera|ketdera)\b.*\b(?:fler|flera|mer|färre|mindre|större)\b")),
        (Asked.TIME, loose(r"\bvil(?:ken|ket|kendera|ketdera)\b.*\b(?:tidigare|senare|först\W*$)|\b(?:när|vilket år|vilken dag|hur länge|sedan när)\b")),
        (Asked.LIST, loose(r"\bvilka\b")),
        (Asked.PERSON, loose(r"\bvems?\b")),
        (Asked.PLACE, loose(r"(?:^\W*var\b|\b(?:vart|varifrån|i vilken (?:kommun|stad|region)|vilken (?:kommun|stad))\b)")),
        (Asked.REASON, loose(r"\b(?:varför|av vilken orsak)\b")),
        (Asked.NAME, loose(r"\b(?:heter|namnet|kallas)\b")),
        (Asked.YES_NO, loose(r"^\W*(?:är|var|har|hade|finns|fanns|kan|får|fick|ska|deltog|ingår|ingick|gäller)\b")),
    ),
    "en": (
        (Asked.CONTACT, loose(r"\b(?:phone|telephone|e-?mail|contact details|(?:street |web |postal )?address|website\?)\b")),
        (Asked.HOURS, loose(r"\b(?:opening (?:hours|times)|what time)\b")),
        (Asked.MONEY, loose(r"\b(?:price|cost|budget)\b|\bhow (?:much|large|big)\b.*\b(?:money|euros?|costs?|pay|paid|grants?|funding|funds|price|budget)\b")),
        (Asked.AUTHOR, loose(r"\bwho\b.*\b(?:wrote|written|authored)|\bauthors?\b")),
        (Asked.NUMBER, loose(r"\bhow (?:many|much|large|often)\b|\bwhich\b.*\b(?:more|fewer|less|larger|bigger|smaller)\b")),
        (Asked.TIME, loose(r"\bwhich\b.*\b(?:earlier|later|first\W*$)|\b(?:when|(?:what|which) (?:year|date|day|month)|how long|since when)\b")),
        (Asked.LIST, loose(r"\b(?:which|what) (?!(?:is|was|has|does)\b)(?:are|were|\w+s)\b")),
        (Asked.PERSON, loose(r"\b(?:who|whom|whose)\b")),
        (Asked.PLACE, loose(r"\b(?:where|(?:which|what) (?:municipality|town|city|region))\b")),
        (Asked.REASON, loose(r"\bwhy\b")),
        (Asked.NAME, loose(r"\b(?:(?:is|was|'s) the names?|called)\b")),
        (Asked.YES_NO, loose(r"^\W*(?:is|are|was|were|has|have|had|does|do|did|can|could|will)\b")),
    ),
}  # fmt: skip

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
    r"\b[A-ZÅÄÖ][a-zåäöé]+(?:-[A-ZÅÄÖ][a-zåäöé]+)? (?:(?:von|af|de) )?[A-ZÅÄÖ][a-zåäöé]+(?:-[A-ZÅÄÖ][a-zåäöé]+)?\b"
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
    r"@|\bwww\.|\b[\w-]+\.(?:fi|ax|com|org|net|eu|info)\b|\+\d{2,}|\b0\d[\d\s-]{4,}\d"
    r"|\b\w*(?:katu|tie|kuja|polku|kadu|bulevardi|aukio|gata|vägen|gränd|street|road)\w* \d+",
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
_LIST = re.compile(r":|,.*(?:\bja\b|\bsekä\b|\boch\b|\band\b)", re.DOTALL)

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


# What a question about an author says of the text itself, which the text does not say.
_OF_A_TEXT: dict[Language, re.Pattern[str]] = {
    "fi": re.compile(r"(?:blogi)?(?:kirjoit|laati|laadi|tekijä|teksti|juttu|jutu|blogi|postau|artikkel|koost)", re.IGNORECASE),
    "sv": re.compile(r"(?:blogg)?(?:skrev|skriv|författ|text|blogg|inlägg|artikel|artiklar)", re.IGNORECASE),
    "en": re.compile(r"(?:wr[io]te|written|author|text|blog|post|article)", re.IGNORECASE),
}  # fmt: skip


def is_of_a_text(word: str, language: Language) -> bool:
    """Tell whether a word of a question about an author means the writing or the text, and not what it is about."""
    return _OF_A_TEXT[language].match(word) is not None


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


def _any_new(found: list[str], question: str) -> bool:
    known = question.casefold()
    return any(_stem(text) not in known for text in found)


def _stem(text: str) -> str:
    bare = text.casefold().strip(_QUOTATION_MARKS)
    return bare if any(map(str.isdigit, bare)) else bare[: max(_SHORTEST_STEM, len(bare) - _ENDING)]


def asks_yes_or_no(question: str, language: Language) -> bool:
    """Tell whether a question is worded to be answered by yes or no."""
    return dict(_ASKS[language])[Asked.YES_NO].search(question) is not None
