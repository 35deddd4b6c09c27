"""The passages of an index as columns of numbers, of which one is made, with its document's text, when asked for.

passages/
  counts.npy           how many passages each document has, in the order of the documents; shape (documents,)
  bounds.npy           where each begins and ends in its document's text; shape (passages, 2)
  headings.npy         the number of its heading; shape (passages,)
  headings.json        the headings, each once
  sentence_counts.npy  how many sentences it has that may be quoted; shape (passages,)
  sentences.npy        where each of those begins and ends in the document's text; shape (sentences, 2)
"""

import json
from array import array
from collections.abc import Iterator, Sequence
from copy import copy
from functools import lru_cache
from pathlib import Path
from typing import Any, Self, overload

import numpy as np
from numpy.typing import NDArray

from lape_qa.documents.model import Document, Passage
from lape_qa.index.contents import Readable, array_of
from lape_qa.index.model import Bools, Ints
from lape_qa.language.model import Span

_KEPT = 4096
"""Passages that are kept once made: those of a small index all, of a large one what is asked about."""


class PassageColumns:
    """The columns while an index is built: passages are added document by document, in order."""

    def __init__(self) -> None:
        self._counts = array("i")
        self._bounds, self._heading_of = array("i"), array("i")
        self._sentence_counts, self._sentences = array("i"), array("i")
        self._headings: dict[str, int] = {}

    def add(self, passages: Sequence[Passage]) -> None:
        """Add the passages of the next document, in its order."""
        self._counts.append(len(passages))
        for passage in passages:
            self._bounds.extend((passage.start, passage.end))
            self._heading_of.append(self._headings.setdefault(passage.heading, len(self._headings)))
            self._sentence_counts.append(len(passage.sentences))
            for span in passage.sentences:
                self._sentences.extend((span.start, span.end))

    def take(self, earlier: "Passages", documents: range) -> None:
        """Add those of documents of an earlier generation, by their numbers there."""
        columns, rows = earlier._columns, earlier.of_documents(documents)
        self._counts.frombytes(np.diff(columns.firsts[documents.start : documents.stop + 1]).astype(np.int32).tobytes())
        self._bounds.frombytes(columns.bounds[rows.start : rows.stop].tobytes())
        theirs = columns.heading_of[rows.start : rows.stop]
        names = (columns.headings[number] for number in theirs.tolist())
        self._heading_of.extend(self._headings.setdefault(name, len(self._headings)) for name in names)
        starts = columns.sentence_starts[rows.start : rows.stop + 1]
        self._sentence_counts.frombytes(np.diff(starts).astype(np.int32).tobytes())
        self._sentences.frombytes(columns.sentences[starts[0] : starts[-1]].tobytes())

    def write(self, folder: Path) -> None:
        """Write the files; OSError when the disk refuses."""
        folder.mkdir()
        np.save(folder / "counts.npy", np.array(self._counts, np.int32))
        np.save(folder / "bounds.npy", np.array(self._bounds, np.int32).reshape(-1, 2))
        np.save(folder / "headings.npy", np.array(self._heading_of, np.int32))
        (folder / "headings.json").write_text(json.dumps(list(self._headings), ensure_ascii=False), encoding="utf-8")
        np.save(folder / "sentence_counts.npy", np.array(self._sentence_counts, np.int32))
        np.save(folder / "sentences.npy", np.array(self._sentences, np.int32).reshape(-1, 2))


class _Columns:
    """What passages are made of. Nothing in it refers to what keeps them, so that both go without a collector."""

    def __init__(self, folder: Readable, documents: Sequence[Document]) -> None:
        self.documents = documents
        self.bounds = array_of(folder / "bounds.npy")
        self.headings: list[str] = json.loads((folder / "headings.json").read_bytes())
        self.heading_of = array_of(folder / "headings.npy")
        self.sentences = array_of(folder / "sentences.npy")
        self.sentence_starts = _starts(array_of(folder / "sentence_counts.npy"))
        counts = array_of(folder / "counts.npy")
        self.firsts = _starts(counts)
        self.document_of: NDArray[np.int32] = np.repeat(np.arange(len(counts), dtype=np.int32), counts)

    def passage(self, row: int) -> Passage:
        document = self.documents[self.document_of[row]]
        start, end = self.bounds[row].tolist()
        sentences = self.sentences[self.sentence_starts[row] : self.sentence_starts[row + 1]].tolist()
        return Passage(
            document.id,
            start,
            end,
            document.text[start:end],
            self.headings[self.heading_of[row]],
            tuple(Span(first, last) for first, last in sentences),
        )


def _starts(counts: NDArray[np.int32]) -> Ints:
    """Return where each of some stretches begins, and the last ends, of how long they are."""
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])


class Passages(Sequence[Passage]):
    """The passages in row order."""

    def __init__(self, folder: Readable, documents: Sequence[Document]) -> None:
        self._columns = _Columns(folder, documents)
        self._made = lru_cache(_KEPT)(self._columns.passage)
        self._seen: Bools | None = None

    def among(self, seen: Bools) -> Self:
        """Return a part of the passages, which keep their rows: the others are not there."""
        part = copy(self)
        part._seen = seen
        return part

    @property
    def document_of(self) -> NDArray[np.int32]:
        """The number of each passage's document, shape (passages,)."""
        return self._columns.document_of

    @property
    def sentence_starts(self) -> Ints:
        """How many quotable sentences stand in the passages before each, and in all; shape (passages + 1,)."""
        return self._columns.sentence_starts

    @property
    def firsts(self) -> Ints:
        """The row of the first passage of each document, and how many passages there are; shape (documents + 1,)."""
        return self._columns.firsts

    def of_document(self, number: int) -> range:
        """Return the rows of a document's passages."""
        return range(int(self._columns.firsts[number]), int(self._columns.firsts[number + 1]))

    def of_documents(self, numbers: range) -> range:
        """Return the rows of the passages of documents that come one after the other."""
        return range(int(self._columns.firsts[numbers.start]), int(self._columns.firsts[numbers.stop]))

    def sentence(self, number: int) -> str:
        """Return a quotable sentence, by its number among those of all passages."""
        columns = self._columns
        row = int(np.searchsorted(columns.sentence_starts, number, side="right")) - 1
        start, end = columns.sentences[number].tolist()
        document = columns.documents[int(columns.document_of[row])]
        return document.text[start:end]

    def stray(self) -> int | None:
        """Return the row of the first passage that is not inside its text, or has such a sentence; None if all are."""
        columns = self._columns
        lengths = np.array([len(document.text) for document in columns.documents], np.int64)[columns.document_of]
        start, end = columns.bounds.T
        owner = np.repeat(np.arange(len(self)), np.diff(columns.sentence_starts))
        first, last = columns.sentences.T
        stray = (start < 0) | (start >= end) | (end > lengths)
        stray[owner[(first < start[owner]) | (first >= last) | (last > end[owner])]] = True
        return int(np.argmax(stray)) if stray.any() else None

    def __len__(self) -> int:
        """Return how many rows there are, also of passages that are not there."""
        return len(self._columns.bounds)

    def __iter__(self) -> Iterator[Passage]:
        """Yield all of them, which are not kept."""
        rows = range(len(self)) if self._seen is None else np.flatnonzero(self._seen).tolist()
        return map(self._columns.passage, rows)

    @overload
    def __getitem__(self, row: int) -> Passage: ...

    @overload
    def __getitem__(self, row: slice) -> list[Passage]: ...

    def __getitem__(self, row: int | slice) -> Passage | list[Passage]:
        """Return the passage of a row, or of several; IndexError where there is none."""
        if isinstance(row, slice):
            return [self[number] for number in range(len(self))[row]]
        number = range(len(self))[row]
        if self._seen is not None and not self._seen[number]:
            raise IndexError("the passage of this row is not there")
        return self._made(number)


# ---- rows, as the cache holds them -------------------------------------------------------------------------


def passage_row(passage: Passage) -> dict[str, Any]:
    """Return a passage without its text, as JSON holds it."""
    return {
        "document_id": passage.document_id,
        "start": passage.start,
        "end": passage.end,
        "heading": passage.heading,
        "sentences": [[span.start, span.end] for span in passage.sentences],
    }


def passage_of(row: dict[str, Any], document: Document) -> Passage:
    """Return the passage of a row of a document."""
    text = document.text[row["start"] : row["end"]]
    spans = tuple(Span(start, end) for start, end in row["sentences"])
    return Passage(document.id, row["start"], row["end"], text, row["heading"], spans)
