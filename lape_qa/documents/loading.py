"""Source files, folders and ZIP archives -> Documents; what cannot be read is told and left out."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePath

from lape_qa.documents.discovery import File, Noted, Skipped, found_files, named_file, noted_file, shown, skipped_file
from lape_qa.documents.formats import ARCHIVE, PLAIN, SUFFIXES
from lape_qa.documents.inference import with_inferred_region, with_language
from lape_qa.documents.metadata import fit, make_document, refuse_unfit, unfit
from lape_qa.documents.model import Document
from lape_qa.documents.sandbox.messages import Request
from lape_qa.documents.sandbox.pool import MOST, Sandbox
from lape_qa.errors import DocumentError

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


@dataclass(frozen=True, slots=True)
class _Read:
    path: PurePath
    document: Document
    noted: tuple[Noted, ...]

    @property
    def is_called_so(self) -> bool:
        """Tell whether its id is its file's name."""
        return self.path.stem == self.document.id


def load(paths: Iterable[Path], sandbox: Sandbox | None = None) -> Loaded:
    """Read every document under the given files, folders and ZIP archives, each file in a process of its own.

    READMEs and hidden files are not documents. A file that cannot be read is skipped with its reason, and the rest
    goes on; so is one that has the id of another, unless the other took its name. Raises DocumentError for a path that
    does not exist or whose format is unknown, and when there is no file to read; StorageError when no process can be
    started.
    """
    outcomes = _with_ids_of_their_own(_read_all(paths, sandbox or Sandbox()))
    read = {outcome.document.id: outcome for outcome in outcomes if isinstance(outcome, _Read)}
    if not outcomes:
        raise DocumentError(
            f"no document found: give files or folders that hold {', '.join(SUFFIXES)} or {ARCHIVE} files"
        )
    return Loaded(
        tuple(with_inferred_region(read[key].document) for key in sorted(read)),
        tuple(outcome for outcome in outcomes if isinstance(outcome, Skipped)),
        tuple(noted for outcome in read.values() for noted in outcome.noted),
    )


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
    reason = (
        f"has the id {outcome.document.id!r}, as {shown(owner.path)} has; rename it, or give it another `id` in its "
        "front matter or sidecar"
    )
    return skipped_file(outcome.path, DocumentError(reason))


def read(path: Path) -> Document:
    """Read one file that is no archive, with its sidecar if there is one.

    Plain text is kept to the character. Markdown's text is what follows its front matter, unchanged; that of other
    formats is put together from their headings, paragraphs, lists and tables. Raises DocumentError with the file, the
    place and the remedy.
    """
    with Sandbox() as sandbox:
        outcomes = [_read(sandbox, found) for found in named_file(path)]
    for outcome in outcomes:
        if isinstance(outcome, Skipped):
            raise DocumentError(outcome.line)
    [document] = [outcome.document for outcome in outcomes if isinstance(outcome, _Read)]
    return document


def _read_all(paths: Iterable[Path], sandbox: Sandbox) -> list[_Read | Skipped]:
    with sandbox:
        found = list(found_files(paths, lambda place: sandbox.read(Request(place)).entries))
        work = sum(1 if isinstance(file, Skipped) or file.suffix in PLAIN else _WORK_OF_OTHERS for file in found)
        executor = ThreadPoolExecutor(min(MOST, 1 + work // _WORK_A_PROCESS))
        try:
            return list(executor.map(partial(_read, sandbox), found))
        finally:
            # Not waited for: when this is an error, the sandbox ends what they wait for.
            executor.shutdown(wait=False, cancel_futures=True)


def _read(sandbox: Sandbox, file: File | Skipped) -> _Read | Skipped:
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
            )
        )
        identifier = str(reply.metadata.get("id") or _identifier(file.path))
        # Said once more: what is checked in a process that a file may have taken over is not checked.
        refuse_unfit(reply.metadata)
    except DocumentError as error:
        return skipped_file(file.path, error)
    stated = fit(reply.stated)
    document = make_document(
        identifier,
        reply.text,
        reply.metadata,
        stated=stated if file.suffix in PLAIN else with_language(stated, reply.text),
        pages=reply.pages,
    )
    return _Read(file.path, document, tuple(noted_file(file.path, note) for note in reply.notes))


def _identifier(path: PurePath) -> str:
    """Return a file's name without its ending; DocumentError when no document can be called so."""
    if any("\ud800" <= char <= "\udfff" for char in path.stem):
        raise DocumentError("its name is not UTF-8; rename it")
    if problem := unfit("id", path.stem):
        raise DocumentError(f"its name {problem}")
    return path.stem
