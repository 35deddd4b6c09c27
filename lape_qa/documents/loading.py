"""Source files, folders and ZIP archives -> Documents; what cannot be read is told and left out."""

import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count, takewhile
from pathlib import Path, PurePath

from lape_qa.documents.discovery import File, Noted, Skipped, found_files, named_file, noted_file, shown, skipped_file
from lape_qa.documents.formats import ARCHIVE, PLAIN, SUFFIXES
from lape_qa.documents.formats.composing import numbered
from lape_qa.documents.inference import with_inferred_region, with_language
from lape_qa.documents.metadata import fit, make_document, refuse_unfit, unfit
from lape_qa.documents.model import Document
from lape_qa.documents.recognition import Recognise, put_in
from lape_qa.documents.sandbox.messages import Reply, Request
from lape_qa.documents.sandbox.pool import MOST, Sandbox
from lape_qa.errors import DocumentError, NoSources
from lape_qa.reasons import because

_WORK_A_PROCESS = 500
"""So much work is worth the start of one more process; reading a plain text is one."""
_WORK_OF_OTHERS = 50
"""What reading a file of another format is, whose library must be imported too."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read, sorted by id, and what was not, in the order it was found."""

    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...] = ()
    noted: tuple[Noted, ...] = ()
    """What editors should know of files that were read."""
    files: Mapping[str, File] = field(default_factory=dict)
    """What each document was read from, by id."""

    @property
    def places(self) -> Mapping[str, PurePath]:
        """Where each was read from, by id; of a file in an archive, the archive's path and its own behind it."""
        return {key: file.path for key, file in self.files.items()}


@dataclass(frozen=True, slots=True)
class _Read:
    file: File
    document: Document
    noted: tuple[Noted, ...]
    is_given: bool
    """Whether its editor gave its id."""

    @property
    def path(self) -> PurePath:
        """Where it was read from."""
        return self.file.path

    @property
    def is_called_so(self) -> bool:
        """Tell whether its id is its file's name."""
        return _stem(self.path) == self.document.id

    @property
    def folders(self) -> tuple[str, ...]:
        """The names of the folders and archives that it stands in, from the top."""
        names = (part.removesuffix(ARCHIVE) for part in self.path.parent.parts)
        return tuple(name for name in names if not unfit("id", name))


def load(paths: Iterable[Path], sandbox: Sandbox | None = None, recognise: Recognise | None = None) -> Loaded:
    """Read every document under the given files, folders and ZIP archives, each file in a process of its own.

    READMEs and hidden files are not documents. A file that cannot be read is skipped with its reason, and the rest
    goes on; so is one that has the id of another, unless the other took its name. Files of one name in several folders
    have the names of these in their ids. With `recognise`, pages that are pictures are read by it. Raises DocumentError
    for a path that does not exist or whose format is unknown, and when there is no file to read; StorageError when no
    process can be started.
    """
    outcomes = _with_ids_of_their_own(_told_apart(_read_all(paths, sandbox or Sandbox(), recognise)))
    read = {outcome.document.id: outcome for outcome in outcomes if isinstance(outcome, _Read)}
    if not outcomes:
        raise NoSources(f"no document found: give files or folders that hold {', '.join(SUFFIXES)} or {ARCHIVE} files")
    return Loaded(
        tuple(with_inferred_region(read[key].document) for key in sorted(read)),
        tuple(outcome for outcome in outcomes if isinstance(outcome, Skipped)),
        tuple(noted for outcome in read.values() for noted in outcome.noted),
        {key: read[key].file for key in sorted(read)},
    )


def _told_apart(outcomes: Sequence[_Read | Skipped]) -> list[_Read | Skipped]:
    """Put the folder's name before the ids of files that have one name in several folders, and not one text."""
    read = [outcome for outcome in outcomes if isinstance(outcome, _Read)]
    taken = {outcome.document.id for outcome in read}
    places: dict[tuple[str, str], tuple[str, ...]] = {}
    """By name and text, where the first of them stands."""
    for outcome in read:
        if not outcome.is_given:
            places.setdefault((outcome.document.id, outcome.document.sha256), outcome.folders)
    alike: dict[str, dict[tuple[str, ...], None]] = {}
    for (name, _sha256), folders in places.items():
        alike.setdefault(name, {})[folders] = None
    ids = {
        (name, folders): f"{'-'.join(apart)}-{name}"
        for name, its_folders in alike.items()
        if len(its_folders) > 1
        for folders, apart in zip(its_folders, _apart(list(its_folders)), strict=True)
        if apart
    }
    free = {key: name for key, name in ids.items() if name not in taken and not unfit("id", name)}
    return [_called_by_folder(outcome, places, free) for outcome in outcomes]


def _called_by_folder(
    outcome: _Read | Skipped,
    places: Mapping[tuple[str, str], tuple[str, ...]],
    ids: Mapping[tuple[str, tuple[str, ...]], str],
) -> _Read | Skipped:
    if isinstance(outcome, Skipped) or outcome.is_given:
        return outcome
    document = outcome.document
    new = ids.get((document.id, places[document.id, document.sha256]))
    if new is None:
        return outcome
    note = noted_file(outcome.path, because("id_by_folder", id=repr(new)))
    return replace(outcome, document=replace(document, id=new), noted=(*outcome.noted, note))


def _apart(folders: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return as many of the last names of each place as tell them all apart, without those that they share above."""
    shared = sum(1 for _ in takewhile(lambda names: len(set(names)) == 1, zip(*folders, strict=False)))
    below = [names[shared:] for names in folders]
    depth = next(depth for depth in count(1) if len({names[-depth:] for names in below}) == len(below))
    return [names[-depth:] for names in below]


def _with_ids_of_their_own(outcomes: Sequence[_Read | Skipped]) -> list[_Read | Skipped]:
    """Return what was read, each id once: that of the document that is called so by its file, or else of the first."""
    owners: dict[str, _Read] = {}
    for outcome in outcomes:
        if isinstance(outcome, _Read):
            owner = owners.setdefault(outcome.document.id, outcome)
            if not owner.is_called_so and outcome.is_called_so:
                owners[outcome.document.id] = outcome
    return [
        outcome
        if isinstance(outcome, Skipped) or outcome is owners[outcome.document.id]
        else _named_alike(outcome, owners[outcome.document.id])
        for outcome in outcomes
    ]


def _named_alike(outcome: _Read, owner: _Read) -> Skipped:
    reason = because("same_id", id=repr(outcome.document.id), other=shown(owner.path))
    return Skipped(shown(outcome.path), reason)


def read(path: Path) -> Document:
    """Read one file that is no archive, with its sidecar if there is one.

    Plain text is kept to the character. Markdown's text is what follows its front matter, unchanged; that of other
    formats is put together from their headings, paragraphs, lists and tables. Raises DocumentError with the file, the
    place and the remedy.
    """
    with Sandbox() as sandbox:
        outcome = read_in(sandbox, path)
    if isinstance(outcome, Skipped):
        raise DocumentError(outcome.line)
    return outcome


def read_in(sandbox: Sandbox, path: Path) -> Document | Skipped:
    """Read one file, as `read` does, in a sandbox that is open; return why not when it cannot be read."""
    outcomes = [_read(sandbox, None, found) for found in named_file(path)]
    skipped = next((outcome for outcome in outcomes if isinstance(outcome, Skipped)), None)
    documents = [outcome.document for outcome in outcomes if isinstance(outcome, _Read)]
    return skipped or documents[0]


def _read_all(paths: Iterable[Path], sandbox: Sandbox, recognise: Recognise | None) -> list[_Read | Skipped]:
    with sandbox:
        found = list(found_files(paths, lambda place: sandbox.read(Request(place)).entries))
        work = sum(1 if isinstance(file, Skipped) or file.suffix in PLAIN else _WORK_OF_OTHERS for file in found)
        executor = ThreadPoolExecutor(min(MOST, 1 + work // _WORK_A_PROCESS))
        try:
            return list(executor.map(partial(_read, sandbox, recognise), found))
        finally:
            # Not waited for: when this is an error, the sandbox ends what they wait for.
            executor.shutdown(wait=False, cancel_futures=True)


def _read(sandbox: Sandbox, recognise: Recognise | None, file: File | Skipped) -> _Read | Skipped:
    if isinstance(file, Skipped):
        return file
    sidecar = file.sidecar
    try:
        reply = sandbox.read(
            Request(
                file.place,
                file.suffix,
                sidecar.place if sidecar else None,
                sidecar.path.name if sidecar else "",
                recognises=recognise is not None,
            )
        )
        seen = _Seen(reply.text, reply.pages)
        if recognise and reply.pictured:
            seen = _recognised(sandbox, recognise, file, reply)
        identifier = str(reply.metadata.get("id") or _identifier(file.path))
        # Said once more: what is checked in a process that a file may have taken over is not checked.
        refuse_unfit(reply.metadata)
    except DocumentError as error:
        return skipped_file(file.path, error)
    stated = fit(reply.stated)
    document = make_document(
        identifier,
        seen.text,
        reply.metadata,
        stated=stated if file.suffix in PLAIN else with_language(stated, seen.text),
        pages=seen.pages,
        recognised=seen.recognised,
        page_labels=reply.page_labels,
        paged=reply.paged,
        original=reply.original,
    )
    notes = tuple(noted_file(file.path, note) for note in (*reply.notes, *seen.notes))
    return _Read(file, document, notes, is_given=bool(reply.metadata.get("id")))


@dataclass(frozen=True, slots=True)
class _Seen:
    """A text with what was recognised in pictures of its pages."""

    text: str
    pages: tuple[int, ...]
    recognised: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


def _recognised(sandbox: Sandbox, recognise: Recognise, file: File, reply: Reply) -> _Seen:
    found = {
        page: recognise(sandbox.read(Request(file.place, file.suffix, page=page)).content) for page in reply.pictured
    }
    text, pages = put_in(reply.text, reply.pages, found)
    if not text.strip():
        raise DocumentError(because("scanned_in_vain"))
    read, blank = [page for page in found if found[page]], [page for page in found if not found[page]]
    notes = []
    labels = reply.page_labels
    if read:
        notes.append(because("recognised", pages=numbered(read, labels)))
    if blank:
        notes.append(because("not_recognised", pages=numbered(blank, labels)))
    return _Seen(text, pages, tuple(read), tuple(notes))


@contextmanager
def originals(loaded: Loaded) -> Iterator[Callable[[Document], bytes | None]]:
    """Give what reads the bytes of a document's file, None where it is gone or another one by now."""
    sandbox = Sandbox()
    with ExitStack() as stack:
        # Ends what was started, and starts nothing before it is needed.
        stack.push(sandbox)

        def read(document: Document) -> bytes | None:
            file = loaded.files[document.id]
            try:
                content = sandbox.read(Request(file.place, file.suffix, is_copied=True)).content
            except DocumentError:
                return None
            return content if hashlib.sha256(content).hexdigest() == document.original else None

        yield read


def _identifier(path: PurePath) -> str:
    """Return a file's name without its ending; DocumentError when no document can be called so."""
    stem = _stem(path)
    if any("\ud800" <= char <= "\udfff" for char in stem):
        raise DocumentError(because("name_not_utf8"))
    if problem := unfit("id", stem):
        raise DocumentError(because("name_unfit", problem=problem))
    return stem


def _stem(path: PurePath) -> str:
    """Return a file's name without its ending; a Mac writes ä in two signs, which others write in one."""
    return unicodedata.normalize("NFC", path.stem)
