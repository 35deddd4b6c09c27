"""What a reader makes of a file, and the parts that its text is put together from."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby, pairwise
from typing import Literal

from lape_qa.documents.model import Paged
from lape_qa.errors import DocumentError
from lape_qa.reasons import because

_INVISIBLE = dict.fromkeys(map(ord, "\xad\u200b\u2060\ufeff"))
"""Soft hyphens and marks without width, which would stand inside quoted words."""
_EARLIEST = date(1990, 1, 1)
"""A file dated before this has a wrong clock behind it."""
_MOST_NAMED = 20
"""So many pages, or runs of them, are named in a note."""
_LANGUAGE = re.compile(r"[a-z]{2,3}(?=$|[-_])", re.IGNORECASE)
_NO_TITLE = re.compile(
    r"\A(?:untitled.*|\(?anonymous\)?|nimetön.*|namnlös.*|document\d*|asiakirja\d*|dokument\d*"
    r"|(microsoft )?(word|powerpoint)\W.*"
    r"|.*\.(docx?|odt|rtf|pdf|pptx?|xlsx?|indd|html?))",
    re.IGNORECASE,
)
"""Titles that programs give by themselves."""
_NO_AUTHOR = frozenset(
    ["python-docx", "microsoft office user", "user", "admin", "käyttäjä", "unknown", "tuntematon", "(anonymous)"]
)
"""Authors that programs give by themselves."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """A file's text and what the file says of itself."""

    text: str
    stated: Mapping[str, str] = field(default_factory=dict)
    """Fields of a Document, by name; a program may have filled them in, so they count as guessed."""
    pages: tuple[int, ...] = ()
    """Where each page begins in the text, in order; empty when the format has no pages."""
    notes: tuple[str, ...] = ()
    """What the editor should know of how it was read."""
    paged: Paged = "page"
    """What its pages are."""
    pictured: tuple[int, ...] = ()
    """Pages, counted from 0, that are pictures without text."""
    page_labels: tuple[str, ...] = ()
    """What the file calls each of its pages; empty when these are their numbers."""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, a paragraph or a list item; its text holds no blank line."""

    kind: Literal["heading", "paragraph", "item"]
    text: str
    level: int = 1
    """Of a heading: 1 is the highest."""
    mark: str = "-"
    """Of an item: what it begins with."""

    @property
    def marked(self) -> str:
        """The part's text with the mark of its kind, as Markdown has it."""
        match self.kind:
            case "heading":
                return f"{'#' * min(self.level, 6)} {self.text}"
            case "item":
                return f"{self.mark} {self.text}"
            case "paragraph":
                return self.text


def composed(parts: Iterable[Part]) -> str:
    """Return the parts as one text: a blank line between them, none between the items of a list."""
    filled = [part for part in parts if part.text]
    if not filled:
        return ""
    text = [filled[0].marked]
    for before, part in pairwise(filled):
        text += ["\n" if before.kind == part.kind == "item" else "\n\n", part.marked]
    return "".join(text)


def composed_pages(pages: Iterable[Sequence[Part]]) -> tuple[str, tuple[int, ...]]:
    """Return the parts of pages as one text, and where each page begins in it; one without text begins at the next."""
    text: list[str] = []
    starts = []
    at = 0
    for page in map(composed, pages):
        joint = "\n\n" if at and page else ""
        text += [joint, page]
        starts.append(at + len(joint))
        at += len(joint) + len(page)
    return "".join(text), tuple(starts)


def numbered(pages: Sequence[int], labels: Sequence[str] = ()) -> str:
    """Return pages, which are counted from 0, by their numbers or by what they are called, in words: 2, 4–7."""
    # Pages that follow each other differ from their place in the row by the same.
    runs = [
        [labels[page] if labels else str(page + 1) for _at, page in run]
        for _, run in groupby(enumerate(pages), key=lambda its: its[1] - its[0])
    ]
    named = [run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    return ", ".join(named) if len(named) <= _MOST_NAMED else f"{', '.join(named[:_MOST_NAMED])} and more"


def clean(text: str) -> str:
    """Return a text on one line, without invisible marks."""
    return " ".join(text.translate(_INVISIBLE).split())


def stated(
    *, title: str = "", author: str = "", published: date | None = None, language: str = "", **more: str
) -> dict[str, str]:
    """Return the fields that are sensible of those that a file states about itself."""
    known = _LANGUAGE.match(language)
    fields = {
        "title": "" if _NO_TITLE.fullmatch(clean(title)) else clean(title),
        "author": "" if clean(author).lower() in _NO_AUTHOR else clean(author),
        "published": published.isoformat() if published and _EARLIEST <= published <= date.today() else "",
        "language": known[0].lower() if known else "",
        **{name: clean(value) for name, value in more.items()},
    }
    return {name: value for name, value in fields.items() if value}


def told_by(text: str, saved: date | None) -> date | None:
    """Return the day that a file was saved if its year stands in the text.

    Else it says when somebody exported or printed the file, not when the text was published.
    """
    return saved if saved and re.search(rf"\b{saved.year}\b", text) else None


def damaged(kind: str, error: Exception) -> DocumentError:
    """Return the one error for a file that its library cannot take apart."""
    detail = clean(str(error))[:120]
    return DocumentError(because("damaged", kind=kind, detail=f"{type(error).__name__}{detail and f': {detail}'}"))
