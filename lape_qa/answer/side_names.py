"""What one side of a comparison is called; pure."""

from lape_qa.language import glossary, morphology
from lape_qa.question.model import Query

_DASHES = frozenset("–-")


def side_name(query: Query) -> str:
    """Return what one side of a comparison is called."""
    if query.shape.places and not any(map(morphology.is_year, query.written)):
        return _place_name(query)
    if query.language == "fi":
        name, end = "", 0
        for span, word, terms, must in zip(query.spans, query.written, query.words, query.required, strict=True):
            between = query.meant[end : span.start]
            named = _as_named(word, terms[0])
            name += (between if between in _DASHES else " ") + (_capitalised(named) if must else named)
            end = span.end
    else:
        name = query.meant.strip(" ?!.")
    name = name.strip()
    return name[:1].upper() + name[1:]


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
    """Return a word in its base form, with an abbreviation in it as it is written: `LAPE-kausi`."""
    named = written.partition("-")[0]
    return named + term[len(named) :] if named.isupper() else term
