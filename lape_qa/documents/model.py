"""Documents and their passages; all frozen, none knows how it was made."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal, Protocol

from lape_qa.language.model import Span

Paged = Literal["page", "slide", "sheet"]
"""What the pages of a source are."""

_HEADING = re.compile(r"# (.+)")
_ROW = re.compile(r"(\d{1,3})\. ")
_LABEL = re.compile(r"\w(?:[\w .,:()/–-]{0,18}[\w.)])?")


def is_label(text: str) -> bool:
    """Tell what a page can be called by: short, and of signs that mean nothing where it is shown."""
    return _LABEL.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Place:
    """Where in its source a stretch begins, as whoever opens the source finds it."""

    kind: Paged
    number: int
    """Of the page, slide or sheet, from 1."""
    name: str = ""
    """Of a sheet."""
    row: int | None = None
    """In a sheet."""
    is_recognised: bool = False
    """Whether its text was recognised in a picture."""
    label: str = ""
    """What the source calls the page, when that is not its number."""


@dataclass(frozen=True, slots=True)
class Document:
    """A source text and what is known about it; `text` is what all offsets refer to."""

    id: str
    text: str
    sha256: str
    title: str
    publisher: str = ""
    author: str = ""
    published: str = ""
    region: str = ""
    language: str = "fi"
    url: str = ""
    rights: str = ""
    digest: bool = False
    """Whether the text is somebody else's summary of what title, publisher, author, date and address name."""
    opening: str = ""
    """The first short lines of a text without a given title: site, heading, byline; indexed as context."""
    inferred: tuple[str, ...] = ()
    """Names of the fields above that were guessed from the text or the file, not given by an editor."""
    pages: tuple[int, ...] = ()
    """Where each page begins in the text, in order; empty when the source has no pages."""
    paged: Paged = "page"
    """What its pages are: pages of paper, slides, or sheets of a workbook, each of which begins with its name."""

    recognised: tuple[int, ...] = ()
    """Pages, counted from 0, whose text was recognised in pictures, and may be wrong."""
    page_labels: tuple[str, ...] = ()
    """What the source calls each of its pages, such as iii; empty when these are their numbers."""
    original: str = ""
    """SHA-256 of the file that it was read from, where its pages can be shown as they look; else empty."""
    groups: tuple[str, ...] = ()
    """Who may see it: members of any of these groups; empty when it is open to everybody."""

    def page(self, at: int) -> int | None:
        """Return the number of the page, from 1, that an offset stands on; None when there are no pages."""
        return max(1, bisect_right(self.pages, at)) if self.pages else None

    def place(self, at: int) -> Place | None:
        """Return the page, slide or sheet and row that an offset stands on; None when there are no pages."""
        number = self.page(at)
        if number is None:
            return None
        if self.paged != "sheet":
            label = self.page_labels[number - 1] if self.page_labels else ""
            is_recognised = number - 1 in self.recognised
            return Place(self.paged, number, is_recognised=is_recognised, label="" if label == str(number) else label)
        name = _HEADING.match(self.text, self.pages[number - 1])
        row = _ROW.match(self.text, self.text.rfind("\n", 0, at) + 1)
        return Place("sheet", number, name[1] if name else "", int(row[1]) if row else None)


class Told(Protocol):
    """What lists of documents and filters know of one, which is not its text; a `Document` does."""

    @property
    def id(self) -> str:
        """Its name."""

    @property
    def title(self) -> str:
        """Its title."""

    @property
    def publisher(self) -> str:
        """Who published it."""

    @property
    def author(self) -> str:
        """Who wrote it."""

    @property
    def published(self) -> str:
        """When it was published, as ISO date or year."""

    @property
    def region(self) -> str:
        """Its region."""

    @property
    def language(self) -> str:
        """Its language."""

    @property
    def digest(self) -> bool:
        """Whether its text is somebody else's summary."""

    @property
    def groups(self) -> tuple[str, ...]:
        """Who may see it."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one document: `document.text[start:end] == text`."""

    document_id: str
    start: int
    end: int
    text: str
    heading: str
    sentences: tuple[Span, ...]
    """Whole sentences and list items inside the passage that may be quoted; headings are not among them."""

    @property
    def id(self) -> str:
        """The passage's stable name within one version of its document."""
        return f"{self.document_id}:{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which documents may answer; a field left empty limits nothing, and an undated document has no year."""

    region: str = ""
    publisher: str = ""
    language: str = ""
    from_year: int | None = None
    to_year: int | None = None
