"""Documents -> the files of a generation; what was computed for a text before is taken from the cache."""

import dataclasses
import json
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, islice, repeat
from pathlib import Path
from queue import SimpleQueue
from threading import Event

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from lape_qa import durable_files
from lape_qa.documents.model import Document, Passage
from lape_qa.encoding.model import Vectors
from lape_qa.encoding.protocol import Encoder
from lape_qa.errors import StorageError
from lape_qa.index import dense, lexical, positions, segments, token_vectors
from lape_qa.index.cache import KEY, Cache, key
from lape_qa.index.contents import Stretch, sha256
from lape_qa.index.earlier import IDENTITY, KEYS, ROWS, Earlier, Run
from lape_qa.index.generation import Files, document_line, write_lines, write_manifest
from lape_qa.index.given import Given
from lape_qa.index.lacking import Compute, Lacking, bytes_of, bytes_of_tokens, computed_here
from lape_qa.index.model import CONTEXT, Ints, Manifest, Progress
from lape_qa.index.passages import PassageColumns, Passages, passage_of, passage_row
from lape_qa.index.payloads import Payload
from lape_qa.index.positions import Counted, EarlierTerms, Occurrence, Occurrences
from lape_qa.index.recipe import IndexRecipe, analysis
from lape_qa.index.segments import SegmentWriter
from lape_qa.index.token_vectors import Frequencies
from lape_qa.language import glossary, morphology, spelling
from lape_qa.language.detection import analysed_as
from lape_qa.language.model import Language

FORMAT = 7
"""Raised when files hold something else, or hold it otherwise."""
MADE = 5
"""Raised when something else is made of a passage: what a database holds of it is then of no use."""

_BLOCK = 256
"""Texts given to the encoder at once, so that a kill loses no more of them; and values taken from the cache."""
_ENCODED_AT_ONCE = 16_384
"""Passages whose texts are held at once; the encoder orders them by length."""


def write(
    folder: Path,
    given: Given,
    recipe: IndexRecipe,
    cache: Cache,
    progress: Progress,
    earlier: Earlier | None,
    share: Callable[[Path], object],
) -> tuple[Manifest, int]:
    """Write a generation into an empty folder, to disk; return its manifest and how many texts were encoded.

    `share` takes away the folder of those of its segments that the earlier generation does not have, when they are
    written. What is large passes through a block at a time: of a passage, only numbers and keys are held. What
    `earlier` holds of documents that stay as they are is taken over from it: the files are the same to the byte as
    without. Raises StorageError when the documents hold no text, IndexUnavailable when the earlier generation is
    damaged, OSError and sqlite3.Error when the disk refuses.
    """
    documents, corpus = given.documents, given.corpus_sha256
    files, plan = Files(folder), _Plan.of(given, earlier)
    keys = _cut(files, plan, recipe, cache, progress)
    if not keys.passages:
        raise StorageError("the documents hold no text: nothing to index")
    cut = _Cut(Passages(files.passages, documents), documents, recipe)
    encoded = _encode(cut, keys, cache, computed_here(recipe.encoder), progress)
    _write_vectors(files, plan, cut, keys, cache)
    names = _write_segments(files, plan, cut, keys, cache)
    share(files.segments)
    _write_words(files, plan, cut, keys, cache, progress)
    keys.write(files.keys)
    np.save(files.keys / ROWS, given.rows)
    (folder / IDENTITY).write_text(recipe.identity(FORMAT), encoding="ascii")
    write_lines(files.documents, plan.lines())

    created = datetime.now(UTC)
    manifest = Manifest(
        format=FORMAT,
        generation=f"{created:%Y%m%dT%H%M%S%f}Z-{corpus[:8]}",
        created=created.isoformat(timespec="seconds"),
        model=recipe.encoder.name,
        model_fingerprint=recipe.encoder.fingerprint,
        dimensions=recipe.encoder.dimensions,
        chunking=dataclasses.asdict(recipe.chunking),
        shape=dataclasses.asdict(recipe.shape),
        corpus_sha256=corpus,
        documents=len(documents),
        passages=keys.passages,
        sentences=len(keys.sentences),
        files=_hashes(folder),
        segments=names,
    )
    write_manifest(folder, manifest)
    durable_files.sync_tree(folder)
    return manifest, encoded


def _hashes(folder: Path) -> dict[str, str]:
    """Return each file's name and hash."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256(path) for path in files}


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """What an index holds of a passage, wherever it is kept."""

    document: int
    """Number of its document among those that were given."""
    passage: Passage
    vector: Vectors
    """Shape (dimensions,)."""
    sentences: NDArray[np.float16]
    """Vectors of its quotable sentences, shape (sentences, dimensions)."""
    tokens: bytes | None
    """See `token_vectors.to_bytes`; None when none are stored."""
    occurrences: Occurrences
    forms: Sequence[str]
    """Its word forms and those of its context, repeats kept."""


def make(
    folder: Path, documents: Sequence[Document], recipe: IndexRecipe, cache: Cache, progress: Progress
) -> tuple[int, Iterator[Made]]:
    """Return how many texts of some documents were encoded, and what is made of each of their passages, in row order.

    An empty folder holds what is needed meanwhile. Raises OSError and sqlite3.Error when the disk refuses.
    """
    files = Files(folder)
    keys = _cut(files, _Plan.made(documents), recipe, cache, progress)
    cut = _Cut(Passages(files.passages, documents), documents, recipe)
    encoded = _encode(cut, keys, cache, computed_here(recipe.encoder), progress)
    return encoded, _made(cut, keys, cache, progress)


def encode(
    folder: Path,
    documents: Sequence[Document],
    recipe: IndexRecipe,
    cache: Cache,
    compute: Compute,
    progress: Progress,
) -> int:
    """Put into the cache what it lacks of the vectors of some documents, so that a build encodes nothing.

    Return of how many texts that was. An empty folder holds what is needed meanwhile. Raises OSError and sqlite3.Error
    when the disk refuses.
    """
    files = Files(folder)
    keys = _cut(files, _Plan.made(documents), recipe, cache, progress)
    return _encode(_Cut(Passages(files.passages, documents), documents, recipe), keys, cache, compute, progress)


def _made(cut: "_Cut", keys: "_Keys", cache: Cache, progress: Progress) -> Iterator[Made]:
    width = cut.recipe.encoder.dimensions

    def values(of: _KeyList, make: Callable[[int], bytes]) -> Iterator[bytes]:
        return chain.from_iterable(_values(of, range(len(of)), make, cache))

    vectors, words = values(keys.vectors, cut.vector), values(keys.words, cut.words)
    sentences = values(keys.sentences, cut.sentence_vector)
    tokens = values(keys.tokens, cut.tokens) if cut.recipe.late else repeat(None)
    for row, (vector, stored, packed) in enumerate(zip(vectors, words, tokens, strict=False)):
        passage, found = cut.passages[row], _Words.from_bytes(stored)
        own = b"".join(islice(sentences, len(passage.sentences)))
        yield Made(
            int(cut.passages.document_of[row]),
            passage,
            np.frombuffer(vector, np.float32),
            np.frombuffer(own, np.float32).reshape(-1, width).astype(np.float16),
            packed,
            found.occurrences,
            found.forms,
        )
        progress("analysing words", row + 1, keys.passages)


# ---- what is taken over ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Plan:
    """Which documents are taken over from an earlier generation, if there is one, and which are made."""

    documents: Sequence[Document]
    runs: Sequence[Run]
    earlier: Earlier | None

    @classmethod
    def of(cls, given: Given, earlier: Earlier | None) -> "_Plan":
        return cls(given.documents, earlier.runs(given), earlier) if earlier else cls.made(given.documents)

    @classmethod
    def made(cls, documents: Sequence[Document]) -> "_Plan":
        """Return that of documents that are all made."""
        return cls(documents, [Run(range(len(documents)))], None)

    def lines(self) -> Iterator[bytes]:
        """Yield the lines of the documents, many of what is taken over at once."""
        before = self.earlier.lines(self.runs) if self.earlier else ((run, ()) for run in self.runs)
        for run, taken in before:
            if run.taken is None:
                yield from map(document_line, self.documents[run.documents.start : run.documents.stop])
            yield from taken

    def parts(
        self,
        passages: Passages,
        made: Callable[[range], Iterable[Occurrences]],
        terms: EarlierTerms | None,
    ) -> Iterator[Occurrences | Stretch]:
        """Yield in row order the terms that are made of some rows, and the stretches of an earlier generation.

        Those between, which are not taken over, are left.
        """
        for run in self.runs:
            if run.taken is None or self.earlier is None or terms is None:
                yield from made(passages.of_documents(run.documents))
            else:
                rows = self.earlier.passages.of_documents(run.taken)
                for stretch in terms.until(rows.start):
                    terms.leave(stretch)
                yield from terms.until(rows.stop)
        if terms is not None:
            for stretch in terms.finish():
                terms.leave(stretch)


# ---- passages ------------------------------------------------------------------------------------------


class _KeyList:
    """Keys of the cache, one after the other: a tenth of what a list of them would take."""

    def __init__(self) -> None:
        self._keys = bytearray()
        self._fresh = array("q")

    def append(self, key: bytes) -> None:
        """Add the key of what is made."""
        self._fresh.append(len(self))
        self._keys += key

    def take(self, keys: NDArray[np.uint8]) -> None:
        """Add those of what is taken over, shape (keys, 32)."""
        self._keys += keys.tobytes()

    def __len__(self) -> int:
        return len(self._keys) // KEY

    def __getitem__(self, number: int) -> bytes:
        return bytes(self._keys[number * KEY : (number + 1) * KEY])

    def __add__(self, other: "_KeyList") -> "_KeyList":
        both = _KeyList()
        both._keys = self._keys + other._keys
        both._fresh = self._fresh + array("q", (len(self) + number for number in other._fresh))
        return both

    @property
    def fresh(self) -> Ints:
        """The numbers of those of what is made."""
        return np.array(self._fresh, np.int64)

    def array(self) -> NDArray[np.uint8]:
        """Return all of them, shape (keys, 32)."""
        return np.frombuffer(bytes(self._keys), np.uint8).reshape(-1, KEY)


@dataclass
class _Keys:
    """Under which keys the cache holds what is made of the documents and their passages, in row order."""

    documents: _KeyList = field(default_factory=_KeyList)
    vectors: _KeyList = field(default_factory=_KeyList)
    tokens: _KeyList = field(default_factory=_KeyList)
    """None of any passage when no tokens are stored."""
    words: _KeyList = field(default_factory=_KeyList)
    sentences: _KeyList = field(default_factory=_KeyList)
    """Of the vectors of the quotable sentences, in passage and sentence order."""

    @property
    def passages(self) -> int:
        """How many passages there are."""
        return len(self.vectors)

    def add(self, document: Document, passage: Passage, recipe: IndexRecipe) -> None:
        """Add those of the next passage."""
        text = _Text.of(document, passage, recipe)
        self.vectors.append(_key_of_vector(text.text, recipe.encoder))
        if recipe.late:
            self.tokens.append(text.key_of_tokens(recipe.encoder))
        self.words.append(_key_of_words(document, passage, recipe))
        for span in passage.sentences:
            self.sentences.append(_key_of_vector(document.text[span.start : span.end], recipe.encoder))

    def take(self, earlier: Passages, theirs: Mapping[str, NDArray[np.uint8]], documents: range, cache: Cache) -> None:
        """Add those of documents that are taken over, and note that their values are still of use."""
        rows = earlier.of_documents(documents)
        first, last = (int(earlier.sentence_starts[row]) for row in (rows.start, rows.stop))
        for (name, keys), numbers in zip(self._each(), (documents, rows, rows, rows, range(first, last)), strict=True):
            taken = theirs[name][numbers.start : numbers.stop]
            keys.take(taken)
            cache.keep(taken)

    def write(self, folder: Path) -> None:
        """Write them for the next build."""
        folder.mkdir()
        for name, keys in self._each():
            np.save(folder / f"{name}.npy", keys.array())

    def _each(self) -> Iterator[tuple[str, _KeyList]]:
        return zip(KEYS, (self.documents, self.vectors, self.tokens, self.words, self.sentences), strict=True)

    def plain(self, recipe: IndexRecipe) -> _KeyList:
        """Return those of what is encoded without its tokens: of passages, unless they are stored, and sentences."""
        return self.sentences if recipe.late else self.vectors + self.sentences


def _cut(files: Files[Path], plan: "_Plan", recipe: IndexRecipe, cache: Cache, progress: Progress) -> _Keys:
    """Write where the passages begin and end; return under which keys what is made of them is held."""
    columns, keys, earlier = PassageColumns(), _Keys(), plan.earlier
    theirs = {name: earlier.keys(name) for name in KEYS} if earlier else {}
    for run in plan.runs:
        if run.taken is not None and earlier is not None:
            columns.take(earlier.passages, run.taken)
            keys.take(earlier.passages, theirs, run.taken, cache)
            progress("cutting texts", run.documents.stop, len(plan.documents))
            continue
        for document, key_of_it, passages in _passages(plan.documents, run.documents, recipe, cache, progress):
            columns.add(passages)
            keys.documents.append(key_of_it)
            for passage in passages:
                keys.add(document, passage, recipe)
    columns.write(files.passages)
    return keys


def _passages(
    documents: Sequence[Document], numbers: range, recipe: IndexRecipe, cache: Cache, progress: Progress
) -> Iterator[tuple[Document, bytes, Sequence[Passage]]]:
    for start in range(numbers.start, numbers.stop, _BLOCK):
        block = documents[start : min(start + _BLOCK, numbers.stop)]
        wanted = [_key_of_passages(document, recipe) for document in block]
        stored = cache.get_all(wanted)
        for number, (document, key_of_it) in enumerate(zip(block, wanted, strict=True), start=start + 1):
            if (row := stored.get(key_of_it)) is not None:
                passages: Sequence[Passage] = [passage_of(each, document) for each in json.loads(row)]
            else:
                passages = recipe.passages(document)
                cache.put(key_of_it, json.dumps([passage_row(passage) for passage in passages]).encode("ascii"))
            yield document, key_of_it, passages
            progress("cutting texts", number, len(documents))


def _key_of_passages(document: Document, recipe: IndexRecipe) -> bytes:
    return key("passages", recipe.key(), recipe.context(document, ""), str(document.pages), document.text)


@dataclass(frozen=True, slots=True)
class _Cut:
    """The passages of documents, and what the encoder sees of them."""

    passages: Passages
    documents: Sequence[Document]
    recipe: IndexRecipe

    def document(self, row: int) -> Document:
        """Return the document of a passage."""
        return self.documents[int(self.passages.document_of[row])]

    def groups(self) -> frozenset[tuple[str, ...]]:
        """Return the sets of groups that passages are for."""
        return frozenset(self.documents[number].groups for number in np.unique(self.passages.document_of).tolist())

    def text(self, row: int) -> "_Text":
        """Return a passage as the encoder sees it."""
        return _Text.of(self.document(row), self.passages[row], self.recipe)

    def plain(self, number: int) -> str:
        """Return the text of a key of `_Keys.plain`."""
        passages = 0 if self.recipe.late else len(self.passages)
        return self.text(number).text if number < passages else self.passages.sentence(number - passages)

    def vector(self, row: int) -> bytes:
        """Encode a passage, for the cache."""
        return self._encoded(self.text(row).text)

    def sentence_vector(self, number: int) -> bytes:
        """Encode a quotable sentence, for the cache."""
        return self._encoded(self.passages.sentence(number))

    def tokens(self, row: int) -> bytes:
        """Encode the tokens of a passage, for the cache."""
        text = self.text(row)
        [(_, encoded)] = self.recipe.encoder.encode_tokens([text.text], "passage")
        return bytes_of_tokens(encoded, text.sentence_starts)

    def words(self, row: int) -> bytes:
        """Find the search terms and word forms of a passage, for the cache."""
        document, passage = self.document(row), self.passages[row]
        found = occurrences(document, passage, self.recipe.context(document, passage.heading))
        return _Words(Occurrences.of(found), spelling.forms(self.text(row).text)).to_bytes()

    def _encoded(self, text: str) -> bytes:
        return bytes_of(self.recipe.encoder.encode([text], "passage")[0])


# ---- vectors -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Text:
    """A passage as the encoder sees it."""

    text: str
    sentence_starts: tuple[int, ...]
    """Where its quotable sentences begin in the text."""

    @staticmethod
    def of(document: Document, passage: Passage, recipe: IndexRecipe) -> "_Text":
        text = recipe.indexed_text(document, passage)
        before = len(text) - len(passage.text)
        return _Text(text, tuple(span.start - passage.start + before for span in passage.sentences))

    def key_of_tokens(self, encoder: Encoder) -> bytes:
        return key("tokens", encoder.fingerprint, token_vectors.fingerprint(), str(self.sentence_starts), self.text)


def _key_of_vector(text: str, encoder: Encoder) -> bytes:
    return key("vector", encoder.fingerprint, "passage", text)


@dataclass
class _Steps:
    """Counts what is done towards a total."""

    progress: Progress
    work: str
    total: int
    meanwhile: Callable[[], None]
    """What is done now and then."""
    done: int = 0

    def advance(self, count: int) -> None:
        self.done += count
        self.progress(self.work, self.done, self.total)
        self.meanwhile()


def _encode(cut: _Cut, keys: _Keys, cache: Cache, compute: Compute, progress: Progress) -> int:
    """Put into the cache what it does not hold yet of the passages and sentences; return how many texts that were.

    Words are analysed meanwhile, and put there too.
    """
    # The encoder is at work on all cores: threads for numpy's small products between its texts would only wait.
    with threadpool_limits(1, "blas"), _Analysing(cut, keys, cache) as analysing:
        return _encode_beside(cut, keys, cache, compute, _Steps(progress, "encoding", 0, analysing.store))


def _encode_beside(cut: _Cut, keys: _Keys, cache: Cache, compute: Compute, steps: _Steps) -> int:
    rows = np.zeros(0, np.int64)
    if cut.recipe.late:
        rows = _once(keys.tokens, np.union1d(_unknown(keys.tokens, cache), _unknown(keys.vectors, cache)))
    plain = keys.plain(cut.recipe)
    alone = _once(plain, _unknown(plain, cache))
    # A passage of one sentence with nothing before it: its vector comes with its tokens.
    alone = alone[~np.isin(_beginnings(plain, alone), _beginnings(keys.vectors, rows))]
    # Of similar length, so that a batch holds little padding.
    rows = rows[np.argsort([len(cut.text(row).text) for row in rows.tolist()], kind="stable")]
    alone = alone[np.argsort([len(cut.plain(number)) for number in alone.tolist()], kind="stable")]

    def late(row: int) -> Lacking:
        text = cut.text(row)
        return Lacking(text.text, keys.vectors[row], keys.tokens[row], text.sentence_starts)

    def without_tokens(number: int) -> Lacking:
        return Lacking(cut.plain(number), plain[number])

    steps.total = len(rows) + len(alone)
    blocks = chain(_blocks(rows, _ENCODED_AT_ONCE, late), _blocks(alone, _BLOCK, without_tokens))
    for entries in compute(blocks, steps.advance):
        for key_of_it, value in entries:
            cache.put(key_of_it, value)
        cache.commit()
    return steps.total


def _blocks(numbers: Ints, many: int, lacking: Callable[[int], Lacking]) -> Iterator[list[Lacking]]:
    for start in range(0, len(numbers), many):
        yield [lacking(number) for number in numbers[start : start + many].tolist()]


def _unknown(keys: _KeyList, cache: Cache) -> Ints:
    """Return the numbers of the keys of what is made under which the cache holds nothing."""
    fresh, unknown = keys.fresh.tolist(), array("q")
    for start in range(0, len(fresh), _BLOCK):
        block = fresh[start : start + _BLOCK]
        known = cache.known([keys[number] for number in block])
        unknown.extend(number for number in block if keys[number] not in known)
    return np.array(unknown, np.int64)


def _once(keys: _KeyList, numbers: Ints) -> Ints:
    """Return the numbers of some keys, of those that are the same the first, in their order."""
    return numbers[np.sort(np.unique(_beginnings(keys, numbers), return_index=True)[1])]


def _beginnings(keys: _KeyList, numbers: Ints) -> NDArray[np.uint64]:
    """Return the first bytes of some keys, which tell them from all others as good as certainly."""
    return np.frombuffer(b"".join(keys[number][:8] for number in numbers.tolist()), np.uint64)


def _write_vectors(files: Files[Path], plan: _Plan, cut: _Cut, keys: _Keys, cache: Cache) -> None:
    """Write the vectors of the passages in row order, a block at a time.

    The cache now holds them; of what is taken over they come from the earlier generation, in a tenth of the time.
    """
    width = cut.recipe.encoder.dimensions

    def made(rows: range) -> Iterator[Vectors]:
        for block in _values(keys.vectors, rows, cut.vector, cache):
            yield np.frombuffer(b"".join(block), np.float32).reshape(-1, width)

    def blocks() -> Iterator[Vectors]:
        if plan.earlier is None:
            yield from made(range(keys.passages))
            return
        with dense.Taken.opened(plan.earlier.files.dense, (len(plan.earlier.passages), width)) as vectors:
            for part in _parted(plan, cut.passages):
                if part.taken is None:
                    yield from made(part.rows)
                    continue
                for _ in vectors.until(part.taken.start, _BLOCK):
                    pass
                yield from vectors.until(part.taken.stop, _BLOCK)
            vectors.finish()

    dense.write(files.dense, (keys.passages, width), blocks(), cut.recipe.shape.exact_up_to)


# ---- segments ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Rows:
    """Passages that come one after the other, and are taken over together or made."""

    rows: range
    taken: range | None
    """Their rows in the earlier generation; None when they are made."""

    def within(self, rows: range) -> "_Rows":
        """Return those that are among some rows."""
        first, last = max(self.rows.start, rows.start), min(self.rows.stop, rows.stop)
        before, many = first - self.rows.start, last - first
        taken = None if self.taken is None else self.taken[before : before + many]
        return _Rows(range(first, last), taken)


def _parted(plan: _Plan, passages: Passages) -> list[_Rows]:
    found: list[_Rows] = []
    for run in plan.runs:
        rows, taken = passages.of_documents(run.documents), None
        if run.taken is not None and plan.earlier is not None:
            taken = plan.earlier.passages.of_documents(run.taken)
        last = found[-1] if found else None
        if last and last.taken and taken and last.taken.stop == taken.start:
            # A document without passages stood between them.
            found[-1] = _Rows(range(last.rows.start, rows.stop), range(last.taken.start, taken.stop))
        elif rows:
            found.append(_Rows(rows, taken))
    return found


def _write_segments(files: Files[Path], plan: _Plan, cut: _Cut, keys: _Keys, cache: Cache) -> list[str]:
    """Write the segments that the earlier generation does not have; return the names of all, in row order.

    Of tokens, how rare they are is written too.
    """
    writer = SegmentWriter(files.segments)
    frequencies = _frequencies_taken(plan, cut, cache)
    parted = _parted(plan, cut.passages)
    starts = [part.rows.start for part in parted]

    def parts(rows: range) -> Iterator[_Rows]:
        for part in parted[bisect_right(starts, rows.start) - 1 : bisect_left(starts, rows.stop)]:
            yield part.within(rows)

    def write(rows: range) -> None:
        stored: list[bytes] = []
        for part in parts(rows):
            if part.taken is None or plan.earlier is None:
                stored.extend(_payloads(part.rows, cut, keys, cache, frequencies))
            elif part.rows == rows and (whole := plan.earlier.segments.name_of(part.taken)):
                writer.take(plan.earlier.segments, whole, part.taken)
                return
            else:
                stored.extend(part for _, part in plan.earlier.segments.stored(part.taken))
        writer.write(stored)

    for rows in segments.borders(cut.documents, cut.passages):
        write(rows)
    writer.finish(files.payloads)
    if cut.recipe.late:
        frequencies.write(files.tokens)
    return writer.names


def _frequencies_taken(plan: _Plan, cut: _Cut, cache: Cache) -> Frequencies:
    """Return in how many of the passages that are taken over each token stands."""
    if not (cut.recipe.late and (earlier := plan.earlier)):
        return Frequencies()
    frequencies = Frequencies.read(earlier.files.tokens, some_are_closed=earlier.some_are_closed)
    before = _Cut(earlier.passages, earlier.documents, cut.recipe)
    keys = earlier.keys("tokens")
    for row in earlier.left(plan.runs):
        wanted = keys[row].tobytes()
        stored = cache.left([wanted]).get(wanted) or before.tokens(row)
        frequencies.add(token_vectors.from_bytes(stored).ids, before.document(row).groups, -1)
    frequencies.keep(cut.groups())
    return frequencies


def _payloads(rows: range, cut: _Cut, keys: _Keys, cache: Cache, frequencies: Frequencies) -> Iterator[bytes]:
    """Yield what the cache holds of some passages, as it is stored, and count their tokens."""
    starts = cut.passages.sentence_starts[rows.start : rows.stop + 1]
    every = _values(keys.sentences, range(int(starts[0]), int(starts[-1])), cut.sentence_vector, cache)
    vectors = np.frombuffer(b"".join(chain.from_iterable(every)), np.float32)
    made = vectors.reshape(-1, cut.recipe.encoder.dimensions).astype(np.float16)
    sentences = np.split(made, (starts[1:-1] - starts[0]).tolist())
    if not cut.recipe.late:
        none = np.zeros(0, np.float16), np.zeros(0, np.int16), np.zeros((0, 0), np.int8)
        yield from (Payload(own, *none).to_bytes() for own in sentences)
        return
    stored = chain.from_iterable(_values(keys.tokens, rows, cut.tokens, cache))
    for row, own, packed in zip(rows, sentences, map(token_vectors.from_bytes, stored), strict=True):
        frequencies.add(packed.ids, cut.document(row).groups)
        yield Payload(own, packed.scale, packed.sentence, packed.values).to_bytes()


def _values(keys: _KeyList, numbers: range, make: Callable[[int], bytes], cache: Cache) -> Iterator[list[bytes]]:
    """Yield what the cache holds under some keys, some at a time; what is not as it was put is made again."""
    for start in range(numbers.start, numbers.stop, _BLOCK):
        block = [keys[number] for number in range(start, min(start + _BLOCK, numbers.stop))]
        stored = cache.get_all(block)
        for number, wanted in enumerate(block, start=start):
            if wanted not in stored:
                stored[wanted] = make(number)
                cache.put(wanted, stored[wanted])
        yield [stored[wanted] for wanted in block]


# ---- words ---------------------------------------------------------------------------------------------


def _key_of_words(document: Document, passage: Passage, recipe: IndexRecipe) -> bytes:
    before = recipe.context(document, passage.heading)
    starts = [span.start - passage.start for span in passage.sentences]
    return key("words", analysis(), analysed_as(document.language), before, passage.text, str(starts))


def _write_words(files: Files[Path], plan: _Plan, cut: _Cut, keys: _Keys, cache: Cache, progress: Progress) -> None:
    """Write the search terms and the word forms of the passages; what the cache does not hold is put into it."""
    forms, changed = _forms_taken(plan, cut)

    def made(rows: range) -> Iterator[Occurrences]:
        for row, stored in zip(rows, chain.from_iterable(_values(keys.words, rows, cut.words, cache)), strict=True):
            found = _Words.from_bytes(stored)
            forms.setdefault(cut.document(row).groups, Counter()).update(found.forms)
            if plan.earlier:
                changed.update(found.forms)
            yield found.occurrences
            progress("analysing words", row + 1, keys.passages)

    with ExitStack() as opened:
        terms = opened.enter_context(EarlierTerms(plan.earlier.files.forward)) if plan.earlier else None
        positions.write(files.forward, plan.parts(cut.passages, made, terms), terms)
    if plan.earlier:
        # What is taken over is told as one.
        progress("analysing words", keys.passages, keys.passages)
    before = spelling.Before.of(plan.earlier.files.forms.read_bytes(), changed) if plan.earlier else None
    spelling.write(files.forms, _added(forms.values()), before)
    spelling.write_apart(files.forms_apart, forms)
    lexical.write(files.lexical, Counted.of(files.forward))


def _added(counts: Collection[Counter[str]]) -> Counter[str]:
    """Return counts together, none of which is copied where it is alone."""
    return next(iter(counts)) if len(counts) == 1 else sum(counts, Counter())


def _forms_taken(plan: _Plan, cut: _Cut) -> tuple[dict[tuple[str, ...], Counter[str]], set[str]]:
    """Return the word forms of the passages that are taken over, by the groups that they are for, and those of others.

    The latter are those of which there were more.
    """
    if not (earlier := plan.earlier):
        return {}, set()
    forms, others = spelling.read_apart(earlier.files.forms_apart.read_bytes()), set[str]()
    before = _Cut(earlier.passages, earlier.documents, cut.recipe)
    for row in earlier.left(plan.runs):
        theirs, left = forms[before.document(row).groups], Counter(spelling.forms(before.text(row).text))
        theirs.subtract(left)
        others.update(left)
        for form in left:
            if not theirs[form]:
                del theirs[form]
    held = cut.groups()
    return {groups: counts for groups, counts in forms.items() if groups in held}, others


class _Analysing:
    """Passages whose words the cache does not hold are analysed on a thread of their own, while others are encoded.

    What is not done when the encoder is, is done afterwards.
    """

    def __init__(self, cut: _Cut, keys: _Keys, cache: Cache) -> None:
        self._cut, self._keys, self._cache = cut, keys.words, cache
        self._rows = _once(keys.words, _unknown(keys.words, cache)).tolist()
        self._done: SimpleQueue[tuple[int, bytes]] = SimpleQueue()
        self._enough = Event()
        self._pool = ThreadPoolExecutor(1, "analyse")

    def __enter__(self) -> "_Analysing":
        self._work = self._pool.submit(self._analyse)
        return self

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        self._enough.set()
        self._pool.shutdown()
        if failed is None:
            self._work.result()
            self.store()

    def store(self) -> None:
        """Put what is done into the cache, which is open to this thread only."""
        while not self._done.empty():
            row, words = self._done.get()
            self._cache.put(self._keys[row], words)

    def _analyse(self) -> None:
        for row in self._rows:
            if self._enough.is_set():
                return
            self._done.put((row, self._cut.words(row)))


@dataclass(frozen=True, slots=True, eq=False)
class _Words:
    """The search terms of a passage and what stands before it, and its word forms as they are written."""

    occurrences: Occurrences
    forms: Sequence[str]

    def to_bytes(self) -> bytes:
        """Return them as one string of bytes: the number of terms, where they stand, and the strings as JSON."""
        found = self.occurrences
        numbers = np.concatenate([[len(found.terms)], found.words, found.sentences]).astype(np.int32)
        return numbers.tobytes() + json.dumps([found.terms, self.forms]).encode("ascii")

    @staticmethod
    def from_bytes(stored: bytes) -> "_Words":
        """Return what `to_bytes` was given."""
        count = int(np.frombuffer(stored, np.int32, 1)[0])
        words, sentences = np.frombuffer(stored, np.int32, 2 * count, 4).reshape(2, count)
        terms, forms = json.loads(stored[4 + 8 * count :])
        return _Words(Occurrences(terms, words, sentences), forms)


def occurrences(document: Document, passage: Passage, before: str) -> list[Occurrence]:
    """Return the search terms of a passage and of what stands before it, in reading order.

    The context is read as Finnish (region, publisher) and in the document's own language.
    """
    language = analysed_as(document.language)
    starts = [span.start - passage.start for span in passage.sentences]
    texts: list[tuple[str, Language]] = [(before, "fi"), (passage.text, language)]
    if language != "fi":
        texts.insert(0, (before, language))
    found: list[Occurrence] = []
    word = 0
    for text, its_language in texts:
        for token in glossary.annotate(morphology.tokens(text, its_language), its_language):
            sentence = bisect_right(starts, token.start) - 1 if text is passage.text else CONTEXT
            found.extend(Occurrence(term, word, sentence) for term in token.terms)
            word += 1
    return found
