"""Finnish as it is spoken -> as it is written: `löytyyks`, `tietoo`, `selvis`; pure.

A word is changed only when the morphology does not know it and knows what it becomes, and that is no name.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from lape_qa.language import morphology

_SHORTEST = 4
"""Letters; shorter words are as often something else."""
_ASKS = re.compile(r"(?<=[aeiouyäön])ks$")
"""A question's ending without its last vowel: `onks` is `onko`."""
_DRAWN = re.compile(r"(?<=[^aeiouyäö])(?:oo|öö|ee|ii|uu|yy)$")
"""A vowel drawn out where two are written: `tietoo` is `tietoa`."""
_PAST = re.compile(r"[aeiouyäö]s$")
"""A past tense without its last vowel: `selvis` is `selvisi`."""


@lru_cache(maxsize=20_000)
def written(word: str) -> str:
    """Return a word of speech as it is written; any other as it is."""
    plain = word.casefold()
    if len(word) < _SHORTEST or not word.isalpha() or word[0].isupper() or morphology.known(word):
        return word
    return next(
        (found for found in _readings(plain) if morphology.known(found) and not morphology.is_name(found)), word
    )


def _readings(word: str) -> Iterator[str]:
    for ending in ("ko", "kö"):
        yield _ASKS.sub(ending, word)
    if _DRAWN.search(word):
        yield from (word[:-1] + vowel for vowel in "aä")
    if _PAST.search(word):
        yield f"{word}i"
