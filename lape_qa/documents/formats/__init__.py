"""The bytes of a source file -> its text, what the file says of itself, and where its pages begin.

One module a format, imported with the first file of it; nothing here touches the disk.
"""

from collections.abc import Mapping
from importlib import import_module

from lape_qa.documents.formats.composing import Extracted
from lape_qa.documents.formats.sniffing import refuse_other_content
from lape_qa.documents.sandbox.messages import View
from lape_qa.errors import DocumentError
from lape_qa.reasons import because

ARCHIVE = ".zip"

PLAIN = (".md", ".txt")
"""Kept to the character, and told what they are by nobody."""
_READERS: Mapping[str, str] = {
    ".md": "plain",
    ".txt": "plain",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".odt": "odt",
    ".ods": "ods",
    ".odp": "odp",
    ".eml": "eml",
    ".msg": "msg",
    ".epub": "epub",
    ".xlsx": "xlsx",
    ".rtf": "rtf",
    ".pptx": "pptx",
    ".png": "image",
    ".jpg": "image",
    ".jpeg": "image",
    ".tif": "image",
    ".tiff": "image",
    ".webp": "image",
}
"""The module that reads each format, by `read(content: bytes) -> Extracted`."""
SUFFIXES = tuple(_READERS)
_DRAWN = ("pdf", "image")
"""Modules whose pages can be drawn, by `picture(content: bytes, number: int) -> bytes`."""
VIEWED = (".pdf",)
"""Endings of files whose pages can be shown as they look, with the places of their letters."""


def extract(suffix: str, content: bytes, *, pictures: bool = False) -> Extracted:
    """Read a file's content as the format that its suffix (one of SUFFIXES, in small letters) promises.

    Raises DocumentError with the reason and the remedy, without the file's name: it is something else than its
    suffix says, encrypted, damaged, or holds no text. With `pictures`, pages that are pictures are enough.
    """
    refuse_other_content(suffix, content)
    if _READERS[suffix] == "image" and not pictures:
        raise DocumentError(because("picture"))
    reader = import_module(f"{__name__}.{_READERS[suffix]}")
    extracted: Extracted = reader.read(content)
    if not extracted.text or extracted.text.isspace():
        if extracted.pictured and not pictures:
            raise DocumentError(because("scanned"))
        if not extracted.pictured:
            raise DocumentError(because("no_text"))
    return extracted


def picture(suffix: str, content: bytes, number: int) -> bytes:
    """Return a page, counted from 0, as a portable graymap; DocumentError when the format has no such pictures."""
    if _READERS[suffix] not in _DRAWN:
        raise DocumentError(because("not_drawn"))
    drawn: bytes = import_module(f"{__name__}.{_READERS[suffix]}").picture(content, number)
    return drawn


def view(suffix: str, content: bytes, number: int) -> tuple[bytes, View]:
    """Return a page, counted from 0, as a picture to be looked at, and what is known of it; DocumentError as above."""
    if suffix not in VIEWED:
        raise DocumentError(because("not_drawn"))
    from lape_qa.documents.formats.pdf_view import view as drawn

    return drawn(content, number)
