"""Candidates of a question -> what there is to judge the sentences of its best passages by."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lape_qa.index.model import Floats, Ranking
from lape_qa.index.ports import Source
from lape_qa.language.model import Span
from lape_qa.question import kinds
from lape_qa.question.kinds import Asked
from lape_qa.question.model import Query
from lape_qa.retrieval.candidates import Part, Sentences

PASSAGES = 8
"""Passages whose sentences are weighed against each other."""

_FAR, _NEAR = 0.3, 0.8
"""Closeness of a question's word to a sentence at which it has no and full support there."""

_CARRIED = 0.3
"""Weight of the words that a question takes over from earlier ones."""

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Grounds:
    """The sentences of the best passages and what is known of each; parallel, in the order of passages and text."""

    part: Part
    """The question and those passages."""
    kind: Asked
    places: tuple[tuple[int, Span], ...]
    """Number of the passage, and the sentence's span in the document."""
    texts: tuple[str, ...]
    trace: Bools
    """Does the sentence hold something of the kind that is asked for?"""
    lacking: Bools
    """For each passage: does its document lack a place or a year of the question?"""
    rarity: Floats
    """What each of the question's words weighs, shape (words,)."""
    weight: float
    """What they weigh together."""
    emphasis: Floats
    """What each of the question's words counts, 0..1: those that it takes over from earlier ones count less."""
    support: Floats
    """How far a sentence holds each of the question's words, 0..1, by term or meaning, shape (sentences, words)."""
    closeness: Floats
    """See `Sentences.closeness_to`."""
    weakest: Floats

    @property
    def query(self) -> Query:
        """The question."""
        return self.part.query

    @property
    def sentences(self) -> Sentences:
        """What retrieval knows of the sentences."""
        return self.part.sentences

    @property
    def share(self) -> Floats:
        """Each word's share of the question's weight, shape (words,)."""
        return self.rarity / max(float(self.rarity.sum()), 1e-6)

    def document(self, place: int) -> str:
        """Return the id of the document that a sentence stands in."""
        return self.part.passages[self.places[place][0]].document_id


def gather(generation: Source, part: Part, most: int = PASSAGES) -> Grounds:
    """Gather what speaks for every quotable sentence of a question's best passages, at most so many."""
    query = part.query
    kind = kinds.asked(query.meant, query.language)
    best = part.first(most)
    if kind is Asked.AUTHOR and best.passages:
        best = _with_bylines(generation, part, best)
    places = tuple((number, span) for number, passage in enumerate(best.passages) for span in passage.sentences)
    generation.fetch({passage.document_id for passage in best.passages})
    texts = tuple(
        generation.document(best.passages[number].document_id).text[span.start : span.end] for number, span in places
    )
    rarity = generation.forward.word_weights(query.words)
    # What a question takes over from earlier ones says where to look, not what is asked now: it counts, but less.
    closeness, weakest = best.sentences.closeness_to(_counting(query.encoded.starts, query.own_end))
    return Grounds(
        part=best,
        kind=kind,
        places=places,
        texts=texts,
        trace=np.array([kinds.holds(kind, text, query.meant) for text in texts], np.bool_),
        lacking=best.naming.lacking(),
        rarity=rarity,
        weight=generation.forward.weight(query.words),
        emphasis=_counting(np.array([span.start for span in query.spans]), query.own_end),
        support=_support(query, best.sentences, rarity),
        closeness=closeness,
        weakest=weakest,
    )


def _counting(starts: NDArray[np.int64], end: int) -> Floats:
    return np.where(starts < end, 1, _CARRIED).astype(np.float32)


def _support(query: Query, sentences: Sentences, rarity: Floats) -> Floats:
    by_term = np.maximum(sentences.own, sentences.before) * float(rarity.sum()) / np.maximum(rarity, 1e-6)
    by_meaning = (sentences.closeness_by_word(query) - _FAR) / (_NEAR - _FAR)
    support: Floats = np.clip(np.maximum(by_term, by_meaning), 0, 1).astype(np.float32)
    return support


def _with_bylines(generation: Source, part: Part, best: Part) -> Part:
    """Add where the best passage's document names its author: far from what the question is about, at either end."""
    bylines = _bylines(generation, best.passages[0].document_id, best.ranking.rows.tolist())
    if not bylines:
        return best
    scores = np.concatenate([best.ranking.scores, np.full(len(bylines), best.ranking.scores[0])])
    rows = np.concatenate([best.ranking.rows, np.array(bylines, np.int64)])
    return part.at(generation, Ranking(rows, scores))


def _bylines(generation: Source, document: str, known: Sequence[int]) -> list[int]:
    text = generation.document(document).text
    return [
        row
        for row in generation.rows_of(document)
        if row not in known
        and any(kinds.holds(Asked.AUTHOR, text[span.start : span.end]) for span in generation.passages[row].sentences)
    ]
