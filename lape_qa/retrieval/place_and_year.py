"""Which candidates are about another place or year than the question."""

from collections.abc import Collection, Sequence

from lape_qa.index.model import Hit
from lape_qa.language import glossary
from lape_qa.question.model import Query
from lape_qa.retrieval.source import Source

ELSEWHERE = 4.0
"""What a document about another place or year loses; chosen on the dev questions, where scores spread over about 10."""


def prefer(source: Source, query: Query, hits: Sequence[Hit]) -> list[Hit]:
    """Move down, without leaving out, hits whose document is about another place or year than the question.

    Only documents whose region is known are judged: they say where they belong.
    """
    if not any(query.required):
        return list(hits)
    moved = [
        Hit(
            hit.passage,
            hit.score - ELSEWHERE if lacks and source.document(hit.passage.document_id).region else hit.score,
        )
        for hit, lacks in zip(hits, lacking(source, query, hits), strict=True)
    ]
    return sorted(moved, key=lambda hit: -hit.score)


def lacking(source: Source, query: Query, hits: Sequence[Hit]) -> list[bool]:
    """Tell which hits come from documents that do not name every place and year of the question.

    When the question names several places the documents may name them together.
    """
    required = [word for word, must in zip(query.words, query.required, strict=True) if must]
    # In Finnish only the exact lemma counts: Etelä-Savo is no answer to a question about Pohjois-Savo.
    exact = [word[:1] if query.language == "fi" else word for word in required]
    found = _named_in_documents(source, exact, {hit.passage.document_id for hit in hits})
    together = set().union(*found.values())
    several = sum(glossary.place_among(word) is not None for word in exact) > 1
    everything = set(range(len(exact)))
    if several:
        return [together < everything] * len(hits)
    here = _named_in_passages(source, exact, [source.rows[hit.passage.id] for hit in hits])
    return [
        found[hit.passage.document_id] < everything or not _others(source, required, hit) <= named
        for hit, named in zip(hits, here, strict=True)
    ]


def _others(source: Source, required: Sequence[Sequence[str]], hit: Hit) -> set[int]:
    """Return which of the words are places that a hit's document, being about another region, may name in passing.

    The passage itself must then name them.
    """
    region = source.document(hit.passage.document_id).region
    places = [list(filter(None, (glossary.place_of((term,)) for term in terms))) for terms in required]
    return {
        number
        for number, those in enumerate(places)
        if region and those and all(place.region not in region for place in those)
    }


def _named_in_passages(source: Source, words: Sequence[Sequence[str]], rows: Sequence[int]) -> list[set[int]]:
    """Return which of the words stand in each of some passages or its context."""
    matches = source.forward.matches(words, rows)
    named: list[set[int]] = [set() for _ in rows]
    for place, word in set(zip(matches.candidate.tolist(), matches.word.tolist(), strict=True)):
        named[place].add(word)
    return named


def _named_in_documents(
    source: Source, words: Sequence[Sequence[str]], identifiers: Collection[str]
) -> dict[str, set[int]]:
    """Return which of the words stand anywhere in each of some documents, or are the year it was published."""
    owners = [(identifier, row) for identifier in identifiers for row in source.rows_of(identifier)]
    found: dict[str, set[int]] = {}
    for identifier in identifiers:
        published = source.document(identifier).published[:4]
        found[identifier] = {number for number, word in enumerate(words) if published in word}
    for (identifier, _), named in zip(
        owners, _named_in_passages(source, words, [row for _, row in owners]), strict=True
    ):
        found[identifier] |= named
    return found
