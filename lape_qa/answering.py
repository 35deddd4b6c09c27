"""Query and hits -> one to three quoted sentences, or none when the evidence is too thin."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from itertools import compress
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from lape_qa import question_type, ranking
from lape_qa.question_type import Asked
from lape_qa.ranking import SentenceEvidence
from lape_qa.types import Answer, Citation, Hit, NoAnswer, Query, Sentence, Span

NEAREST = 3
"""Passages shown beside an honest not-found."""
PASSAGES = 8
"""Passages whose sentences are weighed against each other."""

SENTENCE_FEATURES = (
    "cosine",
    "coverage",
    "closeness",
    "weakest",
    "context",
    "previous",
    "passage",
    "no_trace",
    "no_sure_trace",
    "short",
    "long",
)
CONFIDENCE_FEATURES = (
    "cosine",
    "passage_cosine",
    "passage_bm25",
    "passage_lead",
    "coverage",
    "passage_coverage",
    "missing",
    "rarest_missing",
    "weakest",
    "names",
    "no_trace",
    "no_distinct_trace",
    "share",
)

LACKING = 0.2
"""What is left of the confidence when the source does not name a place or a year of the question."""

_MAX_SENTENCES = {Asked.LIST: 3}
_MAX_WORDS = 60
_SHORT, _LONG = 5, 45
_CLEAR_LEAD = 5.0
"""A best passage that is this far ahead of the next is as sure as one without any next."""
_OUTSIDE = 0.3
"""Weight of a question's words outside the part that is looked at."""

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
    parts: Sequence[Floats]
    """The same for each part of the question by itself, when it has parts."""
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
    scores = np.array([hit.score for hit in hits], np.float32)[found.passage]
    weigh = partial(_weigh, source, query, found, texts, scores)
    # What a question takes over from earlier ones says where to look, not what is asked now.
    whole = Span(0, len(query.text) if query.carried else len(query.meant))
    return Evidence(
        hits,
        spans,
        weigh(whole, kind),
        [weigh(part, _kind_of_part(query, part, kind)) for part in query.parts],
        passages,
        _names(source, query, rows),
        ranking.lacking(source, query, hits),
        kind,
    )


def _kind_of_part(query: Query, part: Span, whole: Asked) -> Asked:
    kind = question_type.asked(query.meant[part.start : part.end], query.language)
    return whole if kind is Asked.OTHER else kind


def _weigh(
    source: ranking.Source,
    query: Query,
    found: SentenceEvidence,
    texts: Sequence[str],
    scores: Floats,
    focus: Span,
    kind: Asked,
) -> Floats:
    """Return the features of the sentences for what a stretch of the question asks, shape (texts, SENTENCE_FEATURES).

    The words outside it count too, but less.
    """
    inside = _within(np.array(query.starts), focus)
    share = float(np.array([source.forward.word_weight(word) for word in query.words]) @ inside)
    part = inside * source.forward.weight(query.words) / max(share, 1e-6)
    own, before = found.own @ part, found.before @ part
    follows = np.concatenate([[False], found.passage[1:] == found.passage[:-1]])[: len(texts)]
    closeness, weakest = found.closeness_to(_within(query.encoded.starts, focus))
    words = np.array([len(text.split()) for text in texts], np.float32)
    trace = np.array([question_type.holds(kind, text, query.meant) for text in texts], np.bool_)
    columns = (
        found.cosine,
        np.maximum(found.own, found.before) @ part,
        closeness,
        weakest,
        before,
        np.where(follows, np.roll(own, 1), 0),
        scores - scores.max(initial=-np.inf) if len(scores) else scores,
        ~trace & (kind in question_type.MEASURED),
        ~trace & (kind not in question_type.MEASURED),
        words < _SHORT,
        np.maximum(0, words - _LONG) / _LONG,
    )
    return np.stack([np.asarray(column, np.float32) for column in columns], axis=1)


def _within(starts: NDArray[np.int64], focus: Span) -> Floats:
    return np.where((starts >= focus.start) & (starts < focus.end), 1, _OUTSIDE).astype(np.float32)


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
    named = [word[:1] if query.language == "fi" else word for word in compress(query.words, query.named)]
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
    beside: float
    """The same for the sentence before or after the best one, which makes one quote with it."""

    @staticmethod
    def of(fitted: dict[str, Any]) -> "Model":
        """Read fitted weights by name, so that an outdated file is an error and not nonsense."""
        sentence = np.array([fitted["sentence"][name] for name in SENTENCE_FEATURES], np.float32)
        confidence = np.array([fitted["confidence"][name] for name in CONFIDENCE_FEATURES], np.float32)
        return Model(sentence, confidence, fitted["bias"], fitted["threshold"], fitted["nearly"], fitted["beside"])


@cache
def fitted_model() -> Model:
    """Return the model of data/answering.json, which says how it was made."""
    return Model.of(json.loads((files("lape_qa") / "data" / "answering.json").read_text(encoding="utf-8")))


def shares(sentences: Floats, weights: Floats) -> Floats:
    """Return each sentence's share of the probability that it is the one that answers (softmax)."""
    scores = sentences @ weights
    exponents = np.exp(scores - scores.max(initial=-np.inf))
    share: Floats = exponents / exponents.sum()
    return share


def confidence_features(source: ranking.Source, query: Query, evidence: Evidence, share: Floats, best: int) -> Floats:
    """Return what the confidence in the best sentence rests on, shape (CONFIDENCE_FEATURES,)."""
    number, _ = evidence.spans[best]
    sentence = dict(zip(SENTENCE_FEATURES, evidence.sentences[best], strict=True))
    passage = dict(zip(ranking.SIGNALS, evidence.passages[number], strict=True))
    scores = [hit.score for hit in evidence.hits[:PASSAGES]]
    weight = np.array([source.forward.word_weight(word) for word in query.words], np.float32)
    total = max(float(weight.sum()), 1e-6)
    named = source.forward.matches(query.words, source.rows_of(evidence.hits[number].passage.document_id))
    missing = np.delete(weight, np.unique(named.word)) / total
    no_trace = sentence["no_trace"]
    return np.array(
        [
            sentence["cosine"],
            passage["dense"],
            passage["bm25"] / total,
            min(scores[0] - scores[1], _CLEAR_LEAD) if len(scores) > 1 else _CLEAR_LEAD,
            sentence["coverage"],
            passage["coverage"],
            missing.sum(),
            missing.max(initial=0),
            sentence["weakest"],
            evidence.names[number],
            no_trace,
            no_trace * (evidence.kind in question_type.DISTINCT),
            share[best],
        ],
        np.float32,
    )


def _bylines_first(evidence: Evidence, order: NDArray[np.int64]) -> NDArray[np.int64]:
    """For a question about an author, keep only bylines when there are any: they share no word with the question."""
    if evidence.kind is not Asked.AUTHOR:
        return order
    bylines = order[evidence.sentences[order, SENTENCE_FEATURES.index("no_sure_trace")] == 0]
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
        share = shares(evidence.sentences, self._model.sentence)
        best = int(share.argmax())
        features = confidence_features(self._source, query, evidence, share, best)
        score = float(features @ self._model.confidence) + self._model.bias
        confidence = 1 / (1 + float(np.exp(-score)))
        number, _ = evidence.spans[best]
        if evidence.lacking[number]:
            confidence *= LACKING
        if confidence < self._model.threshold:
            return NoAnswer(nearest, confidence)
        return self._compose(evidence, share, confidence)

    def _compose(self, evidence: Evidence, share: Floats, confidence: float) -> Answer:
        order = _bylines_first(evidence, np.argsort(-share, kind="stable"))
        chosen = [order[0], *(self._list_items(evidence, order[0]) or self._further(evidence, share, order))]
        if evidence.parts:
            # One sentence for each, or one for all.
            best = [int((part @ self._model.sentence).argmax()) for part in evidence.parts]
            chosen = list(dict.fromkeys(best))
        sentences: list[Sentence] = []
        citations: list[Citation] = []
        words = 0
        for number, span in self._stretches(evidence, chosen):
            document = self._source.document(evidence.hits[number].passage.document_id)
            quote = document.text[span.start : span.end]
            words += len(quote.split())
            if sentences and words > _MAX_WORDS:
                break
            citations.append(Citation(len(citations) + 1, document, quote, span.start, span.end))
            sentences.append(Sentence(quote, len(citations)))
        return Answer(tuple(sentences), tuple(citations), confidence)

    def _further(self, evidence: Evidence, share: Floats, order: NDArray[np.int64]) -> list[int]:
        """Return what is shown with the best sentence: the next best, when it stands beside it or is nearly as good."""
        best = int(order[0])
        least = [
            self._model.beside if self._is_beside(evidence, best, int(place)) else self._model.nearly for place in order
        ]
        most = _MAX_SENTENCES.get(evidence.kind, 2)
        return [int(order[at]) for at in range(1, min(most, len(order))) if share[order[at]] >= share[best] * least[at]]

    def _is_beside(self, evidence: Evidence, one: int, other: int) -> bool:
        """Tell whether two sentences follow upon each other in one paragraph, either one first."""
        (number, first), (same, second) = (evidence.spans[place] for place in sorted((one, other)))
        between = self._source.document(evidence.hits[number].passage.document_id).text[first.end : second.start]
        return number == same and abs(one - other) == 1 and not between.strip() and between.count("\n") < 2

    def _stretches(self, evidence: Evidence, chosen: Sequence[int]) -> list[tuple[int, Span]]:
        """Return the number of the hit and the span of each quote: two sentences side by side are one."""
        if len(chosen) == 2 and self._is_beside(evidence, *chosen):
            (number, left), (_, right) = (evidence.spans[place] for place in sorted(chosen))
            text = self._source.document(evidence.hits[number].passage.document_id).text
            if len(text[left.start : right.end].split()) <= _MAX_WORDS:
                return [(number, Span(left.start, right.end))]
        return [evidence.spans[place] for place in chosen]

    def _list_items(self, evidence: Evidence, place: int) -> list[int]:
        """Return what follows a sentence that introduces a list, when the list and not its length is asked for."""
        number, span = evidence.spans[place]
        text = self._source.document(evidence.hits[number].passage.document_id).text
        if evidence.kind is Asked.NUMBER or text[span.end - 1] != ":":
            return []
        return [other for other in range(place + 1, len(evidence.spans)) if evidence.spans[other][0] == number]
