"""Index generations on disk: built beside the one in use, validated, then swapped in by one atomic rename.

index/
  CURRENT                    the name of the generation in use, replaced by rename
  generations/NAME/          complete and valid, never changed once it is here
    manifest.json documents.jsonl passages.jsonl forms.json dense.faiss sentences.npy tokens/ forward/ lexical/
  building-XXXX/             a build in progress, or what an interrupted one left; removed by the next
"""

import dataclasses
import hashlib
import json
import os
import shutil
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from lape_qa import dense, filtering, finnish, forward, glossary, late, lexical, spelling
from lape_qa.dense import DenseSearcher
from lape_qa.encoder import Encoder
from lape_qa.errors import IndexMismatch, IndexUnavailable, StorageError
from lape_qa.forward import ForwardIndex, Occurrence
from lape_qa.late import TokenIndex
from lape_qa.lexical import LexicalSearcher
from lape_qa.passages import Chunking, context, indexed_text
from lape_qa.signals import CONTEXT
from lape_qa.spelling import Speller
from lape_qa.types import Document, Filters, Language, Manifest, Passage, Span, Vectors, Within

FORMAT = 3
KEPT_GENERATIONS = 3

Split = Callable[[Document], Sequence[Passage]]
Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Every file of an index folder, named once."""

    root: Path

    @property
    def current(self) -> Path:
        """Holds the name of the generation in use."""
        return self.root / "CURRENT"

    @property
    def lock(self) -> Path:
        """Held while a build is under way."""
        return self.root / "build.lock"

    @property
    def generations(self) -> Path:
        """One folder a generation."""
        return self.root / "generations"


@dataclass(frozen=True, slots=True)
class Files:
    """Every file of one generation, named once."""

    folder: Path

    @property
    def manifest(self) -> Path:
        """The Manifest, written last."""
        return self.folder / "manifest.json"

    @property
    def documents(self) -> Path:
        """One Document a line."""
        return self.folder / "documents.jsonl"

    @property
    def passages(self) -> Path:
        """One Passage a line, in row order, without its text."""
        return self.folder / "passages.jsonl"

    @property
    def dense(self) -> Path:
        """FAISS index of the passages."""
        return self.folder / "dense.faiss"

    @property
    def sentences(self) -> Path:
        """Vectors of the quotable sentences, float16, in passage and sentence order."""
        return self.folder / "sentences.npy"

    @property
    def forward(self) -> Path:
        """Search terms of the passages in reading order, and the vocabulary."""
        return self.folder / "forward"

    @property
    def forms(self) -> Path:
        """Word forms of the passages and their context, as they are written."""
        return self.folder / "forms.json"

    @property
    def tokens(self) -> Path:
        """Token vectors of the passages; absent when late interaction does not work with the model."""
        return self.folder / "tokens"

    @property
    def lexical(self) -> Path:
        """BM25 index of the passages."""
        return self.folder / "lexical"


class Generation:
    """One complete index, open for reading."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        files = Files(folder)
        self.manifest = manifest
        self.documents = {document.id: document for document in _read_documents(files.documents)}
        self.passages: Sequence[Passage] = list(_read_passages(files.passages, self.documents))
        self.rows = {passage.id: row for row, passage in enumerate(self.passages)}
        self._rows_of: dict[str, list[int]] = {}
        for row, passage in enumerate(self.passages):
            self._rows_of.setdefault(passage.document_id, []).append(row)
        self.dense = DenseSearcher(files.dense, self.passages)
        self.forward = ForwardIndex(files.forward)
        self.speller = Speller(files.forms, self.forward.vocabulary)
        self.lexical = LexicalSearcher(files.lexical, self.passages, self.forward.vocabulary)
        self.tokens = TokenIndex(files.tokens) if files.tokens.exists() else None
        self._sentences = np.load(files.sentences, mmap_mode="r").view(np.ndarray)
        self._sentence_starts = np.cumsum([0, *(len(passage.sentences) for passage in self.passages)])

    def document(self, identifier: str) -> Document:
        """Return a document by id; KeyError when there is none."""
        return self.documents[identifier]

    def rows_of(self, identifier: str) -> Sequence[int]:
        """Return the rows of a document's passages; a document without text has none."""
        return self._rows_of.get(identifier, ())

    def within(self, filters: Filters) -> Within:
        """Tell which passages may be found under some filters; UsageError when no source has a filter's value."""
        if filters == Filters():
            return None
        within = np.zeros(len(self.passages), np.bool_)
        for identifier in filtering.admitted(filters, self.documents.values()):
            within[list(self.rows_of(identifier))] = True
        return within

    def sentence_vectors(self, rows: Sequence[int]) -> NDArray[np.float32]:
        """Return the vectors of the quotable sentences of some passages, one passage after the other."""
        starts = self._sentence_starts
        parts = [self._sentences[starts[row] : starts[row + 1]] for row in rows]
        vectors: NDArray[np.float32] = np.concatenate(parts).astype(np.float32)
        return vectors


# ---- open ----------------------------------------------------------------------------------------------


def open_index(root: Path, encoder: Encoder) -> Generation:
    """Open the generation in use.

    Raises IndexUnavailable when there is none or it is damaged, IndexMismatch when it was made with
    another model or format.
    """
    layout = Layout(root)
    try:
        name = layout.current.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise IndexUnavailable(f"no index in {root}: run `lape-qa index --index {root}`") from None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexUnavailable(f"{layout.current} cannot be read: run `lape-qa index --index {root}`") from error
    folder = layout.generations / name
    manifest = read_manifest(folder)
    if (manifest.format, manifest.model_fingerprint) != (FORMAT, encoder.fingerprint):
        raise IndexMismatch(
            f"the index in {root} was made with model {manifest.model} ({manifest.model_fingerprint}), format "
            f"{manifest.format}; this program uses model {encoder.name} ({encoder.fingerprint}), format {FORMAT}: "
            f"run `lape-qa index --index {root}`"
        )
    for file, expected in manifest.files.items():
        if not (folder / file).is_file() or _sha256(folder / file) != expected:
            raise IndexUnavailable(
                f"the index file {folder / file} is missing or damaged: run `lape-qa index --index {root}`"
            )
    return Generation(folder, manifest)


def served_documents(root: Path) -> dict[str, Document]:
    """Return the documents of the generation in use, by id, without the model that searching them needs.

    Raises IndexUnavailable when there is no index or its documents cannot be read.
    """
    try:
        name = Layout(root).current.read_text(encoding="utf-8").strip()
        rows = list(_read_documents(Files(Layout(root).generations / name).documents))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise IndexUnavailable(f"no readable index in {root}: run `lape-qa index --index {root}`") from error
    return {document.id: document for document in rows}


def read_manifest(folder: Path) -> Manifest:
    """Read a generation's manifest; IndexUnavailable when it is missing or not one."""
    try:
        return Manifest(**json.loads(Files(folder).manifest.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        root = folder.parent.parent
        raise IndexUnavailable(
            f"the index generation {folder} is missing or half-written: run `lape-qa index --index {root}`"
        ) from error


# ---- build ---------------------------------------------------------------------------------------------


def build(
    root: Path, documents: Sequence[Document], split: Split, encoder: Encoder, chunking: Chunking, progress: Progress
) -> Manifest:
    """Build a generation beside the one in use, validate it and swap it in.

    Nothing is done when the one in use was made of just this. Raises StorageError when the disk refuses or
    another build holds the folder; the generation in use is then untouched.
    """
    layout = Layout(root)
    try:
        layout.generations.mkdir(parents=True, exist_ok=True)
        with FileLock(layout.lock, timeout=0):
            _remove_leftovers(layout)
            if (current := _up_to_date(layout, documents, encoder, chunking)) is not None:
                return current
            with _scratch(layout) as folder:
                manifest = _write(folder, documents, split, encoder, chunking, progress)
                _validate(folder, manifest)
                folder.rename(layout.generations / manifest.generation)
            _swap(layout, manifest.generation)
            _remove_old(layout, manifest.generation)
    except Timeout as error:
        raise StorageError(f"another build is at work in {root}: wait for it to end") from error
    except OSError as error:
        raise StorageError(
            f"cannot write the index in {root}: {error.strerror or error}; free some space or choose another folder, "
            "the index in use is unchanged"
        ) from error
    return manifest


def _up_to_date(layout: Layout, documents: Sequence[Document], encoder: Encoder, chunking: Chunking) -> Manifest | None:
    """Return the manifest of the generation in use when it was made of just this."""
    try:
        manifest = open_index(layout.root, encoder).manifest
    except IndexUnavailable:
        return None
    wanted = (_corpus_sha256(documents), dataclasses.asdict(chunking))
    return manifest if (manifest.corpus_sha256, manifest.chunking) == wanted else None


def _corpus_sha256(documents: Sequence[Document]) -> str:
    """Hash every document's text and metadata."""
    digest = hashlib.sha256()
    for document in documents:
        metadata = {k: v for k, v in dataclasses.asdict(document).items() if k != "text"}
        digest.update(json.dumps(metadata, ensure_ascii=False, sort_keys=True).encode("utf-8"))
    return digest.hexdigest()


@contextmanager
def _scratch(layout: Layout) -> Iterator[Path]:
    folder = layout.root / f"building-{os.getpid()}"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write(
    folder: Path, documents: Sequence[Document], split: Split, encoder: Encoder, chunking: Chunking, progress: Progress
) -> Manifest:
    files = Files(folder)
    passages = [passage for document in documents for passage in split(document)]
    if not passages:
        raise StorageError("the documents hold no text: nothing to index")
    by_id = {document.id: document for document in documents}
    texts = [indexed_text(by_id[p.document_id], p.heading, p.text) for p in passages]
    sentences = [by_id[p.document_id].text[s.start : s.end] for p in passages for s in p.sentences]

    steps = _Steps(progress, "encoding", len(texts) + len(sentences))
    dense.write(files.dense, _encode_passages(files, passages, texts, encoder, steps))
    np.save(files.sentences, encoder.encode(sentences, "passage", steps.advance).astype(np.float16))
    rows = [_occurrences(by_id[p.document_id], p) for p in _counted(passages, "analysing words", progress)]
    ids = forward.write(files.forward, rows)
    spelling.write(files.forms, texts)
    lexical.write(files.lexical, ids, ForwardIndex(files.forward).vocabulary)
    _write_lines(files.documents, (dataclasses.asdict(document) for document in documents))
    _write_lines(files.passages, (_passage_row(passage) for passage in passages))

    corpus_sha256 = _corpus_sha256(documents)
    created = datetime.now(UTC)
    manifest = Manifest(
        format=FORMAT,
        generation=f"{created:%Y%m%dT%H%M%S%f}Z-{corpus_sha256[:8]}",
        created=created.isoformat(timespec="seconds"),
        model=encoder.name,
        model_fingerprint=encoder.fingerprint,
        dimensions=encoder.dimensions,
        chunking=dataclasses.asdict(chunking),
        corpus_sha256=corpus_sha256,
        documents=len(documents),
        passages=len(passages),
        sentences=len(sentences),
        files={p.relative_to(folder).as_posix(): _sha256(p) for p in sorted(folder.rglob("*")) if p.is_file()},
    )
    files.manifest.write_text(json.dumps(dataclasses.asdict(manifest), indent=1), encoding="utf-8")
    for file in [*manifest.files, files.manifest.name]:
        _sync(folder / file)
    return manifest


@dataclass
class _Steps:
    """Counts what is done towards a total."""

    progress: Progress
    work: str
    total: int
    done: int = 0

    def advance(self, count: int) -> None:
        self.done += count
        self.progress(self.work, self.done, self.total)


def _encode_passages(
    files: Files, passages: Sequence[Passage], texts: Sequence[str], encoder: Encoder, steps: _Steps
) -> Vectors:
    """Return the passages' vectors; their tokens are written on the way when late interaction works with the model."""
    vectors = np.zeros((len(texts), encoder.dimensions), np.float32)
    if not late.available(encoder.name):
        return encoder.encode(texts, "passage", steps.advance)
    packed: dict[int, late.Packed] = {}
    for row, encoded in encoder.encode_tokens(texts, "passage", steps.advance):
        passage = passages[row]
        vectors[row] = encoded.vector
        before = len(texts[row]) - len(passage.text)
        starts = [span.start - passage.start + before for span in passage.sentences]
        packed[row] = late.pack(encoded, starts, CONTEXT)
    late.write(files.tokens, [packed[row] for row in range(len(texts))])
    return vectors


def _counted(passages: Sequence[Passage], work: str, progress: Progress) -> Iterator[Passage]:
    for done, passage in enumerate(passages, start=1):
        yield passage
        progress(work, done, len(passages))


def _occurrences(document: Document, passage: Passage) -> list[Occurrence]:
    """Return the search terms of a passage and of what stands before it, in reading order.

    The context is read as Finnish (region, publisher) and in the document's own language.
    """
    language = _analysed_as(document)
    before = context(document, passage.heading)
    texts: list[tuple[str, Language]] = [(before, "fi"), (passage.text, language)]
    if language != "fi":
        texts.insert(0, (before, language))
    starts = [span.start - passage.start for span in passage.sentences]
    found: list[Occurrence] = []
    word = 0
    for text, its_language in texts:
        for token in glossary.annotate(finnish.tokens(text, its_language), its_language):
            sentence = bisect_right(starts, token.start) - 1 if text is passage.text else CONTEXT
            found.extend(Occurrence(term, word, sentence) for term in token.terms)
            word += 1
    return found


def _analysed_as(document: Document) -> Language:
    match document.language:
        case "sv" | "en" as known:
            return known
        case _:
            return "fi"


def _validate(folder: Path, manifest: Manifest) -> None:
    """Open what was written and check it against itself; StorageError when it does not hold."""
    generation = Generation(folder, manifest)
    if (len(generation.documents), len(generation.passages)) != (manifest.documents, manifest.passages):
        raise StorageError(f"the new index in {folder} does not hold what was put in: the old one stays in use")
    step = max(1, len(generation.passages) // 20)
    for row in range(0, len(generation.passages), step):
        if generation.dense.self_rank(row) > 0:
            raise StorageError(
                f"passage {generation.passages[row].id} does not find itself in {folder}: the old index stays in use"
            )


def _swap(layout: Layout, name: str) -> None:
    fresh = layout.root / "CURRENT.new"
    fresh.write_text(name + "\n", encoding="utf-8")
    _sync(fresh)
    _sync(layout.generations)
    fresh.replace(layout.current)
    _sync(layout.root)


def _sync(path: Path) -> None:
    """Force a file or folder to disk, so that a rename never outruns what it names."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_leftovers(layout: Layout) -> None:
    for folder in layout.root.glob("building-*"):
        shutil.rmtree(folder)


def _remove_old(layout: Layout, current: str) -> None:
    names = sorted(folder.name for folder in layout.generations.iterdir())
    for name in names[:-KEPT_GENERATIONS]:
        if name != current:
            shutil.rmtree(layout.generations / name)


# ---- rows ----------------------------------------------------------------------------------------------


def _write_lines(file: Path, rows: Iterator[dict[str, Any]]) -> None:
    with file.open("w", encoding="utf-8", newline="\n") as stream:
        for row in rows:
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")


def _read_lines(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8", newline="\n") as stream:
        for line in stream:
            yield json.loads(line)


def _read_documents(file: Path) -> Iterator[Document]:
    for row in _read_lines(file):
        yield Document(**row | {"inferred": tuple(row["inferred"]), "pages": tuple(row["pages"])})


def _passage_row(passage: Passage) -> dict[str, Any]:
    return {
        "document_id": passage.document_id,
        "start": passage.start,
        "end": passage.end,
        "heading": passage.heading,
        "sentences": [[span.start, span.end] for span in passage.sentences],
    }


def _read_passages(file: Path, documents: dict[str, Document]) -> Iterator[Passage]:
    for row in _read_lines(file):
        text = documents[row["document_id"]].text[row["start"] : row["end"]]
        spans = tuple(Span(start, end) for start, end in row["sentences"])
        yield Passage(row["document_id"], row["start"], row["end"], text, row["heading"], spans)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
