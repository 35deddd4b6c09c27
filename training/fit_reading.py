"""Fit lape_qa/answer/reading.json: what the reader's logits count for, and whether the best sentence answers.

    python -m training.fit_reading index

On the `dev` questions of eval/questions.jsonl and those training questions whose documents the reader has not learnt
from (`training/read`), about the corpus as it is indexed, each read by the shipped reader.

Sentences: the weight of today's score beside the logit, by the likelihood of the sentences that overlap a gold quote.
Passages: the weight of the best logit of those that were read, by the reciprocal rank of the first right one.
Confidence: logistic regression (scikit-learn) of whether the question is answerable, on the features of
`answer/confidence_features`; held out by document.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from lape_qa.answer import fitted, reading
from lape_qa.answer.confidence_features import READ_FEATURES, confidence_features
from lape_qa.answer.extractive import LACKING
from lape_qa.answer.fitted import Choice, ReadModel, fitted_model
from lape_qa.answer.weighing import Weighed, weigh
from lape_qa.assistant import HITS
from lape_qa.encoding.opening import open_encoder
from lape_qa.encoding.protocol import Encoder
from lape_qa.evaluation.curves import calibration_error
from lape_qa.evaluation.metrics import auroc
from lape_qa.evaluation.question_set.questions import Case, gold_spans, overlaps, training_cases, tuning_cases
from lape_qa.index import store
from lape_qa.index.generation import Generation
from lape_qa.question import analysis
from lape_qa.reading.reader import SentenceReader, open_reader
from lape_qa.retrieval.candidates import Candidates
from lape_qa.retrieval.retriever import Retriever
from lape_qa.settings import load_settings
from training.fit_answering import case_weights, highest_threshold
from training.read import corpus_questions

FITTED = Path(fitted.__file__).parent / "reading.json"
FOLDS = 10
SCORES = np.round(np.arange(0, 1.01, 0.05), 2)
PASSAGES = np.round(np.arange(0, 2.01, 0.1), 2)
UNREAD = (-8.0, -6.0, -4.0, -2.0)
WORD_COST = 0.002
SECOND = 0.6
_NOTHING = ReadModel(0.0, 0.0, 0.0, Choice(dict.fromkeys(READ_FEATURES, 0.0), 0.0, 0.5, WORD_COST, SECOND))

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A question as it was retrieved and read, and what answers it."""

    case: Case
    candidates: Candidates
    before: Weighed
    """Scored by retrieval alone."""
    logits: NDArray[np.float32]
    gold: Bools
    """For each sentence: does it overlap a gold quote?"""
    right: Bools
    """For each passage: does it?"""
    weight: float

    def weighed(self, score: float) -> Weighed:
        """Return the sentences scored with such a weight of the score from retrieval."""
        return replace(self.before, logits=self.logits, scores=self.logits + np.float32(score) * self.before.scores)

    @property
    def group(self) -> str:
        """What it is held out by: the document that answers it, or that its best sentence is in."""
        documents = sorted({evidence.document for evidence in self.case.evidence})
        return documents[0] if documents else self.before.grounds.document(int(self.logits.argmax()))


def examples(
    cases: Sequence[Case],
    generation: Generation,
    encoder: Encoder,
    reader: SentenceReader,
    *,
    lead: float = reading.LEAD,
) -> list[Example]:
    """Retrieve and read each case; those that consist of several questions are left out."""
    retriever = Retriever(generation)
    found = []
    for case, weight in zip(cases, case_weights(cases), strict=True):
        asked = analysis.analyse(case.question, encoder, generation.speller)
        if asked.parts:
            continue
        candidates = retriever.search(asked, HITS)
        before = weigh(generation, candidates.answerable_parts[0], fitted_model().sentence)
        if not before.grounds.places:
            continue
        [after] = reading.read(reader, generation, [before], _NOTHING, lead=lead)
        spans = gold_spans(case, generation.documents)
        gold = [
            overlaps(span.start, span.end, spans.get(before.grounds.document(place), ()))
            for place, (_, span) in enumerate(before.grounds.places)
        ]
        right = [overlaps(p.start, p.end, spans.get(p.document_id, ())) for p in candidates.passages]
        assert after.logits is not None  # noqa: S101
        found.append(Example(case, candidates, before, after.logits, np.array(gold), np.array(right), weight))
    return found


# ---- sentences and passages ------------------------------------------------------------------------------


def fit_score(found: Sequence[Example]) -> float:
    """Return the weight of the score from retrieval with which the gold sentences are likeliest."""
    readable = [example for example in found if (example.gold & np.isfinite(example.logits)).any()]

    def likelihood(score: float) -> float:
        return float(np.mean([np.log(ex.weighed(score).shares()[ex.gold].sum() + 1e-9) for ex in readable]))

    return float(max(SCORES, key=likelihood))


def best_right(found: Sequence[Example], score: float) -> float:
    """Return how often the best sentence of the answerable questions answers."""
    return _mean(bool(ex.gold[ex.weighed(score).scores.argmax()]) for ex in found if ex.case.answerable)


def fit_passages(found: Sequence[Example]) -> tuple[float, float]:
    """Return the weight of a passage's best logit, and the logit of one that was not read."""
    pairs = [(float(weight), unread) for weight in PASSAGES for unread in UNREAD]
    return max(pairs, key=lambda pair: mean_reciprocal_rank(found, *pair))


def mean_reciprocal_rank(found: Sequence[Example], weight: float, unread: float) -> float:
    """Return the mean reciprocal rank of the first right passage, where there is one."""
    return _mean(_reciprocal_rank(example, weight, unread) for example in found if example.right.any())


def _reciprocal_rank(example: Example, weight: float, unread: float) -> float:
    model = replace(_NOTHING, passage=weight, unread=unread)
    right = {
        passage.id for passage, is_right in zip(example.candidates.passages, example.right, strict=True) if is_right
    }
    ordered = reading.reordered(example.candidates, [example.weighed(0.0)], model).passages
    return next((1 / rank for rank, passage in enumerate(ordered, start=1) if passage.id in right), 0.0)


def _mean(values: Iterable[float]) -> float:
    return float(np.mean(list(values)))


# ---- confidence ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What the confidence rests on for some questions, and whether they are answerable."""

    features: Floats
    answerable: Bools
    weight: Floats
    lacking: Bools
    """Does the document of the best sentence lack a place or a year? It is marked down outside the model."""
    groups: Sequence[str]


def judged(found: Sequence[Example], score: float, generation: Generation) -> Judged:
    """Return what the confidence in the best sentence rests on."""
    rows, lacking = [], []
    for example in found:
        weighed = example.weighed(score)
        rows.append(list(confidence_features(weighed, generation).values()))
        best = int(weighed.scores.argmax())
        lacking.append(bool(weighed.grounds.lacking[weighed.grounds.places[best][0]]))
    return Judged(
        np.array(rows, np.float64),
        np.array([example.case.answerable for example in found]),
        np.array([example.weight for example in found]),
        np.array(lacking),
        [example.group for example in found],
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Logistic:
    weights: Floats
    bias: float

    def probability(self, features: Floats) -> Floats:
        chance: Floats = 1 / (1 + np.exp(-(features @ self.weights + self.bias)))
        return chance


def _fitted(data: Judged, places: Bools) -> _Logistic:
    kept = places & ~data.lacking
    scale = data.features.std(axis=0) + 1e-6
    model = LogisticRegression(C=1.0, max_iter=2000)
    model.fit(data.features[kept] / scale, data.answerable[kept], data.weight[kept])
    return _Logistic(model.coef_[0] / scale, float(model.intercept_[0]))


def confidences(model: _Logistic, data: Judged) -> Floats:
    """Return each question's confidence by a model."""
    values: Floats = model.probability(data.features) * np.where(data.lacking, LACKING, 1.0)
    return values


def held_out(data: Judged) -> Floats:
    """Return each question's confidence from weights that were fitted without its document."""
    values = np.zeros(len(data.answerable))
    for fitting, measured in GroupKFold(FOLDS).split(values, groups=data.groups):
        chosen = np.zeros(len(values), np.bool_)
        chosen[fitting] = True
        values[measured] = confidences(_fitted(data, chosen), data)[measured]
    return values


def fit(own: Sequence[Example], others: Sequence[Example], generation: Generation) -> dict[str, Any]:
    """Fit all of it on the `dev` questions and those of held-out documents, and return what is stored."""
    every = [*own, *others]
    score = fit_score(every)
    passage, unread = fit_passages(every)
    data = judged(every, score, generation)
    model = _fitted(data, np.ones(len(every), np.bool_))
    values = held_out(data)
    is_own = np.arange(len(every)) < len(own)
    # Of the model that is kept: those of the folds scatter more, and a threshold for theirs answers more with its own.
    threshold = highest_threshold(confidences(model, data)[is_own], data.answerable[is_own])
    return {
        "fitted_on": f"{len(own)} dev questions, {len(others)} of held-out documents",
        "cross_validated": {
            "best_sentence_is_gold": round(best_right(every, score), 4),
            "of_dev": round(best_right(own, score), 4),
            "of_held_out_documents": round(best_right(others, score), 4),
            **_measures(values, data.answerable, threshold),
        },
        "score": score,
        "passage": passage,
        "unread": unread,
        "confidence": dict(zip(READ_FEATURES, np.round(model.weights, 4).tolist(), strict=True)),
        "bias": round(model.bias, 4),
        "threshold": threshold,
        "word_cost": WORD_COST,
        "second": SECOND,
    }


def _measures(values: Floats, answerable: Bools, threshold: float) -> dict[str, float]:
    yes, no = values[answerable], values[~answerable]
    return {
        "auroc": round(auroc(yes.tolist(), no.tolist()) or 0.0, 4),
        "calibration_error": round(calibration_error(values.tolist(), answerable.tolist()) or 0.0, 4),
        "answered_when_answerable": round(float((yes >= threshold).mean()), 4),
        "abstained_when_unanswerable": round(float((no < threshold).mean()), 4),
    }


def main() -> None:
    """Fit on the corpus as it is indexed, and store the result."""
    settings = load_settings()
    encoder = open_encoder(settings.model_choice(), settings.cache)
    reader = open_reader(settings.cache)
    generation = store.open_index(Path(sys.argv[1]), encoder)
    kept = [case for case in training_cases(corpus_questions.TRAIN) if corpus_questions.is_for_measuring(case)]
    own = examples(tuning_cases(corpus_questions.OTHERS), generation, encoder, reader)
    others = examples(kept, generation, encoder, reader)
    made = {"command": f"python -m training.fit_reading {sys.argv[1]}", "reader": reader.name}
    result = made | fit(own, others, generation)
    FITTED.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result["cross_validated"], indent=1))


if __name__ == "__main__":
    main()
