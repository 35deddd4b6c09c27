"""Query and hits -> one to three quoted sentences, or none when the evidence is too thin."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Protocol

import numpy as np

from lape_qa.answer import anaphora
from lape_qa.answer.features import SENTENCE_FEATURES, Evidence, Floats, confidence_features, gather, questions, shares
from lape_qa.answer.fitted import Model, fitted_model
from lape_qa.answer.model import Answer, Citation, NoAnswer, Sentence
from lape_qa.index.model import Hit
from lape_qa.language.model import Span
from lape_qa.question.kinds import Asked
from lape_qa.question.model import Query
from lape_qa.retrieval.source import Source

NEAREST = 3
"""Passages shown beside an honest not-found."""

LACKING = 0.2
"""What is left of the confidence when the source does not name a place or a year of the question."""

_MAX_SENTENCES = 3
_MAX_WORDS = 60
"""Of an answer of several sentences; one alone is shown however long it is. Two questions share them."""


class Answerer(Protocol):
    """The port: a query and its hits in, an answer or none out."""

    def answer(self, query: Query, hits: Sequence[Hit]) -> Answer | NoAnswer:
        """Return an answer made of sentences of the hits, or NoAnswer."""


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

    def __init__(self, source: Source, model: Model | None = None) -> None:
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
