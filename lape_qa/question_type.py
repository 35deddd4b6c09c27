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


def _words(text: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(text.split())})\b", re.IGNORECASE)


# The first pattern that matches decides, so the narrower ones come first.
_ASKS: dict[Language, tuple[tuple[Asked, re.Pattern[str]], ...]] = {
    "fi": (
        (Asked.AUTHOR, re.compile(r"\b(?:kuka|ketkä|kenen)\b.*\b(?:kirjoit\w+|laati\w*|laadi\w+)|\b(?:kirjoittaj|tekijä)\w*", re.I)),
        (Asked.NUMBER, re.compile(r"\b(?:montako|moneenko|monessako|paljonko|kuinka (?:mon\w+|paljon|suur\w+|usein)|miten (?:mon\w+|paljon))\b", re.I)),
        (Asked.TIME, re.compile(r"\b(?:milloin|koska|mi(?:nä|nkä|ltä|lle|stä|hin) (?:vuo\w+|päivä\w+|kuukau\w+|vuosi\w+)|mihin asti|kuinka kauan|mistä lähtien|mikä päivä)\b", re.I)),
        (Asked.LIST, re.compile(r"\b(?:mitkä|mitä kaikkea|ketkä|minkä nimis\w+|luettele|mihin (?:neljään|kolmeen|viiteen)|missä (?:kunnissa|kaupungeissa))\b", re.I)),
        (Asked.PERSON, re.compile(r"\b(?:kuka|kenen|keneltä|kenelle|keneen|ketä|kenet)\b", re.I)),
        (Asked.PLACE, re.compile(r"\b(?:missä|mistä|mihin|minne|mikä (?:kunta|kaupunki|maakunta|paikkakunta)|minkä (?:kunnan|kaupungin|maakunnan)|millä paikkakunnalla)\b", re.I)),
        (Asked.REASON, re.compile(r"\b(?:miksi|mistä syystä|minkä (?:takia|vuoksi)|mistä johtu\w+)\b", re.I)),
        (Asked.YES_NO, re.compile(r"^\W*\w+(?:ko|kö)(?:han|hän)?\b", re.I)),
    ),
    "sv": (
        (Asked.AUTHOR, re.compile(r"\bvem\b.*\b(?:skrev|skrivit|skriven|författa\w*)|\bförfattare", re.I)),
        (Asked.NUMBER, re.compile(r"\bhur (?:många|mycket|stor\w*|ofta)\b", re.I)),
        (Asked.TIME, re.compile(r"\b(?:när|vilket år|vilken dag|hur länge|sedan när)\b", re.I)),
        (Asked.LIST, re.compile(r"\bvilka\b", re.I)),
        (Asked.PERSON, _words("vem vems")),
        (Asked.PLACE, re.compile(r"\b(?:var|vart|varifrån|i vilken (?:kommun|stad|region)|vilken (?:kommun|stad))\b", re.I)),
        (Asked.REASON, re.compile(r"\b(?:varför|av vilken orsak)\b", re.I)),
        (Asked.YES_NO, re.compile(r"^\W*(?:är|var|har|hade|finns|fanns|kan|får|fick|ska|deltog|ingår|ingick|gäller)\b", re.I)),
    ),
    "en": (
        (Asked.AUTHOR, re.compile(r"\bwho\b.*\b(?:wrote|written|authored)|\bauthor", re.I)),
        (Asked.NUMBER, re.compile(r"\bhow (?:many|much|large|often)\b", re.I)),
        (Asked.TIME, re.compile(r"\b(?:when|(?:what|which) (?:year|date|day|month)|how long|since when)\b", re.I)),
        (Asked.LIST, re.compile(r"\b(?:which|what) (?:are|were|\w+s)\b", re.I)),
        (Asked.PERSON, _words("who whom whose")),
        (Asked.PLACE, re.compile(r"\b(?:where|(?:which|what) (?:municipality|town|city|region))\b", re.I)),
        (Asked.REASON, re.compile(r"\bwhy\b", re.I)),
        (Asked.YES_NO, re.compile(r"^\W*(?:is|are|was|were|has|have|had|does|do|did|can|could|will)\b", re.I)),
    ),
}  # fmt: skip

_NUMBER = re.compile(
    r"\d|\b(?:yksi|yhde\w+|kaksi|kahde\w+|kolme\w*|neljä\w*|viisi|viide\w+|kuusi|kuude\w+|seitsemä\w*|kahdeksa\w*|yhdeksä\w*"
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
    r"\b(?:koska|sillä|jotta|siksi|vuoksi|takia|ansiosta|johtu\w+|syy\w*|tavoit\w+|tarkoit\w+|perust\w+|eftersom|därför|för att|syft\w+|orsak\w*"
    r"|because|so that|in order|aim\w*|reason\w*)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"\b[A-ZÅÄÖ][a-zåäöé]+(?:-[A-ZÅÄÖ][a-zåäöé]+)? (?:(?:von|af|de) )?[A-ZÅÄÖ][a-zåäöé]+(?:-[A-ZÅÄÖ][a-zåäöé]+)?\b"
)
_BYLINE = re.compile(
    r"\b(?:kirjoit|laati|teksti\b|toivot|terveis|skrev|skriv|text\b|wrote|written|author)", re.IGNORECASE
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
