"""Query and hits -> one to three quoted sentences, or none when the evidence is too thin."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import compress
from statistics import fmean
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from lape_qa import anaphora, contrast, question_type, ranking
from lape_qa.question_type import Asked
from lape_qa.ranking import SentenceEvidence
from lape_qa.types import Answer, Citation, Hit, NoAnswer, Query, Sentence, Span

NEAREST = 3
"""Passages shown beside an honest not-found."""
PASSAGES = 8
"""Passages whose sentences are weighed against each other."""

SENTENCE_FEATURES = (
    "cosine",
    "likest",
    "closest",
    "weakest",
    "coverage",
    "context",
    "support",
    "word_lead",
    "held_before",
    "news",
    "passage",
    "no_trace",
    "no_sure_trace",
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
    "support",
    "weakest",
    "names",
    "no_trace",
    "no_distinct_trace",
    "share",
    "lead",
)

LACKING = 0.2
"""What is left of the confidence when the source does not name a place or a year of the question."""

_MAX_SENTENCES = 3
_MAX_WORDS = 60
"""Of an answer of several sentences; one alone is shown however long it is. Two questions share them."""
_CLEAR_LEAD, _CLEAR_PASSAGE_LEAD = 10.0, 5.0
"""What is this far ahead, a sentence of those of other documents, a passage of the next, is as sure as one alone."""
_FAR, _NEAR = 0.3, 0.8
"""Closeness of a question's word to a sentence at which it has no and full support there."""
_CARRIED = 0.3
"""Weight of the words that a question takes over from earlier ones."""

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
    support: Floats
    """How far a sentence holds each of the question's words, 0..1, by term or meaning, shape (sentences, words)."""
    names: Floats
    """Share of the question's names and numbers that stand in a passage or its context, shape (hits,)."""
    lacking: Sequence[bool]
    """For each hit: does its document lack a place or a year of the question?"""
    kind: Asked


def questions(source: ranking.Source, query: Query, hits: Sequence[Hit]) -> list[tuple[Query, Sequence[Hit]]]:
    """Return what is answered by itself, the query or the several that it consists of, with its hits, best first."""
    return [(part, ranking.order(source, part, hits)) for part in query.parts] or [(query, hits)]


def gather(source: ranking.Source, query: Query, hits: Sequence[Hit]) -> Evidence:
    """Weigh every quotable sentence of the best hits."""
    kind = question_type.asked(query.meant, query.language)
    hits = [*hits[:PASSAGES], *(_byline(source, hits) if kind is Asked.AUTHOR else ())]
    rows = [source.rows[hit.passage.id] for hit in hits]
    passages, found = ranking.signals(source, query, rows)
    spans = [(number, span) for number, hit in enumerate(hits) for span in hit.passage.sentences]
    texts = [source.document(hits[number].passage.document_id).text[span.start : span.end] for number, span in spans]
    scores = np.array([hit.score for hit in hits], np.float32)[found.passage]
    support = _support(source, query, found)
    return Evidence(
        hits,
        spans,
        _weigh(source, query, found, texts, scores, kind, support),
        passages,
        support,
        _names(source, query, rows),
        ranking.lacking(source, query, hits),
        kind,
    )


def _weigh(
    source: ranking.Source,
    query: Query,
    found: SentenceEvidence,
    texts: Sequence[str],
    scores: Floats,
    kind: Asked,
    support: Floats,
) -> Floats:
    """Return the features of the sentences, shape (texts, SENTENCE_FEATURES)."""
    # What a question takes over from earlier ones says where to look, not what is asked now: it counts, but less.
    asked = len(query.text) if query.carried else len(query.meant)
    inside = _within(np.array([span.start for span in query.spans]), asked)
    weights = source.forward.word_weights(query.words)
    part = inside * source.forward.weight(query.words) / max(float(weights @ inside), 1e-6)
    closeness, weakest = found.closeness_to(_within(query.encoded.starts, asked))
    share = weights / max(float(weights.sum()), 1e-6)
    trace = np.array([question_type.holds(kind, text, query.meant) for text in texts], np.bool_)
    columns = (
        found.cosine,
        contrast.is_best(found.cosine, found.passage),
        contrast.is_best(closeness, found.passage),
        weakest,
        np.maximum(found.own, found.before) @ part,
        found.before @ part,
        support @ share,
        contrast.lead(support, share),
        contrast.held_before(support, found.passage, share),
        contrast.news(texts, query.meant),
        scores - scores.max(initial=-np.inf) if len(scores) else scores,
        ~trace & (kind in question_type.MEASURED),
        ~trace & (kind not in question_type.MEASURED),
    )
    return np.stack([np.asarray(column, np.float32) for column in columns], axis=1)


def _support(source: ranking.Source, query: Query, found: SentenceEvidence) -> Floats:
    weights = source.forward.word_weights(query.words)
    by_term = np.maximum(found.own, found.before) * float(weights.sum()) / np.maximum(weights, 1e-6)
    by_meaning = (found.closeness_by_word(query) - _FAR) / (_NEAR - _FAR)
    support: Floats = np.clip(np.maximum(by_term, by_meaning), 0, 1).astype(np.float32)
    return support


def _within(starts: NDArray[np.int64], end: int) -> Floats:
    return np.where(starts < end, 1, _CARRIED).astype(np.float32)


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
    word_cost: float
    """Sentences beside the best one join its quote when they add more of the probability than this for every word."""
    second: float
    """Share of the best one's probability from which another sentence is quoted too: it is unsure which answers."""

    @staticmethod
    def of(fitted: dict[str, Any]) -> "Model":
        """Read fitted weights by name, so that an outdated file is an error and not nonsense."""
        sentence = np.array([fitted["sentence"][name] for name in SENTENCE_FEATURES], np.float32)
        confidence = np.array([fitted["confidence"][name] for name in CONFIDENCE_FEATURES], np.float32)
        return Model(sentence, confidence, fitted["bias"], fitted["threshold"], fitted["word_cost"], fitted["second"])


@cache
def fitted_model() -> Model:
    """Return the model of data/answering.json, which says how it was made."""
    return Model.of(json.loads((files("lape_qa") / "data" / "answering.json").read_text(encoding="utf-8")))


def shares(scores: Floats) -> Floats:
    """Return each sentence's share of the probability that it is the one that answers (softmax)."""
    exponents = np.exp(scores - scores.max(initial=-np.inf))
    share: Floats = exponents / exponents.sum()
    return share


def confidence_features(source: ranking.Source, query: Query, evidence: Evidence, scores: Floats) -> Floats:
    """Return what the confidence in the sentence of the highest score rests on, shape (CONFIDENCE_FEATURES,)."""
    best = int(scores.argmax())
    number, _ = evidence.spans[best]
    document = evidence.hits[number].passage.document_id
    sentence = dict(zip(SENTENCE_FEATURES, evidence.sentences[best], strict=True))
    passage = dict(zip(ranking.SIGNALS, evidence.passages[number], strict=True))
    weights = source.forward.word_weights(query.words)
    total = max(float(weights.sum()), 1e-6)
    held = source.forward.matches(query.words, source.rows_of(document))
    missing = np.delete(weights, np.unique(held.word)) / total
    others = [hit.passage.document_id != document for hit in evidence.hits]
    elsewhere = scores[[others[hit] for hit, _ in evidence.spans]]
    return np.array(
        [
            sentence["cosine"],
            passage["dense"],
            passage["bm25"] / total,
            _passage_lead(evidence),
            sentence["coverage"],
            passage["coverage"],
            missing.sum(),
            missing.max(initial=0),
            evidence.support[best] @ weights / total,
            sentence["weakest"],
            evidence.names[number],
            sentence["no_trace"],
            sentence["no_trace"] * (evidence.kind in question_type.DISTINCT),
            shares(scores)[best],
            min(float(scores[best] - elsewhere.max(initial=-np.inf)), _CLEAR_LEAD),
        ],
        np.float32,
    )


def _passage_lead(evidence: Evidence) -> float:
    first = [hit.score for hit in evidence.hits[:PASSAGES]]
    return min(first[0] - first[1], _CLEAR_PASSAGE_LEAD) if len(first) > 1 else _CLEAR_PASSAGE_LEAD


@dataclass(frozen=True, slots=True, eq=False)
class _Draft:
    """What speaks for an answer to one question."""

    evidence: Evidence
    share: Floats
    confidence: float


def _joined(quotes: Sequence[tuple[str, Span]]) -> list[tuple[str, Span]]:
    """Join quotes of one document that overlap, so that nothing is said twice."""
    found: list[tuple[str, Span]] = []
    for document, span in quotes:
        for place, (other, known) in enumerate(found):
            if other == document and anaphora.overlap(known, span):
                found[place] = (document, Span(min(known.start, span.start), max(known.end, span.end)))
                break
        else:
            found.append((document, span))
    return found


def _of_bylines(evidence: Evidence, share: Floats) -> Floats:
    """For a question about an author, leave only bylines when there are any: they share no word with the question."""
    if evidence.kind is not Asked.AUTHOR:
        return share
    bylines = evidence.sentences[:, SENTENCE_FEATURES.index("no_sure_trace")] == 0
    return np.where(bylines, share, 0) if bylines.any() else share


class ExtractiveAnswerer:
    """An Answerer that quotes whole sentences; how they are chosen is fitted on questions, not set by hand."""

    def __init__(self, source: ranking.Source, model: Model | None = None) -> None:
        self._source = source
        self._model = model or fitted_model()

    def answer(self, query: Query, hits: Sequence[Hit]) -> Answer | NoAnswer:
        """Return the sentences that most likely answer, or NoAnswer with the nearest hits."""
        asked = questions(self._source, query, hits)
        drafts = [draft for part, its in asked if (draft := self._draft(part, its))]
        # All of it is answered, or nothing: half a comparison is none.
        confidence = fmean(draft.confidence for draft in drafts) if len(drafts) == len(asked) else 0.0
        if len(drafts) < len(asked) or confidence < self._model.threshold:
            return NoAnswer(tuple(hits[:NEAREST]), confidence)
        quotes = [quote for draft in drafts for quote in self._quotes(draft, len(drafts))]
        return self._compose(_joined(quotes), confidence)

    def _compose(self, quotes: Sequence[tuple[str, Span]], confidence: float) -> Answer:
        citations = []
        for number, (identifier, span) in enumerate(quotes, start=1):
            document = self._source.document(identifier)
            citations.append(Citation(number, document, document.text[span.start : span.end], span.start, span.end))
        sentences = tuple(Sentence(citation.quote, citation.number) for citation in citations)
        return Answer(sentences, tuple(citations), confidence)

    def _draft(self, query: Query, hits: Sequence[Hit]) -> "_Draft | None":
        evidence = gather(self._source, query, hits) if hits else None
        if not evidence or not evidence.spans:
            return None
        scores = evidence.sentences @ self._model.sentence
        number, _ = evidence.spans[int(scores.argmax())]
        features = confidence_features(self._source, query, evidence, scores)
        confidence = 1 / (1 + float(np.exp(-float(features @ self._model.confidence) - self._model.bias)))
        return _Draft(evidence, shares(scores), confidence * (LACKING if evidence.lacking[number] else 1.0))

    def _quotes(self, draft: "_Draft", questions: int) -> list[tuple[str, Span]]:
        """Return the document and the span of each quote: a list with its items, or sentences that stand together.

        When another sentence is about as likely to answer, it is quoted too; of several questions, each gets one quote.
        """
        evidence = draft.evidence
        share = _of_bylines(evidence, draft.share)
        best = int(share.argmax())
        if items := self._list_items(evidence, best):
            return [self._quote(evidence, place, place) for place in (best, *items)]
        stretch = self._stretch(evidence, share, _MAX_WORDS // questions)
        second = self._second(evidence, share, *stretch) if questions == 1 else None
        return [self._quote(evidence, *stretch)] + ([] if second is None else [self._quote(evidence, second, second)])

    def _second(self, evidence: Evidence, share: Floats, first: int, last: int) -> int | None:
        """Return the best sentence outside the first quote, if it is likely enough to answer and there is room for it.

        An author is one: another byline would name another.
        """
        allowed = [
            not first <= place <= last and not evidence.lacking[number]
            for place, (number, _) in enumerate(evidence.spans)
        ]
        second = int(np.where(allowed, share, 0).argmax())
        words = sum(self._words(evidence, place) for place in (*range(first, last + 1), second))
        likely = allowed[second] and share[second] >= self._model.second * share.max()
        return second if likely and words <= _MAX_WORDS and evidence.kind is not Asked.AUTHOR else None

    def _quote(self, evidence: Evidence, first: int, last: int) -> tuple[str, Span]:
        number, span = evidence.spans[first]
        passage = evidence.hits[number].passage
        document = self._source.document(passage.document_id)
        stretch = Span(span.start, evidence.spans[last][1].end)
        return document.id, anaphora.widened(document.text, document.language, stretch, passage.sentences, _MAX_WORDS)

    def _stretch(self, evidence: Evidence, share: Floats, most: int) -> tuple[int, int]:
        """Return the first and last of the sentences around the best one that are worth their words most."""
        best = int(share.argmax())
        worth: dict[tuple[int, int], float] = {}
        for first in range(max(0, best - _MAX_SENTENCES + 1), best + 1):
            words, held = 0, 0.0
            for last in range(first, min(first + _MAX_SENTENCES, len(evidence.spans))):
                words += self._words(evidence, last)
                if last > first and (words > most or not self._is_beside(evidence, last - 1)):
                    break
                held += float(share[last])
                if last >= best:
                    worth[first, last] = held - self._model.word_cost * words
        return max(worth, key=worth.__getitem__)

    def _words(self, evidence: Evidence, place: int) -> int:
        number, span = evidence.spans[place]
        text = self._source.document(evidence.hits[number].passage.document_id).text
        return len(text[span.start : span.end].split())

    def _is_beside(self, evidence: Evidence, place: int) -> bool:
        """Tell whether a sentence and the next follow upon each other in one paragraph."""
        (number, span), (same, following) = evidence.spans[place : place + 2]
        between = self._source.document(evidence.hits[number].passage.document_id).text[span.end : following.start]
        return number == same and not between.strip() and between.count("\n") < 2

    def _list_items(self, evidence: Evidence, place: int) -> list[int]:
        """Return what follows a sentence that introduces a list, when the list and not its length is asked for."""
        number, span = evidence.spans[place]
        text = self._source.document(evidence.hits[number].passage.document_id).text
        if evidence.kind is Asked.NUMBER or text[span.end - 1] != ":":
            return []
        items = [other for other in range(place + 1, len(evidence.spans)) if evidence.spans[other][0] == number]
        words = np.cumsum([self._words(evidence, item) for item in (place, *items)])[1:]
        return [item for item, total in zip(items, words, strict=True) if total <= _MAX_WORDS]
