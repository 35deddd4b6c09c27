"""Run a question set through an Assistant and measure retrieval, answers and abstention."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import ir_measures
from ir_measures import RR, Success, nDCG

from lape_qa import evidence
from lape_qa.assistant import Assistant, Reply
from lape_qa.evaluation.metrics import auroc, share
from lape_qa.evaluation.questions import Case, gold_spans, overlaps
from lape_qa.types import Answer, Hit, Span

DEPTH = 10
_MEASURES = {
    "hit@1": Success @ 1,
    "hit@3": Success @ 3,
    "hit@5": Success @ 5,
    "mrr@10": RR @ 10,
    "ndcg@10": nDCG @ 10,
}

Number = float | int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened to one case."""

    case: Case
    spans: Mapping[str, list[Span]]
    hits: Sequence[Hit]
    reply: Reply
    retrieval: Mapping[str, float]
    """The retrieval measures of this question; empty for an unanswerable one."""


def evaluate(assistant: Assistant, cases: Iterable[Case], advance: Callable[[], None] = lambda: None) -> list[Outcome]:
    """Ask every question and score its hits; UsageError when a gold quote is not in the index."""
    documents = assistant.generation.documents
    gold = [(case, gold_spans(case, documents)) for case in cases]
    outcomes = []
    for case, spans in gold:
        _, hits = assistant.search(case.question, DEPTH)
        reply = assistant.ask(case.question)
        outcomes.append(Outcome(case, spans, hits, reply, _retrieval(assistant, case, spans, hits)))
        advance()
    return outcomes


def _retrieval(
    assistant: Assistant, case: Case, spans: Mapping[str, list[Span]], hits: Sequence[Hit]
) -> dict[str, float]:
    if not case.answerable:
        return {}
    relevant = {
        passage.id: 1
        for passage in assistant.generation.passages
        if overlaps(passage.start, passage.end, spans.get(passage.document_id, []))
    }
    # Ranks, not scores, are what is measured; equal scores must not be reordered.
    run = {hit.passage.id: float(len(hits) - place) for place, hit in enumerate(hits)}
    values = ir_measures.calc_aggregate(list(_MEASURES.values()), {case.id: relevant}, {case.id: run or {"": 0.0}})
    return {name: float(values[measure]) for name, measure in _MEASURES.items()}


def report(outcomes: Sequence[Outcome]) -> dict[str, object]:
    """Return the contract's measures over all questions, and the same by language and by tag."""
    languages = sorted({o.case.lang for o in outcomes})
    tags = sorted({tag for o in outcomes for tag in o.case.tags})
    return {
        **summary(outcomes),
        "by_lang": {lang: summary([o for o in outcomes if o.case.lang == lang]) for lang in languages},
        "by_tag": {tag: summary([o for o in outcomes if tag in o.case.tags]) for tag in tags},
    }


def summary(outcomes: Sequence[Outcome]) -> dict[str, Number]:
    """Return the contract's measures over some questions; None where no question bears on a measure."""
    answerable = [o for o in outcomes if o.case.answerable]
    unanswerable = [o for o in outcomes if not o.case.answerable]
    answers = [(o, o.reply.outcome) for o in outcomes if isinstance(o.reply.outcome, Answer)]
    quotes = [(o, citation) for o, answer in answers for citation in answer.citations]
    return {
        "questions": len(outcomes),
        **{name: _mean([o.retrieval[name] for o in answerable]) for name in _MEASURES},
        "answer_recall": share([_holds_every_fact(o) for o in answerable]),
        "citation_precision": share([overlaps(c.start, c.end, o.spans.get(c.document.id, [])) for o, c in quotes]),
        "quote_fidelity": share([evidence.holds(citation) for _, citation in quotes]),
        "answered_when_answerable": share([isinstance(o.reply.outcome, Answer) for o in answerable]),
        "abstained_when_unanswerable": share([not isinstance(o.reply.outcome, Answer) for o in unanswerable]),
        "abstention_auroc": auroc(
            [o.reply.outcome.confidence for o in answerable], [o.reply.outcome.confidence for o in unanswerable]
        ),
        "answer_words_median": median([len(_text(answer).split()) for _, answer in answers]) if answers else None,
    }


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _text(answer: Answer) -> str:
    return " ".join(sentence.text for sentence in answer.sentences)


def _holds_every_fact(outcome: Outcome) -> bool:
    if not isinstance(outcome.reply.outcome, Answer):
        return False
    text = _text(outcome.reply.outcome).casefold()
    return all(fact.casefold() in text for fact in outcome.case.answer)
