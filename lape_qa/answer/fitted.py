"""The fitted weights of the answerer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp
from typing import Any

import numpy as np

from lape_qa.answer.confidence_features import CONFIDENCE_FEATURES
from lape_qa.answer.sentence_features import SENTENCE_FEATURES


@dataclass(frozen=True, slots=True)
class Model:
    """Fitted weights: a linear score for sentences, a logistic one for whether the best of them answers."""

    sentence: Mapping[str, float]
    """By the name of the feature, as the next."""
    confidence: Mapping[str, float]
    bias: float
    threshold: float
    """Least confidence with which an answer is shown."""
    word_cost: float
    """Sentences beside the best one join its quote when they add more of the probability than this for every word."""
    second: float
    """Share of the best one's probability from which another sentence is quoted too: it is unsure which answers."""

    @staticmethod
    def of(fitted: dict[str, Any]) -> "Model":
        """Read fitted weights by name, so that an outdated file is an error and not nonsense."""
        sentence = {name: float(fitted["sentence"][name]) for name in SENTENCE_FEATURES}
        confidence = {name: float(fitted["confidence"][name]) for name in CONFIDENCE_FEATURES}
        return Model(sentence, confidence, fitted["bias"], fitted["threshold"], fitted["word_cost"], fitted["second"])

    def probability(self, features: Mapping[str, float]) -> float:
        """Return the confidence, 0..1, that confidence features amount to."""
        values = np.array([features[name] for name in self.confidence], np.float32)
        weights = np.array(list(self.confidence.values()), np.float32)
        return 1 / (1 + exp(-float(values @ weights) - self.bias))


@cache
def fitted_model() -> Model:
    """Return the model of answering.json, which says how it was made."""
    return Model.of(json.loads((files("lape_qa.answer") / "answering.json").read_text(encoding="utf-8")))
