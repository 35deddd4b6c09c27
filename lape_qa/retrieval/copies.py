"""Passages that say the same word for word, or nearly so -> one of them, and the others as its copies; pure."""

import re
from collections.abc import Sequence
from functools import lru_cache

from lape_qa import budget

_SHARE = 0.9
"""Share of the words of two passages that both hold, from which on one is a copy of the other."""
_WORD = re.compile(r"\w+")


def found_once(texts: Sequence[str], most: int) -> dict[int, list[int]]:
    """Return the numbers of the first texts that are copies of none before, at most so many, each with its copies."""
    found: dict[int, list[int]] = {}
    for number, text in enumerate(texts):
        budget.check()
        first = next((other for other in found if are_copies(texts[other], text)), None)
        if first is not None:
            found[first].append(number)
        elif len(found) < most:
            found[number] = []
    return found


def are_copies(one: str, other: str) -> bool:
    """Tell whether two texts share nearly all words, and differ in no number and in no word with a capital.

    A passage about another year or place is not the same, however much of its wording is.
    """
    first, second = _words(one), _words(other)
    if not first or min(len(first), len(second)) < _SHARE * max(len(first), len(second)):
        return False
    if len(first & second) < _SHARE * len(first | second):
        return False
    return not any(word[0].isupper() or any(map(str.isdigit, word)) for word in first ^ second)


@lru_cache(maxsize=20_000)
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text))
