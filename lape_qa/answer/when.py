"""In which year a sentence says that something began or ended."""

import re
from collections.abc import Iterator, Sequence

from lape_qa.answer.defining import Subject, is_nominative, is_one_of_them, subject_of
from lape_qa.answer.model import Citation
from lape_qa.answer.pool import Pool
from lape_qa.language import glossary, morphology
from lape_qa.language.detection import analysed_as
from lape_qa.language.model import Language, Span
from lape_qa.language.packs.forms import FORMS
from lape_qa.question import kinds
from lape_qa.question.kinds import Asked
from lape_qa.question.model import Query

_STRETCH = re.compile(r"\b(?:19|20)\d\d ?[–-] ?(?:19|20)\d\d\b")
"""Years from and to, which tell of both ends."""
_WITHIN = re.compile(r"(?:ss[aä]|st[aä]) \($")
"""What was only a part of the subject: "hanke muutosohjelmassa (LAPE)"."""
_BEGINNING, _END = "beginning", "end"
_UNTIL = re.compile(
    r"\b(?:asti|saakka|mennessä|loppu\w*|päätt(?:i|ivät|ää|ävät|änyt|äneet)|viimei\w+|valmistu\w*|valmii(?:ksi|na)|julkais\w+"
    r"|färdig\w*|tills|fram till|sista|until|end|last(?:ed|s)?)\b",
    re.IGNORECASE,
)
"""Words with which a sentence tells of an end without a verb for it."""
_GOES_ON = re.compile(r"\b(?:jatku|fortsätt|fortsatt|continu)\w*", re.IGNORECASE)
_BEFORE, _AFTER = 2, 2
"""Words beside a name in which a place says that only what is there is meant."""


def years_told(pool: Pool) -> dict[str, int]:
    """Return the years in which sentences let the question's subject, as itself, begin or end, as is asked.

    Each with the number of the best sentence that says so, best first.
    """
    query = pool.query
    asked = next((name for name, sign in FORMS[query.language].times if sign.search(query.meant)), _BEGINNING)
    subject = subject_of(query)
    told: dict[str, int] = {}
    for number in sorted(pool.quotable(), key=lambda number: -float(pool.scores[number])):
        if year := _year_told(pool, number, asked, subject):
            told.setdefault(year, number)
    return told


def tells_the_other_end(query: Query, citations: Sequence[Citation]) -> bool:
    """Tell whether it is asked when something ended, and no quote tells of an end; or began, and they tell of an end.

    That something began is often left unsaid, that it ended hardly ever.
    """
    if kinds.asked(query.meant, query.language) is not Asked.TIME:
        return False
    asked = [name for name, sign in FORMS[query.language].times if sign.search(query.meant)]
    told = {name for each in citations for name in _ends_told(each)}
    if len(asked) != 1:
        return False
    return _END not in told if asked == [_END] else told == {_END}


def _ends_told(citation: Citation) -> Iterator[str]:
    """Yield of which ends a quote tells; years from and to tell of both."""
    stretch = _STRETCH.search(citation.quote)
    for name, sign in FORMS[analysed_as(citation.document.language)].times:
        if stretch or sign.search(citation.quote) or (name == _END and _UNTIL.search(citation.quote)):
            yield name


def _year_told(pool: Pool, number: int, asked: str, subject: Subject) -> str | None:
    text, language = pool.grounds.texts[number], pool.language(number)
    years, stretch = morphology.years(text), _STRETCH.search(text)
    says = stretch or dict(pool.forms(number).times)[asked].search(text)
    if not (years and says and _is_of_subject(text, language, subject)):
        return None
    goes_on = _GOES_ON.search(text)
    if asked == _BEGINNING and goes_on and goes_on.start() < text.find(years[0]):
        return None
    among = morphology.years(stretch[0]) if stretch else years
    return among[0] if asked == _BEGINNING else among[-1]


def _is_of_subject(text: str, language: Language, subject: Subject) -> bool:
    at = subject.found_in(text, language)
    if at is None or is_one_of_them(text[: at.start]) or _of_a_place(text, at, language):
        return False
    if _WITHIN.search(text[: at.start]):
        return False
    # Several of it are those of the regions: "LAPE-hankkeet".
    name = text[at.start : at.end]
    return language != "fi" or (is_nominative(name) and not name.endswith("t"))


def _of_a_place(text: str, at: Span, language: Language) -> bool:
    """Tell whether a place stands right beside a name."""
    before = [word[0] for word in morphology.words(text[: at.start])][-_BEFORE:]
    after = [word[0] for word in morphology.words(text[at.end :])][:_AFTER]
    tokens = morphology.tokens(" ".join([*before, *after]), language)
    return next(glossary.places_in(tokens), None) is not None
