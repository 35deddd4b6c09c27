"""A file on disk or in an archive -> its text and what is said of it: what a process that reads does with a request.

Nothing here imports what takes long: most files are small, and the process is new.
"""

import hashlib
import os
import re
import stat
import zipfile
from collections.abc import Iterator
from functools import lru_cache

from lape_qa.documents.formats import VIEWED, extract, picture, view
from lape_qa.documents.formats.archive import MAX_BYTES, measured, name, opened, unpacked
from lape_qa.documents.formats.composing import Extracted, numbered
from lape_qa.documents.formats.markdown import read_through, without_comments
from lape_qa.documents.metadata import front_matter, parsed_sidecar
from lape_qa.documents.sandbox.messages import MAX_ORIGINAL, MAX_TEXT, Entry, Place, Reply, Request
from lape_qa.errors import DocumentError
from lape_qa.reasons import because

MARKDOWN = ".md"

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_LINE_ENDS = "\x0b\x0c\x85"
"""Signs among them that end a line."""


def answered(request: Request) -> Reply:
    """Return what a file holds, or an archive lists; why not, when it cannot be read."""
    try:
        return _read(request) if request.suffix else Reply(entries=_listed(request.place.disk))
    except DocumentError as error:
        return Reply(error=error.why)


def _read(request: Request) -> Reply:
    content = _content(request.place)
    if request.is_copied:
        return Reply(content=content)
    if request.page is not None and request.is_viewed:
        drawn, seen = view(request.suffix, content, request.page)
        return Reply(content=drawn, view=seen)
    if request.page is not None:
        return Reply(content=picture(request.suffix, content, request.page))
    extracted = extract(request.suffix, content, pictures=request.recognises)
    size = len(extracted.text.encode("utf-8"))
    if size > MAX_TEXT:
        raise DocumentError(because("too_much_text", count=size, most=MAX_TEXT))
    text, said = extracted.text, None
    if request.suffix == MARKDOWN:
        said, text = front_matter(text)
        text = read_through(without_comments(text))
    elif request.sidecar:
        said = parsed_sidecar(request.sidecar_name, _content(request.sidecar))
    text = _without_controls(text)
    if not extracted.pictured and (not text or text.isspace()):
        raise DocumentError(because("no_text"))
    return Reply(
        text=text,
        metadata={} if said is None else said.values,
        stated=extracted.stated,
        pages=extracted.pages,
        paged=extracted.paged,
        pictured=extracted.pictured,
        page_labels=extracted.page_labels,
        original=hashlib.sha256(content).hexdigest() if _is_viewed(request.suffix, content) else "",
        notes=(*extracted.notes, *_said_of(extracted, request), *(() if said is None else said.notes)),
    )


def _is_viewed(suffix: str, content: bytes) -> bool:
    """Tell a file whose pages can be shown as they look."""
    return suffix in VIEWED and len(content) <= MAX_ORIGINAL


def _said_of(extracted: Extracted, request: Request) -> Iterator[str]:
    """Yield what is to be said of pages that are pictures where their text is not recognised."""
    pages = numbered(extracted.pictured, extracted.page_labels)
    if len(extracted.pictured) == 1 and not request.recognises:
        yield because("picture_page", pages=pages)
    elif extracted.pictured and not request.recognises:
        yield because("picture_pages", pages=pages)


def _without_controls(text: str) -> str:
    """Return a text in which no sign is one that steers a terminal or a printer; each stays one sign."""
    return _CONTROL.sub(lambda sign: "\n" if sign[0] in _LINE_ENDS else " ", text)


def _content(place: Place) -> bytes:
    if place.entry is None:
        return _on_disk(place.disk)
    archive, entries = _archive(place.disk)
    if place.entry >= len(entries) or name(entries[place.entry]) != place.name:
        raise DocumentError(because("archive_changed"))
    return unpacked(archive, entries[place.entry])


def _on_disk(path: str) -> bytes:
    # Not followed: it is the real path, and what has become a link since leads elsewhere. Not waited for: it may have
    # become a pipe.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(os.fsdecode(path.encode("latin-1")), flags)
        with open(descriptor, "rb") as file:  # noqa: PTH123 - it is open already
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise DocumentError(because("no_regular_file"))
            if status.st_size > MAX_BYTES:
                raise DocumentError(because("too_large", count=status.st_size, most=MAX_BYTES))
            return file.read(MAX_BYTES)
    except OSError as error:
        raise DocumentError(because("unreadable", detail=str(error.strerror))) from error


@lru_cache(maxsize=1)
def _archive(path: str) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    """Open an archive once for all of its files, which are asked for one after the other."""
    archive = opened(_on_disk(path))
    return archive, measured(archive)


def _listed(path: str) -> tuple[Entry, ...]:
    _archive.cache_clear()
    _opened, entries = _archive(path)
    return tuple(
        Entry(number, name(entry), stat.S_ISLNK(entry.external_attr >> 16)) for number, entry in enumerate(entries)
    )
