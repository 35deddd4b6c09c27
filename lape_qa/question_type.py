"""What kind of thing a question asks for, and whether a sentence holds one; pure, three languages."""

import re
from enum import StrEnum

from lape_qa.types import Language


class Asked(StrEnum):
    """The kind of thing asked for."""

    AUTHOR = "author"
    PERSON = "person"
    PLACE = "place"
    TIME = "time"
    NUMBER = "number"
    REASON = "reason"
    LIST = "list"
    YES_NO = "yes_no"
    OTHER = "other"


def _loose(pattern: str) -> re.Pattern[str]:
    """Compile a pattern that also matches words typed without their dots and rings: `nar`, `manga`, `milla`."""
    return re.compile(pattern.replace("ä", "[äa]").replace("å", "[åa]").replace("ö", "[öo]"), re.IGNORECASE)


# The first pattern that matches decides, so the narrower ones come first.
_ASKS: dict[Language, tuple[tuple[Asked, re.Pattern[str]], ...]] = {
    "fi": (
        (Asked.AUTHOR, _loose(r"\b(?:kuka|ketkä|kenen)\b.*\b(?:kirjoit\w+|laati\w*|laadi\w+)|\b(?:kirjoittaj|tekijä)\w*")),
        (Asked.NUMBER, _loose(r"\b(?:montako|moneenko|monessako|paljonko|kuinka (?:mon\w+|paljon|suur\w+|usein)|miten (?:mon\w+|paljon))\b")),
        (Asked.TIME, _loose(r"\b(?:milloin|koska|mi(?:nä|nkä|ltä|lle|stä|hin) (?:vuo(?!ks)\w+|päivä\w+|kuukau\w+|vuosi\w+)|mihin asti|kuinka kauan|mistä lähtien|mikä päivä)\b")),
        (Asked.LIST, _loose(r"\b(?:mitkä|mitä kaikkea|minkä nimis\w+|luettele|mihin (?:neljään|kolmeen|viiteen)|missä (?:kunnissa|kaupungeissa))\b")),
        (Asked.PERSON, _loose(r"\b(?:kuka|ketkä|keitä|kenen|keneltä|kenelle|keneen|ketä|kenet|keille|keiltä)\b")),
        (Asked.REASON, _loose(r"\b(?:miksi|mistä syystä|minkä (?:takia|vuoksi)|mistä johtu\w+)\b")),
        (Asked.PLACE, _loose(r"\b(?:missä|mistä|mihin|minne|mi(?:llä|ltä|hin) seu[dt]u\w*|mikä (?:kunta|kaupunki|maakunta|paikkakunta)|minkä (?:kunnan|kaupungin|maakunnan)|millä paikkakunnalla)\b")),
        (Asked.YES_NO, _loose(r"^\W*\w+(?:ko|kö)(?:han|hän)?\b")),
    ),
    "sv": (
        (Asked.AUTHOR, _loose(r"\bvem\b.*\b(?:skrev|skrivit|skriven|författa\w*)|\bförfattare")),
        (Asked.NUMBER, _loose(r"\bhur (?:många|mycket|stor\w*|ofta)\b")),
        (Asked.TIME, _loose(r"\b(?:när|vilket år|vilken dag|hur länge|sedan när)\b")),
        (Asked.LIST, _loose(r"\bvilka\b")),
        (Asked.PERSON, _loose(r"\bvems?\b")),
        (Asked.PLACE, _loose(r"(?:^\W*var\b|\b(?:vart|varifrån|i vilken (?:kommun|stad|region)|vilken (?:kommun|stad))\b)")),
        (Asked.REASON, _loose(r"\b(?:varför|av vilken orsak)\b")),
        (Asked.YES_NO, _loose(r"^\W*(?:är|var|har|hade|finns|fanns|kan|får|fick|ska|deltog|ingår|ingick|gäller)\b")),
    ),
    "en": (
        (Asked.AUTHOR, _loose(r"\bwho\b.*\b(?:wrote|written|authored)|\bauthors?\b")),
        (Asked.NUMBER, _loose(r"\bhow (?:many|much|large|often)\b")),
        (Asked.TIME, _loose(r"\b(?:when|(?:what|which) (?:year|date|day|month)|how long|since when)\b")),
        (Asked.LIST, _loose(r"\b(?:which|what) (?!(?:is|was|has|does)\b)(?:are|were|\w+s)\b")),
        (Asked.PERSON, _loose(r"\b(?:who|whom|whose)\b")),
        (Asked.PLACE, _loose(r"\b(?:where|(?:which|what) (?:municipality|town|city|region))\b")),
        (Asked.REASON, _loose(r"\bwhy\b")),
        (Asked.YES_NO, _loose(r"^\W*(?:is|are|was|were|has|have|had|does|do|did|can|could|will)\b")),
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
    r"|\b(?:kevää|syksy|kesä|talve|vuode)\w*|\b(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober"
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
_LIST = re.compile(r":|,.*(?:\bja\b|\bsekä\b|\boch\b|\band\b)", re.DOTALL)


def asked(question: str, language: Language) -> Asked:
    """Return the kind of thing a question asks for."""
    return next((kind for kind, pattern in _ASKS[language] if pattern.search(question)), Asked.OTHER)


def holds(kind: Asked, sentence: str) -> bool:
    """Tell whether a sentence holds something of the kind; True for kinds that leave no trace in the words."""
    match kind:
        case Asked.NUMBER:
            return bool(_NUMBER.search(sentence))
        case Asked.TIME:
            return bool(_TIME.search(sentence))
        case Asked.REASON:
            return bool(_REASON.search(sentence))
        case Asked.AUTHOR:
            return bool(_BYLINE.search(sentence) and _PERSON.search(sentence))
        case Asked.PERSON:
            return bool(_PERSON.search(sentence))
        case Asked.PLACE:
            return any(_PLACE_ENDING.search(name[0]) for name in _NAME_INSIDE.finditer(f", {sentence}"))
        case Asked.LIST:
            return bool(_LIST.search(sentence))
        case _:
            return True
