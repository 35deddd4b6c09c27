"""One generation of the index on disk: its files, and how they are read."""

import dataclasses
import hashlib
import json
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from lape_qa.documents.filters import FilterIndex
from lape_qa.documents.membership import Membership
from lape_qa.documents.model import Document, Filters, Told
from lape_qa.errors import IndexUnavailable
from lape_qa.index import positions
from lape_qa.index.contents import Checked, Readable, sha256
from lape_qa.index.dense import DenseSearcher
from lape_qa.index.documents import Documents, HeldTexts, ReadTexts
from lape_qa.index.lexical import TIE, LexicalSearcher, best
from lape_qa.index.model import Bools, Floats, Ints, Manifest, Within
from lape_qa.index.passages import Passages
from lape_qa.index.payloads import Kept
from lape_qa.index.ports import Nominated
from lape_qa.index.positions import ForwardIndex, ReadForwardIndex
from lape_qa.index.segments import FOLDER, Segments
from lape_qa.index.token_vectors import TokenIndex
from lape_qa.index.versions import document_of, row_of
from lape_qa.language import spelling
from lape_qa.language.spelling import Speller

P = TypeVar("P", bound=Readable)
_encode = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class Files(Generic[P]):
    """Every file of one generation, named once."""

    folder: P

    @property
    def manifest(self) -> P:
        """The Manifest, written last."""
        return self.folder / "manifest.json"

    @property
    def documents(self) -> P:
        """One Document a line."""
        return self.folder / "documents.jsonl"

    @property
    def passages(self) -> P:
        """Where the passages begin and end, in row order."""
        return self.folder / "passages"

    @property
    def dense(self) -> P:
        """FAISS index of the passages."""
        return self.folder / "dense.faiss"

    @property
    def segments(self) -> P:
        """The segments that are its own, while it is being written."""
        return self.folder / FOLDER

    @property
    def payloads(self) -> P:
        """Where in its segments passages are."""
        return self.folder / "payloads"

    @property
    def forward(self) -> P:
        """Search terms of the passages in reading order, and the vocabulary."""
        return self.folder / "forward"

    @property
    def forms(self) -> P:
        """Word forms of the passages and their context, as they are written."""
        return self.folder / "forms.json"

    @property
    def forms_apart(self) -> P:
        """The same by the groups that they are for, with their counts."""
        return self.folder / "forms_apart.json"

    @property
    def tokens(self) -> P:
        """How rare tokens are; absent when late interaction does not work with the model."""
        return self.folder / "tokens"

    @property
    def keys(self) -> P:
        """Under which keys the cache holds what it was made of, for the next build."""
        return self.folder / "keys"

    @property
    def lexical(self) -> P:
        """BM25 index of the passages."""
        return self.folder / "lexical"


class Generation:
    """One complete index; what of it is in memory stays as it is, whatever happens to its files afterwards.

    That is all of it where there is room. Else what a question looks at of segments, documents and terms in reading
    order is read and checked when it does; an IndexUnavailable then ends the question.
    """

    def __init__(self, manifest: Manifest, files: Files[Any], segments: Segments, kept: Kept | None = None) -> None:
        """Read it; errors are those of what its files are read from.

        `kept`: what is held of what is read of documents and of their terms when it is looked at. None: all is held.
        """
        self.manifest = manifest
        self._texts = ReadTexts(files.documents, kept) if kept else HeldTexts(read_documents(files.documents))
        self.documents = Documents.of(self._texts)
        self.passages = Passages(files.passages, self._texts)
        told = self.documents.told
        self._filters = FilterIndex(told)
        self._seen: Bools | None = None
        self.groups = frozenset(group for each in told for group in each.groups)
        self._forms_apart = files.forms_apart.read_bytes() if self.groups else b"[]"
        self._of_region = self._by_region()
        self.dense = DenseSearcher(files.dense)
        self.forward = ReadForwardIndex(files.forward, kept) if kept else ForwardIndex(files.forward)
        self.speller = Speller(files.forms.read_bytes(), self.forward.vocabulary)
        self.lexical = LexicalSearcher(files.lexical, len(self.passages), self.forward.vocabulary)
        late = any(name.startswith("tokens/") for name in manifest.files)
        self.tokens = (
            TokenIndex(files.tokens, segments, len(self.passages), some_are_closed=bool(self.groups)) if late else None
        )
        self.segments = segments

    @classmethod
    def open(cls, folder: Path, manifest: Manifest, kept: Kept) -> "Generation":
        """Read it into memory, of what it has for each passage all if there is room for it.

        `kept` is what is held of other generations of the index. IndexUnavailable when a file is not as the
        manifest says; of the segments that are not read, only that they are there, and how long they are, is looked at.
        """
        checked, shared, mine = checked_files(folder, manifest), checked_segments(folder, manifest), kept.next()
        files = Files(checked)
        segments = Segments(shared, manifest.segments, files.payloads, mine)
        fits = segments.size + files.documents.size() + positions.size(files.forward) <= kept.room
        generation = cls(manifest, files, segments, None if fits else mine)
        checked.check_rest()
        if fits:
            segments.hold()
        mine.only(*generation.digests())
        return generation

    def digests(self) -> Iterator[bytes | memoryview]:
        """Yield the hashes, one after the other, of all that may be read when it is looked at."""
        yield self.segments.digests
        if isinstance(self._texts, ReadTexts):
            yield self._texts.digests
        if isinstance(self.forward, ReadForwardIndex):
            yield self.forward.digests

    def reading(self) -> AbstractContextManager[None]:
        """Hold what one question is answered from: files, if they are there, are what they were."""
        return nullcontext()

    @property
    def told(self) -> Sequence[Told]:
        """What lists know of its documents, in their order."""
        return self.documents.told

    def quotable(self) -> Documents:
        """Return all documents as quotes are looked for in them."""
        return self.documents

    def document(self, identifier: str) -> Document:
        """Return a document by id; KeyError when there is none."""
        return self.documents[identifier]

    def of_texts(self, hashes: Collection[str]) -> list[Document]:
        """Return the documents whose text has one of some hashes."""
        return self.documents.with_texts(hashes)

    def about(self, identifier: str) -> Told:
        """Return what tells of which place and time a document is; KeyError when there is none."""
        return self.documents.about(identifier)

    def rows_of(self, identifier: str) -> Sequence[int]:
        """Return the rows of a document's passages; a document without text has none."""
        number = self.documents.numbers.get(identifier)
        return () if number is None else self.passages.of_document(number)

    def within(self, filters: Filters) -> Within:
        """Tell which passages may be found under some filters; UsageError when no source has a filter's value."""
        if filters == Filters():
            return None
        admitted = self._filters.admitted(filters)
        if self._seen is not None:
            seen = self._seen.copy()
            seen[self._seen] = admitted
            admitted = seen
        return admitted[self.passages.document_of]

    def seen_by(self, membership: Membership) -> Self:
        """Return it as members of some groups see it: as if the documents that are closed to them were not there.

        What is counted over passages (rarity, lengths, words to mend by) is counted over theirs alone. Nothing large
        is copied.
        """
        groups = membership.among(self.groups)
        documents = self.documents.among(membership)
        if groups is None or len(documents) == len(self.documents):
            return self
        seen = np.zeros(len(self._texts), np.bool_)
        seen[list(documents.numbers.values())] = True
        rows: Bools = seen[self.passages.document_of]
        part = copy(self)
        part._seen = seen
        part.documents = documents
        told = documents.told
        part.groups = frozenset(group for each in told for group in each.groups)
        part._filters = FilterIndex(told)
        part._of_region = part._by_region()
        part.passages = self.passages.among(rows)
        part.dense = self.dense.among(rows)
        frequency = self.lexical.frequencies(rows)
        part.forward = self.forward.among(int(rows.sum()), frequency)
        part.lexical = self.lexical.among(rows, self.forward.lengths, part.forward.vocabulary)
        part.tokens = self.tokens.among(membership, part.forward.passages) if self.tokens else None
        part.speller = Speller(spelling.admitted(self._forms_apart, groups), part.forward.vocabulary)
        part.manifest = dataclasses.replace(
            self.manifest,
            corpus_sha256="",
            documents=len(documents),
            passages=part.forward.passages,
            sentences=int(np.diff(self.passages.sentence_starts)[rows].sum()),
        )
        return part

    def _by_region(self) -> Mapping[str, Sequence[int]]:
        rows: dict[str, array[int]] = {}
        for number, told in zip(self.documents.numbers.values(), self.documents.told, strict=True):
            rows.setdefault(told.region, array("q")).extend(self.passages.of_document(number))
        return rows

    def rows_of_region(self, region: str) -> Sequence[int]:
        """Return the rows of the passages of a region's documents, rising."""
        return self._of_region.get(region, ())

    def among(self, rows: Sequence[int], within: Within) -> list[int]:
        """Return those of some rows that are within a scope, in their order."""
        return [row for row in rows if within is None or within[row]]

    def nominate(
        self, words: Sequence[Sequence[str]], vector: Floats, k: int, within: Within, tie: float = TIE
    ) -> Nominated:
        """Search by words and by vector, k passages each."""
        bm25 = self.lexical.scores(words, tie)
        return Nominated(best(bm25, k, within), self.dense.search(vector, k, within), bm25)

    def prefetch(self, rows: Ints) -> None:
        """Read what is stored of some passages; IndexUnavailable when that is missing or damaged."""
        self.segments.of_rows(rows.tolist())

    def fetch(self, identifiers: Collection[str]) -> None:
        """Do nothing: a document is read when it is looked at."""

    def held(self, words: Sequence[Sequence[str]], identifiers: Sequence[str]) -> NDArray[np.bool_]:
        """Tell which words stand anywhere in each of some documents; shape (documents, words)."""
        rows = [self.rows_of(name) for name in identifiers]
        owner = np.repeat(np.arange(len(rows)), [len(those) for those in rows])
        matches = self.forward.matches(words, np.array([row for those in rows for row in those], np.int64))
        found = np.zeros((len(rows), len(words)), np.bool_)
        found[owner[matches.candidate], matches.word] = True
        return found

    def naming(self, terms: Iterable[str]) -> list[int]:
        """Return the rows of the passages that have one of some terms, rising, once for each time one stands there."""
        rows: list[int] = self.lexical.occurring(terms, self.forward.starts).tolist()
        return rows

    def sentence_vectors(self, rows: Sequence[int]) -> NDArray[np.float32]:
        """Return the vectors of the quotable sentences of some passages, one passage after the other."""
        none = np.zeros((0, self.manifest.dimensions), np.float16)
        stored = (payload.vectors for payload in self.segments.of_rows(rows))
        vectors: NDArray[np.float32] = np.concatenate([none, *stored]).astype(np.float32)
        return vectors


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write a generation's manifest, with a seal at its end: the hash of all that stands before."""
    Files(folder).manifest.write_text(_sealed(dataclasses.asdict(manifest)), encoding="utf-8")


def _sealed(row: Mapping[str, Any]) -> str:
    body = json.dumps(row, indent=1)
    seal = hashlib.sha256(body.encode("utf-8")).hexdigest()
    return f'{body.removesuffix("}").rstrip()},\n "seal": "{seal}"\n}}\n'


def read_manifest(folder: Path, sha256: str | None = None) -> Manifest:
    """Read a generation's manifest; IndexUnavailable when it is missing, not one, or not the one of a hash.

    One without a seal is of a version before there were seals.
    """
    try:
        content = Files(folder).manifest.read_text(encoding="utf-8")
        row = json.loads(content)
        sealed = row.pop("seal", None) is not None
        manifest = Manifest(**row)
        whole = manifest.generation == folder.name and (not sealed or content == _sealed(row))
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise IndexUnavailable(
            f"the index generation {folder} is missing, half-written or of an older format: "
            f"run `lape-qa index --index {root_of(folder)}`"
        ) from error
    if not whole or sha256 not in (None, hashlib.sha256(content.encode("utf-8")).hexdigest()):
        raise IndexUnavailable(
            f"the manifest of the index generation {folder} is damaged: run `lape-qa index --index {root_of(folder)}`"
        )
    return manifest


def damaged_files(folder: Path, manifest: Manifest) -> list[Path]:
    """Return the generation's files and segments that are missing or are not what its manifest says."""
    expected = {folder / name: found for name, found in manifest.files.items()}
    expected |= {root_of(folder) / FOLDER / name: name for name in manifest.segments}
    return [file for file, found in expected.items() if not file.is_file() or sha256(file) != found]


def checked_files(folder: Path, manifest: Manifest) -> Checked:
    """Return what reads a generation's files as its manifest says or not at all."""
    return Checked(root_of(folder), folder, manifest.files)


def checked_segments(folder: Path, manifest: Manifest) -> Checked:
    """Return what reads a generation's segments so."""
    root = root_of(folder)
    return Checked(root, root / FOLDER, {name: name for name in manifest.segments})


def root_of(folder: Path) -> Path:
    """Return the index folder that a generation is in."""
    return folder.parent.parent


# ---- rows ----------------------------------------------------------------------------------------------


def document_line(document: Document) -> bytes:
    """Return a document as a generation holds it: a line."""
    return _encode(row_of(document)).encode("utf-8") + b"\n"


def write_lines(file: Path, lines: Iterable[bytes]) -> None:
    """Write the lines of documents, in whatever parts they come."""
    with file.open("wb") as stream:
        stream.writelines(lines)


def read_documents(file: Readable) -> Iterator[Document]:
    """Yield the documents of a generation; OSError, ValueError, TypeError or KeyError when they cannot be read."""
    # Each line ends with a line feed; other signs that end lines may stand in texts.
    lines = file.read_bytes().removesuffix(b"\n").split(b"\n")
    yield from map(document_of, map(json.loads, lines))
