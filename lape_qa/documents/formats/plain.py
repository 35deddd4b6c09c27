"""Plain text and Markdown, kept to the character."""

from lape_qa.documents.formats.composing import Extracted
from lape_qa.documents.formats.encodings import not_utf8, told


def read(content: bytes) -> Extracted:
    """Return the text as it is; a note says which encoding was supposed where it is not UTF-8."""
    text, guessed = told(content)
    return Extracted(text, notes=(not_utf8(guessed),) if guessed else ())
