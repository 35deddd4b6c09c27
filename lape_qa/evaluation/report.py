"""A run as one page that needs nothing else: measures, slices, plots, and every failed question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lape_qa.documents.model import Document
from lape_qa.evaluation.metrics import Point, calibration, risk_coverage, risk_coverage_area
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

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(
    outcomes: Sequence[Outcome], measures: Mapping[str, Any], documents: Mapping[str, Document], source: str
) -> str:
    """Return the page of a run: its outcomes, their `report`, the indexed documents, and what was asked (a name)."""
    failed = [(kind, outcome) for outcome in outcomes if (kind := failure(outcome))]
    return _TEMPLATES.get_template("report.html").render(
        source=source,
        manifest=outcomes[0].reply.manifest,
        measures=measures,
        meanings=MEASURES,
        slices={"Language": measures["by_lang"], "Tag": measures["by_tag"]},
        sliced=SLICED,
        few=FEW,
        risk=_risk(outcomes),
        reliability=_reliability(outcomes),
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


@dataclass(frozen=True, slots=True)
class Plot:
    """Where values stand in a drawing of WIDTH by HEIGHT units; both axes begin at 0."""

    x_end: float = 1.0
    y_end: float = 1.0
    width: int = 420
    height: int = 300
    left: int = 52
    right: int = 20
    top: int = 26
    bottom: int = 46

    def x(self, value: float) -> float:
        """Return the horizontal place of a value."""
        return round(self.left + value / self.x_end * (self.width - self.left - self.right), 1)

    def y(self, value: float) -> float:
        """Return the vertical place of a value."""
        return round(self.height - self.bottom - value / self.y_end * (self.height - self.top - self.bottom), 1)

    def line(self, points: Sequence[tuple[float, float]]) -> str:
        """Return the `points` of an SVG polyline."""
        return " ".join(f"{self.x(x)},{self.y(y)}" for x, y in points)


def _risk(outcomes: Sequence[Outcome]) -> dict[str, object]:
    asked = risk_coverage([o.confidence for o in outcomes], [o.case.answerable for o in outcomes])
    answered = [o for o in outcomes if o.answer]
    shown = len(answered) / len(outcomes)
    # What would have been answered below the threshold is not known: this curve ends there.
    given = [
        Point(point.confidence, point.coverage * shown, point.risk)
        for point in risk_coverage([o.confidence for o in answered], [o.holds_every_fact for o in answered])
    ]
    highest = max(point.risk for point in (*asked, *given))
    plot = Plot(y_end=next(end for end in (0.2, 0.5, 1.0) if highest <= end))
    return {
        "plot": plot,
        "unanswerable": plot.line([(p.coverage, p.risk) for p in asked]),
        "wrong": plot.line([(p.coverage, p.risk) for p in given]),
        "area": risk_coverage_area(asked),
        "coverage": shown,
        "risk": given[-1].risk if given else None,
        "threshold": given[-1].confidence if given else None,
    }


def _reliability(outcomes: Sequence[Outcome]) -> dict[str, object]:
    bins = calibration([o.confidence for o in outcomes], [o.case.answerable for o in outcomes])
    filled = [b for b in bins if b.count]
    plot = Plot()
    return {"plot": plot, "bins": filled, "line": plot.line([(b.confidence, b.right) for b in filled])}


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
