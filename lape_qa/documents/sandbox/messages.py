"""What the process that builds asks of one that reads, and what it answers: JSON and a text, each with its length.

An answer comes from where a hostile file has been read, so that nothing of it is taken for granted.
"""

import json
import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, BinaryIO, get_args

from lape_qa.documents.model import Paged, is_label
from lape_qa.reasons import packed, unpacked

MAX_HEADER = 16 * 2**20
"""Bytes of an answer beside its text: the names of an archive's files, fields and page starts."""
MAX_TEXT = 50_000_000
"""Bytes of a document's text in UTF-8: ten Bibles."""
MAX_ORIGINAL = MAX_TEXT
"""Bytes of a file whose pages can be shown as they look: it travels in the place of a text."""

_LENGTHS = struct.Struct(">QQ")
_SHA256 = re.compile(r"(?:[0-9a-f]{64})?")


class GarbledError(Exception):
    """What came was no message, or the other side has ended."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file's bytes are: on disk, or in an archive on disk."""

    disk: str
    """The real path as bytes of the file system, read as Latin-1, so that any name travels."""
    entry: int | None = None
    """The file's number in the archive's directory."""
    name: str = ""
    """The file's name in the archive's directory."""


@dataclass(frozen=True, slots=True)
class Request:
    """Read a file with its sidecar; without a suffix, list an archive."""

    place: Place
    suffix: str = ""
    sidecar: Place | None = None
    sidecar_name: str = ""
    recognises: bool = False
    """Whether text in pictures of pages is going to be recognised."""
    page: int | None = None
    """Draw this page, counted from 0, instead."""
    is_viewed: bool = False
    """Whether it is drawn for people to look at, with the places of its letters."""
    is_copied: bool = False
    """Give the file's bytes instead."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in an archive."""

    number: int
    name: str
    is_link: bool


@dataclass(frozen=True, slots=True)
class View:
    """Of a picture of a page: its size, and where each letter stands in it."""

    width: int
    height: int
    letters: str
    """Letters and digits, as `page_view.lettered` has them, in the order in which the page is read."""
    places: tuple[tuple[int, int, int, int], ...]
    """Of each: left, top, right and bottom in dots, from the upper left corner."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What was read, or why nothing was."""

    error: str = ""
    """Why the file is left out, with the remedy; empty when it was read."""
    is_last: bool = False
    """Whether the process ends with it."""
    is_starved: bool = False
    """Whether memory was lacking, which an earlier file may have taken."""
    text: str = ""
    metadata: Mapping[str, str | bool] = field(default_factory=dict)
    """What the editor wrote of the document."""
    stated: Mapping[str, str] = field(default_factory=dict)
    """What the file says of itself."""
    pages: tuple[int, ...] = ()
    paged: Paged = "page"
    pictured: tuple[int, ...] = ()
    """Pages, counted from 0, that are pictures without text."""
    page_labels: tuple[str, ...] = ()
    """What the file calls each of its pages; empty when these are their numbers."""
    content: bytes = b""
    """In the place of a text: a page's picture, or a file's bytes."""
    original: str = ""
    """SHA-256 of the file, where its pages can be shown as they look."""
    view: View | None = None
    """What is known of a page that was drawn to be looked at."""
    notes: tuple[str, ...] = ()
    """What the editor should know of a file that was read."""
    entries: tuple[Entry, ...] = ()


def send_request(to: BinaryIO, request: Request) -> None:
    """Ask; OSError when the other side has ended."""
    _send(to, asdict(request), b"")


def receive_request(source: BinaryIO) -> Request:
    """Wait for what is asked; GarbledError when there is nothing more."""
    header, _text = _receive(source)
    sidecar = header.pop("sidecar")
    return Request(
        **header | {"place": Place(**header["place"]), "sidecar": None if sidecar is None else Place(**sidecar)}
    )


def send_reply(to: BinaryIO, reply: Reply) -> None:
    """Answer."""
    header = asdict(reply)
    content, text = header.pop("content"), header.pop("text")
    header |= {"error": packed(reply.error), "notes": list(map(packed, reply.notes)), "is_content": bool(content)}
    _send(to, header, content or text.encode("utf-8"))


def receive_reply(source: BinaryIO) -> Reply:
    """Wait for the answer; GarbledError unless it is one, to the types of its parts."""
    header, text = _receive(source)
    try:
        is_content = _of(bool, header["is_content"])
        reply = Reply(
            error=unpacked(header["error"]),
            is_last=_of(bool, header["is_last"]),
            is_starved=_of(bool, header["is_starved"]),
            text="" if is_content else text.decode("utf-8"),
            content=text if is_content else b"",
            original=_of(str, header["original"]),
            view=None if header["view"] is None else _view(header["view"]),
            pictured=tuple(_of(int, page) for page in header["pictured"]),
            metadata={_of(str, key): _of((str, bool), value) for key, value in header["metadata"].items()},
            stated={_of(str, key): _of(str, value) for key, value in header["stated"].items()},
            pages=tuple(_of(int, page) for page in header["pages"]),
            page_labels=tuple(_of(str, label) for label in header["page_labels"]),
            paged=_one_of(get_args(Paged), header["paged"]),
            notes=tuple(map(unpacked, header["notes"])),
            entries=tuple(
                Entry(_of(int, entry["number"]), _of(str, entry["name"]), _of(bool, entry["is_link"]))
                for entry in header["entries"]
            ),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise GarbledError("an answer of another form") from error
    if list(reply.pages) != sorted(reply.pages) or not all(0 <= page <= len(reply.text) for page in reply.pages):
        raise GarbledError("pages that begin outside the text")
    if not all(0 <= page < len(reply.pages) for page in reply.pictured):
        raise GarbledError("pictures of no page")
    if len(reply.page_labels) not in (0, len(reply.pages)) or not all(map(is_label, reply.page_labels)):
        raise GarbledError("labels of no pages, or what is none")
    if not _SHA256.fullmatch(reply.original):
        raise GarbledError("no hash")
    return reply


def _view(row: Any) -> View:
    """Return what is known of a drawn page; ValueError where its numbers make no sense."""
    view = View(
        _of(int, row["width"]),
        _of(int, row["height"]),
        _of(str, row["letters"]),
        tuple(
            (_of(int, left), _of(int, top), _of(int, right), _of(int, bottom))
            for left, top, right, bottom in row["places"]
        ),
    )
    if min(view.width, view.height) < 1 or len(view.letters) != len(view.places):
        raise ValueError("a page without a size, or letters without places")
    if not all(
        0 <= x <= view.width and 0 <= y <= view.height for a, b, c, d in view.places for x, y in ((a, b), (c, d))
    ):
        raise ValueError("letters outside the page")
    return view


def _of(kind: type | tuple[type, ...], value: Any) -> Any:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise TypeError(type(value).__name__)
    return value


def _one_of(known: Sequence[Any], value: Any) -> Any:
    if value not in known:
        raise ValueError("unknown")
    return value


def _send(to: BinaryIO, header: Mapping[str, Any], text: bytes) -> None:
    packed = json.dumps(header).encode("ascii")
    to.write(_LENGTHS.pack(len(packed), len(text)))
    to.write(packed)
    to.write(text)
    to.flush()


def _receive(source: BinaryIO) -> tuple[dict[str, Any], bytes]:
    lengths = _exactly(source, _LENGTHS.size)
    header, text = _LENGTHS.unpack(lengths)
    if header > MAX_HEADER or text > MAX_TEXT:
        raise GarbledError("an answer beyond all limits")
    packed, body = _exactly(source, header), _exactly(source, text)
    try:
        parsed = json.loads(packed)
    except (ValueError, RecursionError) as error:
        raise GarbledError("no JSON") from error
    if not isinstance(parsed, dict):
        raise GarbledError("no object")
    return parsed, body


def _exactly(source: BinaryIO, length: int) -> bytes:
    content = source.read(length)
    if len(content) < length:
        raise GarbledError("the other side has ended")
    return content
