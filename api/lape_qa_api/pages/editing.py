"""What the editors' pages show of sources and jobs; pure."""

from dataclasses import dataclass

from lape_qa.documents.model import Document, Told
from lape_qa.index.ports import Source
from lape_qa.language.model import Language
from lape_qa_api.pages.texts import written_date

ROWS = 100
"""Sources on one page of the list."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source as the list shows it."""

    document: Document
    date: str
    """As it is written in the page's language."""
    words: int
    passages: int
    guessed: tuple[str, ...]
    """Names of the fields that no editor gave."""


@dataclass(frozen=True, slots=True)
class SourceList:
    """A part of the sources, and how many there are."""

    rows: tuple[SourceRow, ...]
    found: int
    page: int
    pages: int


def listed(generation: Source, language: Language, wanted: str = "", page: int = 1) -> SourceList:
    """Return a page of the sources whose id, title, publisher or region holds what is wanted, by title."""
    needle = wanted.strip().casefold()
    found = sorted((d for d in generation.told if _holds(d, needle)), key=lambda d: (d.title.casefold(), d.id))
    pages = max(1, -(-len(found) // ROWS))
    at = min(page, pages)
    shown = found[(at - 1) * ROWS : at * ROWS]
    rows = (row_of(generation, generation.document(d.id), language) for d in shown)
    return SourceList(tuple(rows), len(found), at, pages)


def row_of(generation: Source, document: Document, language: Language) -> SourceRow:
    """Return a source as it is shown."""
    return SourceRow(
        document,
        written_date(document.published, language),
        sum(any(map(str.isalnum, word)) for word in document.text.split()),
        len(generation.rows_of(document.id)),
        document.inferred,
    )


def _holds(document: Told, needle: str) -> bool:
    fields = (document.id, document.title, document.publisher, document.region)
    return any(needle in field.casefold() for field in fields)
