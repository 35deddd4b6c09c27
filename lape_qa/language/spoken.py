"""Finnish as it is spoken -> as it is written: `löytyyks`, `tietoo`, `selvis`; pure.

A word is changed only when the morphology does not know it and knows what it becomes, and that is no name, unless it
is a place's.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from lape_qa.language import glossary, morphology

_SHORTEST = 4
"""Letters; shorter words are as often something else."""
_ASKS = re.compile(r"(?<=[aeiouyäön])ks$")
"""A question's ending without its last vowel: `onks` is `onko`."""
_DRAWN = re.compile(r"(?<=[^aeiouyäö])(?:oo|öö|ee|ii|uu|yy)$")
"""A vowel drawn out where two are written: `tietoo` is `tietoa`."""
_PAST = re.compile(r"[aeiouyäö]s$")
"""A past tense without its last vowel: `selvis` is `selvisi`."""
_SOMEWHERE = re.compile(r"(?<=[aeiouyäö])([sl]t?)$")
"""A form of place without its last vowel and its doubled letter: `siel` is `siellä`, `kotkast` is `kotkasta`."""


@lru_cache(maxsize=20_000)
def written(word: str) -> str:
    """Return a word of speech as it is written; any other as it is."""
    plain = word.casefold()
    if len(word) < _SHORTEST or not word.isalpha() or word[0].isupper() or morphology.known(word):
        return word
    return next((found for found in _readings(plain) if morphology.known(found) and _may_be_meant(found)), word)


def _may_be_meant(found: str) -> bool:
    """Tell whether a word is no name, unless that of a place."""
    return not morphology.is_name(found) or _is_place(found)


def _readings(word: str) -> Iterator[str]:
    for ending in ("ko", "kö"):
        yield _ASKS.sub(ending, word)
    if _DRAWN.search(word):
        yield from (word[:-1] + vowel for vowel in "aä")
    places = list(_in_a_place(word))
    # `kotkas` may be `Kotkassa`, and hardly `kotkasi`.
    yield from filter(_is_place, places)
    if _PAST.search(word) and morphology.is_past(f"{word}i"):
        yield f"{word}i"
    yield from places


def _in_a_place(word: str) -> Iterator[str]:
    if match := _SOMEWHERE.search(word):
        # The doubled letter is that of the ending alone: kotkas, kotkassa; kotkast, kotkasta.
        double = "" if match[1].endswith("t") else match[1]
        yield from (f"{word}{double}{vowel}" for vowel in "aä")


def _is_place(word: str) -> bool:
    return glossary.place_among(morphology.terms(word)) is not None
