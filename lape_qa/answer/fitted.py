"""The fitted weights of the answerer."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from lape_qa.answer.features import CONFIDENCE_FEATURES, SENTENCE_FEATURES, Floats


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Fitted weights: a linear score for sentences, a logistic one for whether the best of them answers."""

    sentence: Floats
    confidence: Floats
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
        sentence = np.array([fitted["sentence"][name] for name in SENTENCE_FEATURES], np.float32)
        confidence = np.array([fitted["confidence"][name] for name in CONFIDENCE_FEATURES], np.float32)
        return Model(sentence, confidence, fitted["bias"], fitted["threshold"], fitted["word_cost"], fitted["second"])


@cache
def fitted_model() -> Model:
    """Return the model of answering.json, which says how it was made."""
    return Model.of(json.loads((files("lape_qa.answer") / "answering.json").read_text(encoding="utf-8")))
