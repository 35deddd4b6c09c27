"""Which passages are about another place or year than the question."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lape_qa.index.model import Ints
from lape_qa.index.ports import Source
from lape_qa.language import glossary
from lape_qa.language.glossary import Place
from lape_qa.question.model import Query

ELSEWHERE = 4.0
"""What a document about another place or year loses; chosen on the dev questions, where scores spread over about 10."""

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Naming:
    """Where the places and years of a question are named; arrays of shape (passages, places and years)."""

    document: Bools
    """In the passage's document, or it is the year in which that was published."""
    passage: Bools
    """In the passage or its context."""
    in_passing: Bools
    """Places that the document, being about another region, may name in passing: the passage itself must name them."""
    regional: Bools
    """Whether the document says to which region it belongs, shape (passages,)."""
    several: bool
    """Does the question name several places? Then the documents may name them together."""

    def lacking(self) -> Bools:
        """Tell which passages are of documents that do not name every place and year, shape (passages,)."""
        if self.several:
            together = bool(self.document.any(axis=0).all())
            return np.full(len(self.document), not together)
        lacks: Bools = np.logical_or(~self.document.all(axis=1), (self.in_passing & ~self.passage).any(axis=1))
        return lacks

    def elsewhere(self) -> Bools:
        """Tell which passages to move down, shape (passages,): only documents whose region is known are judged."""
        return self.lacking() & self.regional

    def take(self, places: Ints) -> "Naming":
        """Return what is known of some of the passages."""
        return Naming(
            self.document[places],
            self.passage[places],
            self.in_passing[places],
            self.regional[places],
            self.several,
        )

    def joined(self, other: "Naming") -> "Naming":
        """Return what is known of these passages and of others."""
        return Naming(
            np.concatenate([self.document, other.document]),
            np.concatenate([self.passage, other.passage]),
            np.concatenate([self.in_passing, other.in_passing]),
            np.concatenate([self.regional, other.regional]),
            self.several,
        )


def naming(generation: Source, query: Query, rows: Ints) -> Naming:
    """Look for the question's places and years in some passages and in the whole of their documents."""
    required = [word for word, must in zip(query.words, query.required, strict=True) if must]
    # In Finnish only the exact lemma counts: Etelä-Savo is no answer to a question about Pohjois-Savo.
    exact = [word[:1] if query.language == "fi" else word for word in required]
    names = [generation.passages[row].document_id for row in rows.tolist()]
    number = {name: place for place, name in enumerate(dict.fromkeys(names))}
    owner = np.array([number[name] for name in names], np.int64)
    regions = [generation.about(name).region for name in number]
    places = [glossary.place_among(word) for word in exact]
    of_region = _of_region(places, regions)[owner]
    return Naming(
        document=_in_documents(generation, exact, list(number))[owner]
        | of_region & (_are_regions(places) | _on_the_whole_region(generation, places, rows)),
        passage=_in_passages(generation, exact, rows),
        in_passing=_in_passing(required, regions)[owner],
        regional=np.array(list(map(bool, regions)), np.bool_)[owner],
        several=sum(glossary.place_among(word) is not None for word in exact) > 1,
    )


def _in_passages(generation: Source, words: Sequence[Sequence[str]], rows: Ints) -> Bools:
    """Tell which of the words stand in each of some passages or its context."""
    named = np.zeros((len(rows), len(words)), np.bool_)
    matches = generation.forward.matches(words, rows)
    named[matches.candidate, matches.word] = True
    return named


def _in_documents(generation: Source, words: Sequence[Sequence[str]], names: Sequence[str]) -> Bools:
    """Tell which of the words stand anywhere in each of some documents, or are the year it was published."""
    named = np.array(
        [[generation.about(name).published[:4] in word for word in words] for name in names], np.bool_
    ).reshape(len(names), len(words))
    return named | generation.held(words, names)


def _of_region(places: Sequence[Place | None], regions: Sequence[str]) -> Bools:
    """Tell which places are, or are in, the region of each of some documents."""
    of_region = [[place is not None and place.is_in(region) for place in places] for region in regions]
    return np.array(of_region, np.bool_).reshape(len(regions), len(places))


def _are_regions(places: Sequence[Place | None]) -> Bools:
    return np.array([place is not None and place.is_region for place in places], np.bool_)


def _on_the_whole_region(generation: Source, places: Sequence[Place | None], rows: Ints) -> Bools:
    """Tell which passages name a municipality's region, and no other municipality of it: what they say holds there."""
    whole = np.zeros((len(rows), len(places)), np.bool_)
    for column, place in enumerate(places):
        if place is not None and not place.is_region:
            region = glossary.region_terms(place.region)
            named = _in_passages(generation, [region, glossary.municipalities_of(place.region)], rows)
            whole[:, column] = named[:, 0] & ~named[:, 1]
    return whole


def _in_passing(words: Sequence[Sequence[str]], regions: Sequence[str]) -> Bools:
    """Tell which of the words are places outside each of some regions; none is outside no region."""
    places = [[place for term in terms if (place := glossary.place_of((term,)))] for terms in words]
    outside = [
        [bool(region and those) and not any(place.is_in(region) for place in those) for those in places]
        for region in regions
    ]
    return np.array(outside, np.bool_).reshape(len(regions), len(words))
