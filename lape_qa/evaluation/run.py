"""Run a question set through an Assistant and measure retrieval, answers and abstention."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from lape_qa.answer import gate
from lape_qa.answer.model import Answer, Citation
from lape_qa.assistant import Assistant, Reply
from lape_qa.errors import from_extra
from lape_qa.evaluation.curves import calibration_error
from lape_qa.evaluation.metrics import Interval, auroc, auroc_interval, mean_interval, ratio_interval, share
from lape_qa.evaluation.question_set.questions import Case, gold_spans, overlaps
from lape_qa.index.model import Hit
from lape_qa.language.model import Span

with from_extra("evaluation", "measuring"):
    import ir_measures
    from ir_measures import RR, Success, nDCG

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
    reply: Reply
    retrieval: Mapping[str, float]
    """The retrieval measures of this question; empty for an unanswerable one."""

    @property
    def hits(self) -> Sequence[Hit]:
        """The passages that are measured."""
        return self.reply.hits[:DEPTH]

    @property
    def answer(self) -> Answer | None:
        """What was answered, if anything."""
        return self.reply.outcome if isinstance(self.reply.outcome, Answer) else None

    @property
    def confidence(self) -> float:
        """How sure the assistant was that the sources answer, whatever it then did."""
        return self.reply.outcome.confidence

    @property
    def rank(self) -> int | None:
        """The rank of the first hit that overlaps a gold quote; None when none does."""
        ranks = (rank for rank, hit in enumerate(self.hits, start=1) if self.is_relevant(hit))
        return next(ranks, None)

    @property
    def holds_every_fact(self) -> bool:
        """Whether an answer was given that holds all facts of the case."""
        return self.answer is not None and not self.missing_facts

    @property
    def missing_facts(self) -> list[str]:
        """The facts of the case that the answer does not hold, compared without case."""
        text = _text(self.answer).casefold() if self.answer else ""
        return [fact for fact in self.case.answer if fact.casefold() not in text]

    def is_relevant(self, hit: Hit) -> bool:
        """Tell whether a hit overlaps a gold quote."""
        return overlaps(hit.passage.start, hit.passage.end, self.spans.get(hit.passage.document_id, []))

    def is_gold(self, citation: Citation) -> bool:
        """Tell whether a cited quote overlaps a gold quote."""
        return overlaps(citation.start, citation.end, self.spans.get(citation.document.id, []))


def evaluate(assistant: Assistant, cases: Iterable[Case], advance: Callable[[], None] = lambda: None) -> list[Outcome]:
    """Ask every question and score its hits; UsageError when a gold quote is not in the index."""
    documents = assistant.generation.documents
    gold = [(case, gold_spans(case, documents)) for case in cases]
    outcomes = []
    for case, spans in gold:
        reply = assistant.ask(case.question, history=case.history)
        outcomes.append(Outcome(case, spans, reply, _retrieval(assistant, case, spans, reply.hits[:DEPTH])))
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
    """Return the contract's measures over all questions and by language and tag, with how sure they are.

    "intervals" are 95 % bootstrap intervals of the measures over all questions. "calibration_error" takes the
    confidence for what it is fitted to be, the chance that the sources answer the question; it has no interval, as
    the noise of a resample only adds to it and the percentiles would lie too high. "questions_detail" has each
    question's own values by id.
    """
    languages = sorted({o.case.lang for o in outcomes})
    tags = sorted({tag for o in outcomes for tag in o.case.tags})
    return {
        **summary(outcomes),
        "calibration_error": calibration_error([o.confidence for o in outcomes], [o.case.answerable for o in outcomes]),
        "intervals": intervals(outcomes),
        "by_lang": {lang: summary([o for o in outcomes if o.case.lang == lang]) for lang in languages},
        "by_tag": {tag: summary([o for o in outcomes if tag in o.case.tags]) for tag in tags},
        "questions_detail": {o.case.id: detail(o) for o in outcomes},
    }


def summary(outcomes: Sequence[Outcome]) -> dict[str, Number]:
    """Return the contract's measures over some questions; None where no question bears on a measure."""
    answerable = [o for o in outcomes if o.case.answerable]
    unanswerable = [o for o in outcomes if not o.case.answerable]
    answers = [(o, o.answer) for o in outcomes if o.answer]
    quotes = [(o, citation) for o, answer in answers for citation in answer.citations]
    return {
        "questions": len(outcomes),
        **{name: _mean([o.retrieval[name] for o in answerable]) for name in _MEASURES},
        "answer_recall": share([o.holds_every_fact for o in answerable]),
        "citation_precision": share([o.is_gold(citation) for o, citation in quotes]),
        "quote_fidelity": share([gate.holds(citation) for _, citation in quotes]),
        "answered_when_answerable": share([o.answer is not None for o in answerable]),
        "abstained_when_unanswerable": share([o.answer is None for o in unanswerable]),
        "abstention_auroc": auroc([o.confidence for o in answerable], [o.confidence for o in unanswerable]),
        "answer_words_median": median([len(_text(answer).split()) for _, answer in answers]) if answers else None,
    }


def intervals(outcomes: Sequence[Outcome]) -> dict[str, Interval | None]:
    """Return 95 % bootstrap intervals, drawing the questions that bear on each measure; None where none does."""
    answerable = [o for o in outcomes if o.case.answerable]
    unanswerable = [o for o in outcomes if not o.case.answerable]
    # A question's quotes stay together: they are not independent of one another.
    cited = [(o, o.answer.citations) for o in outcomes if o.answer and o.answer.citations]
    return {
        **{name: mean_interval([o.retrieval[name] for o in answerable]) for name in _MEASURES},
        "answer_recall": mean_interval([o.holds_every_fact for o in answerable]),
        "citation_precision": ratio_interval(
            [sum(map(o.is_gold, citations)) for o, citations in cited], [len(citations) for _, citations in cited]
        ),
        "answered_when_answerable": mean_interval([o.answer is not None for o in answerable]),
        "abstained_when_unanswerable": mean_interval([o.answer is None for o in unanswerable]),
        "abstention_auroc": auroc_interval([o.confidence for o in answerable], [o.confidence for o in unanswerable]),
    }


def detail(outcome: Outcome) -> dict[str, object]:
    """Return one question's own values; None for what is only measured on answerable questions."""
    case, answer = outcome.case, outcome.answer
    citations = answer.citations if answer else ()
    return {
        "question": case.question,
        "lang": case.lang,
        "tags": list(case.tags),
        "answerable": case.answerable,
        "first_relevant_rank": outcome.rank,
        **{name: outcome.retrieval.get(name) for name in _MEASURES},
        "answered": answer is not None,
        "answer_holds_every_fact": outcome.holds_every_fact if case.answerable else None,
        "citations": len(citations),
        "citations_gold": sum(map(outcome.is_gold, citations)),
        "answer_words": len(_text(answer).split()) if answer else None,
        "confidence": outcome.confidence,
    }


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _text(answer: Answer) -> str:
    return " ".join(sentence.text for sentence in answer.sentences)
