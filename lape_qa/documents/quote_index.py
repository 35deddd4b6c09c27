"""Where a quote stands in the documents, and whether one that stands nowhere is pieced together from them.

Pieces are told by words; punctuation and case say nothing.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence, ValuesView
from functools import cached_property
from itertools import chain
from typing import Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lape_qa import budget
from lape_qa.budget import Resumed
from lape_qa.documents.model import Document
from lape_qa.language import typography
from lape_qa.language.model import Span
from lape_qa.language.typography import fold

PIECE = 3
"""Words that must stand together to be a piece: two are in many texts by chance."""
_MOST_LEFT_OUT = 12
"""Words between two that are still taken to be left out of one stretch."""
_LONGEST = 500
"""Words of a text that is looked at; no quote of ours is nearly as long."""
_ANCHORS = 50
_WORD = re.compile(r"\w+(?:[-'.:]\w+)*")

Ids = NDArray[np.int64]
_Folded: TypeAlias = tuple[str, list[int], list[str]]
"""The folded texts, one a line; where each line starts; the ids of the documents in the same order."""


class WordIndex:
    """The words of many texts in reading order, found by two in a row."""

    def __init__(self, numbers: Mapping[str, int], ids: Ids) -> None:
        """Take the number of each word, and those of all texts in reading order, each text with -1 behind it."""
        self._numbers, self._ids = numbers, ids
        pairs = self._ids[:-1] * len(self._numbers) + self._ids[1:]
        pairs[(self._ids[:-1] < 0) | (self._ids[1:] < 0)] = -1
        self._order = np.argsort(pairs, kind="stable")
        self._pairs = pairs[self._order]

    @classmethod
    def making(cls, texts: Iterable[str]) -> Generator[None, None, Self]:
        """Make it, a text at a time."""
        numbers: dict[str, int] = {}
        ids = array("q")
        for text in texts:
            ids.extend([numbers.setdefault(word, len(numbers)) for word in _words(text)])
            # Nothing spans two texts.
            ids.append(-1)
            yield
        return cls(numbers, np.array(ids, np.int64))

    def stitched(self, text: str) -> bool:
        """Tell whether a text is made of pieces of the texts, or is a stretch of one with words left out."""
        words = [self._numbers.get(word, -2) for word in _words(text)[: _LONGEST + 1]]
        if not PIECE < len(words) <= _LONGEST:
            return False
        runs = [self._longest(words, at) for at in range(len(words))]
        lengths = [length for length, _ in runs]
        if lengths[0] == len(words):
            return False
        return _covered(lengths) or self._left_out(words, lengths, runs[int(np.argmax(lengths))][1])

    def _longest(self, words: Sequence[int], at: int) -> tuple[int, Ids]:
        """Return how many words from a place on stand together somewhere, and where; fewer than two are none."""
        budget.check()
        places = self._of_pair(words[at : at + 2])
        length = 2 if len(places) else 0
        while length and at + length < len(words):
            # A text's last word is followed by the mark of its end, so no place is beyond the array.
            longer = places[self._ids[places + length] == words[at + length]]
            if not len(longer):
                break
            places, length = longer, length + 1
        return length, places

    def _of_pair(self, pair: Sequence[int]) -> Ids:
        if len(pair) < 2 or min(pair) < 0:
            return self._order[:0]
        key = pair[0] * len(self._numbers) + pair[1]
        return self._order[np.searchsorted(self._pairs, key) : np.searchsorted(self._pairs, key, "right")]

    def _left_out(self, words: Sequence[int], lengths: Sequence[int], places: Ids) -> bool:
        at = int(np.argmax(lengths))
        if lengths[at] < PIECE:
            return False
        before, after = words[:at][::-1], words[at + lengths[at] :]
        return any(
            self._goes_on({place}, before, -1) and self._goes_on({place + lengths[at] - 1}, after, 1)
            for place in places[:_ANCHORS].tolist()
        )

    def _goes_on(self, places: set[int], words: Sequence[int], step: int) -> bool:
        """Tell whether words follow a place in order, forwards or backwards, with few words left out between them."""
        for word in words:
            budget.check()
            places = {found for place in places for found in self._next(place, word, step)}
            if not places:
                return False
        return True

    def _next(self, place: int, word: int, step: int) -> Iterable[int]:
        for found in range(place + step, place + step * (_MOST_LEFT_OUT + 2), step):
            if not 0 <= found < len(self._ids) or self._ids[found] < 0:
                return
            if self._ids[found] == word:
                yield found


class Quotable(Mapping[str, Document]):
    """Documents by id, together with what is made of them once a quote has to be looked for in all."""

    @cached_property
    def _folded(self) -> Resumed[_Folded]:
        return Resumed(self._folding)

    @cached_property
    def _words(self) -> Resumed[WordIndex]:
        return Resumed(lambda: WordIndex.making(document.text for document in self.values()))

    def _folding(self) -> Generator[None, None, _Folded]:
        lines, starts, names, at = [], [], [], 0
        for document in self.values():
            lines.append(typography.folded(document.text))
            starts.append(at)
            names.append(document.id)
            at += len(lines[-1]) + 1
            yield
        return "\n".join(lines), starts, names

    def found(self, quote: str) -> tuple[Document, Span] | None:
        """Return the first document that a quote stands in, and where; Busy when it is not found in time."""
        wanted = fold(quote)
        text, starts, names = self._folded.get()
        at = text.find(wanted) if wanted else -1
        while at >= 0:
            line = bisect_right(starts, at)
            document = self[names[line - 1]]
            if span := locate(document, quote):
                return document, span
            at = text.find(wanted, starts[line]) if line < len(starts) else -1
        return None

    def stitched(self, quote: str) -> bool:
        """Tell whether a quote that stands nowhere is pieced together from the documents; Busy as above."""
        return self._words.get().stitched(quote)

    def with_text(self, sha256: str) -> Document | None:
        """Return the first document whose text has a hash, None when there is none."""
        return next((document for document in self.values() if document.sha256 == sha256), None)


class Sources(Quotable):
    """Such documents in memory, or wherever else they are by id."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        """Take them."""
        self._documents = documents

    def __getitem__(self, identifier: str) -> Document:
        """Return one of them; KeyError when there is none."""
        return self._documents[identifier]

    def __iter__(self) -> Iterator[str]:
        """Yield their ids."""
        return iter(self._documents)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._documents)

    def values(self) -> ValuesView[Document]:
        """Return them."""
        return self._documents.values()


def locate(document: Document, quote: str, at: Span | None = None) -> Span | None:
    """Return where a quote stands in a document, word for word: at a given place if there, else where it first does.

    White space and typography make no difference, but where a text is the same to the character goes first.
    """
    text, wanted = document.text, fold(quote)
    if not wanted:
        return None
    if at and 0 <= at.start < at.end <= len(text):
        there = text[at.start : at.end]
        if there == quote or (fold(there) == wanted and typography.whole_words(text, at.start, at.end)):
            return at
    return next(chain(_verbatim(text, quote), typography.spans(text, typography.folded(text), wanted)), None)


def _verbatim(text: str, quote: str) -> Iterator[Span]:
    at = text.find(quote)
    while at >= 0:
        budget.check()
        if typography.whole_words(text, at, at + len(quote)):
            yield Span(at, at + len(quote))
        at = text.find(quote, at + 1)


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text).casefold())


def _covered(lengths: Sequence[int]) -> bool:
    """Tell whether pieces can be laid end to end over all words."""
    reached = {0}
    for at, length in enumerate(lengths):
        if at in reached:
            reached.update(range(at + PIECE, at + length + 1))
    return len(lengths) in reached
