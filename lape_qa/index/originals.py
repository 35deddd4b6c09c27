"""The files of sources whose pages can be shown as they look, kept beside the versions that were read from them.

originals/AB/SHA256.pdf        SHA256 is of the file, AB its first two digits

One that is not there, or no longer what its name says, costs an answer nothing: its page is shown as text alone.
"""

import hashlib
import re
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lape_qa import durable_files
from lape_qa.documents.model import Document

Fetch = Callable[[Document], bytes | None]
"""Gives the bytes of the file that a document was read from, None where they cannot be read any more."""

_SHA256 = re.compile(r"[0-9a-f]{64}")


def none_fetched(_document: Document) -> None:
    """Fetch nothing: for sources that were made, not read."""


@dataclass(frozen=True, slots=True)
class Originals:
    """The store; a file in it never changes."""

    folder: Path

    def find(self, sha256: str) -> Path | None:
        """Return where a file is, None when it is not there."""
        file = self._file(sha256)
        return file if _SHA256.fullmatch(sha256) and file.is_file() else None

    def add(self, documents: Iterable[Document], fetch: Fetch) -> None:
        """Store the files of documents that are not there yet, to disk; OSError when it refuses."""
        for document in documents:
            if not document.original or (file := self._file(document.original)).exists():
                continue
            if content := fetch(document):
                self._put(file, content)

    def take_over(self, other: "Originals") -> None:
        """Store the sound files of another store; OSError when the disk refuses."""
        for file in other.files():
            target, content = self._file(file.stem), file.read_bytes()
            if not target.exists() and self.is_sound(file, content):
                self._put(target, content)

    def keep(self, held: Container[str]) -> None:
        """Remove the files that are not held, and what a crash left half-written."""
        for file in self.files():
            if file.stem not in held:
                file.unlink()
                durable_files.sync(file.parent)
        for file in self.folder.glob("*/*.new"):
            file.unlink()

    def files(self) -> Iterator[Path]:
        """Yield every file."""
        yield from self.folder.glob("*/*.pdf")

    def is_sound(self, file: Path, content: bytes) -> bool:
        """Tell whether a file's content is what its name says."""
        return hashlib.sha256(content).hexdigest() == file.stem

    def _file(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / f"{sha256}.pdf"

    def _put(self, file: Path, content: bytes) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        durable_files.replace(file, content)
        durable_files.sync(file.parent)
        durable_files.sync(self.folder)
