"""Documents and their passages; all frozen, none knows how it was made."""

from bisect import bisect_right
from dataclasses import dataclass

from lape_qa.language.model import Span


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

    def page(self, at: int) -> int | None:
        """Return the number of the page, from 1, that an offset stands on; None when there are no pages."""
        return max(1, bisect_right(self.pages, at)) if self.pages else None


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
