"""Plain text and Markdown, kept to the character."""

from lape_qa.documents.formats.composing import Extracted
from lape_qa.documents.formats.encodings import told


def read(content: bytes) -> Extracted:
    """Return the text as it is; a note says which encoding was supposed where it is not UTF-8."""
    text, guessed = told(content)
    note = f"is not UTF-8; it was read as {guessed}. If letters are wrong, save it as UTF-8"
    return Extracted(text, notes=(note,) if guessed else ())
