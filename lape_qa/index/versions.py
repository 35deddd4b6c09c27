"""Every document version that could be cited, kept so that an old citation still opens what it quoted.

versions/AB/SHA256.ROW.json    one Document: SHA256 is of its text (AB its first two digits), ROW of the whole row,
                               because the same text may stand under another id or title
"""

import dataclasses
import hashlib
import json
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lape_qa import durable_files
from lape_qa.documents.membership import EVERYTHING, Membership
from lape_qa.documents.model import Document
from lape_qa.index import ports

_USUAL: Mapping[str, Any] = MappingProxyType(
    {"paged": "page", "recognised": (), "page_labels": (), "original": "", "groups": ()}
)
"""Fields with the value that they have in most sources."""
_FIELDS = tuple(field.name for field in dataclasses.fields(Document))
_values = attrgetter(*_FIELDS)
_PREFIX = re.compile(r"[0-9a-f]{12,64}")
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


def row_of(document: Document) -> dict[str, Any]:
    """Return a document as JSON holds it.

    What only some sources have is left out of the others' rows, which keep the hash that they had before it was known.
    """
    # No field holds anything that would have to be taken apart, which `dataclasses.asdict` would look for.
    row = dict(zip(_FIELDS, _values(document), strict=True))
    for name, usual in _USUAL.items():
        if row[name] == usual:
            del row[name]
    return row


def document_of(row: dict[str, Any]) -> Document:
    """Return the document of a row; TypeError when it is none."""
    fields: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    return Document(**fields)


def encoded(document: Document) -> tuple[bytes, bytes]:
    """Return a document's row as JSON, keys in order: all but the text, and all, as the file of a version has it."""
    whole = _encode(row_of(document))
    # No key comes between the text and the title. Within a string these signs would be escaped.
    text = whole.index('"text": ')
    known = whole[:text] + whole[whole.index('"title": ', text) :]
    return known.encode("utf-8"), f"{whole}\n".encode()


@dataclass(frozen=True, slots=True)
class Versions:
    """The store; a file in it never changes, its time of change says when it was last let go."""

    folder: Path

    def find(self, identifier: str, sha256: str) -> Document | None:
        """Return a version of a document by the hash of its text, or by 12 digits or more of its beginning.

        None when it was never served, when its time is over, and when its file is damaged.
        """
        return next(self.find_all(identifier, sha256), None)

    def find_all(self, identifier: str, sha256: str, seen: Membership = EVERYTHING) -> Iterator[Document]:
        """Yield a version as it was served, with each title and the like that it had, newest first.

        Those alone that were for everybody, or for one of the groups of those whom it is `seen` by.
        """
        if not _PREFIX.fullmatch(sha256):
            return
        files = sorted((self.folder / sha256[:2]).glob(f"{sha256}*.json"), key=_changed, reverse=True)
        found = (document for file in files if (document := _read(file)))
        yield from (document for document in found if document.id == identifier and seen.admits(document))

    def add(self, documents: Iterable[Document]) -> None:
        """Store the documents that are not there yet, to disk; OSError when it refuses."""
        self.add_named((name_of(document), document) for document in documents)

    def add_named(self, named: Iterable[tuple[str, Document]]) -> Collection[str]:
        """Do the same with documents whose files' names are known; return the names of the other files."""
        others = {entry.name for entry in self._entries()}
        fresh = []
        for name, document in named:
            if name in others:
                others.remove(name)
            else:
                fresh.append((self._file(name), document))
        # All are written before any is forced to disk: several times faster than one after the other.
        for file, document in fresh:
            file.parent.mkdir(parents=True, exist_ok=True)
            _beside(file).write_bytes(encoded(document)[1])
        for file, _ in fresh:
            durable_files.sync(_beside(file))
        for file, _ in fresh:
            _beside(file).replace(file)
        for folder in {file.parent for file, _ in fresh}:
            durable_files.sync(folder)
        if fresh:
            durable_files.sync(self.folder)
        return others

    def let_go(self, documents: Iterable[Document]) -> None:
        """Start the time that these documents are kept without being in any generation."""
        for name in map(name_of, documents):
            if (file := self._file(name)).exists():
                os.utime(file)

    def clean(self, held: Iterable[Document], days: int, among: Collection[str] | None = None) -> None:
        """Remove what is not held and was let go more than some days ago, and what a crash left half-written.

        `among`: the names of the files that are looked at; None: all.
        """
        limit = (datetime.now(UTC) - timedelta(days=days)).timestamp()
        names = (entry.name for entry in self._entries()) if among is None else among
        if over := {name for name in names if self._file(name).stat().st_mtime < limit}:
            for name in over.difference(map(name_of, held)):
                self._file(name).unlink()
        for file in self.folder.glob("*/*.new"):
            file.unlink()

    def erase(self, gone: Callable[[Document], bool], texts: Set[str]) -> int:
        """Remove for good the versions that are to go, and files of a text's hash that are damaged; say how many."""
        erased = 0
        for file in self.files():
            found = _read(file)
            if gone(found) if found else file.name.partition(".")[0] in texts:
                file.unlink()
                durable_files.sync(file.parent)
                erased += 1
        for file in self.folder.glob("*/*.new"):
            file.unlink()
        return erased

    def files(self) -> Iterator[Path]:
        """Yield every version's file."""
        yield from self.folder.glob("*/*.json")

    def is_sound(self, file: Path, content: bytes) -> bool:
        """Tell whether a file's content is what its name says."""
        return _document(file, content) is not None

    def documents(self) -> Iterator[Document]:
        """Yield every version whose file is sound."""
        yield from filter(None, map(_read, self.files()))

    def damaged(self) -> list[Path]:
        """Return the files that are not what their names say."""
        return [file for file in self.files() if _read(file) is None]

    def _file(self, name: str) -> Path:
        return self.folder / name[:2] / name

    def _entries(self) -> Iterator[os.DirEntry[str]]:
        """Yield what a folder tells of every version's file, without a path for each."""
        for folder in self.folder.glob("*/"):
            with os.scandir(folder) as entries:
                yield from (entry for entry in entries if entry.name.endswith(".json"))


@dataclass(frozen=True, slots=True)
class SeenVersions:
    """Of the versions those that members of some groups may see.

    Who closes a document closes what it was before: where there still is one, it must be open to them as well. Where
    it was removed, its text must have been open to them whenever it was served, and be no text that is closed to them
    now: under a new name it may be the same document.
    """

    versions: ports.Versions
    membership: Membership
    served: ports.Served
    """The generation that is served, with the documents that are closed."""

    def find(self, identifier: str, sha256: str) -> Document | None:
        """Return a version as `Versions.find` does; None also when it may not be seen."""
        return next(self.find_all(identifier, sha256), None)

    def find_all(self, identifier: str, sha256: str) -> Iterator[Document]:
        """Yield a version as `Versions.find_all` does; nothing when it may not be seen."""
        now = self.served.documents.get(identifier)
        if self.membership.admits(now) if now else self._stayed_open(identifier, sha256):
            # What is shown is read for them alone.
            yield from self.versions.find_all(identifier, sha256, self.membership)

    def _stayed_open(self, identifier: str, sha256: str) -> bool:
        """Tell whether what was removed was open to them whenever it was served, and is no text that is closed now."""
        found = list(self.versions.find_all(identifier, sha256))
        texts = {document.sha256 for document in found} if self.served.groups else set()
        now = self.served.of_texts(texts) if texts else []
        return all(map(self.membership.admits, (*found, *now)))


def name_of(document: Document, row: bytes | None = None) -> str:
    """Return the name of a version's file; `row`: the hash of its content, where that is known."""
    row = row or hashlib.sha256(encoded(document)[1]).digest()
    return f"{document.sha256}.{row[:8].hex()}.json"


def _beside(file: Path) -> Path:
    """Where a file is written before it has its name."""
    return file.with_suffix(".new")


def _read(file: Path) -> Document | None:
    try:
        return _document(file, file.read_bytes())
    except OSError:
        return None


def _document(file: Path, content: bytes) -> Document | None:
    try:
        found = document_of(json.loads(content))
    except (ValueError, TypeError, AttributeError):
        return None
    row = hashlib.sha256(content).hexdigest()
    return found if file.name == f"{found.sha256}.{row[:16]}.json" else None


def _changed(file: Path) -> float:
    return file.stat().st_mtime
