"""Part of a question, with its passages -> their sentences, each with a score for how likely it answers."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from lape_qa.answer.grounds import PASSAGES, Grounds, gather
from lape_qa.answer.sentence_features import sentence_features
from lape_qa.index.model import Floats
from lape_qa.index.ports import Source
from lape_qa.retrieval.candidates import Part


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """The sentences of a question's best passages, in the order of passages and text, and what speaks for each."""

    grounds: Grounds
    features: Mapping[str, Floats]
    """By name, see SENTENCE_FEATURES; shape (sentences,) each."""
    scores: Floats
    """Log-odds, but for a constant, that the sentence is the one that answers; shape (sentences,)."""
    logits: Floats | None = None
    """What the reader says of each, -inf where it was not read, shape (sentences,); None where there is no reader."""

    def shares(self) -> Floats:
        """Return each sentence's share of the probability that it is the one that answers (softmax)."""
        greatest = self.scores.max(initial=-np.inf)
        exponents = np.exp(self.scores - greatest) if np.isfinite(greatest) else np.ones_like(self.scores)
        share: Floats = exponents / exponents.sum()
        return share


def weigh(generation: Source, part: Part, weights: Mapping[str, float], most: int = PASSAGES) -> Weighed:
    """Weigh every quotable sentence of a question's best passages; `weights` has one for each sentence feature."""
    grounds = gather(generation, part, most)
    features = sentence_features(grounds)
    return Weighed(grounds, features, matrix(features) @ np.array([weights[name] for name in features], np.float32))


def matrix(features: Mapping[str, Floats]) -> Floats:
    """Return features as one array, shape (sentences, features)."""
    return np.stack(list(features.values()), axis=1)
