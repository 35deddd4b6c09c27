"""What a build takes over from the generation in use: all that was made of documents that stay as they are.

Nothing of it is computed, looked up or counted again. A file that is not as its manifest says ends that, also when it
is noticed at the last look: then everything is made of the documents and the cache.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Self, overload

import numpy as np
from numpy.typing import NDArray

from lape_qa.documents.model import Document
from lape_qa.errors import IndexUnavailable
from lape_qa.index.contents import Checked, Hashed, Opened, Passed, array_of
from lape_qa.index.generation import Files, checked_files, checked_segments
from lape_qa.index.given import Given
from lape_qa.index.model import Changes, Ints, Manifest, changes
from lape_qa.index.passages import Passages
from lape_qa.index.payloads import Kept
from lape_qa.index.segments import Segments
from lape_qa.index.token_vectors import APART
from lape_qa.index.versions import document_of, encoded

_AT_ONCE = 1 << 20
"""Bytes that are read at once."""
_END = ord("\n")
ROWS = "rows.npy"
"""Among the keys, the hashes of the documents' rows (`Given.rows`)."""
KEYS = ("documents", "vectors", "tokens", "words", "sentences")
"""What there are keys of: documents as they were cut, passages three times, and quotable sentences."""
IDENTITY = "keys/recipe.txt"
"""The file of a generation that tells by what it was made."""


@dataclass(frozen=True, slots=True)
class Run:
    """Documents that come one after the other, and are taken over together or made."""

    documents: range
    """Their numbers."""
    taken: range | None = None
    """Their numbers in the earlier generation; None when they are made."""


def has_rows(manifest: Manifest) -> bool:
    """Tell whether a generation has the hashes of its documents' rows; one of a version before has none."""
    return f"keys/{ROWS}" in manifest.files


def made_by(folder: Path, manifest: Manifest, identity: str) -> bool:
    """Tell whether what a generation was made by has an identity; IndexUnavailable when that is damaged."""
    if IDENTITY not in manifest.files:
        return False
    return (checked_files(folder, manifest) / IDENTITY).read_bytes() == identity.encode("ascii")


class EarlierDocuments(Sequence[Document]):
    """The documents of a generation, of which one is read when it is looked at; IndexUnavailable when it is damaged."""

    def __init__(self, file: Checked, rows: Callable[[], NDArray[np.uint8]] | None = None) -> None:
        """Go through them once; `rows`: what gives the hashes of their rows (`Given.rows`), where these are written."""
        self.file = file
        starts, at, whole = [np.zeros(1, np.int64)], 0, hashlib.sha256()
        with file.open() as stream, file.noticing():
            while block := stream.read(_AT_ONCE):
                whole.update(block)
                starts.append(np.flatnonzero(np.frombuffer(block, np.uint8) == _END) + at + 1)
                at += len(block)
        file.check_hash(whole.hexdigest())
        self._opened, self._starts = Opened(file), np.concatenate(starts)
        self.rows = rows() if rows else self._hashed()
        """The hash of each one's row, shape (documents, 32)."""

    @classmethod
    def of(cls, folder: Path, manifest: Manifest) -> Self:
        """Return those of a generation; IndexUnavailable when they are damaged.

        Where the hashes of their rows are missing or damaged, they are computed.
        """
        files = Files(checked_files(folder, manifest))
        try:
            return cls(files.documents, partial(array_of, files.keys / ROWS) if has_rows(manifest) else None)
        except IndexUnavailable:
            return cls(files.documents)

    def _hashed(self) -> NDArray[np.uint8]:
        return Given.of(list(map(self._read, range(len(self))))).rows

    def size(self, numbers: range) -> int:
        """Return how many bytes the lines of some take, that come one after the other."""
        return int(self._starts[numbers.stop] - self._starts[numbers.start])

    def numbers(self, rows: NDArray[np.uint8]) -> Ints:
        """Return the number of the document that has each of some hashes of rows, -1 where none has."""
        ours, theirs = (_beginnings(some) for some in (self.rows, rows))
        order = np.argsort(ours)
        at = order[np.minimum(np.searchsorted(ours, theirs, sorter=order), len(order) - 1)]
        return np.where((self.rows[at] == rows).all(axis=1), at, -1)

    def changes(self, given: Given) -> Changes:
        """Tell how documents differ from them, by id."""
        its = self.numbers(given.rows)
        left = {document.id: document for document in self.others(given)}
        fresh = [document for document, number in zip(given.documents, its.tolist(), strict=True) if number < 0]
        return replace(changes(left, fresh), unchanged=len(its) - len(fresh))

    def others(self, given: Given) -> Iterator[Document]:
        """Yield those that are not among some documents as they are."""
        same = np.zeros(len(self), np.bool_)
        its = self.numbers(given.rows)
        same[its[its >= 0]] = True
        yield from (self[number] for number in np.flatnonzero(~same).tolist())

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._starts) - 1

    @overload
    def __getitem__(self, number: int) -> Document: ...

    @overload
    def __getitem__(self, number: slice) -> list[Document]: ...

    def __getitem__(self, number: int | slice) -> Document | list[Document]:
        """Return one of them, or several; IndexError where there is none."""
        if isinstance(number, slice):
            return [self[each] for each in range(len(self))[number]]
        number = range(len(self))[number]
        document = self._read(number)
        if hashlib.sha256(encoded(document)[1]).digest() != self.rows[number].tobytes():
            raise self.file.damaged()
        return document

    def _read(self, number: int) -> Document:
        first, last = self._starts[number : number + 2].tolist()
        try:
            return document_of(json.loads(self._opened.part(first, last - first)))
        except (ValueError, TypeError, AttributeError):
            raise self.file.damaged() from None


def _beginnings(rows: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """Return the first bytes of hashes, which tell them from all others as good as certainly."""
    return np.ascontiguousarray(rows[:, :8]).view(np.uint64)[:, 0]


class Earlier:
    """An earlier generation that was made as the next one is."""

    def __init__(self, files: Files[Checked], segments: Segments, documents: EarlierDocuments) -> None:
        """Read what is small of it, `documents` being its own; IndexUnavailable when that is damaged."""
        self.generation = files.folder.folder.name
        self.files = files
        self.segments = segments
        self.documents = documents
        self.passages = Passages(self.files.passages, documents)
        self.some_are_closed = (files.tokens / APART).is_listed

    @classmethod
    def of(
        cls, folder: Path, manifest: Manifest, documents: EarlierDocuments, identity: str, hashed: Hashed
    ) -> Self | None:
        """Return a generation if what it was made by has an identity (`IndexRecipe.identity`); errors as above.

        All of its segments are checked, but for those that were `hashed` as they are now.
        """
        if not made_by(folder, manifest, identity):
            return None
        files, shared = Files(checked_files(folder, manifest)), checked_segments(folder, manifest)
        shared.check_rest(hashed)
        if has_rows(manifest):
            (files.keys / ROWS).check()
        return cls(files, Segments(shared, manifest.segments, files.payloads, Kept(0)), documents)

    def keys(self, of: str) -> NDArray[np.uint8]:
        """Return the keys of the cache of something of `KEYS`, shape (keys, 32); they are read anew, and not held."""
        found: NDArray[np.uint8] = array_of(self.files.keys / f"{of}.npy")
        return found

    def runs(self, given: Given) -> list[Run]:
        """Part documents into those that are taken over and those that are made, in their order.

        What is taken over comes in the order that it has in the earlier generation, which is read once.
        """
        its = self.documents.numbers(given.rows)
        # The highest before each: what does not come after it has moved forward, and is made.
        highest = np.maximum.accumulate(np.concatenate([[-1], its]))[:-1]
        its = np.where(its > highest, its, -1)
        before = np.concatenate([[-2], its[:-1]])
        goes_on = np.where(its < 0, before == -1, (before >= 0) & (before + 1 == its))
        starts = [*np.flatnonzero(~goes_on).tolist(), len(its)]
        return [_run(range(start, stop), int(its[start])) for start, stop in pairwise(starts)]

    def lines(self, runs: Sequence[Run]) -> Iterator[tuple[Run, Iterator[bytes]]]:
        """Yield each run with the lines of its documents that are taken over, none of one that is made, as they stand.

        They are read once; IndexUnavailable at the last when the file was not as it should be.
        """
        at = 0
        with self.documents.file.open() as stream:
            passed = Passed(self.documents.file, stream)
            for run in runs:
                if run.taken is None:
                    yield run, iter(())
                    continue
                for _ in passed.parts(self.documents.size(range(at, run.taken.start))):
                    pass
                yield run, passed.parts(self.documents.size(run.taken))
                at = run.taken.stop
            passed.check()

    def left_keys(self, given: Given) -> list[bytes]:
        """Return the keys of what is not taken over."""
        runs, starts = self.runs(given), self.passages.sentence_starts
        rows = list(self.left(runs))
        sentences = [number for row in rows for number in range(starts[row], starts[row + 1])]
        taken = {number for run in runs if run.taken is not None for number in run.taken}
        documents = [number for number in range(len(self.documents)) if number not in taken]
        found: list[bytes] = []
        for name, numbers in zip(KEYS, (documents, rows, rows, rows, sentences), strict=True):
            # There may be none of tokens.
            keys = self.keys(name)
            found.extend(keys[number].tobytes() for number in numbers if number < len(keys))
        return found

    def left(self, runs: Sequence[Run]) -> Iterator[int]:
        """Yield the rows of the passages that are not taken over, rising."""
        row = 0
        for run in runs:
            if run.taken is not None:
                taken = self.passages.of_documents(run.taken)
                yield from range(row, taken.start)
                row = taken.stop
        yield from range(row, len(self.passages))


def _run(documents: range, first: int) -> Run:
    """Return a run, that is taken over if there is a number of the first in the earlier generation."""
    return Run(documents, None if first < 0 else range(first, first + len(documents)))
