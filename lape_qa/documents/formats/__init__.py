"""The bytes of a source file -> its text, what the file says of itself, and where its pages begin.

One module a format; nothing here touches the disk.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from lape_qa.documents.formats import docx, html, pdf
from lape_qa.documents.formats.composing import Extracted
from lape_qa.documents.formats.sniffing import refuse_other_content
from lape_qa.errors import DocumentError
from lape_qa.language.detection import detect

ARCHIVE = ".zip"
_LANGUAGE_CHARS = 4000
"""Enough to tell a language by; more would only cost time."""


def _plain(content: bytes) -> Extracted:
    """Keep a text to the character."""
    try:
        return Extracted(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise DocumentError(f"not UTF-8 at byte {error.start}; save it as UTF-8") from error


_READERS: Mapping[str, Callable[[bytes], Extracted]] = {
    ".md": _plain,
    ".txt": _plain,
    ".html": html.read,
    ".htm": html.read,
    ".pdf": pdf.read,
    ".docx": docx.read,
}
SUFFIXES = tuple(_READERS)


def extract(suffix: str, content: bytes) -> Extracted:
    """Read a file's content as the format that its suffix (one of SUFFIXES, in small letters) promises.

    Raises DocumentError with the reason and the remedy, without the file's name: it is something else than its
    suffix says, encrypted, damaged, or holds no text. Only plain text and Markdown may be empty.
    """
    refuse_other_content(suffix, content)
    extracted = _READERS[suffix](content)
    if _READERS[suffix] is _plain:
        return extracted
    if not extracted.text:
        raise DocumentError("holds no text")
    return replace(extracted, stated=_with_language(extracted))


def _with_language(extracted: Extracted) -> Mapping[str, str]:
    """Return what the file says of itself, its language checked: templates often call a Finnish text English."""
    stated = extracted.stated.get("language", "")
    told = stated and stated not in ("fi", "sv", "en")
    language = stated if told else detect(extracted.text[:_LANGUAGE_CHARS])
    return {**extracted.stated, "language": language}
