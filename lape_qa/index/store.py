"""The index folder: generations built beside the one in use, validated, then swapped in by one atomic rename.

index/
  CURRENT                    the name of the generation in use and the hash of its manifest, replaced by rename
  generations/NAME/          complete and valid, never changed once it is here
    manifest.json documents.jsonl passages/ dense.faiss payloads/ tokens/ forward/ forms.json lexical/ keys/
  segments/SHA256            what is large of the generations, in parts that they share; removed with the last of them
  versions/AB/SHA256.ROW.json  every document version that was served, for old citations
  originals/AB/SHA256.pdf    the PDFs that these were read from, so that a quote's page can be shown as it looks
  cache.sqlite               what was computed for each text; may be deleted
  erased.jsonl               which documents were erased for good, when and by whom
  building-*/ removing-*/    a build or removal in progress, or what a crash left of it; removed by the next build
"""

import gc
import hashlib
import json
import logging
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from filelock import FileLock, Timeout

from lape_qa import durable_files
from lape_qa.documents.model import Document
from lape_qa.encoding.protocol import Encoder
from lape_qa.errors import IndexBusy, IndexMismatch, IndexUnavailable, StorageError, UsageError
from lape_qa.index import builder
from lape_qa.index.builder import FORMAT
from lape_qa.index.cache import Cache, Taken, discard, is_damaged
from lape_qa.index.contents import Checked, Hashed
from lape_qa.index.dense import DenseSearcher
from lape_qa.index.earlier import Earlier, EarlierDocuments, Run, made_by
from lape_qa.index.generation import (
    Files,
    Generation,
    checked_files,
    checked_segments,
    read_documents,
    read_manifest,
)
from lape_qa.index.given import Given
from lape_qa.index.lacking import Compute
from lape_qa.index.lexical import LexicalSearcher
from lape_qa.index.model import Built, Current, Keep, Listed, Manifest, Progress, changes, silent
from lape_qa.index.originals import Fetch, Originals, none_fetched
from lape_qa.index.passages import Passages
from lape_qa.index.payloads import Kept
from lape_qa.index.positions import ForwardIndex
from lape_qa.index.recipe import IndexRecipe
from lape_qa.index.segments import FOLDER, Segments
from lape_qa.index.versions import Versions, document_of
from lape_qa.reasons import because

_log = logging.getLogger(__name__)
_SAMPLE = 20
"""Passages that must find themselves before a generation is put into use."""


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
        """Held while the folder is being changed."""
        return self.root / "build.lock"

    @property
    def generations(self) -> Path:
        """One folder a generation."""
        return self.root / "generations"

    @property
    def segments(self) -> Path:
        """What is large of the generations, in parts that they share."""
        return self.root / FOLDER

    @property
    def versions(self) -> Versions:
        """The document versions that were served."""
        return Versions(self.root / "versions")

    @property
    def originals(self) -> Originals:
        """The files that documents were read from, of those whose pages can be shown."""
        return Originals(self.root / "originals")

    @property
    def cache(self) -> Path:
        """What was computed for each text."""
        return self.root / "cache.sqlite"

    @property
    def erased(self) -> Path:
        """What was erased for good: a line each, without anything of its text."""
        return self.root / "erased.jsonl"

    def names(self) -> list[str]:
        """Return the names of the generations, oldest first; there may be none."""
        return sorted(folder.name for folder in self.generations.glob("*"))


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased for good with a document."""

    manifest: Manifest
    """Of the generation now in use, which does not hold it."""
    versions: int
    generations: tuple[str, ...]
    """Names of the earlier ones that held it."""
    copies: tuple[str, ...]
    """Ids of documents that stay and have the same text."""


# ---- open ----------------------------------------------------------------------------------------------


_CURRENT = re.compile(r"(?P<name>[0-9A-Za-z][0-9A-Za-z._-]{0,200}+)(?: (?P<sha256>[0-9a-f]{64}))?\n")


def current(root: Path) -> Current:
    """Return what is in use; IndexUnavailable when there is nothing, or what says so is damaged."""
    file = Layout(root).current
    try:
        match = _CURRENT.fullmatch(file.read_bytes().decode("ascii"))
    except (FileNotFoundError, NotADirectoryError):
        raise IndexUnavailable(f"no index in {root}: run `lape-qa index --index {root}`") from None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexUnavailable(f"{file} cannot be read: run `lape-qa index --index {root}`") from error
    if match is None:
        raise IndexUnavailable(f"{file} is damaged: run `lape-qa index --index {root}`")
    return Current(match["name"], match["sha256"])


def current_name(root: Path) -> str:
    """Return the name of the generation in use; errors as for `current`."""
    return current(root).name


def open_index(root: Path, encoder: Encoder) -> Generation:
    """Open the generation in use.

    Raises IndexUnavailable when there is none or it is damaged, IndexMismatch when it was made with
    another model or format.
    """
    return open_current(root, current(root), encoder, Kept())


def open_current(root: Path, used: Current, encoder: Encoder, kept: Kept) -> Generation:
    """Open what CURRENT has said; the same errors as `open_index`.

    `kept` is what is held in memory of the segments of the index, see `Generation.open`.
    """
    folder = Layout(root).generations / used.name
    return _opened(root, folder, read_manifest(folder, used.manifest_sha256), encoder, kept)


def open_generation(root: Path, name: str, encoder: Encoder) -> Generation:
    """Open a generation that need not be in use; the same errors as `open_index`."""
    return open_current(root, Current(name, None), encoder, Kept())


def open_before(root: Path, name: str, encoder: Encoder, kept: Kept) -> Generation | None:
    """Open the newest generation that is older than another and sound, all of it; None when there is none."""
    older = reversed([other for other in Layout(root).names() if other < name])
    return next((found for other in older if (found := _sound(root, other, encoder, kept))), None)


def _opened(root: Path, folder: Path, manifest: Manifest, encoder: Encoder, kept: Kept) -> Generation:
    if (manifest.format, manifest.model_fingerprint) != (FORMAT, encoder.fingerprint):
        raise IndexMismatch(
            f"the index in {root} was made with model {manifest.model} ({manifest.model_fingerprint}), format "
            f"{manifest.format}; this program uses model {encoder.name} ({encoder.fingerprint}), format {FORMAT}: "
            f"run `lape-qa index --index {root}`"
        )
    return Generation.open(folder, manifest, kept)


def damage(root: Path, used: Current) -> str | None:
    """Return what is wrong with the files of what CURRENT has said, None when they are as they were written."""
    folder = Layout(root).generations / used.name
    try:
        manifest = read_manifest(folder, used.manifest_sha256)
        checked_files(folder, manifest).check_rest()
        checked_segments(folder, manifest).check_rest()
    except IndexUnavailable as error:
        return str(error)
    return None


Signature: TypeAlias = tuple[tuple[str, int, int, int, int], ...]
"""Of each file: its name, number, size, and when its content and its entry were changed last."""


def signature(root: Path, used: Current) -> Signature:
    """Return what is another when a file of what CURRENT has said was changed; reads the manifest alone."""
    found = []
    for file in files_of(root, used):
        try:
            at = file.stat()
        except OSError:
            continue
        found.append((str(file), at.st_ino, at.st_size, at.st_mtime_ns, at.st_ctime_ns))
    return tuple(found)


def files_of(root: Path, used: Current) -> list[Path]:
    """Return the files and segments of what CURRENT has said; without segments when its manifest is damaged."""
    folder = Layout(root).generations / used.name
    own = sorted(path for path in folder.rglob("*") if path.is_file())
    try:
        names = read_manifest(folder, used.manifest_sha256).segments
    except IndexUnavailable:
        return own
    return [*own, *(Layout(root).segments / name for name in dict.fromkeys(names))]


def served_documents(root: Path) -> dict[str, Document]:
    """Return the documents of the generation in use, by id, without the model that searching them needs.

    Raises IndexUnavailable when there is no index or its documents cannot be read.
    """
    used = current(root)
    folder = Layout(root).generations / used.name
    checked = checked_files(folder, read_manifest(folder, used.manifest_sha256))
    try:
        rows = list(read_documents(Files(checked).documents))
    except (ValueError, TypeError, KeyError) as error:
        raise IndexUnavailable(f"no readable index in {root}: run `lape-qa index --index {root}`") from error
    return {document.id: document for document in rows}


def listing(root: Path) -> list[Listed]:
    """Return the generations in the folder, newest first; IndexUnavailable when none is in use."""
    used = current_name(root)
    return [Listed(name, _manifest(root, name), name == used) for name in reversed(Layout(root).names())]


def _manifest(root: Path, name: str) -> Manifest | None:
    try:
        return read_manifest(Layout(root).generations / name)
    except IndexUnavailable:
        return None


# ---- backup --------------------------------------------------------------------------------------------


def contents(root: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file that an index needs: what is in use, all versions and originals.

    A build may be at work. Raises IndexUnavailable when there is no index or a file of it is damaged; a damaged
    version or original is left out, and logged.
    """
    yield from _in_use(root)
    for kept in (Layout(root).versions, Layout(root).originals):
        for file in sorted(kept.files()):
            content = file.read_bytes()
            if kept.is_sound(file, content):
                yield file.relative_to(root).as_posix(), content
            else:
                _log.warning("%s is damaged, and left out of the backup", file)


def _in_use(root: Path) -> list[tuple[str, bytes]]:
    used = current(root)
    folder = Layout(root).generations / used.name
    try:
        manifest = read_manifest(folder, used.manifest_sha256)
        checked, shared = checked_files(folder, manifest), checked_segments(folder, manifest)
        files = {name: (checked / name).read_bytes() for name in manifest.files}
        files["manifest.json"] = Files(folder).manifest.read_bytes()
        parts = {name: (shared / name).read_bytes() for name in manifest.segments}
    except (IndexUnavailable, OSError):
        if current(root) == used:
            raise
        # A build has removed it meanwhile: another one is in use.
        return _in_use(root)
    line = Current(used.name, hashlib.sha256(files["manifest.json"]).hexdigest()).line
    within = ((f"generations/{used.name}/{name}", content) for name, content in files.items())
    beside = ((f"{FOLDER}/{name}", content) for name, content in parts.items())
    return [("CURRENT", line.encode("ascii")), *within, *beside]


def put_back(root: Path, source: Path) -> None:
    """Put what is in use in another index folder into use here, its versions and originals beside those that are here.

    Raises StorageError when the disk refuses or a build is at work; what was in use then still is.
    """
    used, layout, other = current(source), Layout(root), Layout(source)
    with _exclusive(layout):
        layout.originals.take_over(other.originals)
        layout.versions.add(other.versions.documents())
        if damage(root, used):
            target, theirs = layout.generations / used.name, other.generations / used.name
            if target.exists():
                shutil.rmtree(target.rename(layout.root / f"removing-{used.name}"))
            with _scratch(layout) as folder:
                shutil.copytree(theirs, folder, dirs_exist_ok=True)
                Files(folder).segments.mkdir()
                for name in read_manifest(theirs, used.manifest_sha256).segments:
                    shutil.copy(other.segments / name, Files(folder).segments)
                durable_files.sync_tree(folder)
                _share_segments(layout, Files(folder).segments)
                folder.rename(target)
                durable_files.sync(layout.generations)
        _use(layout, used.name)


# ---- build ---------------------------------------------------------------------------------------------


_KEPT = Keep()


def build(
    root: Path,
    documents: Sequence[Document],
    recipe: IndexRecipe,
    progress: Progress = silent,
    keep: Keep = _KEPT,
    originals: Fetch = none_fetched,
) -> Built:
    """Build a generation beside the one in use, validate it and swap it in.

    `originals` gives the files that documents were read from, of which those are kept that are not there yet. A
    generation in the folder that was made of just this is used again; nothing is done when it is the one in use.
    Raises StorageError when the disk refuses or another build holds the folder; the generation in use is then
    untouched.
    """
    layout = Layout(root)
    with _exclusive(layout), _uncollected():
        before, given = _before(layout), Given.of(documents)
        changed = before.changes(given) if before else changes({}, documents)
        known = _made_of(layout, given.corpus_sha256, recipe)
        if keep.originals:
            layout.originals.add(documents, originals)
        # Before any generation holds them: one that a kill leaves unused may be rolled back to.
        older = layout.versions.add_named(given.named()) if keep.version_days else None
        if known:
            manifest, encoded = known, 0
        else:
            manifest, encoded = _new(layout, before, given, recipe, progress, keep)
        _use(layout, manifest.generation)
        _clean(layout, manifest.generation, keep, given, older)
    return Built(manifest, changed, encoded)


def encode(
    root: Path,
    documents: Sequence[Document],
    recipe: IndexRecipe,
    compute: Compute,
    progress: Progress = silent,
) -> int:
    """Put into the cache what it lacks of the vectors of some documents, so that the next build encodes nothing.

    Return of how many texts that was; what is computed outlives a kill. Raises StorageError when the disk refuses or a
    build holds the folder.
    """
    layout = Layout(root)

    def attempt() -> int:
        with closing(Cache(layout.cache)) as cache, _scratch(layout) as folder:
            return builder.encode(folder, documents, recipe, cache, compute, progress)

    with _exclusive(layout):
        try:
            return attempt()
        except sqlite3.DatabaseError as error:
            _discard_damaged(layout, error)
        return attempt()


def rollback(root: Path, encoder: Encoder) -> Manifest:
    """Put the newest sound generation that is older than the one in use into its place.

    Raises IndexUnavailable when there is no index at all, StorageError when there is no such generation.
    """
    layout = Layout(root)
    used = current_name(root)
    with _exclusive(layout):
        if older := open_before(root, used, encoder, Kept(0)):
            _use(layout, older.manifest.generation)
            return older.manifest
    raise StorageError(f"there is no older generation in {root} that can be used: {used} stays in use")


def erase(
    root: Path,
    identifier: str,
    recipe: IndexRecipe,
    by: str,
    remove_sources: Callable[[], object],
    progress: Progress = silent,
) -> Erased:
    """Erase a document for good: from what is in use, from every earlier generation, every version and the cache.

    Its text goes under whatever id it was served, but for documents that stay. It is noted who has erased what before
    anything is; then its sources are removed, so that no later build brings it back. What a kill leaves is erased when
    it is called again. Raises UsageError when nothing has the id or it is the only document, IndexUnavailable without
    an index, StorageError when the disk refuses.
    """
    layout = Layout(root)
    with _exclusive(layout):
        served = served_documents(root)
        others = [document for document in served.values() if document.id != identifier]
        stored = (
            document
            for documents in (_documents(layout, layout.names()), layout.versions.documents())
            for document in documents
        )
        texts = {document.sha256 for document in stored if document.id == identifier}
        if not texts:
            raise UsageError(because("nothing_to_erase", id=repr(identifier)))
        if not others:
            raise UsageError(because("only_document_erased", id=repr(identifier)))
        stays = {document.id for document in others}

        def gone(document: Document) -> bool:
            return document.id == identifier or (document.sha256 in texts and document.id not in stays)

        _note_erased(layout, identifier, by)
        remove_sources()
        # Built anew, whatever there is already: what the build does not ask for leaves the cache.
        manifest, _encoded = _new(layout, _before(layout), Given.of(others), recipe, progress, Keep(generations=1))
        _use(layout, manifest.generation)
        with closing(Cache(layout.cache)) as cache:
            cache.overwrite()
        held = tuple(name for name in layout.names() if name != manifest.generation and _holds(layout, name, gone))
        for name in held:
            _remove(layout, name)
        _remove_segments(layout)
        versions = layout.versions.erase(gone, texts)
        _clean_originals(layout, others)
        return Erased(manifest, versions, held, tuple(sorted(d.id for d in others if d.sha256 in texts)))


def _note_erased(layout: Layout, identifier: str, by: str) -> None:
    line = json.dumps(
        {"id": identifier, "at": datetime.now(UTC).isoformat(timespec="seconds"), "by": by}, ensure_ascii=False
    )
    with layout.erased.open("a", encoding="utf-8") as stream:
        stream.write(f"{line}\n")
        stream.flush()
        os.fsync(stream.fileno())
    durable_files.sync(layout.root)


def _holds(layout: Layout, name: str, gone: Callable[[Document], bool]) -> bool:
    """Tell whether a generation holds what is to go; one whose documents cannot be read may."""
    try:
        return any(map(gone, read_documents(Files(layout.generations / name).documents)))
    except (OSError, ValueError, TypeError, KeyError):
        return True


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for nothing that refers to itself in a circle: a build makes no such thing, but millions of others.

    To go through them again and again took a sixth of the time of a change.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


@contextmanager
def _exclusive(layout: Layout) -> Iterator[None]:
    """Hold the folder, tidied of what a crash left; what the disk refuses is a StorageError."""
    try:
        layout.generations.mkdir(parents=True, exist_ok=True)
        with FileLock(layout.lock, timeout=0):
            left = [*layout.root.glob("building-*"), *layout.root.glob("removing-*")]
            for folder in left:
                shutil.rmtree(folder)
            if left:
                _remove_unfinished(layout)
            yield
    except Timeout as error:
        raise IndexBusy(f"another build is at work in {layout.root}: wait for it to end") from error
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise StorageError(
            f"cannot write the index in {layout.root}: {reason}; free some space or choose another folder, "
            "the index in use is unchanged"
        ) from error


def _before(layout: Layout) -> EarlierDocuments | None:
    """Return the documents of the generation in use; None where there is none that can be read."""
    try:
        used = current(layout.root)
        folder = layout.generations / used.name
        return EarlierDocuments.of(folder, read_manifest(folder, used.manifest_sha256))
    except IndexUnavailable:
        return None


def _made_of(layout: Layout, corpus: str, recipe: IndexRecipe) -> Manifest | None:
    """Return the manifest of a sound generation that was made of just this, the newest if there are several."""
    wanted, identity = (corpus, asdict(recipe.shape)), recipe.identity(FORMAT)
    for name in reversed(layout.names()):
        manifest = _manifest(layout.root, name)
        if manifest is None or (manifest.corpus_sha256, manifest.shape) != wanted:
            continue
        if _sound(layout.root, name, recipe.encoder, Kept(0), _hashed(layout)) and made_by(
            layout.generations / name, manifest, identity
        ):
            return manifest
    return None


def _sound(root: Path, name: str, encoder: Encoder, kept: Kept, hashed: Hashed | None = None) -> Generation | None:
    """Return a generation, all of whose segments are as they were written; None when it cannot be opened.

    Those that were `hashed` as they are now are not hashed again.
    """
    try:
        found = open_current(root, Current(name, None), encoder, kept)
        checked_segments(Layout(root).generations / name, found.manifest).check_rest(hashed)
    except IndexUnavailable:
        return None
    return found


def _hashed(layout: Layout) -> Hashed:
    """Return which segments were hashed before; none where the cache is damaged."""
    try:
        with closing(Cache(layout.cache)) as cache:
            return Hashed(cache.hashed())
    except sqlite3.DatabaseError as error:
        if not is_damaged(error):
            raise
        return Hashed()


def _new(
    layout: Layout,
    before: EarlierDocuments | None,
    given: Given,
    recipe: IndexRecipe,
    progress: Progress,
    keep: Keep,
) -> tuple[Manifest, int]:
    """Add a generation to the folder; return its manifest and how many texts were encoded.

    `before`: the documents of the generation in use, where there is one that can be read.
    """

    def attempt(*, anew: bool = False) -> tuple[Manifest, int]:
        with closing(Cache(layout.cache)) as cache, _scratch(layout) as folder:
            hashed = Hashed(cache.hashed())
            # A cache that was made anew lacks what the earlier generation was made of: it gets it now.
            earlier = None if anew or not before or not cache.builds else _earlier(layout, before, recipe, hashed)
            written: set[str] = set()

            def share(own: Path) -> None:
                written.update(_share_segments(layout, own))

            manifest, encoded = builder.write(folder, given, recipe, cache, progress, earlier, share)
            _validate(layout, folder, manifest, _Wrote(given, earlier, written), hashed)
            folder.rename(layout.generations / manifest.generation)
            durable_files.sync(layout.generations)
            cache.note_hashed(hashed.marks)
            taken = Taken(earlier.generation, earlier.left_keys(given)) if earlier else None
            cache.forget(keep.generations, manifest.generation, taken)
        return manifest, encoded

    try:
        return attempt()
    except sqlite3.DatabaseError as error:
        _discard_damaged(layout, error)
    except _InvalidError:
        # Whatever was wrong, it must not come back from the cache.
        discard(layout.cache)
        raise
    except IndexUnavailable as error:
        _log.warning("%s; nothing is taken over from it", error)
    return attempt(anew=True)


def _discard_damaged(layout: Layout, error: sqlite3.DatabaseError) -> None:
    """Remove the cache if an error means that it is damaged; raise the error if it does not."""
    if not is_damaged(error):
        raise error
    _log.warning("%s was damaged: everything is computed anew", layout.cache)
    discard(layout.cache)


def _earlier(layout: Layout, before: EarlierDocuments, recipe: IndexRecipe, hashed: Hashed) -> Earlier | None:
    """Return the generation in use, if the next one is made as it was; IndexUnavailable when it is damaged."""
    used = current(layout.root)
    folder = layout.generations / used.name
    manifest = read_manifest(folder, used.manifest_sha256)
    return Earlier.of(folder, manifest, before, recipe.identity(FORMAT), hashed)


@contextmanager
def _scratch(layout: Layout) -> Iterator[Path]:
    folder = layout.root / f"building-{os.getpid()}"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        _remove_unfinished(layout)


class _InvalidError(StorageError):
    """What was written does not hold."""


def _share_segments(layout: Layout, own: Path) -> set[str]:
    """Move the segments that a build has written, in a folder, to those of the generations that are there, to disk.

    One that is there already is replaced by the same: it may be damaged. Return their names. This comes long before
    they are looked at again, so that their files are then known to be as they were: see `contents.Hashed`.
    """
    layout.segments.mkdir(exist_ok=True)
    durable_files.sync_tree(own)
    written = {file.name for file in own.iterdir()}
    for name in written:
        (own / name).replace(layout.segments / name)
    own.rmdir()
    durable_files.sync(layout.segments)
    return written


@dataclass(frozen=True, slots=True, eq=False)
class _Wrote:
    """What a build has written a generation of."""

    given: Given
    earlier: Earlier | None
    """From which documents that stay were taken over."""
    segments: Collection[str]
    """The names of those that no generation had before."""


def _validate(layout: Layout, folder: Path, manifest: Manifest, wrote: _Wrote, hashed: Hashed) -> None:
    """Open what was written and check it against what it was made of; StorageError when it does not hold."""
    # Its files, which nobody else knows of yet, are mapped: what is large in them is not held. Segments may be others'.
    files, documents = Files(folder), wrote.given.documents
    _validate_documents(files, wrote)
    passages, dense = Passages(files.passages, documents), DenseSearcher(files.dense)
    LexicalSearcher(files.lexical, len(passages), ForwardIndex(files.forward).vocabulary)
    counts = (len(documents), len(passages), int(passages.sentence_starts[-1]))
    if counts != (manifest.documents, manifest.passages, manifest.sentences):
        raise _not_what_was_put_in(folder)
    if (stray := passages.stray()) is not None:
        raise _InvalidError(
            f"passage {passages[stray].id} is not inside its text in {folder}: the old index stays in use"
        )
    step = max(1, len(passages) // _SAMPLE)
    for row in range(0, len(passages), step):
        if dense.self_rank(row) > 0:
            raise _InvalidError(
                f"passage {passages[row].id} does not find itself in {folder}: the old index stays in use"
            )
    # Segments come last: those that were there for longer than a clock takes to tick need not be hashed again.
    shared = Checked(layout.root, layout.segments, {name: name for name in manifest.segments})
    try:
        shared.check_rest(hashed)
        stored = Segments(shared, manifest.segments, files.payloads, Kept(0))
        stored.check(wrote.segments)
    except IndexUnavailable as error:
        raise _InvalidError(f"the new index cannot be read back ({error}): the old one stays in use") from error
    if len(stored) != manifest.passages:
        raise _not_what_was_put_in(folder)


def _validate_documents(files: Files[Path], wrote: _Wrote) -> None:
    """Read back the documents that were made, and compare those that were taken over with what they were taken from."""
    documents, earlier = wrote.given.documents, wrote.earlier
    every: list[tuple[Run, Iterable[bytes]]] = [(Run(range(len(documents))), ())]
    with files.documents.open("rb") as stream:
        for run, taken in earlier.lines(earlier.runs(wrote.given)) if earlier else every:
            if any(stream.read(len(part)) != part for part in taken):
                raise _not_what_was_put_in(files.folder)
            for document in documents[run.documents.start : run.documents.stop] if run.taken is None else ():
                if _read(stream.readline()) != document:
                    raise _not_what_was_put_in(files.folder)
                if hashlib.sha256(document.text.encode("utf-8")).hexdigest() != document.sha256:
                    raise _InvalidError(
                        f"the text of {document.id!r} does not have its hash in {files.folder}: "
                        "the old index stays in use"
                    )
        if stream.read(1):
            raise _not_what_was_put_in(files.folder)


def _read(line: bytes) -> Document | None:
    """Return the document of a line; None when it is none."""
    try:
        return document_of(json.loads(line))
    except (ValueError, TypeError, AttributeError):
        return None


def _not_what_was_put_in(folder: Path) -> _InvalidError:
    return _InvalidError(f"the new index in {folder} does not hold what was put in: the old one stays in use")


def _use(layout: Layout, name: str) -> None:
    """Put a generation into use, unless it is already."""
    used = Current(name, durable_files.sha256(Files(layout.generations / name).manifest))
    try:
        if current(layout.root) == used:
            return
    except IndexUnavailable:
        pass
    durable_files.replace(layout.current, used.line)
    durable_files.sync(layout.root)


def _clean(layout: Layout, used: str, keep: Keep, given: Given, older: Collection[str] | None) -> None:
    """Remove the oldest generations, and the document versions whose time is over.

    The generation in use is of those given; `older` are the names of the versions of others, where that is known.
    """
    others = [name for name in layout.names() if name != used]
    dropped = others[: max(0, len(others) - (keep.generations - 1))]
    for name in dropped:
        layout.versions.let_go(_not_among(layout, name, given))
        _remove(layout, name)
    _remove_segments(layout)
    layout.versions.clean(_documents(layout, layout.names()), keep.version_days, older)
    if keep.originals:
        _clean_originals(layout, ())
    else:
        layout.originals.keep(())


def _clean_originals(layout: Layout, documents: Iterable[Document]) -> None:
    """Remove the originals of which no document is left: none of these, of a generation, or of a stored version."""
    left = {file.stem for file in layout.originals.files()}
    held: set[str] = set()
    for stored in (documents, _documents(layout, layout.names()), layout.versions.documents()):
        # Most are those of the newest generation: older versions are read only for what is in none.
        if not left <= held:
            held.update(document.original for document in stored)
    layout.originals.keep(held)


def _remove(layout: Layout, name: str) -> None:
    # Out of sight first, so that a kill leaves no half of it among the generations.
    gone = (layout.generations / name).rename(layout.root / f"removing-{name}")
    shutil.rmtree(gone)


def _remove_segments(layout: Layout) -> None:
    """Remove the segments that no generation has; one whose manifest cannot be read, and so is of no use, has none."""
    manifests = (_manifest(layout.root, name) for name in layout.names())
    held = {name for manifest in manifests if manifest for name in manifest.segments}
    for file in layout.segments.glob("*"):
        if file.name not in held:
            file.unlink()


def _remove_unfinished(layout: Layout) -> None:
    """Remove the segments of a build that did not end; none where a manifest cannot be read: they may be its own."""
    if all(_manifest(layout.root, name) for name in layout.names()):
        _remove_segments(layout)


def _not_among(layout: Layout, name: str, given: Given) -> Iterator[Document]:
    """Yield the documents of a generation that are not among others as they were there, as far as they can be read."""
    folder = layout.generations / name
    try:
        documents = EarlierDocuments.of(folder, read_manifest(folder))
        yield from documents.others(given)
    except IndexUnavailable:
        _log.warning("%s is damaged: its documents cannot be read", folder)


def _documents(layout: Layout, names: Iterable[str]) -> Iterator[Document]:
    """Yield the documents of some generations, as far as they can be read."""
    for name in names:
        try:
            yield from read_documents(Files(layout.generations / name).documents)
        except (OSError, ValueError, TypeError, KeyError):
            _log.warning("%s is damaged: its documents cannot be read", layout.generations / name)
