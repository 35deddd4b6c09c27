"""Sentences of many passages -> a few that say much, repeat little and come from several documents."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lape_qa.index.model import Floats

_WORD = re.compile(r"\w{4,}")
_STEM = 6
"""Letters of a word that tell whether two sentences say the same."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be quoted."""

    quotes: int
    words: int
    each: int
    """Quotes of one document."""
    repeats: float = 0.6
    """Share of a quote's words from which another says the same."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What a quote loses, in scores, beside those chosen already."""

    likeness: float = 2.0
    """Times the share of its words that they have."""
    document: float = 0.5
    """For each of them that is of its document."""


def select(
    scores: Floats, texts: Sequence[str], documents: Sequence[str], limits: Limits, costs: Costs = Costs()
) -> list[int]:
    """Choose one quote after the other, the best beside those chosen: maximal marginal relevance.

    Carbonell and Goldstein 1998. Returns numbers of the quotes in the order of choice; scores of -inf are passed over.
    """
    words = [stems(text) for text in texts]
    lengths = [len(text.split()) for text in texts]
    chosen: list[int] = []
    by_document: Counter[str] = Counter()
    left = limits.words
    for _ in range(limits.quotes):
        worth = np.array(scores, np.float64)
        for number, of in enumerate(documents):
            said = max((len(words[number] & words[other]) for other in chosen), default=0)
            share = said / max(len(words[number]), 1)
            closed = by_document[of] >= limits.each or lengths[number] > left or number in chosen
            worth[number] -= costs.likeness * share + costs.document * by_document[of]
            if closed or (chosen and share > limits.repeats):
                worth[number] = -np.inf
        best = int(worth.argmax()) if len(worth) else 0
        if not len(worth) or worth[best] == -np.inf:
            break
        chosen.append(best)
        by_document[documents[best]] += 1
        left -= lengths[best]
    return chosen


def stems(text: str) -> set[str]:
    """Return the beginnings of a text's longer words."""
    return {word[:_STEM] for word in _WORD.findall(text.casefold())}
