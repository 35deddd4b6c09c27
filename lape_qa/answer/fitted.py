"""The fitted weights of the answerer."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp
from typing import Any

import numpy as np

from lape_qa.answer.confidence_features import CONFIDENCE_FEATURES, READ_FEATURES
from lape_qa.answer.sentence_features import SENTENCE_FEATURES


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether the best sentence answers, by logistic regression, and how much beside it is quoted."""

    confidence: Mapping[str, float]
    """By the name of the feature."""
    bias: float
    threshold: float
    """Least confidence with which an answer is shown."""
    word_cost: float
    """Sentences beside the best one join its quote when they add more of the probability than this for every word."""
    second: float
    """Share of the best one's probability from which another sentence is quoted too: it is unsure which answers."""

    @staticmethod
    def of(fitted: Mapping[str, Any], features: Iterable[str]) -> "Choice":
        """Read fitted weights by name, so that an outdated file is an error and not nonsense."""
        confidence = {name: float(fitted["confidence"][name]) for name in features}
        return Choice(confidence, fitted["bias"], fitted["threshold"], fitted["word_cost"], fitted["second"])

    def probability(self, features: Mapping[str, float]) -> float:
        """Return the confidence, 0..1, that confidence features amount to."""
        values = np.array([features[name] for name in self.confidence], np.float32)
        weights = np.array(list(self.confidence.values()), np.float32)
        return 1 / (1 + exp(-float(values @ weights) - self.bias))


@dataclass(frozen=True, slots=True)
class Model:
    """What was fitted for answers from retrieval alone."""

    sentence: Mapping[str, float]
    """Weights of a linear score, by the name of the feature."""
    choice: Choice

    @staticmethod
    def of(fitted: Mapping[str, Any]) -> "Model":
        """Read fitted weights by name."""
        sentence = {name: float(fitted["sentence"][name]) for name in SENTENCE_FEATURES}
        return Model(sentence, Choice.of(fitted, CONFIDENCE_FEATURES))


@dataclass(frozen=True, slots=True)
class ReadModel:
    """What was fitted for answers from what was read, with the weights of one reader."""

    score: float
    """What a sentence's score from retrieval counts beside the reader's logit."""
    passage: float
    """What the best logit of a passage counts beside its score from retrieval."""
    unread: float
    """The logit that a passage is taken to have which was not read."""
    choice: Choice

    @staticmethod
    def of(fitted: Mapping[str, Any]) -> "ReadModel":
        """Read fitted weights by name."""
        return ReadModel(fitted["score"], fitted["passage"], fitted["unread"], Choice.of(fitted, READ_FEATURES))


@dataclass(frozen=True, slots=True)
class Excerpts:
    """What was fitted for one kind of answers of several documents: weights by the name of the feature, see `broad`."""

    order: Mapping[str, float]
    """Which sentences are quoted first."""
    relevance: Mapping[str, float]
    """Whether a sentence is to the point, by logistic regression."""
    bias: float
    bias_unread: float
    """Where there is no reader: with what it would say in the mean."""


@dataclass(frozen=True, slots=True)
class BroadModel:
    """What was fitted for answers of several documents."""

    overview: Excerpts
    list: Excerpts


@cache
def fitted_model() -> Model:
    """Return the model of answering.json, which says how it was made."""
    return Model.of(_stored("answering.json"))


@cache
def fitted_read_model() -> ReadModel:
    """Return the model of reading.json, which says how it was made."""
    return ReadModel.of(_stored("reading.json"))


@cache
def fitted_broad_model() -> BroadModel:
    """Return the model of broad.json, which says how it was made."""
    fitted = _stored("broad.json")
    return BroadModel(overview=Excerpts(**fitted["overview"]), list=Excerpts(**fitted["list"]))


def _stored(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((files("lape_qa.answer") / name).read_text(encoding="utf-8"))
    return found
