"""A run as one page that needs nothing else: measures, slices, plots, and every failed question."""

from collections.abc import Mapping, Sequence
from typing import Any

from lape_qa.documents.model import Document
from lape_qa.evaluation.pages import TEMPLATES
from lape_qa.evaluation.pictures import Asked, Plot, felt, reliability, risk
from lape_qa.evaluation.run import DEPTH, Outcome
from lape_qa.language.model import Span

SHOWN_HITS = 3
"""Hits shown of a failed question; the first relevant one is shown wherever it is."""
FEW = 10
"""Slices of fewer questions are shown faintly: their numbers say little."""

MEASURES = {
    "hit@1": "the first passage overlaps a gold quote",
    "hit@3": "one of the first three passages does",
    "hit@5": "one of the first five passages does",
    "mrr@10": "mean of 1 / rank of the first passage that does",
    "ndcg@10": "all passages that do, near the top",
    "answer_recall": "the answer holds every fact",
    "citation_precision": "cited quotes that overlap a gold quote",
    "quote_fidelity": "cited quotes that stand word for word in the source; must be 1",
    "answered_when_answerable": "answered, of the questions that the sources answer",
    "abstained_when_unanswerable": "not answered, of those that they do not answer",
    "abstention_auroc": "an answerable question has more confidence than an unanswerable one",
}
"""Measures between 0 and 1, higher being better, and what each means."""
SLICED = ("hit@1", "mrr@10", "answer_recall", "answered_when_answerable", "abstained_when_unanswerable")
FAILURES = {
    "answered": "Answered, though the sources do not answer",
    "silent": "Not answered, though the sources do",
    "incomplete": "The answer lacks a fact",
    "ranked": "Right answer, but the first passage is not a relevant one",
}
"""Why a question counts as failed, gravest first; the first reason that applies is its own."""


def render(
    outcomes: Sequence[Outcome], measures: Mapping[str, Any], documents: Mapping[str, Document], source: str
) -> str:
    """Return the page of a run: its outcomes, their `report`, the indexed documents, and what was asked (a name)."""
    failed = [(kind, outcome) for outcome in outcomes if (kind := failure(outcome))]
    asked = [
        Asked(o.confidence, o.case.answerable, bool(o.answer), o.case.answerable and o.holds_every_fact)
        for o in outcomes
    ]
    return TEMPLATES.get_template("report.html").render(
        source=source,
        manifest=outcomes[0].reply.manifest,
        measures=measures,
        meanings=MEASURES,
        slices={"Language": measures["by_lang"], "Tag": measures["by_tag"]},
        sliced=SLICED,
        few=FEW,
        felt=felt(asked),
        risk=risk(asked),
        reliability=reliability(asked),
        ranks=_ranks(outcomes),
        depth=DEPTH,
        groups=[
            (kind, title, [_failed(outcome, documents) for its, outcome in failed if its == kind])
            for kind, title in FAILURES.items()
        ],
    )


def failure(outcome: Outcome) -> str | None:
    """Return why a question counts as failed, a key of FAILURES; None for one without fault."""
    if not outcome.case.answerable:
        return "answered" if outcome.answer else None
    if not outcome.answer:
        return "silent"
    if not outcome.holds_every_fact:
        return "incomplete"
    return None if outcome.rank == 1 else "ranked"


# ---- plots -----------------------------------------------------------------------------------------------


def _ranks(outcomes: Sequence[Outcome]) -> dict[str, object]:
    found = [o.rank for o in outcomes if o.case.answerable]
    counts = [found.count(rank) for rank in (*range(1, DEPTH + 1), None)]
    labels = [*map(str, range(1, DEPTH + 1)), "none"]
    plot = Plot(x_end=len(labels), y_end=max(*counts, 1), width=880, height=200, left=14)
    return {"plot": plot, "bars": list(zip(labels, counts, strict=True)), "questions": len(found)}


# ---- failed questions ------------------------------------------------------------------------------------


def _failed(outcome: Outcome, documents: Mapping[str, Document]) -> dict[str, object]:
    missing = outcome.missing_facts
    ranks = [rank for rank in range(1, len(outcome.hits) + 1) if rank <= SHOWN_HITS or rank == outcome.rank]
    citations = {c.number: c for c in outcome.answer.citations} if outcome.answer else {}
    return {
        "case": outcome.case,
        "confidence": outcome.confidence,
        "gold": [(documents[e.document], e.quote) for e in outcome.case.evidence],
        "facts": [(fact, fact not in missing) for fact in outcome.case.answer],
        "answer": [
            (sentence.text, citations[sentence.citation].document, outcome.is_gold(citations[sentence.citation]))
            for sentence in (outcome.answer.sentences if outcome.answer else ())
        ],
        "rank": outcome.rank,
        "hits": [_hit(outcome, rank, documents) for rank in ranks],
        "unshown": len(outcome.hits) - len(ranks),
    }


def _hit(outcome: Outcome, rank: int, documents: Mapping[str, Document]) -> dict[str, object]:
    passage = outcome.hits[rank - 1].passage
    return {
        "rank": rank,
        "document": documents[passage.document_id],
        "heading": passage.heading,
        "relevant": outcome.is_relevant(outcome.hits[rank - 1]),
        "parts": parts(passage.text, passage.start, outcome.spans.get(passage.document_id, [])),
    }


def parts(text: str, start: int, spans: Sequence[Span]) -> list[tuple[str, bool]]:
    """Return a text that begins at `start` of its document, cut up into what is inside the spans and what is not."""
    found: list[tuple[str, bool]] = []
    done = 0
    for span in sorted(spans, key=lambda span: span.start):
        low, high = max(span.start - start, done), min(span.end - start, len(text))
        if low < high:
            found += [(text[done:low], False), (text[low:high], True)]
            done = high
    return [part for part in (*found, (text[done:], False)) if part[0]]
