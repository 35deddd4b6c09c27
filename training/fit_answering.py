"""Fit lape_qa/answer/answering.json: which sentence answers, and whether it does.

    python -m training.fit_answering eval/questions.jsonl corpus \\
        ../shared/data/squad-fi/train eval/sentences/squad-fi-train.tsv

On the `dev` questions and, when a BEIR folder and labels of its sentences are given, on the labelled questions.
Some of these are asked twice: as they are, and as a near miss with the passage that answers them taken away.

Sentences: a conditional logit over the sentences of the best passages; the loss is the negative log share
of those that overlap a gold quote (in the folder: a labelled sentence). Confidence: logistic
regression (scikit-learn) of whether the question is answerable, on features of the best sentence, with a bias
of its own for the folder, whose questions are of another kind. Both lightly regularised and stored as plain numbers.
"""

import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lape_qa.answer import extractive, fitted
from lape_qa.answer.confidence_features import CONFIDENCE_FEATURES, confidence_features
from lape_qa.answer.fitted import fitted_model
from lape_qa.answer.sentence_features import SENTENCE_FEATURES
from lape_qa.answer.weighing import Weighed, matrix, weigh
from lape_qa.assistant import HITS
from lape_qa.documents import loading
from lape_qa.encoding.opening import open_encoder
from lape_qa.encoding.protocol import Encoder
from lape_qa.errors import UsageError, from_extra
from lape_qa.evaluation import beir, labels
from lape_qa.evaluation.collection import Collection
from lape_qa.evaluation.collection_index import open_indexed
from lape_qa.evaluation.curves import calibration_error
from lape_qa.evaluation.labels import Labels
from lape_qa.evaluation.metrics import auroc
from lape_qa.evaluation.question_set.questions import Case, gold_spans, overlaps, tuning_cases
from lape_qa.index import store
from lape_qa.index.generation import Generation
from lape_qa.language.model import Span
from lape_qa.question import analysis
from lape_qa.retrieval.candidates import Part
from lape_qa.retrieval.retriever import Retriever
from lape_qa.settings import Settings, load_settings

with from_extra("training", "fitting"):
    from scipy.optimize import minimize
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import KFold

FITTED = Path(fitted.__file__).parent / "answering.json"
FOLDS = 10
ANSWERED = 0.96
"""Share of the answerable `dev` questions that are to be answered, which sets the threshold."""
CONFIDENCE_QUESTIONS = 4000
"""The confidence is fitted on the first of the folder's questions, those that are answered also without their passage.

Near misses by design are among them. With all 8,413 it is a little less calibrated on the `dev` questions.
"""
SENTENCES_BY_TRAIN = 0.5
"""Weight of the folder's questions, all together, beside that of the `dev` questions.

Chosen on the `dev` questions by their likelihood when held out, from 0, 0.1, 0.3, 0.6, 1, 3 and 10.
"""
CONFIDENCE_BY_TRAIN = 0.5
"""The same for the confidence. Less does better on the `dev` questions and worse on other texts than the corpus."""
WORD_COST = 0.002
"""Chosen on the dev questions, from 0.001, 0.002, 0.004 and 0.007: the fewest words that hold as many facts."""
SECOND = 0.6
"""Chosen on the dev questions: from 0.5 quotes lose precision there and answers gain no facts."""

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """One question's evidence, and which of its sentences answer."""

    generation: Generation
    weighed: Weighed
    """By the weights that were fitted before; only its features are used."""
    gold: Bools
    answerable: bool
    weight: float = 1.0

    @property
    def sentences(self) -> Floats:
        """The features of the sentences, shape (sentences, SENTENCE_FEATURES)."""
        return matrix(self.weighed.features).astype(np.float64)

    def features(self, sentence: Floats) -> tuple[Floats, bool]:
        """Return what the confidence rests on when sentences are weighed so, and whether the best one answers."""
        scores = (matrix(self.weighed.features) @ sentence.astype(np.float32)).astype(np.float32)
        found = confidence_features(replace(self.weighed, scores=scores), self.generation)
        return np.array(list(found.values()), np.float64), bool(self.gold[int(scores.argmax())])

    def lacking(self, sentence: Floats) -> bool:
        """Tell whether the document of the best sentence lacks a place or a year of the question."""
        best = int((self.sentences @ sentence).argmax())
        return bool(self.weighed.grounds.lacking[self.weighed.grounds.places[best][0]])


def example(
    generation: Generation, part: Part, spans: Mapping[str, Sequence[Span]], answerable: bool, weight: float = 1.0
) -> Example:
    """Weigh the sentences of a question's passages; those answer that overlap one of the spans of their document."""
    weighed = weigh(generation, part, fitted_model().sentence)
    grounds = weighed.grounds
    gold = [
        overlaps(span.start, span.end, spans.get(grounds.document(place), ()))
        for place, (_, span) in enumerate(grounds.places)
    ]
    return Example(generation, weighed, np.array(gold, np.bool_), answerable, weight)


def examples(cases: Sequence[Case], generation: Generation, encoder: Encoder) -> list[Example]:
    """Gather what the answerer sees for each case, or for each question that a case consists of."""
    retriever = Retriever(generation)
    found = []
    for case, weight in zip(cases, case_weights(cases), strict=True):
        asked = analysis.analyse(case.question, encoder, generation.speller)
        if asked.parts and not case.answerable:
            # One of its questions may well be answerable.
            continue
        spans = gold_spans(case, generation.documents)
        for part in retriever.search(asked, HITS).answerable_parts:
            found.append(example(generation, part, spans, case.answerable, weight))
    return found


def case_weights(cases: Sequence[Case]) -> list[float]:
    """Return how much each case counts: all near misses together no more than all that is far off, as in `test`.

    The `dev` questions hold more of them, to learn what they look like, not that they are common.
    """
    near = ["near-miss" in case.tags for case in cases]
    far = sum(not case.answerable for case in cases) - sum(near)
    return [min(1.0, far / sum(near)) if is_near else 1.0 for is_near in near]


def labelled_examples(
    collection: Collection, labelled: Labels, generation: Generation, encoder: Encoder
) -> tuple[list[Example], list[Example]]:
    """Gather the evidence for a folder's labelled questions, and again for the first of them without their passage.

    Questions that are answered, but by a passage that is not found, are left out, and so are two questions in one.
    Raises UsageError when a question is labelled that the folder does not have.
    """
    if unknown := [identifier for identifier in labelled if identifier not in collection.queries]:
        raise UsageError(f"the labels name the query {unknown[0]!r}, which the folder does not have")
    retriever = Retriever(generation)
    whole: list[Example] = []
    without: list[Example] = []
    for done, (identifier, answers) in enumerate(labelled.items(), start=1):
        asked = analysis.analyse(collection.queries[identifier], encoder, generation.speller)
        right = collection.relevant[identifier]
        if asked.parts:
            continue
        # As many are taken away as there are right ones, so that both times the same number is looked at.
        [part] = retriever.search(asked, HITS + len(right)).answerable_parts
        spans = dict.fromkeys(right, answers)
        with_right = example(generation, part.first(HITS), spans, bool(answers))
        if with_right.gold.any() or not answers:
            whole.append(with_right)
            others = [place for place, passage in enumerate(part.passages) if passage.document_id not in right]
            if answers and len(whole) <= CONFIDENCE_QUESTIONS:
                without.append(example(generation, part.take(np.array(others[:HITS], np.int64)), {}, False))
        print(f"\r{done}/{len(labelled)}", end="", file=sys.stderr)
    return _with_sentences(whole), _with_sentences(without)


def _with_sentences(found: Sequence[Example]) -> list[Example]:
    return [example for example in found if example.weighed.grounds.places]


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
            np.concatenate([np.zeros((0, len(SENTENCE_FEATURES))), *(e.sentences for e in usable)]),
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
    return float(1 / (1 + np.exp(-score))) * (extractive.LACKING if example.lacking(sentence) else 1.0)


def highest_threshold(confidence: Floats, answerable: Bools) -> float:
    """Return the highest threshold with which ANSWERED of the answerable questions are answered, in hundredths."""
    candidates = np.round(np.arange(0.01, 1.0, 0.01), 2)
    answered = np.array([(confidence[answerable] >= threshold).mean() for threshold in candidates])
    return float(candidates[answered >= ANSWERED].max(initial=candidates[0]))


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


def fit(
    questions: Path, sources: Path, settings: Settings, folder: Path | None = None, labels_of: Path | None = None
) -> dict[str, Any]:
    """Fit both models and return what is stored; without a folder and its labels on the `dev` questions only.

    Raises UsageError when one of the two is given without the other.
    """
    if (folder is None) != (labels_of is None):
        raise UsageError("a folder of questions and the labels of its sentences go together: give both or neither")
    cases = tuning_cases(questions)
    encoder = open_encoder(settings.model_choice(), settings.cache)
    whole, without = _read_labelled(folder, labels_of, encoder, settings) if folder and labels_of else ([], [])
    with tempfile.TemporaryDirectory(prefix="lape-qa-fit-") as built:
        documents = loading.load([sources]).documents
        store.build(Path(built), documents, settings.recipe(encoder))
        found = examples(cases, store.open_index(Path(built), encoder), encoder)
        fitted = fit_examples(found, whole, without)
    command = " ".join(map(str, filter(None, [questions, sources, folder, labels_of])))
    return {"command": f"python -m training.fit_answering {command}"} | fitted


def _read_labelled(
    folder: Path, labels_of: Path, encoder: Encoder, settings: Settings
) -> tuple[list[Example], list[Example]]:
    labelled = labels.read(labels_of)
    collection = beir.read(folder)
    report = lambda work, done, total: print(f"\r{work} {done}/{total}", end="", file=sys.stderr)  # noqa: E731
    generation = open_indexed(collection.documents, encoder, settings.cache, report).generation
    return labelled_examples(collection, labelled, generation, encoder)


def fit_examples(found: Sequence[Example], whole: Sequence[Example], without: Sequence[Example]) -> dict[str, Any]:
    """Fit both models and return their weights, and how well they do on questions that they were fitted without.

    `whole` and `without` are a folder's questions with the passages that are right, and without them.
    """
    sentence = fit_sentences(found, whole)
    others = Judged.of([*whole[:CONFIDENCE_QUESTIONS], *without], sentence)
    weights, bias = fit_confidence(Judged.of(found, sentence), others)
    values, right = held_out(found, whole, others)
    answerable = np.array([example.answerable for example in found])
    threshold = highest_threshold(values, answerable)
    yes, no = values[answerable], values[~answerable]
    return {
        "fitted_on": f"{len(found)} dev questions, {len(yes)} answerable"
        + (f"; {len(whole)} of the folder, {len(without)} of them also as a near miss" if whole else ""),
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
    result = fit(Path(sys.argv[1]), Path(sys.argv[2]), load_settings(), *map(Path, sys.argv[3:5]))
    FITTED.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result["cross_validated"], indent=1))
