"""What of a quoted sentence answers: the names, dates and numbers of the kind that is asked for; pure."""

import re
from collections.abc import Iterator, Mapping

from lape_qa.language import glossary, morphology
from lape_qa.language.model import Span
from lape_qa.language.packs import PACKS
from lape_qa.question import kinds
from lape_qa.question.kinds import Asked

_FI, _SV, _EN = (PACKS[language].months for language in ("fi", "sv", "en"))
_TO = r" ?[–-] ?"
_MONTH = rf"(?:(?:{'|'.join(_FI)})\w*|(?:{'|'.join((*_SV, *_EN))})\b)"
# "may" and "march" alone are verbs; a capital makes a month of them, as English writes it.
_MONTH_ALONE = rf"(?:(?:{'|'.join(_FI)})\w*|(?:{'|'.join(_SV)})\b|(?-i:{'|'.join(map(str.title, _EN))})\b)"
_STEMS = "|".join(name.removesuffix("kuu") for name in _FI)
_FROM_MONTH = rf"\b(?:(?:(?:{_STEMS})(?:kuu\w*)?|{'|'.join((*_SV, *_EN))}){_TO})?"
_DAY = r"(?<!\d[.,:])(?<!\d)(?:0?[1-9]|[12]\d|3[01])"
_FROM_DAY = rf"(?:{_DAY}\.?{_TO})?"
_DAY_AND_MONTH = rf"{_DAY}\. ?(?:0?[1-9]|1[0-2])\.(?!\d{{1,3}}\b)(?: ?(?:19|20)\d\d)?"
_YEARS = r"(?:19|20)\d\d(?:[–-](?:(?:19|20)\d\d|\d\d)\b)?"
_OF_A_YEAR = (
    r"(?:vuo(?:nna|sina|den|sien|teen|desta|silta|delta|delle)|åren?|in"
    r"|keväällä|syksyllä|kesällä|talvella|våren|hösten)"
)
_DATE = "|".join(
    (
        rf"{_FROM_DAY}{_DAY_AND_MONTH}(?:{_TO}{_DAY_AND_MONTH})?",
        rf"\b{_FROM_DAY}{_DAY}\.? ?(?:päivä(?:nä|stä|än)? )?{_MONTH}(?: (?:vuonna )?{_YEARS})?",
        rf"{_FROM_MONTH}{_MONTH} (?:{_DAY}(?:,|\. ?päivä(?:nä|stä|än))? )?(?:vuonna )?{_YEARS}",
        rf"{_FROM_MONTH}{_MONTH_ALONE}",
        r"\b(?:19|20)\d0-luvu\w+",
        rf"\b(?:{_OF_A_YEAR} )?(?<!\d )(?<!\w){_YEARS}(?!\w|-\w| \d)",
    )
)
_NUMERAL = r"(?<!\w)(?<!\d[.,])\d+(?:[ \u00a0.,]\d+)*(?!\w)"
_UNIT = r"(?:[ \u00a0]?(?:%|€|prosent\w*|procent|percent|per cent|miljoon\w*|miljoner|million|tuhat\w*|euro\w*))*"
_FIGURES = rf"(?:[€$£] ?)?{_NUMERAL}(?:{_TO}{_NUMERAL})?{_UNIT}"
_UNITS = r"(?:kaksi|kolme|neljä|viisi|kuusi|seitsemän|kahdeksan|yhdeksän)"
_NUMBER_WORD = (
    rf"\b(?:{_UNITS}(?:toista|kymmentä|sataa|tuhatta)?|(?:kahde|kolme|neljä|viide|kuude|seitsemä|kahdeksa|yhdeksä|kymmene)(?:n|ssä|ssa|stä|sta|llä|lla|lle)"
    r"|(?:yksi|yhden)toista|kymmen(?:en|iä|et)|sata|satoja|sadat|tuhat|tuhansia|tuhannet|puolet"
    r"|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|hundra|tusen"
    r"|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|hundreds?|thousands?)\b"
)
_TIME_OF_DAY = r"\d{1,2}(?:[.:]\d{2})?(?!\d)"
_CAPITALISED = r"[A-ZÅÄÖ][a-zåäöé]+(?:-[A-ZÅÄÖ][a-zåäöé]+)?"

_PATTERNS: Mapping[Asked, re.Pattern[str]] = {
    Asked.TIME: re.compile(_DATE, re.IGNORECASE),
    Asked.NUMBER: re.compile(f"{_FIGURES}|{_NUMBER_WORD}{_UNIT}", re.IGNORECASE),
    Asked.MONEY: re.compile(f"{_FIGURES}|{_NUMBER_WORD}{_UNIT}", re.IGNORECASE),
    Asked.HOURS: re.compile(
        rf"\b(?:kello|klo|kl\.?|klockan|at) ?{_TIME_OF_DAY}(?:{_TO}{_TIME_OF_DAY})?"
        r"|\b(?:maanantai|tiistai|keskiviikko|torstai|perjantai|lauantai|sunnuntai)\w*|\b(?:arkisin|päivittäin)\b"
        r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:mån|tis|ons|tors|fre|lör|sön)dag\w*",
        re.IGNORECASE,
    ),
    Asked.CONTACT: re.compile(
        r"(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+|\b(?:https?://|www\.)[^\s,;)]*[^\s,;).]"
        r"|(?<!\w)(?:\+\d{1,3}|0)\d(?:[ -]?\d){4,}(?!\w)"
    ),
}
_HOW_LONG = re.compile(r"\b(?:kauanko\w{0,2}|(?:kuinka|miten) kauan|hur (?:länge|lång tid)|how long)\b", re.IGNORECASE)
_LENGTH = re.compile(
    rf"(?:(?<![\w.,–-])\d{{1,3}}|{_NUMBER_WORD})[ \u00a0]"
    r"(?:vuo(?:si|tta|den)|kuukau(?:si|tta|den)|viik(?:koa|on)|päiv(?:ää|än)|tun(?:tia|nin)|år|månad(?:er)?|veck(?:a|or)|dag(?:ar)?|timm(?:e|ar)|years?|months?|weeks?|days?|hours?)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(rf"{_YEARS}|\d{{1,2}}\.\d{{1,2}}\.(?:\d{{4}})?")
_PERSON = re.compile(rf"\b{_CAPITALISED}(?: (?:(?:von|van|af|de|den|der) )?{_CAPITALISED}){{1,3}}\b")
_OFFICE = re.compile(
    r"^\w*(?:agentti|päällikkö|johtaja|koordinaattori|lääkäri|ministeri|asiantuntija|suunnittelija|kehittäjä|tutkija"
    r"|professori|psykologi|hoitaja|rehtori|opettaja|sihteeri|ohjaaja|neuvos|chef|direktör|koordinator|minister) ",
    re.IGNORECASE,
)
_PLACE = re.compile(r"(?<!\w)(?<!\w-)[A-ZÅÄÖ][a-zåäö]+(?:-[A-ZÅÄÖ][a-zåäö]+)*(?!\w|-)")


def highlights(kind: Asked, sentence: str, question: str) -> tuple[Span, ...]:
    """Return where a sentence holds what a question of a kind asks for, in order; what the question says is not."""
    lengths = tuple(Span(*match.span()) for match in _LENGTH.finditer(sentence))
    # From when to when tells how long it took too, where no length does.
    if lengths and kind is Asked.TIME and _HOW_LONG.search(question):
        return lengths
    return tuple(span for span in _found(kind, sentence) if kinds.is_new(sentence[span.start : span.end], question))


def _found(kind: Asked, sentence: str) -> Iterator[Span]:
    match kind:
        case Asked.NUMBER | Asked.MONEY:
            # A year is no amount.
            spans = (Span(*match.span()) for match in _PATTERNS[kind].finditer(sentence))
            yield from (span for span in spans if not _YEAR.fullmatch(sentence[span.start : span.end]))
        case Asked.AUTHOR | Asked.PERSON:
            yield from map(_name_alone, _PERSON.finditer(sentence))
        case Asked.PLACE:
            yield from (Span(*match.span()) for match in _PLACE.finditer(sentence) if _is_place(match))
        case Asked.NAME:
            yield from kinds.names(sentence)
        case _ if kind in _PATTERNS:
            yield from (Span(*match.span()) for match in _PATTERNS[kind].finditer(sentence))


def _name_alone(person: re.Match[str]) -> Span:
    """Return a name without the office before it or the place behind it: "Muutosagentti Aino Esimerkki Lapista"."""
    start, end = person.span()
    words = person[0].split()
    if len(words) > 2 and kinds.is_in_a_form_of_place(words[-1]):
        end -= len(words.pop()) + 1
    office = _OFFICE.match(person[0]) if len(words) > 2 else None
    return Span(start + (office.end() if office else 0), end)


def _is_place(word: re.Match[str]) -> bool:
    """Tell whether a capitalised word stands in a form of place; the first of a sentence must be a known place."""
    if not kinds.is_in_a_form_of_place(word[0]):
        return False
    return word.start() > 0 or glossary.place_among(morphology.terms(word[0])) is not None
