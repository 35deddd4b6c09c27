"""Fit data/answering.json: which sentence answers, and whether it does, on the `dev` questions only.

    python -m lape_qa.evaluation.fit_answering eval/questions.jsonl corpus

Sentences: a conditional logit over the sentences of the best passages; the loss is the negative log share
of those that overlap a gold quote. Confidence: logistic regression (scikit-learn) of whether the question
is answerable, on features of the best sentence. Both lightly regularised and stored as plain numbers.
"""

import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from lape_qa import answering, corpus, passages, query, storage
from lape_qa.answering import CONFIDENCE_FEATURES, SENTENCE_FEATURES, Evidence
from lape_qa.assistant import HITS
from lape_qa.encoder import Encoder, SentenceTransformerEncoder
from lape_qa.evaluation.metrics import auroc
from lape_qa.evaluation.questions import Case, gold_spans, overlaps, tuning_cases
from lape_qa.generation import Generation
from lape_qa.retriever import Retriever
from lape_qa.settings import Settings, load_settings

FITTED = Path(answering.__file__).parent / "data" / "answering.json"
FOLDS = 10

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """One question's evidence, and which of its sentences overlap a gold quote."""

    case: Case
    evidence: Evidence
    gold: NDArray[np.bool_]


def examples(cases: Sequence[Case], generation: Generation, encoder: Encoder) -> list[Example]:
    """Gather the evidence that the answerer sees for each case."""
    retriever = Retriever(generation.lexical, generation.dense, generation)
    found = []
    for case in cases:
        asked = query.analyse(case.question, encoder, generation.speller)
        evidence = answering.gather(generation, asked, retriever.search(asked, HITS))
        spans = gold_spans(case, generation.documents)
        gold = [
            overlaps(span.start, span.end, spans.get(evidence.hits[number].passage.document_id, []))
            for number, span in evidence.spans
        ]
        found.append(Example(case, evidence, np.array(gold, np.bool_)))
    return found


def fit_sentences(found: Sequence[Example], penalty: float = 0.02) -> Floats:
    """Return the weights of the sentence features that make gold sentences likeliest."""
    usable = [(example.evidence.sentences.astype(np.float64), example.gold) for example in found if example.gold.any()]
    scale = np.concatenate([sentences for sentences, _ in usable]).std(axis=0) + 1e-6

    def loss(weights: Floats) -> tuple[float, Floats]:
        value, gradient = penalty * weights @ weights, 2 * penalty * weights
        for sentences, gold in usable:
            scaled = sentences / scale
            scores = scaled @ weights
            share = np.exp(scores - scores.max())
            share /= share.sum()
            right = share[gold].sum()
            value -= np.log(right + 1e-12) / len(usable)
            gradient = gradient - (share[gold] / right @ scaled[gold] - share @ scaled) / len(usable)
        return float(value), gradient

    fitted = minimize(loss, np.zeros(len(SENTENCE_FEATURES)), jac=True, method="L-BFGS-B")
    weights: Floats = fitted.x / scale
    return weights


def fit_confidence(
    features: Floats, answerable: NDArray[np.bool_], lacking: NDArray[np.bool_]
) -> tuple[Floats, float, Floats]:
    """Return the weights and bias of the confidence, and its cross-validated values on the same questions.

    A source that lacks a place or a year of the question is marked down outside the model, so it learns
    from the others only.
    """
    scale = features.std(axis=0) + 1e-6
    model = LogisticRegression(C=1.0, max_iter=1000)
    held_out = np.zeros(len(features))
    kept = ~lacking
    held_out[kept] = cross_val_predict(
        model, features[kept] / scale, answerable[kept], cv=FOLDS, method="predict_proba"
    )[:, 1]
    model.fit(features[kept] / scale, answerable[kept])
    held_out[lacking] = answering.LACKING * model.predict_proba(features[lacking] / scale)[:, 1]
    return model.coef_[0] / scale, float(model.intercept_[0]), held_out


def best_threshold(confidence: Floats, answerable: NDArray[np.bool_]) -> float:
    """Return the threshold with the best balance: the mean of answered-when-answerable and abstained-when-not."""
    candidates = np.round(np.arange(0.05, 0.96, 0.01), 2)
    balance = [
        (confidence[answerable] >= threshold).mean() + (confidence[~answerable] < threshold).mean()
        for threshold in candidates
    ]
    return float(candidates[int(np.argmax(balance))])


def fit(questions: Path, sources: Path, settings: Settings) -> dict[str, Any]:
    """Fit both models on the `dev` questions and return what is stored."""
    cases = tuning_cases(questions)
    encoder = SentenceTransformerEncoder(settings.model_choice(), settings.cache)
    with tempfile.TemporaryDirectory(prefix="lape-qa-fit-") as folder:
        split = partial(passages.split, chunking=settings.chunking(), fits=encoder.fits)
        documents = corpus.load([sources]).documents
        storage.build(Path(folder), documents, split, encoder, settings.chunking(), lambda *_: None)
        found = examples(cases, storage.open_index(Path(folder), encoder), encoder)
    sentence = fit_sentences(found)
    features, answerable, right, lacking = [], [], [], []
    for example in found:
        share = answering.shares(example.evidence, sentence.astype(np.float32))
        best = int(share.argmax())
        features.append(answering.confidence_features(example.evidence, share, best))
        answerable.append(example.case.answerable)
        right.append(bool(example.gold[best]))
        lacking.append(example.evidence.lacking[example.evidence.spans[best][0]])
    weights, bias, held_out = fit_confidence(np.array(features, np.float64), np.array(answerable), np.array(lacking))
    threshold = best_threshold(held_out, np.array(answerable))
    yes = [float(c) for c, a in zip(held_out, answerable, strict=True) if a]
    no = [float(c) for c, a in zip(held_out, answerable, strict=True) if not a]
    return {
        "command": f"python -m lape_qa.evaluation.fit_answering {questions} {sources}",
        "fitted_on": f"{len(found)} dev questions, {sum(answerable)} answerable",
        "on_the_same_questions": {
            "best_sentence_is_gold": round(float(np.mean([r for r, a in zip(right, answerable, strict=True) if a])), 4),
            "auroc_cross_validated": round(auroc(yes, no) or 0.0, 4),
            "answered_when_answerable_cross_validated": round(float(np.mean([c >= threshold for c in yes])), 4),
            "abstained_when_unanswerable_cross_validated": round(float(np.mean([c < threshold for c in no])), 4),
        },
        "sentence": dict(zip(SENTENCE_FEATURES, np.round(sentence, 4).tolist(), strict=True)),
        "confidence": dict(zip(CONFIDENCE_FEATURES, np.round(weights, 4).tolist(), strict=True)),
        "bias": round(bias, 4),
        "threshold": threshold,
        "nearly": 0.25,
    }


if __name__ == "__main__":
    result = fit(Path(sys.argv[1]), Path(sys.argv[2]), load_settings())
    FITTED.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result["on_the_same_questions"], indent=1))
