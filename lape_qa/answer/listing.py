"""Which questions ask for a list, and which sentences of a pool hold something of the kind that is listed."""

import re

import numpy as np

from lape_qa.answer.enumerated import asks_for_places
from lape_qa.answer.grounds import Bools
from lape_qa.answer.highlights import highlights
from lape_qa.answer.pool import Pool, asks_for_people
from lape_qa.index.model import Floats
from lape_qa.language import glossary, morphology
from lape_qa.language.packs.forms import FORMS, OFFICE, PROGRAMME
from lape_qa.question import kinds
from lape_qa.question.form import MEANING, Form, asks_for_several
from lape_qa.question.kinds import Asked
from lape_qa.question.model import Query

_ONE_THING = frozenset({Asked.PERSON, Asked.NUMBER, Asked.MONEY, Asked.TIME, Asked.PLACE, Asked.REASON})
"""Kinds of things of which a question that leans on a list asks for one."""
_ORDINAL = re.compile(
    r"\b(?:ensimmäi|toi(?:nen|se|sta)|kolma[ns]|neljä[ns]|viide[ns]|första|andra|tredje|fjärde|femte|first|second|third|fourth|fifth)\w*",
    re.IGNORECASE,
)
"""Words that ask for one item of a list."""
_WHERE = re.compile(r"\A\W*+mi(?:ssä|stä|hin|llä|ltä|lle)\b", re.IGNORECASE)
"""How a Finnish question begins that asks where."""
_TRACED = frozenset({Asked.NUMBER, Asked.MONEY, Asked.TIME})
"""Kinds of things whose traces a sentence of a list must hold; for places see `_located`."""
_HAS_NAMES, _CALLED = 0.5, 2.0
"""What a sentence of a list gains by ln(1 + n) for its n names, and by a word that says what something is called."""
_ENOUGH_WITH_NAMES = 4
"""Sentences with names from which a list of things with names quotes no others."""
_SEVERAL = 2
"""Documents that have what is looked for, at the least, for others to be left out."""


def of_list(pool: Pool) -> Pool:
    """Return the pool with nothing to quote but what holds something of the kind that is listed."""
    grounds, query = pool.grounds, pool.query
    if grounds.kind is Asked.PLACE or (_asks_where(query) and not query.shape.places):
        pool = _located(pool)
    elif grounds.kind in _TRACED:
        pool = pool.only(grounds.trace)
    if asks_for_people(query):
        pool = pool.only(in_office(pool))
    if wanted := FORMS[query.language].named.search(query.meant):
        gains = _naming(pool, wanted[0])
        # Beside what names some, what speaks of them without a name is no item.
        names = gains >= (_CALLED if _asks_for_names(query, wanted[0]) else _HAS_NAMES * float(np.log(2)))
        pool = pool.only(names) if (names & (pool.scores > -np.inf)).sum() >= _ENOUGH_WITH_NAMES else pool
        pool = pool.with_names(gains)
    return pool


def _asks_where(query: Query) -> bool:
    """Tell whether a Finnish question asks in which municipalities or regions something is: `missä kunnissa`."""
    return query.language == "fi" and _WHERE.match(query.meant) is not None and asks_for_places(query)


def asks_for_items(query: Query) -> bool:
    """Tell whether a question asks for each of several things."""
    form, kind = query.shape.form, kinds.asked(query.meant, query.language)
    own = query.meant[: query.own_end]
    if query.carried and (kinds.asked(own, query.language) in _ONE_THING or _ORDINAL.search(own)):
        return False
    broad = form in {Form.OVERVIEW, Form.COMPARISON, Form.TIME, *MEANING} or kind is Asked.NUMBER
    several = FORMS[query.language].items.search(query.meant) or asks_for_several(query.meant, query.language)
    asks = form is Form.LIST or kind is Asked.LIST or several
    return bool(asks) and not broad


def wants_everybody(query: Query) -> bool:
    """Tell whether a question asks for all people, or organisations, of a kind."""
    return kinds.asked(query.meant, query.language) is Asked.PERSON and not query.parts and asks_for_items(query)


def _located(pool: Pool) -> Pool:
    """Return the pool with nothing to quote but what has each word of the subject, where several documents do.

    Who asks where there are family cafés wants no cafés, and no families; the place may be that of the document. Else
    what names a place is left.
    """
    named = pool.holding_subject()
    found = {pool.documents[number].id for number in pool.only(named).quotable()}
    return pool.only(named if len(found) >= _SEVERAL else pool.grounds.trace)


def _naming(pool: Pool, wanted: str) -> Floats:
    """Return what each sentence gains by its names where things with names are listed, and by a word that names."""
    asks_for_names = _asks_for_names(pool.query, wanted)
    gains = np.zeros(len(pool.scores), np.float32)
    for number in pool.quotable():
        gains[number] = _HAS_NAMES * float(np.log1p(new_names(pool, number)))
        called = pool.forms(number).naming.search(pool.grounds.texts[number]) is not None
        gains[number] += _CALLED * (asks_for_names and called)
    return gains


def new_names(pool: Pool, number: int) -> int:
    """Return how many names a sentence has that the question does not, but for those of places and the programme."""
    text = pool.grounds.texts[number]
    found = {text[span.start : span.end] for span in kinds.names(text)}
    return sum(kinds.is_new(name, pool.query.meant) and not _is_of_all_sources(name) for name in found)


def _asks_for_names(query: Query, wanted: str) -> bool:
    """Tell whether the word of a question for things with names asks for the names themselves."""
    return FORMS[query.language].called.search(wanted) is not None


def _is_of_all_sources(name: str) -> bool:
    """Tell whether a name is that of a place or of the programme, which tell nothing of who took part."""
    terms = morphology.terms(name)
    return glossary.place_among(terms) is not None or bool(PROGRAMME.intersection(terms))


def in_office(pool: Pool) -> Bools:
    """Tell which sentences that may be quoted name somebody who holds an office."""
    named = np.zeros(len(pool.scores), np.bool_)
    for number in pool.quotable():
        named[number] = _names_a_person_in_office(pool.grounds.texts[number])
    return named


def _names_a_person_in_office(text: str) -> bool:
    people = (text[span.start : span.end].split(maxsplit=1)[0] for span in highlights(Asked.PERSON, text, ""))
    # "Varsinais-Suomen Lupa" is nobody.
    named = any(glossary.place_among(morphology.terms(first)) is None for first in people)
    return named and OFFICE.search(text) is not None
