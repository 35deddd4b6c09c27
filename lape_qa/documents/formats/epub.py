"""EPUB books: their chapters in the order of reading, each a page that is all text."""

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

from lape_qa.documents.formats import html
from lape_qa.documents.formats.composing import Extracted, composed, damaged, stated
from lape_qa.documents.formats.parts import Parts, day, own, valued
from lape_qa.errors import DocumentError
from lape_qa.reasons import because

MAX_CHAPTERS = 2_000
"""The longest books have some hundreds."""
_MOST_SHEETS = 10
_PICTURES = "OEBPS/images/"
_CONTAINER, _ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
_PAGES = ("application/xhtml+xml", "text/html")
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Ciphers of fonts, which keep nobody from reading."""
_UNREAD = "//nav | //*[@role='doc-pagebreak']"
"""Lists of contents, and the numbers of pages of a printed edition."""


def read(content: bytes) -> Extracted:
    """Return a book's chapters, and what it says of itself; its list of contents is left out."""
    parts = Parts(content, _PICTURES)
    try:
        _refuse_encrypted(parts)
        place = parts.xml(_CONTAINER).find(".//{*}rootfile")
        book = "" if place is None else valued(place, "full-path")
        root = parts.xml(book)
        sheet = "\n".join(parts.content(name).decode("utf-8", "replace") for name in _sheets(parts, root, book))
        pages = (html.whole(parts.content(name), _UNREAD, sheet)[0] for name in _chapters(root, book))
        text = composed(part for page in pages for part in page)
        return Extracted(
            text,
            stated(
                title=own(root, "title"),
                author=own(root, "creator"),
                published=day(own(root, "date")),
                language=own(root, "language"),
                publisher=own(root, "publisher"),
            ),
        )
    except (etree.LxmlError, ValueError, LookupError) as error:
        raise damaged("an EPUB book", error) from error


def _refuse_encrypted(parts: Parts) -> None:
    if _ENCRYPTION in parts:
        methods = [valued(each, "Algorithm") for each in parts.xml(_ENCRYPTION).iter("{*}EncryptionMethod")]
        if any(method not in _FONTS for method in methods):
            raise DocumentError(because("copy_protected"))


def _chapters(root: etree._Element, book: str) -> Iterator[str]:
    """Yield the names of the chapters that are read from first to last."""
    listed = {valued(item, "id"): item for item in root.iterfind("{*}manifest/{*}item")}
    read_in_order = root.findall("{*}spine/{*}itemref")
    if len(read_in_order) > MAX_CHAPTERS:
        raise DocumentError(because("too_many_chapters", count=len(read_in_order), most=MAX_CHAPTERS))
    for place in read_in_order:
        item = listed.get(valued(place, "idref"))
        if item is None or valued(place, "linear") == "no" or "nav" in valued(item, "properties").split():
            continue
        if valued(item, "media-type") in _PAGES:
            yield _place(item, book)


def _sheets(parts: Parts, root: etree._Element, book: str) -> list[str]:
    """Return the names of the style sheets, which all chapters are taken to use."""
    items = [item for item in root.iterfind("{*}manifest/{*}item") if valued(item, "media-type") == "text/css"]
    return [name for name in (_place(item, book) for item in items[:_MOST_SHEETS]) if name in parts]


def _place(item: etree._Element, book: str) -> str:
    """Return the name of a part that a book lists."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(book), unquote(valued(item, "href"))))
