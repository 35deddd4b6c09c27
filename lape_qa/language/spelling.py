"""Typing mistakes in a question, mended by the words that the sources use; pure but for its file.

A word is mended only when its base form stands in no source. Missing dots, rings and hyphens are put back
(`etela pohjanmaa`, `perhekeskustyota`); a few wrong letters are righted (`perhekekuksessa`) unless the word
is good Finnish or a name: a name that no source holds must stay one.
"""

import json
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from lape_qa.language import morphology
from lape_qa.language.model import Language

_SHORTEST = 5
"""Letters; in shorter words one letter makes too much of a difference."""
_LONG = 9
"""Letters from which on two mistakes are mended, not one."""
_LONGEST = 60
"""Letters; no word of a source is nearly as long, and the slips that a longer one may hold are too many to look at."""
_STEM = 5
"""Letters that a form shares with the others of its word, as good as always; saves analysing what cannot be meant."""
_FEW = 16
"""Forms that change are put where they belong if they are so few, one in so many."""
_DOTS = str.maketrans("ao", "äö")


def forms(text: str) -> list[str]:
    """Return the word forms of a text in its order, repeats kept."""
    return [word[0] for word in morphology.words(text)]


@dataclass(frozen=True, slots=True, eq=False)
class Before:
    """The word forms of earlier texts in their order, and those whose number may be another now."""

    forms: Sequence[str]
    changed: Set[str]

    @classmethod
    def of(cls, forms: bytes, changed: Set[str]) -> "Before":
        """Take what `to_bytes` has made."""
        return cls(json.loads(forms), changed)

    def ordered(self, counts: Mapping[str, int]) -> list[str]:
        """Return all forms in their order: of those that did not change it is the same."""
        if len(self.changed) * _FEW > len(counts):
            return _ordered(counts)
        stayed = [form for form in self.forms if form not in self.changed]
        found: list[str] = []
        at = 0
        for form in _ordered({form: counts[form] for form in self.changed if form in counts}):
            place = bisect_left(stayed, (-counts[form], form.swapcase(), form), at, key=partial(_place, counts))
            found += stayed[at:place]
            found.append(form)
            at = place
        return found + stayed[at:]


def _place(counts: Mapping[str, int], form: str) -> tuple[int, str, str]:
    return -counts[form], form.swapcase(), form


def write(file: Path, counts: Counter[str], before: Before | None = None) -> None:
    """Write the word forms of the texts, most frequent first; the same with what was written `before`, only sooner."""
    file.write_bytes(_json(before.ordered(counts)) if before else to_bytes(counts))


def to_bytes(counts: Mapping[str, int]) -> bytes:
    """Return word forms as the speller reads them: most frequent first, equals by their letters, small before great.

    So it makes no difference in which order texts came.
    """
    return _json(_ordered(counts))


def _json(forms: Sequence[str]) -> bytes:
    return json.dumps(forms, ensure_ascii=False).encode("utf-8")


def _ordered(counts: Mapping[str, int]) -> list[str]:
    # By one thing after the other, the last first: several times faster than by all at once.
    ordered = sorted(counts)
    ordered.sort(key=str.swapcase)
    ordered.sort(key=counts.__getitem__, reverse=True)
    return ordered


def write_apart(file: Path, counts: Mapping[tuple[str, ...], Mapping[str, int]]) -> None:
    """Write the word forms of the texts that are for some groups, each set of groups by itself, with their counts.

    Here too it makes no difference in which order texts came.
    """
    apart = [[groups, [[form, its[form]] for form in sorted(its)]] for groups, its in sorted(counts.items())]
    file.write_text(json.dumps(apart, ensure_ascii=False), encoding="utf-8")


def read_apart(apart: bytes) -> dict[tuple[str, ...], Counter[str]]:
    """Return what `write_apart` has written."""
    return {tuple(groups): Counter(dict(its)) for groups, its in json.loads(apart)}


def admitted(apart: bytes, groups: Set[str]) -> bytes:
    """Return of what `write_apart` has written that which members of some groups may see, as `write` writes it."""
    counts: Counter[str] = Counter()
    for closed_to, its in read_apart(apart).items():
        if not closed_to or not groups.isdisjoint(closed_to):
            counts.update(its)
    return to_bytes(counts)


class Speller:
    """Mends words by the word forms and the search terms of an index; its tables are made when first needed."""

    def __init__(self, forms: bytes, terms: Collection[str]) -> None:
        """Take what `to_bytes` has made, and the search terms."""
        self._forms: list[str] = json.loads(forms)
        self._terms = terms

    def mended(self, word: str, language: Language, is_name: bool) -> str:
        """Return a word as it was most likely meant: the word itself when a source has it, or nothing comes near.

        In Swedish and English only the dots of names are put back: the sources are Finnish, and would turn
        `money` into `monen`.
        """
        if len(word) > _LONGEST or self._holds(word, language) or any(char.isdigit() for char in word):
            return word
        form = self._by_fold.get(fold(word))
        dotted = form if form and _only_adds_dots(word, form) else None
        if language != "fi":
            return dotted if dotted and dotted[0].isupper() else word
        if morphology.known(word):
            return word
        dotted = dotted or self._first_valid(_dotted(word.casefold()))
        if dotted or is_name:
            return dotted or word
        return self._first_valid(_doubled(word.casefold())) or self._nearest(fold(word)) or word

    def joins(self, first: str, second: str) -> bool:
        """Tell whether two Finnish words are one compound of the sources that was written apart: `kohtaamis paikka`."""
        joined = f"{first}{second}".casefold()
        if len(joined) > _LONGEST or fold(joined)[:_STEM] not in self._stems or not self._holds(joined, "fi"):
            return False
        return len(first) in [border for border, _, _ in morphology.halves(joined)]

    def knows(self, term: str) -> bool:
        """Tell whether a source has a search term."""
        return term in self._terms

    def writes_small(self, term: str) -> bool:
        """Tell whether a source has a word with this search term in small letters, as it has no name."""
        forms = self._small.get(fold(term)[:_STEM], ())
        languages: tuple[Language, ...] = ("fi", "sv", "en")
        return any(term in morphology.terms(form, language) for form in forms for language in languages)

    def _holds(self, word: str, language: Language) -> bool:
        terms = morphology.terms(word, language)
        return not terms or terms[0] in self._terms

    def _first_valid(self, variants: Iterable[str]) -> str | None:
        """Return the first variant that is good Finnish and whose base form stands in a source."""
        likely = (word for word in variants if fold(word)[:_STEM] in self._stems)
        return next((word for word in likely if morphology.known(word) and self._holds(word, "fi")), None)

    def _nearest(self, folded: str) -> str | None:
        """Return the form with the fewest mistakes that begins with the same letter; of equals the most frequent."""
        if len(folded) < _SHORTEST:
            return None
        allowed = 2 if len(folded) >= _LONG else 1
        found = process.extractOne(
            folded, self._by_letter.get(folded[0], ()), scorer=OSA.distance, score_cutoff=allowed
        )
        return self._by_fold[found[0]] if found else None

    @cached_property
    def _by_fold(self) -> dict[str, str]:
        """Each folded form's most frequent written form."""
        forms: dict[str, str] = {}
        for form in self._forms:
            forms.setdefault(fold(form), form)
        return forms

    @cached_property
    def _small(self) -> dict[str, list[str]]:
        """The forms in small letters, by how they begin when folded."""
        small: dict[str, list[str]] = {}
        for form in self._forms:
            if form.islower():
                small.setdefault(fold(form)[:_STEM], []).append(form)
        return small

    @cached_property
    def _stems(self) -> frozenset[str]:
        """How the folded forms begin."""
        return frozenset(folded[:_STEM] for folded in self._by_fold)

    @cached_property
    def _by_letter(self) -> dict[str, list[str]]:
        """Folded forms by first letter, most frequent first."""
        by_letter: dict[str, list[str]] = {}
        for folded in self._by_fold:
            if len(folded) >= _SHORTEST and folded.isalpha():
                by_letter.setdefault(folded[0], []).append(folded)
        return by_letter


def fold(word: str) -> str:
    """Return a word without case, dots, rings and hyphens."""
    bare = (char for char in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(char))
    return "".join(bare).replace("-", "")


def _only_adds_dots(word: str, form: str) -> bool:
    """Tell whether a form differs, and has every dot and ring that was typed: `sää` is no slip for `saa`."""
    typed, written = (text.casefold().replace("-", "") for text in (word, form))
    differs = word.casefold() != form.casefold()
    return (
        differs
        and len(typed) == len(written)
        and all(a == b or a == fold(b) for a, b in zip(typed, written, strict=True))
    )


def _dotted(word: str) -> Iterator[str]:
    """Yield a word with dots from one of its a's and o's on, then up to one: vowel harmony changes only where a
    compound does."""
    places = [at for at, char in enumerate(word) if char in "ao"]
    for at in places:
        yield word[:at] + word[at:].translate(_DOTS)
    for at in places[1:]:
        yield word[:at].translate(_DOTS) + word[at:]


def _doubled(word: str) -> Iterator[str]:
    """Yield a word with one letter doubled that may have to be, or one single that is doubled: the commonest slips."""
    for at, char in enumerate(word):
        yield word[:at] + word[at + 1 :] if word[at - 1 : at] == char else word[:at] + char + word[at:]
