"""Fit data/answering.json: which sentence answers, and whether it does.

    python -m lape_qa.evaluation.fit_answering eval/questions.jsonl corpus ../shared/data/squad-fi/train

On the `dev` questions and, when a BEIR folder of training questions is given, on those. Each of these is asked
twice: as it is, and as a near miss with the passage that answers it taken away.

Sentences: a conditional logit over the sentences of the best passages; the loss is the negative log share
of those that overlap a gold quote (in the folder: that stand in the right passage). Confidence: logistic
regression (scikit-learn) of whether the question is answerable, on features of the best sentence, with a bias
of its own for the folder, whose questions are of another kind. Both lightly regularised and stored as plain numbers.
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
from sklearn.model_selection import KFold

from lape_qa import answering, corpus, passages, query, ranking, storage
from lape_qa.answering import CONFIDENCE_FEATURES, SENTENCE_FEATURES, Evidence
from lape_qa.assistant import HITS
from lape_qa.encoder import Encoder, SentenceTransformerEncoder
from lape_qa.evaluation import beir
from lape_qa.evaluation.metrics import auroc, calibration_error
from lape_qa.evaluation.questions import Case, gold_spans, overlaps, tuning_cases
from lape_qa.generation import Generation
from lape_qa.retriever import Retriever
from lape_qa.settings import Settings, load_settings
from lape_qa.types import Hit, Query

FITTED = Path(answering.__file__).parent / "data" / "answering.json"
FOLDS = 10
TRAIN_QUESTIONS = 2500
"""Drawn from the folder, with a fixed seed."""
SENTENCES_BY_TRAIN = 0.3
"""Weight of the folder's questions, all together, beside that of the `dev` questions."""
CONFIDENCE_BY_TRAIN = 0.5
"""The same for the confidence. Less does better on the `dev` questions and worse on other texts than the corpus."""
WORD_COST = 0.002
"""Chosen on the dev questions, from 0.001, 0.002, 0.003, 0.005, 0.01 and 0.02."""
SECOND = 0.6
"""Chosen on the dev questions, from 0.3 to 0.9: answers gain more facts there than their quotes lose precision."""

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """One question's evidence, and which of its sentences answer."""

    source: ranking.Source
    query: Query
    evidence: Evidence
    gold: Bools
    answerable: bool
    weight: float = 1.0

    def features(self, sentence: Floats) -> tuple[Floats, bool]:
        """Return what the confidence rests on when sentences are weighed so, and whether the best one answers."""
        scores = self.evidence.sentences @ sentence.astype(np.float32)
        found = answering.confidence_features(self.source, self.query, self.evidence, scores)
        return found.astype(np.float64), bool(self.gold[int(scores.argmax())])

    def lacking(self, sentence: Floats) -> bool:
        """Tell whether the document of the best sentence lacks a place or a year of the question."""
        best = int((self.evidence.sentences @ sentence).argmax())
        return self.evidence.lacking[self.evidence.spans[best][0]]


def examples(cases: Sequence[Case], generation: Generation, encoder: Encoder) -> list[Example]:
    """Gather the evidence that the answerer sees for each case, or for each question that a case consists of."""
    retriever = Retriever(generation.lexical, generation.dense, generation)
    weights = case_weights(cases)
    found = []
    for case, weight in zip(cases, weights, strict=True):
        asked = query.analyse(case.question, encoder, generation.speller)
        if asked.parts and not case.answerable:
            # One of its questions may well be answerable.
            continue
        spans = gold_spans(case, generation.documents)
        for part, hits in answering.questions(generation, asked, retriever.search(asked, HITS)):
            evidence = answering.gather(generation, part, hits)
            gold = [
                overlaps(span.start, span.end, spans.get(evidence.hits[number].passage.document_id, []))
                for number, span in evidence.spans
            ]
            found.append(Example(generation, part, evidence, np.array(gold, np.bool_), case.answerable, weight))
    return found


def case_weights(cases: Sequence[Case]) -> list[float]:
    """Return how much each case counts: all near misses together no more than all that is far off, as in `test`.

    The `dev` questions hold more of them, to learn what they look like, not that they are common.
    """
    near = ["near-miss" in case.tags for case in cases]
    far = sum(not case.answerable for case in cases) - sum(near)
    return [min(1.0, far / sum(near)) if is_near else 1.0 for is_near in near]


def train_examples(collection: beir.Collection, generation: Generation, encoder: Encoder) -> list[Example]:
    """Gather the evidence for questions of a folder, with and without the passages that are right.

    Questions whose passage is not found are left out.
    """
    drawn = np.random.default_rng(0).permutation(sorted(collection.queries))[:TRAIN_QUESTIONS]
    retriever = Retriever(generation.lexical, generation.dense, generation)
    found = []
    for done, identifier in enumerate(drawn, start=1):
        asked = query.analyse(collection.queries[identifier], encoder, generation.speller)
        # As many are taken away as there are right ones, so that both times the same number is looked at.
        right = collection.relevant[identifier]
        hits = retriever.search(asked, HITS + len(right))
        found += _twice(generation, asked, hits, set(right))
        print(f"\r{done}/{len(drawn)}", end="", file=sys.stderr)
    return found


def _twice(generation: Generation, asked: Query, hits: Sequence[Hit], right: set[str]) -> list[Example]:
    others = [hit for hit in hits if hit.passage.document_id not in right]
    found = []
    for shown in (hits[:HITS], others[:HITS]):
        evidence = answering.gather(generation, asked, shown)
        gold = np.array([evidence.hits[number].passage.document_id in right for number, _ in evidence.spans], np.bool_)
        found.append(Example(generation, asked, evidence, gold, bool(gold.any())))
    return found if found[0].answerable and found[1].evidence.spans else []


# ---- sentences -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class _Choices:
    """The sentences of some questions, one question after the other."""

    sentences: Floats
    gold: Bools
    starts: NDArray[np.int64]
    """Where each question's sentences begin."""

    @staticmethod
    def of(found: Sequence[Example]) -> "_Choices":
        usable = [example for example in found if example.gold.any()]
        counts = [len(example.gold) for example in usable]
        return _Choices(
            np.concatenate([np.zeros((0, len(SENTENCE_FEATURES))), *(e.evidence.sentences for e in usable)]),
            np.concatenate([np.zeros(0, np.bool_), *(e.gold for e in usable)]),
            np.cumsum([0, *counts])[:-1],
        )

    def loss(self, weights: Floats) -> tuple[float, Floats]:
        """Return the mean negative log share of the gold sentences, and its gradient."""
        if not len(self.starts):
            return 0.0, np.zeros_like(weights)
        counts = np.diff([*self.starts, len(self.gold)])
        scores = self.sentences @ weights
        exponents = np.exp(scores - np.repeat(np.maximum.reduceat(scores, self.starts), counts))
        share = exponents / np.repeat(np.add.reduceat(exponents, self.starts), counts)
        of_gold = np.where(self.gold, share, 0)
        right = np.add.reduceat(of_gold, self.starts) + 1e-12
        gradient = (share - of_gold / np.repeat(right, counts)) @ self.sentences
        return float(-np.log(right).mean()), gradient / len(self.starts)


def fit_sentences(found: Sequence[Example], train: Sequence[Example] = (), penalty: float = 0.01) -> Floats:
    """Return the weights of the sentence features that make gold sentences likeliest."""
    own, others = _Choices.of(found), _Choices.of(train)
    scale = np.concatenate([own.sentences, others.sentences]).std(axis=0) + 1e-6

    def loss(weights: Floats) -> tuple[float, Floats]:
        value, gradient = own.loss(weights / scale)
        further, its_gradient = others.loss(weights / scale)
        return (
            value + SENTENCES_BY_TRAIN * further + penalty * float(weights @ weights),
            (gradient + SENTENCES_BY_TRAIN * its_gradient) / scale + 2 * penalty * weights,
        )

    fitted = minimize(loss, np.zeros(len(SENTENCE_FEATURES)), jac=True, method="L-BFGS-B")
    weights: Floats = fitted.x / scale
    return weights


# ---- confidence ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What the confidence rests on for some questions, and whether they are answerable."""

    features: Floats
    answerable: Bools
    weight: Floats

    @staticmethod
    def of(found: Sequence[Example], sentence: Floats) -> "Judged":
        """Judge questions whose sentences are weighed so; those that lack a place or a year are left out.

        They are marked down outside the model, so it learns from the others only.
        """
        kept = [example for example in found if not example.lacking(sentence)]
        rows = [example.features(sentence)[0] for example in kept]
        features = np.array(rows, np.float64).reshape(-1, len(CONFIDENCE_FEATURES))
        return Judged(
            features,
            np.array([example.answerable for example in kept], np.bool_),
            np.array([example.weight for example in kept], np.float64),
        )


def fit_confidence(own: Judged, others: Judged) -> tuple[Floats, float]:
    """Return the weights and the bias of the confidence; the bias is that of one's own questions."""
    scale = np.concatenate([own.features, others.features]).std(axis=0) + 1e-6
    elsewhere = np.repeat([0.0, 1.0], [len(own.features), len(others.features)])
    design = np.column_stack([np.concatenate([own.features, others.features]) / scale, elsewhere])
    share = CONFIDENCE_BY_TRAIN * len(own.features) / max(len(others.features), 1)
    model = LogisticRegression(C=1.0, max_iter=1000)
    weight = np.concatenate([own.weight, share * others.weight])
    model.fit(design, np.concatenate([own.answerable, others.answerable]), weight)
    return model.coef_[0, :-1] / scale, float(model.intercept_[0])


def confidence(example: Example, sentence: Floats, weights: Floats, bias: float) -> float:
    """Return the confidence that the answerer would have with such weights."""
    score = float(example.features(sentence)[0] @ weights) + bias
    return float(1 / (1 + np.exp(-score))) * (answering.LACKING if example.lacking(sentence) else 1.0)


def best_threshold(confidence: Floats, answerable: Bools, weight: Floats) -> float:
    """Return the threshold with the best balance: the mean of answered-when-answerable and abstained-when-not."""
    candidates = np.round(np.arange(0.05, 0.96, 0.01), 2)
    unanswerable = weight * ~answerable
    balance = [
        (confidence[answerable] >= threshold).mean() + unanswerable @ (confidence < threshold) / unanswerable.sum()
        for threshold in candidates
    ]
    return float(candidates[int(np.argmax(balance))])


# ---- both ------------------------------------------------------------------------------------------------


def held_out(found: Sequence[Example], train: Sequence[Example], others: Judged) -> tuple[Floats, Bools]:
    """Return each question's confidence, and whether its best sentence answers, from weights fitted without it."""
    values, right = np.zeros(len(found)), np.zeros(len(found), np.bool_)
    for fitting, measured in KFold(FOLDS, shuffle=True, random_state=0).split(values):
        sentence = fit_sentences([found[number] for number in fitting], train)
        weights, bias = fit_confidence(Judged.of([found[number] for number in fitting], sentence), others)
        for number in measured:
            values[number] = confidence(found[number], sentence, weights, bias)
            right[number] = found[number].features(sentence)[1]
    return values, right


def fit(questions: Path, sources: Path, settings: Settings, folder: Path | None = None) -> dict[str, Any]:
    """Fit both models and return what is stored; without a folder on the `dev` questions only."""
    cases = tuning_cases(questions)
    encoder = SentenceTransformerEncoder(settings.model_choice(), settings.cache)
    train = _read_train(folder, encoder, settings) if folder else []
    with tempfile.TemporaryDirectory(prefix="lape-qa-fit-") as built:
        split = partial(passages.split, chunking=settings.chunking(), fits=encoder.fits)
        documents = corpus.load([sources]).documents
        storage.build(Path(built), documents, split, encoder, settings.chunking(), lambda *_: None)
        found = examples(cases, storage.open_index(Path(built), encoder), encoder)
        fitted = fit_examples(found, train)
    command = " ".join(map(str, filter(None, [questions, sources, folder])))
    return {"command": f"python -m lape_qa.evaluation.fit_answering {command}"} | fitted


def _read_train(folder: Path, encoder: Encoder, settings: Settings) -> list[Example]:
    collection = beir.read(folder)
    report = lambda work, done, total: print(f"\r{work} {done}/{total}", end="", file=sys.stderr)  # noqa: E731
    generation = beir.open_indexed(collection.documents, encoder, settings.cache, report).generation
    return train_examples(collection, generation, encoder)


def fit_examples(found: Sequence[Example], train: Sequence[Example]) -> dict[str, Any]:
    """Fit both models and return their weights, and how well they do on questions that they were fitted without."""
    sentence = fit_sentences(found, train)
    others = Judged.of(train, sentence)
    weights, bias = fit_confidence(Judged.of(found, sentence), others)
    values, right = held_out(found, train, others)
    answerable = np.array([example.answerable for example in found])
    weight = np.array([example.weight for example in found])
    threshold = best_threshold(values, answerable, weight)
    yes, no = values[answerable], values[~answerable]
    return {
        "fitted_on": f"{len(found)} dev questions, {len(yes)} answerable"
        + (f"; {len(train) // 2} of the folder, each also as a near miss" if train else ""),
        "cross_validated": {
            "best_sentence_is_gold": round(float(right[answerable].mean()), 4),
            "auroc": round(auroc(yes.tolist(), no.tolist()) or 0.0, 4),
            "calibration_error": round(calibration_error(values.tolist(), answerable.tolist()) or 0.0, 4),
            "answered_when_answerable": round(float((yes >= threshold).mean()), 4),
            "abstained_when_unanswerable": round(float((no < threshold).mean()), 4),
        },
        "sentence": dict(zip(SENTENCE_FEATURES, np.round(sentence, 4).tolist(), strict=True)),
        "confidence": dict(zip(CONFIDENCE_FEATURES, np.round(weights, 4).tolist(), strict=True)),
        "bias": round(bias, 4),
        "threshold": threshold,
        "word_cost": WORD_COST,
        "second": SECOND,
    }


if __name__ == "__main__":
    result = fit(Path(sys.argv[1]), Path(sys.argv[2]), load_settings(), *map(Path, sys.argv[3:4]))
    FITTED.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result["cross_validated"], indent=1))
