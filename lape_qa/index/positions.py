"""The forward index: for each passage its search terms in reading order.

The inverted index (lexical) finds passages; this one looks at them again.
"""

import json
from array import array
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Self, overload

import numpy as np
from numpy.typing import NDArray

from lape_qa.index.contents import ArrayFile, Readable, array_of
from lape_qa.index.model import Ints, Matches


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A search term's place in an indexed text: the number of its word, and of its sentence (or CONTEXT)."""

    term: str
    word: int
    sentence: int


@dataclass(frozen=True, slots=True, eq=False)
class Occurrences:
    """The search terms of a passage in reading order, and where they stand: columns of `Occurrence`."""

    terms: Sequence[str]
    words: NDArray[np.int32]
    sentences: NDArray[np.int32]

    @classmethod
    def of(cls, found: Sequence[Occurrence]) -> "Occurrences":
        """Return them as columns."""
        words, sentences = ([o.word for o in found], [o.sentence for o in found])
        return cls([o.term for o in found], np.array(words, np.int32), np.array(sentences, np.int32))


def write(folder: Path, passages: Iterable[Occurrences]) -> None:
    """Write the occurrences of each passage, in row order; they pass through one passage at a time."""
    folder.mkdir()
    vocabulary: dict[str, int] = {}
    frequency = array("q")
    lengths = array("q")
    with (
        ArrayFile(folder / "terms.npy", np.int32) as terms,
        ArrayFile(folder / "words.npy", np.int32) as words,
        ArrayFile(folder / "sentences.npy", np.int32) as sentences,
    ):
        for passage in passages:
            ids = [vocabulary.setdefault(term, len(vocabulary)) for term in passage.terms]
            frequency.extend([0] * (len(vocabulary) - len(frequency)))
            for number in set(ids):
                frequency[number] += 1
            lengths.append(len(ids))
            terms.add(np.array(ids, np.int32))
            words.add(passage.words)
            sentences.add(passage.sentences)
    (folder / "vocabulary.json").write_text(json.dumps(list(vocabulary), ensure_ascii=False), encoding="utf-8")
    np.save(folder / "frequency.npy", np.array(frequency, np.int64))
    np.save(folder / "starts.npy", np.cumsum([0, *lengths]))


class TermIds(Sequence[list[int]]):
    """The term ids of each passage, as `write` has written them; a list is made when it is asked for."""

    def __init__(self, folder: Readable) -> None:
        self._starts = array_of(folder / "starts.npy")
        self._terms = array_of(folder / "terms.npy")

    def __len__(self) -> int:
        """Return how many passages there are."""
        return len(self._starts) - 1

    @overload
    def __getitem__(self, row: int) -> list[int]: ...

    @overload
    def __getitem__(self, row: slice) -> list[list[int]]: ...

    def __getitem__(self, row: int | slice) -> list[int] | list[list[int]]:
        """Return the term ids of a passage, or of several; IndexError where there is none."""
        if isinstance(row, slice):
            return [self[number] for number in range(len(self))[row]]
        number = range(len(self))[row]
        ids: list[int] = self._terms[self._starts[number] : self._starts[number + 1]].tolist()
        return ids


@dataclass(frozen=True, slots=True, eq=False)
class Stored:
    """The occurrences of some passages, an array for each of them."""

    terms: Sequence[NDArray[np.int32]]
    """Term ids."""
    words: Sequence[NDArray[np.int32]]
    sentences: Sequence[NDArray[np.int32]]


class Terms:
    """Terms of each passage in reading order, wherever these are kept."""

    def __init__(self, vocabulary: dict[str, int], frequency: NDArray[np.int64], passages: int) -> None:
        """Take the id of each term, in how many passages each id stands, and how many passages there are."""
        self.vocabulary = vocabulary
        self._count(passages, frequency)

    def of_rows(self, rows: Sequence[int] | Ints) -> Stored:
        """Return the occurrences of some passages."""
        raise NotImplementedError

    def _count(self, passages: int, frequency: Ints) -> None:
        self.passages = passages
        # The same rarity as BM25's: ln(1 + (N - df + 0.5) / (df + 0.5)).
        self.rarity = np.log(1 + (passages - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
        self.unknown_rarity = float(np.log(1 + (passages + 0.5) / 0.5))

    def ids(self, terms: Iterable[str]) -> list[int]:
        """Return the ids of those terms that occur in any passage."""
        return [self.vocabulary[term] for term in terms if term in self.vocabulary]

    def weight(self, words: Sequence[Sequence[str]]) -> float:
        """Return what a passage would score that holds every word of a question in its most exact form.

        A word that occurs nowhere counts as rarer than any that does.
        """
        return sum(map(self.word_weight, words))

    def word_weights(self, words: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """Return the rarity of each word of a question, shape (words,), see `weight`."""
        return np.array([self.word_weight(word) for word in words], np.float32)

    def word_weight(self, word: Sequence[str]) -> float:
        """Return the rarity of one word of a question, see `weight`."""
        if word[0] not in self.vocabulary:
            return self.unknown_rarity
        return max(float(self.rarity[number]) for number in self.ids(word))

    def matches(self, words: Sequence[Sequence[str]], rows: Sequence[int] | Ints) -> Matches:
        """Return where the terms of a question's words stand in the given passages."""
        if not len(rows) or not words:
            none = np.zeros(0, np.int64)
            return Matches(none, none, none, none, np.zeros(0, np.float32))
        asked = np.zeros((len(self.rarity), len(words)), bool)
        for number, word in enumerate(words):
            asked[self.ids(word), number] = True
        stored = self.of_rows(rows)
        lengths = [len(part) for part in stored.terms]
        terms = np.concatenate(stored.terms)
        # A term that two words of the question share stands for both.
        found, word_numbers = np.nonzero(asked[terms])
        return Matches(
            candidate=np.repeat(np.arange(len(rows)), lengths)[found],
            place=np.concatenate(stored.words)[found].astype(np.int64),
            sentence=np.concatenate(stored.sentences)[found].astype(np.int64),
            word=word_numbers,
            weight=self.rarity[terms[found]],
        )


class ForwardIndex(Terms):
    """The same in files."""

    def __init__(self, folder: Readable) -> None:
        names = json.loads((folder / "vocabulary.json").read_bytes())
        self._starts = array_of(folder / "starts.npy")
        vocabulary = {term: number for number, term in enumerate(names)}
        super().__init__(vocabulary, array_of(folder / "frequency.npy"), len(self._starts) - 1)
        self._terms = array_of(folder / "terms.npy")
        self._words = array_of(folder / "words.npy")
        self._sentences = array_of(folder / "sentences.npy")

    @property
    def lengths(self) -> Ints:
        """How many terms each passage has, shape (passages,), in row order."""
        return np.diff(self._starts)

    def among(self, passages: int, frequency: Ints) -> Self:
        """Return it over a part of the passages: it knows no term, and no rarity, that tells of the others.

        `passages`: how many are in the part; `frequency`: in how many of them each term stands, by its id.
        """
        part = copy(self)
        part.vocabulary = {term: number for term, number in self.vocabulary.items() if frequency[number]}
        part._count(passages, frequency)
        return part

    def of_rows(self, rows: Sequence[int] | Ints) -> Stored:
        """Return the occurrences of some passages."""
        slices = [slice(self._starts[row], self._starts[row + 1]) for row in rows]
        columns = (self._terms, self._words, self._sentences)
        return Stored(*([column[part] for part in slices] for column in columns))
