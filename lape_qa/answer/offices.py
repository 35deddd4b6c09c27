"""Whether quotes name who holds the office that a question asks about, and not somebody else beside it; pure."""

import re
from collections.abc import Sequence

from lape_qa.answer.model import Citation
from lape_qa.language import morphology
from lape_qa.language.detection import analysed_as
from lape_qa.language.names import own_forms
from lape_qa.language.packs.forms import FORMS, OFFICE
from lape_qa.question import kinds
from lape_qa.question.kinds import Asked
from lape_qa.question.model import Query

_WHO_IS = re.compile(r"^\W*kukas? (?:on|oli|toimii|toimi)\b", re.IGNORECASE)
_MINISTER = re.compile(r"\b(\w*minister)(?:i(?!ö)|n?\b|s\b)", re.IGNORECASE)
"""A minister, as questions and quotes in any language have it; a ministry is none."""
_HEAD_OF_AGENCY = re.compile(r"pääjohtaj|generaldirekt|director[- ]general", re.IGNORECASE)
_LEADS = re.compile(r"\bjo(?:hd[eio]|ht[aio])|\bve(?:ti|tää|täv)", re.IGNORECASE)
"""What a Finnish quote says of those who lead, persons or not: "johdosta vastasi"."""


def names_another_office(query: Query, citations: Sequence[Citation]) -> bool:
    """Tell whether a question asks who holds an office, or who leads, and no quote tells of that."""
    if kinds.asked(query.meant, query.language) is not Asked.PERSON or query.carried:
        return False
    if minister := _MINISTER.search(query.meant):
        found = [named[1] for each in citations for named in _MINISTER.finditer(each.quote)]
        # "Ministeri" may be any of them; a prime minister is no minister of health.
        return not any(minister[1].casefold().endswith(name.casefold()) for name in found)
    if _HEAD_OF_AGENCY.search(query.meant):
        return not any(_HEAD_OF_AGENCY.search(each.quote) for each in citations)
    if FORMS[query.language].people.search(query.meant) and not any(
        _tells_who_leads(query, each) for each in citations
    ):
        return True
    title = _title(query)
    return title is not None and not any(_names(title, each) for each in citations)


def _tells_who_leads(query: Query, citation: Citation) -> bool:
    """Tell whether a quote names a person, or says of anybody that they lead."""
    quote = citation.quote
    return (
        kinds.holds(Asked.PERSON, quote, query.meant)
        or any(sign.search(quote) for sign in (OFFICE, _LEADS))
        or any(pack.people.search(quote) for pack in FORMS.values())
    )


def _title(query: Query) -> str | None:
    """Return the last word of "Kuka on …?" that is a noun in its base form, and no name."""
    match = _WHO_IS.search(query.meant) if query.language == "fi" else None
    if match is None:
        return None
    behind = [
        word
        for word, span, named in zip(query.written, query.spans, query.named, strict=True)
        if span.start >= match.end() and not named and morphology.known(word) and morphology.may_be_a_noun(word)
    ]
    return next((word for word in reversed(behind) if word.casefold() in morphology.base_forms(word, "fi")), None)


def _names(title: str, citation: Citation) -> bool:
    """Tell whether a quote has a title, or what it is a kind of; who leads a project is called in several ways."""
    if OFFICE.search(title) and OFFICE.search(citation.quote):
        return True
    language = analysed_as(citation.document.language)
    if language != "fi":
        return True
    wanted = own_forms(title, "fi") | {morphology.terms(title)[-1]}
    return any(wanted & own_forms(word[0], "fi") for word in morphology.words(citation.quote))
