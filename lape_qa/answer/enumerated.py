"""Which sentences name the places that a question asks for, or about, one after the other; pure."""

from collections.abc import Sequence

import numpy as np

from lape_qa.answer.grounds import Bools, Grounds
from lape_qa.answer.weighing import Weighed
from lape_qa.language import glossary, morphology
from lape_qa.language.glossary import Place
from lape_qa.language.model import Language
from lape_qa.language.packs.forms import FORMS
from lape_qa.question.form import Form
from lape_qa.question.model import Query

_LEAST = 3
"""Places of an enumeration."""
_AS_MUCH, _HELD = 0.65, 0.3
"""What an enumeration has to hold of the question: a share of what the best sentence holds, and of its whole weight."""
_TOO, _AS_LIKELY = 0.7, 4.0
"""Share of what the best enumeration holds, and log-odds less, with which another one answers too."""
_SPOKEN_OF = 0.5
"""Support of a word of the subject with which a sentence speaks of it."""
_MOST = 3
"""Enumerations that are quoted."""
_EACH = 0.1
"""What an enumeration gains by the logarithm of its places, beside the share of the question that it holds."""


def enumerations(read: Weighed, languages: Sequence[Language]) -> list[int]:
    """Return the sentences that enumerate the places asked for, or a town asked about among others, best first.

    `languages` are those of the sentences; only Finnish ones are looked at. None where none holds about as much of the
    question as another sentence.
    """
    grounds, query = read.grounds, read.grounds.query
    held = np.where(_speaks_of_subject(grounds), grounds.support @ grounds.share, -1.0)
    least = max(_AS_MUCH * float(held.max(initial=0.0)), _HELD)
    worth = {
        number: float(held[number]) + _EACH * float(np.log(count))
        for number in np.flatnonzero(held >= least).tolist()
        if languages[number] == "fi" and (count := _counted(query, grounds.texts[number])) >= _LEAST
    }
    if not worth:
        return []
    best, *others = sorted(worth, key=lambda number: -worth[number])
    likely = read.scores[best] - _AS_LIKELY
    return [best, *(n for n in others if held[n] >= _TOO * held[best] and read.scores[n] >= likely > -np.inf)][:_MOST]


def _speaks_of_subject(grounds: Grounds) -> Bools:
    """Tell of each sentence whether it speaks of what is asked about beside places, where that is anything."""
    subject = list(grounds.query.shape.subject)
    if not subject:
        return np.ones(len(grounds.texts), np.bool_)
    speaks: Bools = grounds.support[:, subject].max(axis=1) >= _SPOKEN_OF
    return speaks


def asks_for_places(query: Query) -> bool:
    """Tell whether places are asked for, or a town among others: "Mitkä kunnat …?", "Kuuluiko Kerava …?"."""
    if query.shape.form is Form.YES_NO:
        return any(not place.is_region for place in query.shape.places)
    return FORMS[query.language].places.search(query.meant) is not None


def names_a_town(query: Query, text: str, language: Language) -> bool:
    """Tell whether a text names a town asked about, and not only what is called after it: "Helsingin piiri"."""
    towns = {place for place in query.shape.places if not place.is_region}
    names = {glossary.place_name(town.name, language).casefold() for town in towns}
    words = [word[0].casefold() for word in morphology.words(text)]
    if language != "fi":
        return not names.isdisjoint(words)
    return any(glossary.place_among(morphology.terms(word)) in towns and not word.endswith("n") for word in words)


def _counted(query: Query, text: str) -> int:
    """Return how many places a text names that the question does not, of a region only those in it.

    With a town asked about, how many it names where that is one.
    """
    places, asked = _places(text), frozenset(query.shape.places)
    if query.shape.form is Form.YES_NO:
        return len(places) if {place for place in asked if not place.is_region} <= places else 0
    regions = " ".join(place.region for place in asked if place.is_region)
    return sum(place.is_in(regions) for place in places - asked) if regions else len(places - asked)


def _places(text: str) -> frozenset[Place]:
    return frozenset(glossary.places_in(morphology.tokens(text)))
