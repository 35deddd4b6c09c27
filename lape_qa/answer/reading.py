"""Sentences weighed by what was read: windows around the likeliest go to the reader, whose logits join the scores."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lape_qa.answer.fitted import ReadModel, fitted_read_model
from lape_qa.answer.grounds import PASSAGES, Grounds
from lape_qa.answer.weighing import Weighed
from lape_qa.index.model import Floats, Ranking
from lape_qa.index.ports import Source
from lape_qa.language.model import Span
from lape_qa.question.kinds import Asked
from lape_qa.reading.reader import SentenceReader
from lape_qa.reading.windows import Window
from lape_qa.retrieval.candidates import Candidates

WINDOWS = 5
"""Windows that are read for a question; those that it consists of share them."""
_LEAST = 2
"""Windows that each of those may have at least."""
LEAD = 1.5
"""How far the score of the sentence that a window is laid around may lie behind the highest, in log-odds.

Sentences further behind hardly ever answer, and half of what would be read lies there (benchmarks/reading_less.py).
"""
_BESIDE = 1
"""Sentences on either side of the one that a window is laid around."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A window and the numbers of its sentences."""

    window: Window
    places: range


def lay(generation: Source, weighed: Weighed, most: int = WINDOWS, lead: float = np.inf) -> list[Laid]:
    """Lay windows around the sentences of the highest scores, each of which stands in one window only.

    `most` is how many at most, and `lead` how far the score of a sentence may lie behind the highest.
    """
    grounds = weighed.grounds
    laid: list[Laid] = []
    # Who wrote a text stands in its byline, which shares no word with the question.
    byline = grounds.trace & (grounds.kind is Asked.AUTHOR)
    likely = byline | (weighed.scores >= weighed.scores.max(initial=-np.inf) - lead)
    order = np.lexsort((-weighed.scores, ~byline))
    for place in order[likely[order]].tolist():
        if len(laid) == most:
            break
        if not any(place in other.places for other in laid):
            laid.append(_around(generation, grounds, place))
    return laid


def _around(generation: Source, grounds: Grounds, place: int) -> Laid:
    number, _ = grounds.places[place]
    first, last = place, place
    while last - place < _BESIDE and last + 1 < len(grounds.places) and grounds.places[last + 1][0] == number:
        last += 1
    while place - first < _BESIDE and first and grounds.places[first - 1][0] == number:
        first -= 1
    passage = grounds.part.passages[number]
    document = generation.document(passage.document_id)
    spans = [span for _, span in grounds.places[first : last + 1]]
    start = spans[0].start
    context = ". ".join(filter(None, (document.title, document.region, passage.heading)))
    inside = tuple(Span(span.start - start, span.end - start) for span in spans)
    return Laid(Window(context, document.text[start : spans[-1].end], inside), range(first, last + 1))


def read(
    reader: SentenceReader,
    generation: Source,
    weighed: Sequence[Weighed],
    model: ReadModel | None = None,
    *,
    lead: float = LEAD,
) -> list[Weighed]:
    """Return the sentences scored by what was read of them, for each question that is answered by itself.

    A sentence that was not read has the score -inf: it is not quoted. `lead` is for questions that ask one narrow
    thing; for others every window is read.
    """
    fitted = model or fitted_read_model()
    most = max(WINDOWS // max(len(weighed), 1), _LEAST)
    read = []
    for part in weighed:
        behind = lead if part.grounds.query.shape.is_narrow else np.inf
        read.append(_read(reader, lay(generation, part, most, behind), part, fitted))
    return read


def _read(reader: SentenceReader, laid: Sequence[Laid], weighed: Weighed, model: ReadModel) -> Weighed:
    logits: Floats = np.full(len(weighed.scores), -np.inf, np.float32)
    found = reader.read(weighed.grounds.query.meant, [each.window for each in laid])
    for each, values in zip(laid, found, strict=True):
        places = np.array(each.places)
        # Windows of one passage may overlap: a sentence is worth what it shows at its best.
        logits[places] = np.maximum(logits[places], values)
    return replace(weighed, logits=logits, scores=logits + np.float32(model.score) * weighed.scores)


def reordered(candidates: Candidates, weighed: Sequence[Weighed], model: ReadModel | None = None) -> Candidates:
    """Return the passages with those that may have been read in the order of what was read, the others behind them.

    A question that consists of several keeps its order, in which their passages take turns.
    """
    if len(weighed) != 1 or weighed[0].logits is None:
        return candidates
    fitted = model or fitted_read_model()
    count = min(PASSAGES, len(candidates.passages))
    logits = np.full(count, fitted.unread)
    for (number, _), logit in zip(weighed[0].grounds.places, weighed[0].logits.tolist(), strict=True):
        if number < count and logit > -np.inf:
            logits[number] = max(logits[number], logit)
    scores = candidates.ranking.scores.copy()
    scores[:count] += fitted.passage * (logits - logits.min(initial=0.0))
    order = np.concatenate([np.argsort(-scores[:count], kind="stable"), np.arange(count, len(scores))])
    return replace(
        candidates,
        ranking=Ranking(candidates.ranking.rows[order], scores[order]),
        passages=tuple(candidates.passages[place] for place in order.tolist()),
    )
