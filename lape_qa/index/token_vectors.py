"""Late interaction: the question's token vectors against those of the passages (after Khattab & Zaharia 2020).

The encoder's own token vectors serve, without training: centred on their mean (they lie in a narrow cone),
projected onto their leading directions, of unit length, one byte a value. A token of the question counts by
its rarity. The centre and the directions were computed once for the bundled model, over SQuAD-fi train
(`directions.npz`, which tells the model's weights); for another model this stage is off.
"""

import hashlib
import json
from collections.abc import Collection, Sequence, Set
from copy import copy
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lape_qa.documents.membership import Membership
from lape_qa.encoding.model import Encoded
from lape_qa.index.contents import Readable, array_of
from lape_qa.index.segments import Segments

Floats = NDArray[np.float32]

_STEPS = 127
APART = "apart.json"
"""The file that tells which sets of groups passages are for; absent where all are open."""


@cache
def _directions() -> tuple[Floats, Floats]:
    with (files("lape_qa.index") / "directions.npz").open("rb") as stream, np.load(stream) as stored:
        return stored["centre"].astype(np.float32), stored["directions"].astype(np.float32)


@cache
def _made_for() -> str:
    with (files("lape_qa.index") / "directions.npz").open("rb") as stream, np.load(stream) as stored:
        return str(stored["weights"])


def available(weights: str) -> bool:
    """Tell whether late interaction works with a model, see `Encoder.weights`."""
    return weights == _made_for()


def project(tokens: Floats) -> Floats:
    """Return token vectors centred, projected and of unit length; shape (tokens, directions)."""
    centre, directions = _directions()
    projected = (tokens - centre) @ directions
    unit: Floats = projected / np.maximum(np.linalg.norm(projected, axis=1, keepdims=True), 1e-6)
    return unit


@dataclass(frozen=True, slots=True, eq=False)
class Packed:
    """A passage's tokens as they are stored."""

    ids: NDArray[np.int32]
    sentence: NDArray[np.int16]
    """Number of the sentence that a token stands in, or CONTEXT."""
    values: NDArray[np.int8]
    scale: NDArray[np.float16]


def pack(encoded: Encoded, sentence_starts: Sequence[int], context: int) -> Packed:
    """Pack a passage's tokens; what stands before its first sentence belongs to the context."""
    unit = project(encoded.tokens)
    scale = np.abs(unit).max(axis=1, initial=1e-6) / _STEPS
    number = np.searchsorted(sentence_starts, encoded.starts, side="right") - 1
    return Packed(
        encoded.ids.astype(np.int32),
        np.where(number < 0, context, number).astype(np.int16),
        np.round(unit / scale[:, None]).astype(np.int8),
        scale.astype(np.float16),
    )


@cache
def fingerprint() -> str:
    """Return what changes whenever the same tokens could be packed otherwise."""
    centre, directions = _directions()
    return hashlib.sha256(centre.tobytes() + directions.tobytes()).hexdigest()[:16]


def to_bytes(packed: Packed) -> bytes:
    """Return packed tokens as one string of bytes: their number, then the arrays in the order of the class."""
    arrays = (np.int32(len(packed.ids)), packed.ids, packed.sentence, packed.values, packed.scale)
    return b"".join(array.tobytes() for array in arrays)


def from_bytes(stored: bytes) -> Packed:
    """Return the packed tokens of `to_bytes`."""
    count = int(np.frombuffer(stored, np.int32, 1)[0])
    width = _directions()[1].shape[1]
    return Packed(
        np.frombuffer(stored, np.int32, count, 4),
        np.frombuffer(stored, np.int16, count, 4 + 4 * count),
        np.frombuffer(stored, np.int8, count * width, 4 + 6 * count).reshape(count, width),
        np.frombuffer(stored, np.float16, count, 4 + (6 + width) * count),
    )


Groups: TypeAlias = tuple[str, ...]


class Frequencies:
    """In how many passages each token id stands, for each set of groups that passages are for."""

    def __init__(self) -> None:
        self._of: dict[Groups, NDArray[np.int32]] = {}

    @classmethod
    def read(cls, folder: Readable, *, some_are_closed: bool) -> Self:
        """Return those that `write` has written."""
        found = cls()
        found._of = {tuple(groups): frequency.copy() for groups, frequency in _apart(folder)} if some_are_closed else {}
        if not some_are_closed:
            found._of[()] = array_of(folder / "frequency.npy").copy()
        return found

    def add(self, ids: NDArray[np.int32], groups: Sequence[str], by: int = 1) -> None:
        """Add a passage, or take it away, `by` 1 or -1."""
        frequency = self._of.get(tuple(groups), np.zeros(1, np.int32))
        highest = int(ids.max(initial=0))
        if highest >= len(frequency):
            frequency = np.pad(frequency, (0, highest + 1 - len(frequency)))
        frequency[np.unique(ids)] += by
        self._of[tuple(groups)] = frequency

    def keep(self, groups: Set[Groups]) -> None:
        """Forget the sets of groups for which there are no passages any more."""
        self._of = {those: frequency for those, frequency in self._of.items() if those in groups}

    def write(self, folder: Path) -> None:
        """Write them into an empty folder, which is made, sets of groups in their order."""
        folder.mkdir()
        np.save(folder / "frequency.npy", _trimmed(added(self._of.values())))
        if any(self._of):
            each = dict(sorted(self._of.items()))
            ids = len(_trimmed(added(each.values())))
            padded = [np.pad(frequency[:ids], (0, max(0, ids - len(frequency)))) for frequency in each.values()]
            np.save(folder / "frequency_apart.npy", np.stack(padded))
            (folder / APART).write_text(json.dumps(list(each), ensure_ascii=False), encoding="utf-8")


def _trimmed(frequency: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return frequencies up to that of the highest id that stands anywhere."""
    return frequency[: max(1, len(np.trim_zeros(frequency, "b")))]


def _apart(folder: Readable) -> list[tuple[list[str], NDArray[np.int32]]]:
    sets = json.loads((folder / APART).read_bytes())
    return list(zip(sets, array_of(folder / "frequency_apart.npy"), strict=True))


def added(frequencies: Collection[NDArray[np.int32]]) -> NDArray[np.int32]:
    """Return in how many passages of several sets each token id stands, given it for each set; some know fewer ids."""
    total = np.zeros(max(map(len, frequencies), default=1), np.int32)
    for frequency in frequencies:
        total[: len(frequency)] += frequency
    return total


@dataclass(frozen=True, slots=True, eq=False)
class Closeness:
    """How close some passages come to each token of a question."""

    passage: Floats
    """Best cosine in the passage, shape (passages, question tokens)."""
    sentence: Floats
    """Best cosine in the sentence or the passage's context, shape (all sentences, question tokens)."""
    weight: Floats
    """Share of each question token in the whole, by rarity; sums to 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Stored:
    """The tokens of some passages, an array for each of them: columns of `Packed`."""

    sentences: Sequence[NDArray[np.int16]]
    values: Sequence[NDArray[np.int8]]
    scales: Sequence[NDArray[np.float16]]


class Tokens:
    """Token vectors of the passages, wherever these are kept."""

    def __init__(self, frequency: NDArray[np.int32], passages: int) -> None:
        """Take in how many passages each token id stands, and how many passages there are."""
        self._count(frequency, passages)

    def _count(self, frequency: NDArray[np.int32], passages: int) -> None:
        self._rarity = np.log(1 + (passages - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
        self._unknown = float(np.log(1 + (passages + 0.5) / 0.5))

    def of_rows(self, rows: Sequence[int]) -> Stored:
        """Return the tokens of some passages."""
        raise NotImplementedError

    def closeness(
        self, question: Encoded, rows: Sequence[int], sentences: NDArray[np.int64], context: int
    ) -> Closeness:
        """Compare a question with some passages; `sentences` is how many sentences each has."""
        stored = self.of_rows(rows)
        asked = project(question.tokens).T
        # A passage at a time, so that what is widened to float32 stays in the processor's cache.
        none = np.zeros((0, asked.shape[1]), np.float32)
        products = np.concatenate([none, *(part.astype(np.float32) @ asked for part in stored.values)])
        scales = np.concatenate([np.zeros(0, np.float16), *stored.scales]).astype(np.float32)
        number = np.concatenate([np.zeros(0, np.int16), *stored.sentences]).astype(np.int64)
        owner = np.repeat(np.arange(len(rows)), [len(part) for part in stored.scales])
        best, starts = _best(products * scales[:, None], owner, number)
        owner, number = owner[starts], number[starts]

        outside = number == context
        before = np.full((len(rows), asked.shape[1]), -1.0, np.float32)
        before[owner[outside]] = best[outside]
        first = np.concatenate([[0], np.cumsum(sentences)])
        inside = np.full((int(first[-1]), asked.shape[1]), -1.0, np.float32)
        inside[(first[owner] + number)[~outside]] = best[~outside]
        passage = before.copy()
        np.maximum.at(passage, owner, best)
        by_sentence = np.maximum(inside, np.repeat(before, sentences, axis=0))
        return Closeness(passage, by_sentence, self._weights(question.ids))

    def _weights(self, ids: NDArray[np.int64]) -> Floats:
        known = ids < len(self._rarity)
        weights = np.full(len(ids), self._unknown, np.float32)
        weights[known] = self._rarity[ids[known]]
        share: Floats = weights / max(float(weights.sum()), 1e-6)
        return share


class TokenIndex(Tokens):
    """The same in files."""

    def __init__(self, folder: Readable, segments: Segments, passages: int, *, some_are_closed: bool = False) -> None:
        """Take where the frequencies are, the tokens themselves, and how many passages there are."""
        super().__init__(array_of(folder / "frequency.npy"), passages)
        # Where all is open there is nothing to tell apart.
        self._apart: list[tuple[list[str], NDArray[np.int32]]] = []
        if some_are_closed:
            self._apart = _apart(folder)
        self._segments = segments

    def among(self, membership: Membership, passages: int) -> Self:
        """Return it over the passages that members of some groups may see: no token's weight tells of the others.

        `passages`: how many those are.
        """
        part = copy(self)
        part._apart = [(groups, frequency) for groups, frequency in self._apart if membership.opens(groups)]
        part._count(added([frequency for _, frequency in part._apart]), passages)
        return part

    def of_rows(self, rows: Sequence[int]) -> Stored:
        """Return the tokens of some passages."""
        stored = self._segments.of_rows(rows)
        return Stored(
            [payload.numbers for payload in stored],
            [payload.values for payload in stored],
            [payload.scales for payload in stored],
        )


def _best(values: Floats, owner: NDArray[np.int64], number: NDArray[np.int64]) -> tuple[Floats, NDArray[np.int64]]:
    """Return the greatest of the rows of each sentence, or of each context, and where each begins.

    A passage's tokens are stored in its order, so those of one sentence stand together.
    """
    starts = np.flatnonzero((np.diff(owner, prepend=-1) != 0) | (np.diff(number, prepend=-2) != 0))
    if not len(starts):
        return values, starts
    best: Floats = np.maximum.reduceat(values, starts, axis=0)
    return best, starts
