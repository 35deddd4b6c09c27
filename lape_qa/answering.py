"""Query and hits -> one to three quoted sentences, or none when the evidence is too thin."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from lape_qa import question_type, ranking
from lape_qa.question_type import Asked
from lape_qa.types import Answer, Citation, Hit, NoAnswer, Query, Sentence, Span

NEAREST = 3
"""Passages shown beside an honest not-found."""
PASSAGES = 8
"""Passages whose sentences are weighed against each other."""

SENTENCE_FEATURES = (
    "cosine",
    "cosine_gap",
    "coverage",
    "coverage_gap",
    "closeness",
    "closeness_gap",
    "weakest",
    "passage_gap",
    "kind",
    "short",
    "long",
)
CONFIDENCE_FEATURES = (
    "cosine",
    "passage_cosine",
    "coverage",
    "passage_coverage",
    "closeness",
    "passage_closeness",
    "weakest",
    "names",
    "kind",
    "lead",
    "share",
)

LACKING = 0.2
"""What is left of the confidence when the source does not name a place or a year of the question."""

_MAX_SENTENCES = {Asked.LIST: 3}
_MAX_WORDS = 60
_SHORT, _LONG = 5, 45

Floats = NDArray[np.float32]


class Answerer(Protocol):
    """The port: a query and its hits in, an answer or none out."""

    def answer(self, query: Query, hits: Sequence[Hit]) -> Answer | NoAnswer:
        """Return an answer made of sentences of the hits, or NoAnswer."""


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """The sentences of the best passages and what speaks for each; parallel in the order of passages and text."""

    hits: Sequence[Hit]
    spans: Sequence[tuple[int, Span]]
    """Number of the hit, and the sentence."""
    sentences: Floats
    """Shape (sentences, SENTENCE_FEATURES)."""
    passages: Floats
    """Shape (hits, ranking.SIGNALS)."""
    names: Floats
    """Share of the question's names and numbers that stand in a passage or its context, shape (hits,)."""
    lacking: Sequence[bool]
    """For each hit: does its document lack a place or a year of the question?"""
    kind: Asked


def gather(source: ranking.Source, query: Query, hits: Sequence[Hit]) -> Evidence:
    """Weigh every quotable sentence of the best hits."""
    kind = question_type.asked(query.meant, query.language)
    hits = [*hits[:PASSAGES], *(_byline(source, hits) if kind is Asked.AUTHOR else ())]
    rows = [source.rows[hit.passage.id] for hit in hits]
    passages, found = ranking.signals(source, query, rows)
    spans = [(number, span) for number, hit in enumerate(hits) for span in hit.passage.sentences]
    texts = [source.document(hits[number].passage.document_id).text[span.start : span.end] for number, span in spans]
    words = np.array([len(text.split()) for text in texts], np.float32)
    scores = np.array([hit.score for hit in hits], np.float32)[found.passage]
    features = np.stack(
        [
            found.cosine,
            found.cosine - found.cosine.max(initial=-1.0),
            found.coverage,
            found.coverage - found.coverage.max(initial=0.0),
            found.closeness,
            found.closeness - found.closeness.max(initial=-1.0),
            found.weakest,
            scores - scores.max(initial=-np.inf) if len(scores) else scores,
            np.array([question_type.holds(kind, text) for text in texts], np.float32),
            (words < _SHORT).astype(np.float32),
            np.maximum(0, words - _LONG) / _LONG,
        ],
        axis=1,
    )
    return Evidence(
        hits,
        spans,
        features.astype(np.float32),
        passages,
        _names(source, query, rows),
        ranking.lacking(source, query, hits),
        kind,
    )


def _byline(source: ranking.Source, hits: Sequence[Hit]) -> list[Hit]:
    """Return where the best hit's document names its author: far from what the question is about, at either end."""
    if not hits:
        return []
    best = hits[0].passage.document_id
    text = source.document(best).text
    known = {hit.passage.id for hit in hits[:PASSAGES]}
    return [
        Hit(passage, hits[0].score)
        for passage in (source.passages[row] for row in source.rows_of(best))
        if passage.id not in known
        and any(question_type.holds(Asked.AUTHOR, text[span.start : span.end]) for span in passage.sentences)
    ]


def _names(source: ranking.Source, query: Query, rows: Sequence[int]) -> Floats:
    # In Finnish only the exact lemma counts: Etelä-Savo is no answer to a question about Pohjois-Savo.
    named = [
        word[:1] if query.language == "fi" else word
        for word, is_name in zip(query.words, query.named, strict=True)
        if is_name
    ]
    if not named:
        return np.ones(len(rows), np.float32)
    matches = source.forward.matches(named, rows)
    found = np.zeros((len(rows), len(named)), np.float32)
    found[matches.candidate, matches.word] = 1
    share: Floats = found.mean(axis=1)
    return share


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Fitted weights: a linear score for sentences, a logistic one for whether the best of them answers."""

    sentence: Floats
    confidence: Floats
    bias: float
    threshold: float
    """Least confidence with which an answer is shown."""
    nearly: float
    """A further sentence is shown when its share of the probability is at least this part of the best one's."""

    @staticmethod
    def of(fitted: dict[str, Any]) -> "Model":
        """Read fitted weights by name, so that an outdated file is an error and not nonsense."""
        sentence = np.array([fitted["sentence"][name] for name in SENTENCE_FEATURES], np.float32)
        confidence = np.array([fitted["confidence"][name] for name in CONFIDENCE_FEATURES], np.float32)
        return Model(sentence, confidence, fitted["bias"], fitted["threshold"], fitted["nearly"])


@cache
def fitted_model() -> Model:
    """Return the model of data/answering.json, which says how it was made."""
    return Model.of(json.loads((files("lape_qa") / "data" / "answering.json").read_text(encoding="utf-8")))


def shares(evidence: Evidence, weights: Floats) -> Floats:
    """Return each sentence's share of the probability that it is the one that answers (softmax)."""
    scores = evidence.sentences @ weights
    exponents = np.exp(scores - scores.max(initial=-np.inf))
    share: Floats = exponents / exponents.sum()
    return share


def confidence_features(evidence: Evidence, share: Floats, best: int) -> Floats:
    """Return what the confidence in the best sentence rests on, shape (CONFIDENCE_FEATURES,)."""
    number, _ = evidence.spans[best]
    sentence = dict(zip(SENTENCE_FEATURES, evidence.sentences[best], strict=True))
    passage = dict(zip(ranking.SIGNALS, evidence.passages[number], strict=True))
    others = np.delete(share, best)
    return np.array(
        [
            sentence["cosine"],
            passage["dense"],
            sentence["coverage"],
            passage["coverage"],
            sentence["closeness"],
            passage["closeness"],
            sentence["weakest"],
            evidence.names[number],
            sentence["kind"],
            share[best] - others.max(initial=0.0),
            share[best],
        ],
        np.float32,
    )


def _bylines_first(evidence: Evidence, order: NDArray[np.int64]) -> NDArray[np.int64]:
    """For a question about an author, keep only bylines when there are any: they share no word with the question."""
    if evidence.kind is not Asked.AUTHOR:
        return order
    bylines = order[evidence.sentences[order, SENTENCE_FEATURES.index("kind")] > 0]
    return bylines if len(bylines) else order


class ExtractiveAnswerer:
    """An Answerer that quotes whole sentences; how they are chosen is fitted on questions, not set by hand."""

    def __init__(self, source: ranking.Source, model: Model | None = None) -> None:
        self._source = source
        self._model = model or fitted_model()

    def answer(self, query: Query, hits: Sequence[Hit]) -> Answer | NoAnswer:
        """Return the best sentence and up to two nearly as good, or NoAnswer with the nearest hits."""
        nearest = tuple(hits[:NEAREST])
        if not hits:
            return NoAnswer(nearest, 0.0)
        evidence = gather(self._source, query, hits)
        if not evidence.spans:
            return NoAnswer(nearest, 0.0)
        share = shares(evidence, self._model.sentence)
        best = int(share.argmax())
        score = float(confidence_features(evidence, share, best) @ self._model.confidence) + self._model.bias
        confidence = 1 / (1 + float(np.exp(-score)))
        number, _ = evidence.spans[best]
        if evidence.lacking[number]:
            confidence *= LACKING
        if confidence < self._model.threshold:
            return NoAnswer(nearest, confidence)
        return self._compose(evidence, share, confidence)

    def _compose(self, evidence: Evidence, share: Floats, confidence: float) -> Answer:
        order = _bylines_first(evidence, np.argsort(-share, kind="stable"))
        least = share[order[0]] * self._model.nearly
        further = [place for place in order[1 : _MAX_SENTENCES.get(evidence.kind, 2)] if share[place] >= least]
        chosen = [order[0], *(self._list_items(evidence, order[0]) or further)]
        sentences: list[Sentence] = []
        citations: list[Citation] = []
        words = 0
        for place in chosen:
            number, span = evidence.spans[place]
            document = self._source.document(evidence.hits[number].passage.document_id)
            quote = document.text[span.start : span.end]
            words += len(quote.split())
            if sentences and words > _MAX_WORDS:
                break
            citations.append(Citation(len(citations) + 1, document, quote, span.start, span.end))
            sentences.append(Sentence(quote, len(citations)))
        return Answer(tuple(sentences), tuple(citations), confidence)

    def _list_items(self, evidence: Evidence, place: int) -> list[int]:
        """Return what follows a sentence that introduces a list, when the list and not its length is asked for."""
        number, span = evidence.spans[place]
        text = self._source.document(evidence.hits[number].passage.document_id).text
        if evidence.kind is Asked.NUMBER or text[span.end - 1] != ":":
            return []
        return [other for other in range(place + 1, len(evidence.spans)) if evidence.spans[other][0] == number]
