"""How a sentence stands out from the others that might answer; pure, on arrays.

`support` is how far each sentence holds each of a question's words, 0..1, shape (sentences, words), and `share`
what each word counts, summing to 1. `owner` is the passage of each sentence; those of a passage stand together.
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_PREFIX = 5
"""Letters by which two forms of a word are taken for one."""
_SHORTEST = 4
"""Letters of a word that counts as news."""
_WORD = re.compile(r"\w+")

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def is_best(values: Floats, owner: Ints) -> Bools:
    """Tell which sentences have the greatest value of their passage; shape (sentences,)."""
    greatest = np.full(int(owner.max(initial=-1)) + 1, -np.inf, np.float32)
    np.maximum.at(greatest, owner, values)
    best: Bools = values >= greatest[owner]
    return best


def lead(support: Floats, share: Floats) -> Floats:
    """Return by how much each sentence holds words better than every other does, shape (sentences,)."""
    if len(support) < 2:
        return np.zeros(len(support), np.float32)
    second, first = np.partition(support, -2, axis=0)[-2:]
    of_others = np.where(support >= first, second, first)
    ahead: Floats = np.maximum(support - of_others, 0) @ share
    return ahead


def held_before(support: Floats, owner: Ints, share: Floats) -> Floats:
    """Return what the sentence before, in the same passage, holds of the question and this one lacks; (sentences,)."""
    before = np.zeros_like(support)
    follows = owner[1:] == owner[:-1]
    before[1:][follows] = support[:-1][follows]
    gain: Floats = np.maximum(before - support, 0) @ share
    return gain


def news(texts: Sequence[str], question: str) -> Floats:
    """Return ln(1 + n) for each sentence's n words of _SHORTEST letters or more that the question does not have."""
    known = _prefixes(question)
    count = [sum(len(prefix) >= _SHORTEST for prefix in _prefixes(text) - known) for text in texts]
    return np.log1p(np.array(count, np.float32))


def _prefixes(text: str) -> set[str]:
    return {word[:_PREFIX] for word in _WORD.findall(text.casefold())}
