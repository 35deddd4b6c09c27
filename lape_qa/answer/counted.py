"""Whether quotes count, or price, what a question asks about, and not something else beside it; pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from lape_qa.answer.model import Citation
from lape_qa.answer.towns import tells_of
from lape_qa.language import glossary, morphology
from lape_qa.language.detection import analysed_as
from lape_qa.language.model import Language
from lape_qa.language.names import own_forms
from lape_qa.question import kinds
from lape_qa.question.kinds import Asked
from lape_qa.question.model import Query

_HOW_MANY: Mapping[Language, re.Pattern[str]] = {
    "fi": re.compile(r"\b(?:montako|(?:kuinka|miten) mon(?:ta|i|essa|esta|een|ella|elle)|monessako)\b", re.IGNORECASE),
    "sv": re.compile(r"\bhur många\b", re.IGNORECASE),
    "en": re.compile(r"\bhow many\b", re.IGNORECASE),
}
_HOW_MANY_OF_ALL = re.compile(r"\b(?:kuinka|miten) moni\b", re.IGNORECASE)
_FIGURES = re.compile(r"\d+")
_HOW_MUCH = re.compile(r"\b(?:paljonko|(?:kuinka|miten) paljon|hur mycket|how much)\b", re.IGNORECASE)
_TO_WHOM = re.compile(r"lle$", re.IGNORECASE)
"""The end of a Finnish word that says to whom something is paid."""
_MEASURE = re.compile(
    r"(?:vuo(?:tta|den|teen)|kuukau|viikko|päivä|tun(?:ti|nin)|kerta|kertaa|prosent|ihmi|henki|henkilö|osallistuja"
    r"|år|månad|veck|dag|timm|gång|procent|person|människ|deltagare"
    r"|year|month|week|day|hour|time|percent|people|participant)",
    re.IGNORECASE,
)
"""Words for a measure, or for people whoever they are, which a source often leaves unsaid or says otherwise."""
_OF_MONEY = re.compile(
    r"raha|euro|maks|avustu|valtionavustu|valtionosuu|rahoitu|budjet|kustan|hinta|hinna|varat|palkk|tien|pulit|saa|sai"
    r"|peng|kost|bidrag|understöd|finans|stats|budget|pris|money|cost|grant|fund|price|pay|paid|spen|get|got|much|fick|få|erhöll",
    re.IGNORECASE,
)
_PART = re.compile(r"\b(?:osa(?:kokonaisuu|hank|projekt)|delprojekt|sub-?project)", re.IGNORECASE)
_BEFORE = 2
"""Words before what is counted among which its number stands: "neljä alueellista perhekeskusta"."""
_NUMERALS = {
    word: str(number)
    for words in (
        "kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän kymmenen",
        "två tre fyra fem sex sju åtta nio tio",
        "two three four five six seven eight nine ten",
    )
    for number, word in enumerate(words.split(), start=2)
}
_MOST_COUNTED = 3
"""Words behind "how many" among which what is counted stands."""


def counts_something_else(query: Query, citations: Sequence[Citation]) -> bool:
    """Tell whether quotes hold a number, but of something else, or of another place, than the question asks about."""
    kind = kinds.asked(query.meant, query.language)
    if kind not in {Asked.NUMBER, Asked.MONEY}:
        return False
    if _counts_nothing(query, citations) or _of_another_place(query, citations):
        return True
    # What a Swedish or English source says of a Finnish word is not known.
    if any(analysed_as(each.document.language) not in {query.language, "fi"} for each in citations):
        return False
    how_many = kind is Asked.NUMBER and _HOW_MUCH.search(query.meant) is None
    wanted = _counted(query) if how_many else _priced(query)
    # What is taken over says of what something is counted, and not what.
    if query.carried and not (how_many and all(query.spans[number].start < query.own_end for number in wanted)):
        return False
    said = {form for each in citations for form in _named_in(each.quote, analysed_as(each.document.language))}
    return bool(wanted) and not any(said & _forms(query, number) for number in wanted)


def _counts_nothing(query: Query, citations: Sequence[Citation]) -> bool:
    """Tell whether so many of something are asked for, and no quote holds a number that the question does not."""
    if not (_HOW_MANY_OF_ALL.search(query.meant) or _counted(query)):
        return False
    known = set(_FIGURES.findall(query.meant))
    return not any(
        kinds.holds(Asked.NUMBER, each.quote, query.meant)
        or any(not (figure in known or morphology.is_year(figure)) for figure in _FIGURES.findall(each.quote))
        for each in citations
    )


def is_of_an_amount(word: str) -> bool:
    """Tell whether a word is one for a measure, or for money: "vuotta", "budjetti"."""
    return _OF_MONEY.match(word) is not None or _MEASURE.match(word) is not None


def is_of_a_part(text: str) -> bool:
    """Tell whether a text prices a part of something, and not the whole: "osahankkeen kustannusarvio"."""
    return _PART.search(text) is not None


def amount(query: Query, text: str, language: Language) -> str | None:
    """Return the number that a text gives of what a question counts, in figures; None where it gives none."""
    wanted = _counted(query)
    if not wanted or language not in {query.language, "fi"}:
        return None
    forms = _forms(query, wanted[0])
    written = list(morphology.words(text))
    for at, word in enumerate(written):
        if forms.isdisjoint(_named_in(word[0], language)):
            continue
        before = (other[0] for other in reversed(written[max(0, at - _BEFORE) : at]))
        found = next((number for number in map(_in_figures, before) if number), None)
        if found:
            return found
    return None


def _in_figures(word: str) -> str | None:
    if word.isdigit() and not morphology.is_year(word):
        return word
    return _NUMERALS.get(word.casefold())


def _counted(query: Query) -> list[int]:
    """Return the numbers of the question's words that name what is counted, none where that is open."""
    match = _HOW_MANY[query.language].search(query.meant)
    if match is None:
        return []
    behind = (number for number, span in enumerate(query.spans) if span.start >= match.end())
    nouns = takewhile(lambda number: not query.named[number] and _may_be_counted(query, number), behind)
    return list(nouns)[:_MOST_COUNTED]


def _may_be_counted(query: Query, number: int) -> bool:
    word = query.written[number]
    if _MEASURE.match(word):
        return False
    if query.language == "fi":
        return morphology.may_be_a_topic(word)
    # "How many families use …": what is a verb in Finnish is not counted.
    return not any(map(morphology.is_verb, query.words[number][1:2]))


def _priced(query: Query) -> list[int]:
    """Return the numbers of the question's words that name what has a price; none where a name says whose it is."""
    if any(query.named):
        return []
    return [
        number
        for number in query.shape.subject
        if not (_OF_MONEY.match(query.written[number]) or _MEASURE.match(query.written[number]))
        and (query.language != "fi" or _may_have_a_price(query.written[number]))
    ]


def _may_have_a_price(word: str) -> bool:
    return morphology.may_be_a_noun(word) and _TO_WHOM.search(word) is None


def _forms(query: Query, number: int) -> frozenset[str]:
    """Return what a source may call a word of the question: as a whole, or by the word that a compound ends with."""
    terms = query.words[number]
    if query.language != "fi":
        return frozenset(terms)
    return own_forms(query.written[number], "fi") | {terms[-1]}


def _named_in(text: str, language: Language) -> Iterator[str]:
    """Yield what the words of a text name: lastensuojelu is no lapsi, and maakunta is no kunta."""
    for token in morphology.tokens(text, language):
        if token.terms:
            word = text[token.start : token.end]
            yield from own_forms(word, language)
            yield token.terms[-1] if "-" in word else token.terms[0]


def _of_another_place(query: Query, citations: Sequence[Citation]) -> bool:
    """Tell whether quotes name places, but not the municipality that is asked about, nor is a source about it."""
    towns = [place for place in query.shape.places if not place.is_region]
    if not towns or len(towns) < len(query.shape.places):
        return False
    named = {place for each in citations for place in glossary.places_in(morphology.tokens(each.quote))}
    return bool(named) and not any(
        town in named or tells_of(each.document, town) for town in towns for each in citations
    )
