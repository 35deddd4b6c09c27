"""Passages that say the same word for word, or nearly so -> one of them, and the others as its copies; pure."""

import re
from collections.abc import Sequence

from lape_qa import budget

_SHARE = 0.9
"""Share of the words of two passages that both hold, from which on one is a copy of the other."""
_WORD = re.compile(r"\w+")


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text, by which copies of it are told."""
    return frozenset(_WORD.findall(text))


def found_once(words: Sequence[frozenset[str]], most: int) -> dict[int, list[int]]:
    """Return the numbers of the first texts that are copies of none before, at most so many, each with its copies.

    `words` are those of each text.
    """
    found: dict[int, list[int]] = {}
    for number, said in enumerate(words):
        budget.check()
        first = next((other for other in found if _are_copies(words[other], said)), None)
        if first is not None:
            found[first].append(number)
        elif len(found) < most:
            found[number] = []
    return found


def _are_copies(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two texts, given their words, share nearly all, and differ in no number and no word with a capital.

    A passage about another year or place is not the same, however much of its wording is.
    """
    first, second = len(one), len(other)
    if not first or first < _SHARE * second or second < _SHARE * first:
        return False
    both = len(one & other)
    if both < _SHARE * (first + second - both):
        return False
    return not any(word[0].isupper() or any(map(str.isdigit, word)) for word in one ^ other)
