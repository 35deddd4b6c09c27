"""What one side of a comparison is called; pure."""

import re

from lape_qa.language import glossary, morphology
from lape_qa.question.model import Query

_DASHES = frozenset("–-")
_NAME_BEFORE = " -"
"""What stands between a name of several words and what it is the name of."""
_ABBREVIATION = re.compile(r"([A-ZÅÄÖ]{2,10}):?[a-zåäö]{0,5}\Z")
"""An abbreviation, maybe with an ending put straight onto it."""
_MIXED = re.compile(r"[a-zåäö][A-ZÅÄÖ]")
"""Capitals within a word, which is a name then: MuKaVa."""


def side_name(query: Query) -> str:
    """Return what one side of a comparison is called, as a heading."""
    name = named_side(query)
    return name[:1].upper() + name[1:]


def named_side(query: Query) -> str:
    """Return what one side of a comparison is called, within a sentence."""
    if query.shape.places and not any(map(morphology.is_year, query.written)):
        return _place_name(query)
    if query.language == "fi":
        return _in_base_forms(query).strip()
    return query.meant[query.spans[0].start : query.spans[-1].end]


def _in_base_forms(query: Query) -> str:
    """Return the words of a Finnish side in their base forms, but a name before what it is the name of as written.

    Lapset puheeksi -menetelmällä is the Lapset puheeksi -menetelmä.
    """
    name, end = "", 0
    for span, word, terms, must in zip(query.spans, query.written, query.words, query.required, strict=True):
        between = query.meant[end : span.start]
        named = word if _NAME_BEFORE in query.meant[span.end :] else _as_named(word, terms[0])
        apart = "-" if word[0] in _DASHES else between if between.strip() in _DASHES else " "
        name += apart + (_capitalised(named) if must else named)
        end = span.end
    return name


def _capitalised(name: str) -> str:
    """Return a name of a place with its capitals: Etelä-Savo."""
    return "-".join(part[:1].upper() + part[1:] for part in name.split("-"))


def _place_name(query: Query) -> str:
    """Return the name of the place that a side is about: a part of a region, as pääkaupunkiseutu is, by its own."""
    place = query.shape.places[0]
    named = [word[0] for word, must in zip(query.words, query.required, strict=True) if must]
    if place.is_region and query.language == "fi" and named and glossary.place_among(named[:1]) == place:
        return _capitalised(named[0])
    return glossary.place_name(place.name, query.language)


def _as_named(written: str, term: str) -> str:
    """Return a word in its base form, with an abbreviation or a name in it as it is written: `LAPE-kausi`, `LAPE`."""
    named, dash, head = written.rpartition("-")
    if named:
        # Of a compound that no dictionary has, the last part alone has a base form.
        unknown = term == written.casefold()
        return named + dash + (morphology.terms(head) or [head])[0] if unknown else named + term[len(named) :]
    if abbreviation := _ABBREVIATION.match(written):
        return abbreviation[1]
    return written if _MIXED.search(written) else term
