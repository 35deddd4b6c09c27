"""The corpus folder as collecting sees it: what is put into it whole, and what of others is left alone."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import httpx2

from lape_qa import durable_files
from lape_qa.documents.collecting.fetching import Reply
from lape_qa.documents.collecting.state import told
from lape_qa.documents.discovery import COLLECTED, SIDECAR, Skipped
from lape_qa.documents.formats import SUFFIXES
from lape_qa.documents.loading import read_in
from lape_qa.documents.metadata import front_matter
from lape_qa.documents.model import Document
from lape_qa.documents.sandbox.pool import Sandbox
from lape_qa.errors import DocumentError, FetchError
from lape_qa.reasons import because

_WRITTEN = "# Written by `lape-qa collect`, as sources.yaml says: what is to be changed is changed there.\n"
_DIGEST = ".md"
_SUFFIX_OF = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
    "text/markdown": ".txt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.presentation": ".odp",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
    "application/epub+zip": ".epub",
}
"""Of what a server calls them. Markdown is plain text: its front matter would be the site's word, not the editor's."""
_UNTOLD = ("", "application/octet-stream", "binary/octet-stream", "application/force-download")
_PDF = b"%PDF-"


@dataclass(frozen=True, slots=True)
class Checked:
    """A page that was read by the project's own readers before it may take its place."""

    name: str
    content: bytes
    document: Document


class Folder:
    """A corpus folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.own = path / COLLECTED
        self._fresh = self.own / "new"
        self._replaced = self.own / "replaced"

    def prepare(self) -> None:
        """Make the folders that are needed, and clear what an ended run left half done."""
        with told(self.own):
            for folder in (self._fresh, self._replaced):
                folder.mkdir(parents=True, exist_ok=True)
            for leftover in self._fresh.iterdir():
                leftover.unlink()

    # ---- looking ---------------------------------------------------------------------------------------

    def holds(self, name: str, sha256: str) -> bool:
        """Tell whether a file is there with just this content."""
        file = self.path / name
        return bool(name and sha256) and file.is_file() and durable_files.sha256(file) == sha256

    def digest(self, identifier: str) -> Document | None:
        """Return the digest that an original of this id would replace; None where there is none."""
        file = self.path / f"{identifier}{_DIGEST}"
        if not file.is_file():
            return None
        try:
            said, text = front_matter(file.read_text(encoding="utf-8"))
        except (UnicodeDecodeError, DocumentError):
            return None
        if said is None or said.values.get("digest") is not True:
            return None
        return Document(identifier, text, "", "", digest=True)

    def refuse_clash(self, identifier: str, own: str) -> None:
        """Raise FetchError where the id, or the place of a sidecar, is taken by a file that was not collected."""
        taken = [f"{identifier}{suffix}" for suffix in SUFFIXES if f"{identifier}{suffix}" != own]
        if self.digest(identifier):
            taken.remove(f"{identifier}{_DIGEST}")
        for name in (*taken, f"{identifier}{SIDECAR}"):
            if (self.path / name).exists():
                raise FetchError(f"{self.path / name} is there and was not collected; rename it, or give another `id`")

    # ---- checking --------------------------------------------------------------------------------------

    def checked(self, identifier: str, reply: Reply, last: httpx2.URL, sandbox: Sandbox) -> Checked:
        """Return a page that our readers can read; FetchError with the reason when they cannot."""
        name = f"{identifier}{ending(reply, last)}"
        file = self._fresh / name
        with told(file):
            file.write_bytes(reply.body)
        outcome = read_in(sandbox, file)
        with told(file):
            file.unlink()
        if isinstance(outcome, Skipped):
            raise FetchError(because("page_cannot_be_read", problem=outcome.reason))
        return Checked(name, reply.body, outcome)

    # ---- changing --------------------------------------------------------------------------------------

    def put(self, name: str, content: bytes) -> None:
        """Put a file into its place, whole and on disk, unless it is there already."""
        if self.holds(name, hashlib.sha256(content).hexdigest()):
            return
        with told(self.path / name):
            durable_files.replace(self.path / name, content, self._fresh)
            durable_files.sync(self.path)

    def put_away_digest(self, identifier: str) -> bool:
        """Move a digest whose original has come to `.collected/replaced`; tell whether there was one."""
        if not self.digest(identifier):
            return False
        name = f"{identifier}{_DIGEST}"
        with told(self.path / name):
            (self.path / name).replace(self._replaced / name)
            durable_files.sync(self.path)
        return True

    def remove(self, name: str) -> None:
        """Delete a file and its sidecar, which goes last: without it the file would be read with guessed metadata."""
        for gone in (name, f"{name}{SIDECAR}"):
            with told(self.path / gone):
                (self.path / gone).unlink(missing_ok=True)
        with told(self.path):
            durable_files.sync(self.path)

    def remove_lone_sidecar(self, name: str) -> None:
        """Delete the sidecar of a file that is not there."""
        if not (self.path / name).exists():
            self.remove(name)


def sidecar(values: Mapping[str, str]) -> bytes:
    """Return a sidecar's content, which is YAML: each value a string in quotes."""
    lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())
    return "".join([_WRITTEN, *lines]).encode()


def ending(reply: Reply, url: httpx2.URL) -> str:
    """Return the ending of the file for what a server sent; FetchError when it is of no kind that is read."""
    kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    if reply.body.startswith(_PDF):
        return ".pdf"
    suffix = PurePosixPath(url.path).suffix.lower() if kind in _UNTOLD else _SUFFIX_OF.get(kind, "")
    if suffix in SUFFIXES and suffix != _DIGEST:
        return suffix
    raise FetchError(because("page_of_other_kind", kind=f"{kind:.80}") if kind else because("page_of_unknown_kind"))
