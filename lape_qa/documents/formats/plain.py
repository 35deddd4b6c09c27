"""Plain text and Markdown, kept to the character."""

from lape_qa.documents.formats.composing import Extracted
from lape_qa.errors import DocumentError


def read(content: bytes) -> Extracted:
    """Return the text of UTF-8 as it is."""
    try:
        return Extracted(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise DocumentError(f"not UTF-8 at byte {error.start}; save it as UTF-8") from error
