"""What speaks for each sentence: named functions of the grounds, weighed by what was fitted for each name."""

from collections.abc import Callable, Mapping

import numpy as np

from lape_qa.answer import contrast
from lape_qa.answer.grounds import Grounds
from lape_qa.index.model import Floats
from lape_qa.question import kinds

Feature = Callable[[Grounds], Floats]
"""Grounds -> a value for each sentence, shape (sentences,)."""


def cosine(grounds: Grounds) -> Floats:
    """Return the cosine of the sentence's vector with the question's."""
    return grounds.sentences.cosine


def likest(grounds: Grounds) -> Floats:
    """Tell whether its cosine is the greatest of its passage."""
    return _as_floats(contrast.is_best(grounds.sentences.cosine, grounds.sentences.passage))


def closest(grounds: Grounds) -> Floats:
    """Tell whether it comes closest of its passage to the question's tokens."""
    return _as_floats(contrast.is_best(grounds.closeness, grounds.sentences.passage))


def weakest(grounds: Grounds) -> Floats:
    """Return how close it comes to the rarer token of the question that it is farthest from."""
    return grounds.weakest


def coverage(grounds: Grounds) -> Floats:
    """Return the share of the question's weight that it or its context has, by terms."""
    held: Floats = np.maximum(grounds.sentences.own, grounds.sentences.before) @ _counted(grounds)
    return held


def context(grounds: Grounds) -> Floats:
    """Return the share of the question's weight that its context has, by terms."""
    held: Floats = grounds.sentences.before @ _counted(grounds)
    return held


def support(grounds: Grounds) -> Floats:
    """Return how far it holds the question's words, by term or meaning."""
    held: Floats = grounds.support @ grounds.share
    return held


def word_lead(grounds: Grounds) -> Floats:
    """Return by how much it holds words better than every other sentence does."""
    return contrast.lead(grounds.support, grounds.share)


def held_before(grounds: Grounds) -> Floats:
    """Return what the sentence before it holds of the question and it lacks."""
    return contrast.held_before(grounds.support, grounds.sentences.passage, grounds.share)


def news(grounds: Grounds) -> Floats:
    """Return how much it says that the question does not."""
    return contrast.news(grounds.texts, grounds.query.meant)


def passage(grounds: Grounds) -> Floats:
    """Return how far its passage's score is behind the best one's."""
    scores = grounds.part.ranking.scores.astype(np.float32)[grounds.sentences.passage]
    behind: Floats = scores - scores.max(initial=-np.inf) if len(scores) else scores
    return behind


def no_trace(grounds: Grounds) -> Floats:
    """Tell whether it holds nothing of a kind that an answer hardly ever does without."""
    return _as_floats(~grounds.trace & (grounds.kind in kinds.MEASURED))


def no_sure_trace(grounds: Grounds) -> Floats:
    """Tell whether it holds nothing of a kind whose traces are less sure."""
    return _as_floats(~grounds.trace & (grounds.kind not in kinds.MEASURED))


SENTENCE_FEATURES: Mapping[str, Feature] = {
    feature.__name__: feature
    for feature in (
        *(cosine, likest, closest, weakest, coverage, context, support),
        *(word_lead, held_before, news, passage, no_trace, no_sure_trace),
    )
}


def sentence_features(grounds: Grounds) -> dict[str, Floats]:
    """Return the value of each feature for each sentence, by name, shape (sentences,) each."""
    return {name: feature(grounds).astype(np.float32) for name, feature in SENTENCE_FEATURES.items()}


def _as_floats(values: np.typing.NDArray[np.bool_]) -> Floats:
    return values.astype(np.float32)


def _counted(grounds: Grounds) -> Floats:
    """Return what a word that is held adds to the coverage, shape (words,)."""
    whole = max(float(grounds.rarity @ grounds.emphasis), 1e-6)
    counted: Floats = grounds.emphasis * grounds.weight / whole
    return counted
