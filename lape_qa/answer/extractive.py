"""Candidates -> one to three quoted sentences, or none when the evidence is too thin."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np

from lape_qa.answer import anaphora
from lape_qa.answer.confidence_features import confidence_features
from lape_qa.answer.fitted import Choice, Model, ReadModel, fitted_model, fitted_read_model
from lape_qa.answer.grounds import Grounds
from lape_qa.answer.model import Answer, Citation, NoAnswer, Sentence
from lape_qa.answer.nearest import nearest
from lape_qa.answer.weighing import Weighed, weigh
from lape_qa.index.model import Floats
from lape_qa.index.ports import Source
from lape_qa.language.model import Span
from lape_qa.question.kinds import Asked
from lape_qa.retrieval.candidates import Candidates

LACKING = 0.2
"""What is left of the confidence when the source does not name a place or a year of the question."""

_MAX_SENTENCES = 3
_MAX_WORDS = 60
"""Of an answer of several sentences; one alone is shown however long it is. Two questions share them."""


@dataclass(frozen=True, slots=True, eq=False)
class _Draft:
    """What speaks for an answer to one question."""

    grounds: Grounds
    share: Floats
    """Of the probability that it is the one that answers, for each sentence."""
    confidence: float
    choice: Choice


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


def _of_bylines(grounds: Grounds, share: Floats) -> Floats:
    """For a question about an author, leave only bylines when there are any: they share no word with the question."""
    if grounds.kind is not Asked.AUTHOR:
        return share
    return np.where(grounds.trace, share, 0) if grounds.trace.any() else share


class ExtractiveAnswerer:
    """Quotes whole sentences; how they are chosen is fitted on questions, not set by hand.

    In two steps, so that the reader may weigh the sentences anew between them: `weigh`, then `choose`.
    """

    def __init__(self, generation: Source, model: Model | None = None, read_model: ReadModel | None = None) -> None:
        self._generation = generation
        self._model = model or fitted_model()
        self._read_model = read_model or fitted_read_model()

    def weigh(self, candidates: Candidates) -> list[Weighed]:
        """Weigh the sentences of the best passages, for each question that is answered by itself."""
        return [weigh(self._generation, part, self._model.sentence) for part in candidates.answerable_parts]

    def choose(self, candidates: Candidates, weighed: Sequence[Weighed]) -> Answer | NoAnswer:
        """Return the sentences that most likely answer, or NoAnswer with the nearest hits."""
        drafts = [self._draft(part) for part in weighed if part.grounds.places]
        choice = drafts[0].choice if drafts else self._model.choice
        # All of it is answered, or nothing: half a comparison is none.
        complete = len(drafts) == len(weighed)
        confidence = fmean(draft.confidence for draft in drafts) if complete else 0.0
        if not complete or confidence < choice.threshold:
            return NoAnswer(nearest(candidates), confidence)
        quotes = [quote for draft in drafts for quote in self._quotes(draft, len(drafts))]
        return self._compose(_joined(quotes), confidence)

    def _compose(self, quotes: Sequence[tuple[str, Span]], confidence: float) -> Answer:
        citations = []
        for number, (identifier, span) in enumerate(quotes, start=1):
            document = self._generation.document(identifier)
            citations.append(Citation(number, document, document.text[span.start : span.end], span.start, span.end))
        sentences = tuple(Sentence(citation.quote, citation.number) for citation in citations)
        return Answer(sentences, tuple(citations), confidence)

    def _draft(self, weighed: Weighed) -> _Draft:
        grounds = weighed.grounds
        number, _ = grounds.places[int(weighed.scores.argmax())]
        choice = self._model.choice if weighed.logits is None else self._read_model.choice
        confidence = choice.probability(confidence_features(weighed, self._generation))
        return _Draft(grounds, weighed.shares(), confidence * (LACKING if grounds.lacking[number] else 1.0), choice)

    def _quotes(self, draft: _Draft, questions: int) -> list[tuple[str, Span]]:
        """Return the document and the span of each quote: a list with its items, or sentences that stand together.

        When another sentence is about as likely to answer, it is quoted too; of several questions, each gets one quote.
        """
        grounds = draft.grounds
        share = _of_bylines(grounds, draft.share)
        best = int(share.argmax())
        if items := self._list_items(grounds, best):
            return [self._quote(grounds, place, place) for place in (best, *items)]
        stretch = self._stretch(draft, share, _MAX_WORDS // questions)
        second = self._second(draft, share, *stretch) if questions == 1 else None
        # What introduces a list says little without it.
        further = [] if second is None else [second, *self._list_items(grounds, second)]
        return [self._quote(grounds, *stretch), *(self._quote(grounds, place, place) for place in further)]

    def _second(self, draft: _Draft, share: Floats, first: int, last: int) -> int | None:
        """Return the best sentence outside the first quote, if it is likely enough to answer and there is room for it.

        An author is one: another byline would name another.
        """
        grounds = draft.grounds
        allowed = [
            not first <= place <= last and not grounds.lacking[number]
            for place, (number, _) in enumerate(grounds.places)
        ]
        second = int(np.where(allowed, share, 0).argmax())
        words = sum(self._words(grounds, place) for place in (*range(first, last + 1), second))
        likely = allowed[second] and share[second] >= draft.choice.second * share.max()
        return second if likely and words <= _MAX_WORDS and grounds.kind is not Asked.AUTHOR else None

    def _quote(self, grounds: Grounds, first: int, last: int) -> tuple[str, Span]:
        number, span = grounds.places[first]
        passage = grounds.part.passages[number]
        document = self._generation.document(passage.document_id)
        stretch = Span(span.start, grounds.places[last][1].end)
        return document.id, anaphora.widened(document.text, document.language, stretch, passage.sentences, _MAX_WORDS)

    def _stretch(self, draft: _Draft, share: Floats, most: int) -> tuple[int, int]:
        """Return the first and last of the sentences around the best one that are worth their words most."""
        grounds = draft.grounds
        best = int(share.argmax())
        worth: dict[tuple[int, int], float] = {}
        for first in range(max(0, best - _MAX_SENTENCES + 1), best + 1):
            words, held = 0, 0.0
            for last in range(first, min(first + _MAX_SENTENCES, len(grounds.places))):
                words += self._words(grounds, last)
                if last > first and (words > most or not self._is_beside(grounds, last - 1)):
                    break
                held += float(share[last])
                if last >= best:
                    worth[first, last] = held - draft.choice.word_cost * words
        return max(worth, key=worth.__getitem__)

    def _words(self, grounds: Grounds, place: int) -> int:
        number, span = grounds.places[place]
        text = self._generation.document(grounds.part.passages[number].document_id).text
        return len(text[span.start : span.end].split())

    def _is_beside(self, grounds: Grounds, place: int) -> bool:
        """Tell whether a sentence and the next follow upon each other in one paragraph."""
        (number, span), (same, following) = grounds.places[place : place + 2]
        between = self._generation.document(grounds.part.passages[number].document_id).text[span.end : following.start]
        return number == same and not between.strip() and between.count("\n") < 2

    def _list_items(self, grounds: Grounds, place: int) -> list[int]:
        """Return what follows a sentence that introduces a list, when the list and not its length is asked for."""
        number, span = grounds.places[place]
        text = self._generation.document(grounds.part.passages[number].document_id).text
        if grounds.kind is Asked.NUMBER or text[span.end - 1] != ":":
            return []
        items = [other for other in range(place + 1, len(grounds.places)) if grounds.places[other][0] == number]
        words = np.cumsum([self._words(grounds, item) for item in (place, *items)])[1:]
        return [item for item, total in zip(items, words, strict=True) if total <= _MAX_WORDS]
