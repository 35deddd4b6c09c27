"""Which words of the sources tell of what a common word asks about: `ulkomailla` of Ruotsi, `viestintä` of uutiskirje.

The list is packs/themes.yaml, for editors to change. Pure and cached.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

import yaml

from lape_qa.language import morphology
from lape_qa.language.model import Language


def told_by(terms: Iterable[str]) -> frozenset[str]:
    """Return the search terms of the words that tell of what a word with these Finnish terms asks about."""
    themes = _themes()
    return frozenset[str]().union(*(themes[term] for term in terms if term in themes))


@cache
def _themes() -> Mapping[str, frozenset[str]]:
    text = (files("lape_qa.language.packs") / "themes.yaml").read_text(encoding="utf-8")
    found: dict[str, frozenset[str]] = {}
    for entry in yaml.safe_load(text)["themes"]:
        told = {*_terms(entry["told"], "fi"), *_terms(entry.get("sv", ()), "sv")}
        for term in _terms(entry["asked"], "fi"):
            found[term] = found.get(term, frozenset()) | told
    return found


def _terms(words: Iterable[str], language: Language) -> set[str]:
    """Return the first search term of each word."""
    return {token.terms[0] for word in words for token in morphology.tokens(word, language) if token.terms}
