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
    scores: Floats,
    texts: Sequence[str],
    documents: Sequence[str],
    limits: Limits,
    costs: Costs = Costs(),
    first: Sequence[int] = (),
) -> list[int]:
    """Choose one quote after the other, the best beside those chosen: maximal marginal relevance.

    Carbonell and Goldstein 1998. Returns numbers of the quotes in the order of choice; scores of -inf are passed over.
    Those that come `first` are chosen whatever their scores and the limits, and the others beside them.
    """
    eligible = [number for number, score in enumerate(scores) if score > -np.inf or number in first]
    words = {number: stems(texts[number]) for number in eligible}
    lengths = {number: len(texts[number].split()) for number in eligible}
    shares = dict.fromkeys(eligible, 0.0)
    chosen: list[int] = []
    by_document: Counter[str] = Counter()
    left = limits.words
    for place in range(max(limits.quotes, len(first))):
        worth = {
            number: float(scores[number])
            - costs.likeness * shares[number]
            - costs.document * by_document[documents[number]]
            for number in eligible
            if by_document[documents[number]] < limits.each and lengths[number] <= left
        }
        if place >= len(first) and not worth:
            break
        best = first[place] if place < len(first) else max(worth, key=worth.__getitem__)
        chosen.append(best)
        by_document[documents[best]] += 1
        left -= lengths[best]
        for number in eligible:
            shares[number] = max(shares[number], len(words[number] & words[best]) / max(len(words[number]), 1))
        eligible = [number for number in eligible if number != best and shares[number] <= limits.repeats]
    return chosen


def stems(text: str) -> set[str]:
    """Return the beginnings of a text's longer words."""
    return {word[:_STEM] for word in _WORD.findall(text.casefold())}
