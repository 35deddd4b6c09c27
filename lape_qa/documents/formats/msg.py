"""E-mail messages as Outlook saves them: by olefile, the properties as Microsoft describes them (MS-OXMSG)."""

import io
import struct
from datetime import date, datetime, timedelta

import olefile

from lape_qa.documents.formats import mail
from lape_qa.documents.formats.composing import Extracted, damaged
from lape_qa.errors import DocumentError
from lape_qa.reasons import because

_SUBJECT, _BODY, _PAGE, _RTF = "0037", "1000", "1013", "1009"
_NAMES = ("3707", "3704", "3001")
"""Of an attachment: its long name, its short one, and what it is called."""
_SENT, _RECEIVED, _CODE_PAGE = 0x00390040, 0x0E060040, 0x3FFD0003
_PROPERTIES = "__properties_version1.0"
_HEAD, _PROPERTY = 32, struct.Struct("<IIQ")
_ATTACHED = "__attach_version1.0_"
_EPOCH = datetime(1601, 1, 1)
_LAST_TICK = 2**61


def read(content: bytes) -> Extracted:
    """Return what was written in a message, its subject and its day; attachments are named, not read."""
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as opened:
            message = _Message(opened)
            text, page = message.text("", _BODY), message.stream("", f"{_PAGE}0102")
            if not text.strip() and not page.strip() and message.stream("", f"{_RTF}0102"):
                raise DocumentError(because("only_rtf"))
            return mail.composed(message.text("", _SUBJECT), message.day(), text, page, message.attachments())
    # What olefile raises for what is cut off or leads in circles.
    except (OSError, RecursionError, struct.error, ValueError, LookupError, TypeError, AttributeError) as error:
        raise damaged("an Outlook message", error) from error


class _Message:
    """An opened message."""

    def __init__(self, opened: "olefile.OleFileIO") -> None:
        self._opened = opened
        content = self._content(_PROPERTIES)
        whole = (len(content) - _HEAD) // _PROPERTY.size * _PROPERTY.size
        values = _PROPERTY.iter_unpack(content[_HEAD : _HEAD + whole]) if whole > 0 else ()
        self._values = {tag: value for tag, _flags, value in values}

    def stream(self, folder: str, tag: str) -> bytes:
        """Return a property as it is kept; empty when there is none."""
        return self._content(f"{folder}__substg1.0_{tag}")

    def text(self, folder: str, tag: str) -> str:
        """Return a property that is text."""
        wide = self.stream(folder, f"{tag}001F")
        if wide:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        page = self._values.get(_CODE_PAGE, 1252) & 0xFFFFFFFF
        narrow = self.stream(folder, f"{tag}001E")
        encoding = "utf-8" if page == 65001 else f"cp{page}" if 1250 <= page <= 1258 else "cp1252"
        return narrow.decode(encoding, "replace").rstrip("\0")

    def day(self) -> date | None:
        """Return the day that it was sent, or received, in universal time."""
        ticks = self._values.get(_SENT) or self._values.get(_RECEIVED) or 0
        return (_EPOCH + timedelta(microseconds=ticks // 10)).date() if 0 < ticks < _LAST_TICK else None

    def attachments(self) -> list[str]:
        """Return the names of what is attached."""
        folders = sorted({path[0] for path in self._opened.listdir() if path[0].startswith(_ATTACHED)})
        return [next(filter(None, (self.text(f"{folder}/", tag) for tag in _NAMES)), "").strip() for folder in folders]

    def _content(self, path: str) -> bytes:
        if not self._opened.exists(path):
            return b""
        with self._opened.openstream(path) as stream:
            return bytes(stream.read())
