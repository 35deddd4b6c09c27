"""What speaks for each sentence of the best passages, and for an answer at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from lape_qa.answer import contrast
from lape_qa.index.model import Hit
from lape_qa.language.model import Span
from lape_qa.question import kinds
from lape_qa.question.kinds import Asked
from lape_qa.question.model import Query
from lape_qa.retrieval import place_and_year, reranking
from lape_qa.retrieval.reranking import SentenceEvidence
from lape_qa.retrieval.source import Source

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

_CLEAR_LEAD, _CLEAR_PASSAGE_LEAD = 10.0, 5.0
"""What is this far ahead, a sentence of those of other documents, a passage of the next, is as sure as one alone."""

_FAR, _NEAR = 0.3, 0.8
"""Closeness of a question's word to a sentence at which it has no and full support there."""

_CARRIED = 0.3
"""Weight of the words that a question takes over from earlier ones."""

Floats = NDArray[np.float32]


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


def questions(source: Source, query: Query, hits: Sequence[Hit]) -> list[tuple[Query, Sequence[Hit]]]:
    """Return what is answered by itself, the query or the several that it consists of, with its hits, best first."""
    return [(part, reranking.order(source, part, hits)) for part in query.parts] or [(query, hits)]


def gather(source: Source, query: Query, hits: Sequence[Hit]) -> Evidence:
    """Weigh every quotable sentence of the best hits."""
    kind = kinds.asked(query.meant, query.language)
    hits = [*hits[:PASSAGES], *(_byline(source, hits) if kind is Asked.AUTHOR else ())]
    rows = [source.rows[hit.passage.id] for hit in hits]
    passages, found = reranking.signals(source, query, rows)
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
        place_and_year.lacking(source, query, hits),
        kind,
    )


def _weigh(
    source: Source,
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
    trace = np.array([kinds.holds(kind, text, query.meant) for text in texts], np.bool_)
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
        ~trace & (kind in kinds.MEASURED),
        ~trace & (kind not in kinds.MEASURED),
    )
    return np.stack([np.asarray(column, np.float32) for column in columns], axis=1)


def _support(source: Source, query: Query, found: SentenceEvidence) -> Floats:
    weights = source.forward.word_weights(query.words)
    by_term = np.maximum(found.own, found.before) * float(weights.sum()) / np.maximum(weights, 1e-6)
    by_meaning = (found.closeness_by_word(query) - _FAR) / (_NEAR - _FAR)
    support: Floats = np.clip(np.maximum(by_term, by_meaning), 0, 1).astype(np.float32)
    return support


def _within(starts: NDArray[np.int64], end: int) -> Floats:
    return np.where(starts < end, 1, _CARRIED).astype(np.float32)


def _byline(source: Source, hits: Sequence[Hit]) -> list[Hit]:
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
        and any(kinds.holds(Asked.AUTHOR, text[span.start : span.end]) for span in passage.sentences)
    ]


def _names(source: Source, query: Query, rows: Sequence[int]) -> Floats:
    # In Finnish only the exact lemma counts: Etelä-Savo is no answer to a question about Pohjois-Savo.
    named = [word[:1] if query.language == "fi" else word for word in compress(query.words, query.named)]
    if not named:
        return np.ones(len(rows), np.float32)
    matches = source.forward.matches(named, rows)
    found = np.zeros((len(rows), len(named)), np.float32)
    found[matches.candidate, matches.word] = 1
    share: Floats = found.mean(axis=1)
    return share


def shares(scores: Floats) -> Floats:
    """Return each sentence's share of the probability that it is the one that answers (softmax)."""
    exponents = np.exp(scores - scores.max(initial=-np.inf))
    share: Floats = exponents / exponents.sum()
    return share


def confidence_features(source: Source, query: Query, evidence: Evidence, scores: Floats) -> Floats:
    """Return what the confidence in the sentence of the highest score rests on, shape (CONFIDENCE_FEATURES,)."""
    best = int(scores.argmax())
    number, _ = evidence.spans[best]
    document = evidence.hits[number].passage.document_id
    sentence = dict(zip(SENTENCE_FEATURES, evidence.sentences[best], strict=True))
    passage = dict(zip(reranking.SIGNALS, evidence.passages[number], strict=True))
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
            sentence["no_trace"] * (evidence.kind in kinds.DISTINCT),
            shares(scores)[best],
            min(float(scores[best] - elsewhere.max(initial=-np.inf)), _CLEAR_LEAD),
        ],
        np.float32,
    )


def _passage_lead(evidence: Evidence) -> float:
    first = [hit.score for hit in evidence.hits[:PASSAGES]]
    return min(first[0] - first[1], _CLEAR_PASSAGE_LEAD) if len(first) > 1 else _CLEAR_PASSAGE_LEAD
