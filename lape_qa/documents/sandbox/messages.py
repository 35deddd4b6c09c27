"""What the process that builds asks of one that reads, and what it answers: JSON and a text, each with its length.

An answer comes from where a hostile file has been read, so that nothing of it is taken for granted.
"""

import json
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

_LENGTHS = struct.Struct(">QQ")


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


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in an archive."""

    number: int
    name: str
    is_link: bool


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
    picture: bytes = b""
    """A page as a portable graymap, in the place of a text."""
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
    picture, text = header.pop("picture"), header.pop("text")
    header |= {"error": packed(reply.error), "notes": list(map(packed, reply.notes)), "is_picture": bool(picture)}
    _send(to, header, picture or text.encode("utf-8"))


def receive_reply(source: BinaryIO) -> Reply:
    """Wait for the answer; GarbledError unless it is one, to the types of its parts."""
    header, text = _receive(source)
    try:
        is_picture = _of(bool, header["is_picture"])
        reply = Reply(
            error=unpacked(header["error"]),
            is_last=_of(bool, header["is_last"]),
            is_starved=_of(bool, header["is_starved"]),
            text="" if is_picture else text.decode("utf-8"),
            picture=text if is_picture else b"",
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
    return reply


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
