"""Statements that the owner of a service has worded, from Markdown files."""

from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markupsafe import Markup

from lape_qa.language.model import Language
from lape_qa_api.pages.texts import LANGUAGES

_LONGEST = 200_000
"""Bytes of a statement that are read."""
# No markup of HTML, and no address that a browser would run: whatever stands in the file is text.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True, slots=True)
class OwnStatement:
    """A statement as a page shows it."""

    title: str
    body: Markup
    language: Language
    """That of the file: another than the visitor's where the owner has worded it in no other."""


def owners_statement(folder: Path | None, name: str, language: Language) -> OwnStatement | None:
    """Return a statement of the owner's in a language, in another where that is missing, None where all are."""
    if folder is None:
        return None
    for known in sorted(LANGUAGES, key=lambda one: one != language):
        file = folder / f"{name}.{known}.md"
        if file.is_file():
            return _read(file, known)
    return None


def _read(file: Path, language: Language) -> OwnStatement:
    with file.open("rb") as opened:
        text = opened.read(_LONGEST).decode("utf-8-sig", errors="replace").strip()
    heading, _, rest = text.partition("\n")
    titled = heading.startswith("# ")
    title = heading.removeprefix("# ").strip() if titled else ""
    return OwnStatement(title, Markup(_MARKDOWN.render(rest if titled else text)), language)  # noqa: S704
