"""The forward index: for each passage its search terms in reading order.

The inverted index (lexical) finds passages; this one looks at them again.
"""

import hashlib
import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from lape_qa.index.contents import ROW, ArrayFile, Checked, Opened, Readable, Stretch, Stretches, array_of
from lape_qa.index.model import Ints, Matches
from lape_qa.index.payloads import Kept
from lape_qa.index.records import Records

_COLUMNS = ("terms", "words", "sentences")


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


class EarlierTerms(Stretches):
    """The forward index of an earlier generation, some of whose passages are taken over into the next."""

    def __init__(self, folder: Checked) -> None:
        """Open it; IndexUnavailable when what is small of it is damaged."""
        self.names: Sequence[str] = json.loads((folder / "vocabulary.json").read_bytes())
        """The terms, by their ids."""
        self.frequency: Ints = array_of(folder / "frequency.npy").copy()
        """In how many passages each term stands, but for those that were left."""
        self._files = [folder / f"{name}.npy" for name in _COLUMNS]
        super().__init__(array_of(folder / "starts.npy"), self._files)

    def until(self, passage: int) -> Iterator[Stretch]:
        """Yield what `Stretches.until` does; IndexUnavailable also when an id is none."""
        for stretch in super().until(passage):
            ids = stretch.columns[0]
            if len(ids) and not 0 <= ids.min() <= ids.max() < len(self.names):
                raise self._files[0].damaged()
            yield stretch

    def leave(self, stretch: Stretch) -> None:
        """Take away passages that are not taken over."""
        ids = standing(stretch.columns[0], stretch.lengths)[0]
        self.frequency -= np.bincount(ids, minlength=len(self.frequency))


def size(folder: Checked) -> int:
    """Return how many bytes it has for the passages; IndexUnavailable when a file is missing."""
    return sum((folder / f"{name}.npy").size() for name in _COLUMNS)


def standing(terms: NDArray[np.int32], lengths: Ints) -> tuple[Ints, Ints, Ints]:
    """Return each term of some passages once for each, rising by term and passage: ids, passages, how often it stands.

    `terms`: their ids, one passage after the other; `lengths`: how many each passage has. Passages are counted from 0.
    """
    passages = len(lengths)
    owner = np.repeat(np.arange(passages), lengths)
    found, counts = np.unique(terms.astype(np.int64) * passages + owner, return_counts=True)
    return found // passages, found % passages, counts


def write(folder: Path, passages: Iterable[Occurrences | Stretch], earlier: EarlierTerms | None = None) -> None:
    """Write the occurrences of each passage, in row order; they pass through one passage or stretch at a time.

    A stretch is of the earlier generation, whose frequencies are read at the end.
    """
    folder.mkdir()
    vocabulary: dict[str, int] = {}
    renumbered = _Renumbered(earlier.names if earlier else [], vocabulary)
    frequency = array("q")
    lengths = array("q")
    with (
        ArrayFile(folder / "terms.npy", np.int32) as terms,
        ArrayFile(folder / "words.npy", np.int32) as words,
        ArrayFile(folder / "sentences.npy", np.int32) as sentences,
    ):
        for passage in passages:
            if isinstance(passage, Stretch):
                theirs, places, numbers = passage.columns
                terms.add(renumbered.of(theirs))
                words.add(places)
                sentences.add(numbers)
                lengths.extend(passage.lengths.tolist())
                continue
            ids = [vocabulary.setdefault(term, len(vocabulary)) for term in passage.terms]
            frequency.extend([0] * (len(vocabulary) - len(frequency)))
            for number in set(ids):
                frequency[number] += 1
            lengths.append(len(ids))
            terms.add(np.array(ids, np.int32))
            words.add(passage.words)
            sentences.add(passage.sentences)
    total = np.zeros(len(vocabulary), np.int64)
    total[: len(frequency)] = frequency
    if earlier:
        left = np.flatnonzero(earlier.frequency)
        total[renumbered.of(left)] += earlier.frequency[left]
    (folder / "vocabulary.json").write_text(json.dumps(list(vocabulary), ensure_ascii=False), encoding="utf-8")
    np.save(folder / "frequency.npy", total)
    np.save(folder / "starts.npy", np.cumsum([0, *lengths]))


class _Renumbered:
    """The ids of an earlier vocabulary in one that grows in the order in which its terms come."""

    def __init__(self, names: Sequence[str], vocabulary: dict[str, int]) -> None:
        self._names, self._vocabulary = names, vocabulary
        self._ids = np.full(len(names), -1, np.int32)

    def of(self, theirs: NDArray[Any]) -> NDArray[np.int32]:
        """Return the ids that terms have now; those that come for the first time get the next."""
        fresh = theirs[self._ids[theirs] < 0]
        for number in dict.fromkeys(fresh.tolist()):
            self._ids[number] = self._vocabulary.setdefault(self._names[number], len(self._vocabulary))
        ours: NDArray[np.int32] = self._ids[theirs]
        return ours


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """The terms of all passages, as `write` has written them."""

    terms: NDArray[np.int32]
    """Ids, one passage after the other."""
    starts: Ints
    """Where those of each passage begin, and how many there are; shape (passages + 1,)."""
    frequency: Ints
    """In how many passages each term stands, by its id."""

    @classmethod
    def of(cls, folder: Readable) -> "Counted":
        """Read them."""
        return cls(*(array_of(folder / f"{name}.npy") for name in ("terms", "starts", "frequency")))


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
    """The same in files, which are in memory."""

    def __init__(self, folder: Readable) -> None:
        """Read it; errors are those of what the files are read from."""
        self._begin(folder)
        self._columns = tuple(array_of(folder / f"{name}.npy") for name in _COLUMNS)

    def _begin(self, folder: Readable) -> None:
        names = json.loads((folder / "vocabulary.json").read_bytes())
        self.starts: Ints = array_of(folder / "starts.npy")
        """Where the terms of each passage begin, and how many there are; shape (passages + 1,)."""
        vocabulary = {term: number for number, term in enumerate(names)}
        super().__init__(vocabulary, array_of(folder / "frequency.npy"), len(self.starts) - 1)

    @property
    def lengths(self) -> Ints:
        """How many terms each passage has, shape (passages,), in row order."""
        return np.diff(self.starts)

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
        slices = [slice(self.starts[row], self.starts[row + 1]) for row in rows]
        return Stored(*([column[part] for part in slices] for column in self._columns))


class ReadForwardIndex(ForwardIndex):
    """The same in files, of which is read what is looked at; IndexUnavailable when that is not as it was."""

    def __init__(self, folder: Checked, kept: Kept) -> None:
        """Go through the files once; `kept`: what is held of what was looked at. IndexUnavailable when damaged."""
        self._begin(folder)
        self._kept = kept
        files = [folder / f"{name}.npy" for name in _COLUMNS]
        # The rows are what a file ends with.
        rows = ROW.itemsize * int(self.starts[-1])
        self._records = Records(
            [Opened(file) for file in files],
            [file.size() - rows for file in files],
            self.starts * ROW.itemsize,
            bytes(_digests(self.starts, files)),
        )

    @property
    def digests(self) -> bytes:
        """The hash of each passage's occurrences, one after the other."""
        return self._records.digests

    def of_rows(self, rows: Sequence[int] | Ints) -> Stored:
        """Return the occurrences of some passages."""
        stored = [np.frombuffer(self._of(int(row)), ROW).reshape(len(_COLUMNS), -1) for row in rows]
        return Stored(*([each[number] for each in stored] for number in range(len(_COLUMNS))))

    def _of(self, row: int) -> bytes:
        digest = self._records.digest(row)
        found = self._kept.get(digest, bytes)
        if found is None:
            found = self._records.read(row)
            self._kept.put(digest, found, len(found))
        return found


def _digests(starts: Ints, files: Sequence[Checked]) -> bytearray:
    """Return the hash of what stands of each passage in all of the files, which are checked."""
    found = bytearray()
    with Stretches(starts, files) as stretches:
        for stretch in stretches.finish():
            columns = [column.data.cast("B") for column in stretch.columns]
            ends = np.cumsum([0, *stretch.lengths * ROW.itemsize]).tolist()
            for begin, end in pairwise(ends):
                digest = hashlib.sha256()
                for column in columns:
                    digest.update(column[begin:end])
                found += digest.digest()
    return found
