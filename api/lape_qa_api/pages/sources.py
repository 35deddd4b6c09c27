"""The list of all sources: which of them are wanted, a page of them, and what they can be told apart by; pure."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from lape_qa import budget
from lape_qa.contract import document_url
from lape_qa.documents.model import Document, Told
from lape_qa.language.model import Language
from lape_qa_api.pages.texts import written_date

ROWS = 50
"""Sources on one page of the list."""
UNKNOWN = "-"
"""Stands for sources of which a region or a year is not known."""

Kind = Literal["", "tiivistelma", "alkuperainen"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which sources are looked for, by the names that the page's address has; what is empty limits nothing."""

    q: str = ""
    """Words that the id, title, publisher, author or region hold, each somewhere."""
    alue: str = ""
    julkaisija: str = ""
    vuosi: str = ""
    kieli: str = ""
    laji: Kind = ""

    def said(self) -> dict[str, str]:
        """Return what is wanted, without what limits nothing."""
        return {name: value for name, value in asdict(self).items() if value}

    def admits(self, document: Told) -> bool:
        """Tell whether a source is wanted; case does not matter."""
        return (
            _is(self.alue, document.region)
            and _is(self.vuosi, document.published[:4])
            and _is(self.kieli, document.language)
            and _is(self.julkaisija, document.publisher)
            and (not self.laji or document.digest == (self.laji == "tiivistelma"))
            and _holds(document, self.q)
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that sources can be limited to, and how many of all sources have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Row:
    """A source as the list shows it."""

    document: Document
    date: str
    """As it is written in the page's language; empty when it is not known."""
    address: str
    """Of the page that shows its text."""
    site: str
    """That has the original; empty where no address is known that a browser may open."""


@dataclass(frozen=True, slots=True)
class SourceList:
    """A page of the wanted sources, and what all of them can be limited to."""

    rows: tuple[Row, ...]
    found: int
    total: int
    page: int
    pages: int
    choices: Mapping[str, tuple[Choice, ...]]
    """By the name in the address: regions by name, years with the newest first, languages by frequency."""


def listed(
    documents: Collection[Told], wanted: Wanted, language: Language, page: int, read: Callable[[str], Document]
) -> SourceList:
    """Return a page of the wanted sources, by title; the last page where there are not so many.

    `read` gives a source by its id.
    """
    found = sorted(
        (document for document in budget.checked(documents) if wanted.admits(document)),
        key=lambda document: (document.title.casefold(), document.id),
    )
    pages = max(1, -(-len(found) // ROWS))
    at = min(page, pages)
    return SourceList(
        tuple(_row(read(document.id), language) for document in found[(at - 1) * ROWS : at * ROWS]),
        len(found),
        len(documents),
        at,
        pages,
        {
            "alue": _choices((document.region for document in documents), key=lambda one: one.value),
            "vuosi": _choices((document.published[:4] for document in documents), key=lambda one: one.value)[::-1],
            "kieli": _choices((document.language for document in documents), key=lambda one: (-one.count, one.value)),
        },
    )


def _choices(values: Iterable[str], key: Callable[[Choice], Any]) -> tuple[Choice, ...]:
    counts = Counter(values)
    return tuple(sorted((Choice(value or UNKNOWN, count) for value, count in counts.items()), key=key))


def _row(document: Document, language: Language) -> Row:
    return Row(
        document,
        written_date(document.published, language),
        document_url(document),
        _site(document.url),
    )


def _site(address: str) -> str:
    """Return the host of an address; any other scheme than that of the web, such as javascript:, has none."""
    scheme, _, rest = address.partition("://")
    return rest.partition("/")[0].removeprefix("www.") if scheme in ("https", "http") else ""


def _is(wanted: str, value: str) -> bool:
    return not wanted or wanted.casefold() == (value or UNKNOWN).casefold()


def _holds(document: Told, words: str) -> bool:
    needles = words.casefold().split()
    if not needles:
        return True
    fields = (document.id, document.title, document.publisher, document.author, document.region)
    text = "\n".join(fields).casefold()
    return all(needle in text for needle in needles)
