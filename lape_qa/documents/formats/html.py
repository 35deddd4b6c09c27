"""HTML pages: trafilatura finds the text among menus, notices and footers."""

import codecs
import logging
import re
from collections.abc import Iterator
from datetime import date

from lxml import etree
from lxml import html as markup

from lape_qa.documents.formats.composing import Extracted, Part, clean, composed, damaged, rows, stated
from lape_qa.documents.formats.encodings import named
from lape_qa.errors import DocumentError

# Its remarks on odd markup are no errors of ours, and would stand among our lines on standard error.
for _name in ("trafilatura", "htmldate", "courlan", "justext"):
    logging.getLogger(_name).addHandler(logging.NullHandler())

MAX_BYTES = 50 * 2**20
"""A page with its pictures inside has some tens of megabytes; taking a longer one apart takes minutes."""
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARED = re.compile(rb"""<(?:meta\s[^>]*?charset|\?xml\s[^>]*?encoding)\s*=[\s"']*([\w.:-]+)""", re.IGNORECASE)
_DECLARED_WITHIN = 4096
_FALLBACK = "windows-1252"
"""What the HTML standard takes for a page without a declared encoding in our languages."""

_LINE_BREAK = "\u2028"
"""Stands for a break in the markup, beside the line ends of its source, which mean nothing."""


def read(content: bytes) -> Extracted:
    """Return a page's main text with its headings, lists and tables, and what its markup says of it."""
    from trafilatura import bare_extraction

    if len(content) > MAX_BYTES:
        raise DocumentError(f"has {len(content):,} bytes, more than {MAX_BYTES:,} for a page; split it")
    source = _decoded(content)
    if not source.strip():
        return Extracted("")
    try:
        # Bytes in a known encoding: markup in a str may not declare one. Of comments, trafilatura takes time that grows
        # with the square of their number.
        parser = markup.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        tree = markup.document_fromstring(source.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise damaged("HTML", error) from error
    language = tree.get("lang") or ""
    page = bare_extraction(
        tree,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if page is None or isinstance(page, dict) or page.body is None:
        return Extracted("")
    url = page.url or ""
    return Extracted(
        composed(_parts(page.body)),
        stated(
            title=page.title or "",
            author=page.author or "",
            published=date.fromisoformat(page.date) if page.date else None,
            language=language,
            publisher=page.sitename or "",
            url=url if url.startswith(("https://", "http://")) else "",
        ),
    )


def _decoded(content: bytes) -> str:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as error:
                raise DocumentError(
                    f"its byte order mark says {encoding.removesuffix('-sig').upper()}, which it is not at byte "
                    f"{error.start}; save it as UTF-8"
                ) from error
    declared = _DECLARED.search(content[:_DECLARED_WITHIN])
    # Browsers take UTF-8 that is valid for what it is, whatever is declared, often enough to follow them.
    for encoding in ("utf-8", named(declared[1].decode("ascii")) if declared else "", _FALLBACK):
        try:
            if encoding:
                return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DocumentError("its encoding cannot be told; save it as UTF-8")


def _parts(body: etree._Element) -> Iterator[Part]:
    """Yield the parts of trafilatura's body: head, p, quote, list and table, in document order."""
    for element in body:
        match element.tag:
            case "head":
                level = str(element.get("rend") or "h2").removeprefix("h")
                yield Part("heading", clean(_text(element)), int(level) if level.isdigit() else 2)
            case "list":
                yield from (Part("item", _own_text(item)) for item in element.iter("item"))
            case "table":
                yield from _table(element)
            case _:
                yield from _paragraphs(element)
        yield Part("paragraph", clean(element.tail or ""))


def _paragraphs(element: etree._Element) -> Iterator[Part]:
    if any(child.tag in ("p", "list", "head", "table", "quote") for child in element):
        yield Part("paragraph", clean(element.text or ""))
        yield from _parts(element)
    else:
        yield Part("paragraph", _text(element))


def _table(table: etree._Element) -> list[Part]:
    grid = [[clean(_text(cell)) for cell in row.iter("cell")] for row in table.iter("row")]
    first = next(table.iter("row"), None)
    cells = [] if first is None else list(first.iter("cell"))
    return rows(grid, headed=bool(cells) and all(cell.get("role") == "head" for cell in cells))


def _text(element: etree._Element) -> str:
    """Return an element's words; a line break in it stays one."""
    for mark in element.iter("lb"):
        mark.text = _LINE_BREAK
    lines = "".join(map(str, element.itertext())).split(_LINE_BREAK)
    return "\n".join(filter(None, map(clean, lines)))


def _own_text(item: etree._Element) -> str:
    """Return a list item's words without those of the lists inside it."""
    parts = [item.text or ""]
    for child in item:
        if child.tag != "list":
            parts.append(_text(child))
        parts.append(child.tail or "")
    return clean(" ".join(parts))
