"""What a file is by its content, whatever it is called."""

import io
import re
import zipfile
import zlib

from lape_qa.errors import DocumentError
from lape_qa.reasons import because

_MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG\r\n", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"II*\0", "an image"),
    (b"MM\0*", "an image"),
    # With 64 bits.
    (b"II+\0", "an image"),
    (b"MM\0+", "an image"),
)
_WEBP = re.compile(rb"RIFF.{4}WEBP", re.DOTALL)
_ZIPPED = (b"PK\x03\x04", b"PK\x05\x06")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The container of Word up to 2003, which encrypted files of later versions use too."""
_IN_COMPOUND = (
    ("EncryptedPackage", "a protected document"),
    ("__properties_version1.0", "an Outlook message"),
)
"""Streams of such a container, and what it then is."""
_PARTS = (
    # Word on the web numbers it.
    (re.compile(r"word/document\d*\.xml"), "a Word document"),
    (re.compile(r"xl/workbook\.xml"), "an Excel workbook"),
    (re.compile(r"ppt/presentation\.xml"), "a PowerPoint presentation"),
)
_TYPES = {
    b"application/vnd.oasis.opendocument.text": "an OpenDocument text",
    b"application/vnd.oasis.opendocument.spreadsheet": "an OpenDocument spreadsheet",
    b"application/vnd.oasis.opendocument.presentation": "an OpenDocument presentation",
    b"application/epub+zip": "an EPUB book",
}
"""What stands in the part `mimetype`."""
_LONGEST_TYPE = 200
_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?\s*+(?:<\?xml[^>]{0,500}+>\s*+)?")
_PAGE = re.compile(rb"<(?:!doctype\s+html|html)\b", re.I)
_COMMENT, _COMMENT_END = b"<!--", b"-->"
_HEAD = 4096
"""Bytes within which a page says what it is."""
_EXPECTED = {
    ".md": ("", "an HTML page"),
    ".txt": ("", "an HTML page"),
    ".html": ("", "an HTML page"),
    ".htm": ("", "an HTML page"),
    ".pdf": ("a PDF document",),
    ".docx": ("a Word document",),
    ".odt": ("an OpenDocument text",),
    ".ods": ("an OpenDocument spreadsheet",),
    ".odp": ("an OpenDocument presentation",),
    ".xlsx": ("an Excel workbook",),
    ".epub": ("an EPUB book",),
    ".eml": ("",),
    ".msg": ("an Outlook message",),
    ".rtf": ("an RTF document",),
    ".pptx": ("a PowerPoint presentation",),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp"), ("an image",)),
}
_PDF_HEADER_WITHIN = 1024
"""Readers of PDF allow this many bytes of something else in front."""


def refuse_other_content(suffix: str, content: bytes) -> None:
    """Raise DocumentError when a file's content is not of the kind that its suffix promises."""
    if not content:
        raise DocumentError(because("empty"))
    found = _kind(content)
    if found in _EXPECTED[suffix] or (suffix == ".pdf" and b"%PDF-" in content[:_PDF_HEADER_WITHIN]):
        return
    if found == "a protected document":
        raise DocumentError(because("password"))
    if not found:
        raise DocumentError(because("not_of_kind", kind=_EXPECTED[suffix][0]))
    raise DocumentError(because("of_other_kind", kind=found, suffix=suffix))


def _kind(content: bytes) -> str:
    """Return what a file is, empty when nothing tells."""
    for magic, kind in _MAGIC:
        if content.startswith(magic):
            return kind
    if _WEBP.match(content):
        return "an image"
    if content.startswith(_ZIPPED):
        return _zipped(content)
    if content.startswith(_COMPOUND):
        return next(
            (kind for name, kind in _IN_COMPOUND if name.encode("utf-16-le") in content), "an old Office document"
        )
    return "an HTML page" if _is_page(content[:_HEAD]) else ""


def _is_page(head: bytes) -> bool:
    """Tell an HTML page by its first mark behind comments."""
    declaration = _DECLARATION.match(head)
    rest = head[declaration.end() :] if declaration else head
    while rest.startswith(_COMMENT):
        _comment, end, rest = rest[len(_COMMENT) :].partition(_COMMENT_END)
        if not end:
            return False
        rest = rest.lstrip()
    return _PAGE.match(rest) is not None


def _zipped(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if "mimetype" in names:
                with archive.open("mimetype") as stream:
                    return _TYPES.get(stream.read(_LONGEST_TYPE).strip(), "an OpenDocument file")
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, EOFError, RuntimeError, OSError):
        return "a damaged ZIP archive"
    return next((kind for part, kind in _PARTS if any(map(part.fullmatch, names))), "a ZIP archive")
