"""The second stage: the candidates of the first, looked at again and ordered by a learned linear model."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from lape_qa import glossary
from lape_qa.dense import DenseSearcher
from lape_qa.forward import ForwardIndex
from lape_qa.late import Closeness, TokenIndex
from lape_qa.lexical import LexicalSearcher
from lape_qa.signals import CONTEXT, LexicalSignals, lexical_signals
from lape_qa.types import Document, Hit, Passage, Query

SIGNALS = ("dense", "bm25", "sentence_cosine", "coverage", "sentence_coverage", "window", "pairs", "closeness")
"""The last is late interaction; it is zero throughout when that is off, and the weights are then others."""

ELSEWHERE = 4.0
"""What a document about another place or year loses; chosen on the dev questions, where scores spread over about 10."""

Floats = NDArray[np.float32]


class Source(Protocol):
    """What the second stage needs of an index."""

    passages: Sequence[Passage]
    rows: dict[str, int]
    dense: DenseSearcher
    lexical: LexicalSearcher
    forward: ForwardIndex
    tokens: TokenIndex | None

    def document(self, identifier: str) -> Document:
        """Return a document by id."""

    def rows_of(self, identifier: str) -> Sequence[int]:
        """Return the rows of a document's passages."""

    def sentence_vectors(self, rows: Sequence[int]) -> Floats:
        """Return the vectors of the quotable sentences of some passages, one passage after the other."""


@dataclass(frozen=True, slots=True, eq=False)
class SentenceEvidence:
    """What is known of each quotable sentence of some passages, one passage after the other."""

    passage: NDArray[np.int64]
    cosine: Floats
    own: Floats
    """See `LexicalSignals`."""
    before: Floats
    close: Closeness | None
    """None without late interaction."""

    def closeness_to(self, emphasis: Floats) -> tuple[Floats, Floats]:
        """Return each sentence's mean closeness to the question's tokens, by their rarity, and that to the farthest.

        The farthest of the rarer tokens, that is. `emphasis` multiplies the weight of each token.
        """
        if self.close is None or not len(self.close.weight):
            return np.zeros(len(self.cosine), np.float32), np.zeros(len(self.cosine), np.float32)
        weight = self.close.weight * emphasis
        weight = weight / weight.sum()
        rarer = weight >= weight.mean()
        return self.close.sentence @ weight, self.close.sentence[:, rarer].min(axis=1)

    def closeness_by_word(self, query: Query) -> Floats:
        """Return each sentence's mean closeness to the tokens of each of the question's words, (sentences, words)."""
        near = np.zeros((len(self.cosine), len(query.spans)), np.float32)
        starts = query.encoded.starts
        for number, span in enumerate(query.spans):
            tokens = (starts >= span.start) & (starts < span.end)
            if self.close is not None and tokens.any():
                near[:, number] = self.close.sentence[:, tokens].mean(axis=1)
        return near


def signals(source: Source, query: Query, rows: Sequence[int]) -> tuple[Floats, SentenceEvidence]:
    """Return the signals of some passages, shape (rows, SIGNALS), and of their sentences."""
    counts = np.array([len(source.passages[row].sentences) for row in rows], np.int64)
    lexical = _lexical(source, query, rows, counts)
    owner = np.repeat(np.arange(len(rows)), counts)
    cosine = source.sentence_vectors(rows) @ query.vector
    best = np.full(len(rows), cosine.min(initial=1.0), np.float32)
    np.maximum.at(best, owner, cosine)
    close = source.tokens.closeness(query.encoded, rows, counts, CONTEXT) if source.tokens else None
    columns = (
        source.dense.cosines(query, rows),
        source.lexical.scores(query)[list(rows)],
        best,
        lexical.coverage,
        lexical.sentence,
        lexical.window,
        lexical.pairs,
        close.passage @ close.weight if close else np.zeros(len(rows)),
    )
    return np.stack(columns, axis=1).astype(np.float32), SentenceEvidence(
        owner, cosine, lexical.own, lexical.before, close
    )


def _lexical(source: Source, query: Query, rows: Sequence[int], counts: NDArray[np.int64]) -> LexicalSignals:
    matches = source.forward.matches(query.words, rows)
    return lexical_signals(matches, len(rows), counts, len(query.words), source.forward.weight(query.words))


def design(values: Floats) -> Floats:
    """Return each signal as its value, its gap to the best candidate's, and 1 / rank; shape (rows, 3 * signals)."""
    order = np.argsort(-values, axis=0, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(1, len(values) + 1)[:, None], axis=0)
    return np.concatenate([values, values - values.max(axis=0), 1 / rank], axis=1).astype(np.float32)


@cache
def weights(late: bool) -> Floats:
    """Return what data/ranking.json holds, with late interaction or without; shape (3 * signals,), as `design` has."""
    fitted = json.loads((files("lape_qa") / "data" / "ranking.json").read_text(encoding="utf-8"))
    chosen = fitted["with_late_interaction" if late else "without"]
    return np.array([chosen[kind].get(name, 0.0) for kind in ("value", "gap", "rank") for name in SIGNALS], np.float32)


def rerank(source: Source, query: Query, hits: Sequence[Hit]) -> list[Hit]:
    """Order candidates by the learned model; scores are its values, comparable within one question."""
    if not hits:
        return []
    values, _ = signals(source, query, [source.rows[hit.passage.id] for hit in hits])
    scores = design(values) @ weights(source.tokens is not None)
    order = np.argsort(-scores, kind="stable")
    return [Hit(hits[place].passage, float(scores[place])) for place in order]


def order(source: Source, query: Query, hits: Sequence[Hit]) -> list[Hit]:
    """Order candidates by the learned model and by place and year, best first."""
    return prefer(source, query, rerank(source, query, hits))


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
