"""HTML pages: trafilatura finds the text among menus, notices and footers."""

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from lxml import etree
from lxml import html as markup

from lape_qa.documents.formats import encodings, styles
from lape_qa.documents.formats.composing import Extracted, Part, clean, composed, damaged, stated
from lape_qa.documents.formats.numbering import letters, marked, roman
from lape_qa.documents.formats.raised import lowered, raised
from lape_qa.documents.formats.tables import Cell, merged_rows
from lape_qa.errors import DocumentError
from lape_qa.reasons import because

# Its remarks on odd markup are no errors of ours, and would stand among our lines on standard error.
for _name in ("trafilatura", "htmldate", "courlan", "justext"):
    logging.getLogger(_name).addHandler(logging.NullHandler())

MAX_BYTES = 50 * 2**20
"""A page with its pictures inside has some tens of megabytes; taking a longer one apart takes minutes."""
_DECLARED = re.compile(
    rb"""<(?:meta\s[^>]{0,400}?charset|\?xml\s[^>]{0,400}?encoding)\s*=[\s"']*([\w.:-]+)""", re.IGNORECASE
)
_DECLARED_WITHIN = 4096
_FALLBACK = "windows-1252"
"""What the HTML standard takes for a page without a declared encoding in our languages."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_UNSEEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
_NOTE_LINK = re.compile(r"[\[(]?(?:\d{1,3}|\*{1,3})[\])]?")
_INLINE = frozenset("a abbr b bdi bdo cite code em font i ins mark q s small span strong sub sup time u said".split())
_LABEL_START, _LABEL_END = "\ue000", "\ue001"
"""Stand around the number of an item, for trafilatura to carry it; no letters of any script."""
_LABEL = re.compile(f"{_LABEL_START}([^{_LABEL_END}]*){_LABEL_END}")
_READ = "read"
"""Is set on a table whose rows have been put into words."""
_TITLE = "\ue002"
"""Stands before the title of a table, for trafilatura to carry it."""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_MOST_COVERED = 100
"""Columns, and rows, that a cell may cover; browsers allow ten times as many, no table for people has them."""
_MOST_CELLS = 200_000
"""Of all tables of a page, with the places that are covered."""
_WHOLE = re.compile(r"-?\d{1,6}")
_LIST_FORMS: Mapping[str, Callable[[int], str]] = {
    "a": letters,
    "A": lambda number: letters(number).upper(),
    "i": roman,
    "I": lambda number: roman(number).upper(),
}
_SAID, _LEFT_OUT = "said", "left-out"
"""Tags of no page, for what is said in words and what is not shown."""
_DEEPEST_MARKUP = 10
"""Of marks around a superscript, looked through for the text before it."""

_LINE_BREAK = "\u2028"
"""Stands for a break in the markup, beside the line ends of its source, which mean nothing."""


def read(content: bytes) -> Extracted:
    """Return a page's main text with its headings, lists and tables, and what its markup says of it."""
    from trafilatura import bare_extraction

    tree = _parsed(content)
    if tree is None:
        return Extracted("")
    language = tree.get("lang") or ""
    _say_all(tree)
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
        # A list that was taken for something else.
        _LABEL.sub(r"\1 ", composed(_parts(page.body))).replace(_TITLE, ""),
        stated(
            title=page.title or "",
            author=page.author or "",
            published=date.fromisoformat(page.date) if page.date else None,
            language=language,
            publisher=page.sitename or "",
            url=url if url.startswith(("https://", "http://")) else "",
        ),
    )


def whole(content: bytes, left_out: str = "", sheet: str = "") -> tuple[list[Part], bool]:
    """Return all parts of a page that is all text, a chapter or a message, and whether something was left out of it.

    `left_out`: an XPath of what is. `sheet`: style sheets that stand beside the page.
    """
    tree = _parsed(content)
    if tree is None:
        return [], False
    unwanted = tree.xpath(left_out) if left_out else []
    for element in unwanted:
        element.tag = _LEFT_OUT
    etree.strip_elements(tree, _LEFT_OUT, with_tail=False)
    if sheet:
        etree.SubElement(tree, "style").text = _CONTROL.sub(" ", sheet)
    _say_all(tree)
    etree.strip_elements(tree, "head", "script", "style", with_tail=False)
    return [part for part in _blocks(tree) if part.text], bool(unwanted)


def _parsed(content: bytes) -> etree._Element | None:
    """Return the tree of a page; None of an empty one."""
    if len(content) > MAX_BYTES:
        raise DocumentError(because("page_too_large", count=len(content), most=MAX_BYTES))
    source = _decoded(content)
    if not source.strip():
        return None
    try:
        # Bytes in a known encoding: markup in a str may not declare one. Of comments, trafilatura takes time that grows
        # with the square of their number.
        parser = markup.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        return markup.document_fromstring(source.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise damaged("HTML", error) from error


def _say_all(tree: etree._Element) -> None:
    """Put into words what only the markup says, and take out what is not shown."""
    _without_controls(tree)
    _without_hidden(tree)
    _set_apart(tree)
    _number(tree)
    _read_tables(tree)


def _blocks(tree: etree._Element) -> Iterator[Part]:
    """Yield the blocks of a page in their order: headings, items, rows of tables that were read, paragraphs."""
    words: list[str] = []
    begun: list[etree._Element] = [tree]
    said: set[etree._Element] = set()
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        is_inline = element.tag in _INLINE or element.tag in ("br", "img", "wbr")
        if event == "start":
            if element.tag == "br":
                words.append(_LINE_BREAK)
            elif not is_inline:
                # The number of an item belongs to the paragraph that it begins with.
                if not (words and element.getparent().tag == "li" and _LABEL.fullmatch("".join(words).strip())):
                    yield _block(words, begun[-1], said)
                    words.clear()
                begun.append(element)
            words.append(_unbroken(element.text))
        else:
            if not is_inline:
                yield _block(words, begun.pop(), said)
                words.clear()
            words.append(_unbroken(element.tail))


def _block(words: Sequence[str], element: etree._Element, said: set[etree._Element]) -> Part:
    """Return a stretch of words by the innermost of the blocks that it stands in; only the first of an item is one."""
    text = "\n".join(filter(None, map(clean, "".join(words).split(_LINE_BREAK))))
    if not text:
        return Part("paragraph", "")
    if element.tag in _HEADINGS:
        return Part("heading", " ".join(text.split("\n")), int(element.tag[1]))
    listed = element if element.tag == "li" else next(element.iterancestors("li"), None)
    if listed is not None and listed not in said:
        said.add(listed)
        return _marked(" ".join(text.split("\n")))
    table = next(element.iterancestors("table"), None)
    if element.tag == "td" and table is not None and _READ in table.attrib:
        return Part("paragraph" if text.startswith(_TITLE) else "item", text.removeprefix(_TITLE))
    return Part("paragraph", _LABEL.sub(r"\1 ", text).replace(_TITLE, ""))


def _unbroken(text: str | None) -> str:
    """Return text of the source without the sign that stands for a break in the markup."""
    return (text or "").replace(_LINE_BREAK, " ")


def _marked(text: str) -> Part:
    """Return a list item with its number where it has one."""
    if label := _LABEL.match(text):
        mark, text = marked(label[1], text[label.end() :].lstrip())
        return Part("item", text, mark=mark)
    return Part("item", text)


def _decoded(content: bytes) -> str:
    text = encodings.marked(content)
    if text is not None:
        return text
    declared = _DECLARED.search(content[:_DECLARED_WITHIN])
    # Browsers take UTF-8 that is valid for what it is, whatever is declared, often enough to follow them.
    for encoding in ("utf-8", encodings.named(declared[1].decode("ascii")) if declared else "", _FALLBACK):
        try:
            if encoding:
                return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DocumentError(because("unknown_encoding"))


def _without_controls(tree: etree._Element) -> None:
    """Put blanks for signs that are none, which references may name (`&#1;`) and no text may be set to hold."""
    for element in tree.iter(etree.Element):
        if element.text and _CONTROL.search(element.text):
            element.text = _CONTROL.sub(" ", element.text)
        if element.tail and _CONTROL.search(element.tail):
            element.tail = _CONTROL.sub(" ", element.tail)


def _without_hidden(tree: etree._Element) -> None:
    """Take out what browsers do not show."""
    for element in [*filter(_is_hidden, tree.iter(etree.Element)), *styles.hidden(tree)]:
        element.tag = _LEFT_OUT
    etree.strip_elements(tree, _LEFT_OUT, with_tail=False)


def _is_hidden(element: etree._Element) -> bool:
    if element.tag in ("template", "noscript"):
        return True
    # What is hidden until it is found by a search is meant to be found.
    hidden = element.get("hidden", "until-found").lower() != "until-found"
    return hidden or bool(_UNSEEN.search(element.get("style", "")))


def _number(tree: etree._Element) -> None:
    """Write the numbers of ordered lists before their items, as browsers show them."""
    for listed in tree.iter("ol"):
        form = _LIST_FORMS.get(listed.get("type", "1"), str)
        number = _whole(listed.get("start")) or 1
        for item in listed.iterchildren("li"):
            number = _whole(item.get("value")) or number
            end = ")" if form is letters else "."
            item.text = f"{_LABEL_START}{form(number)}{end}{_LABEL_END}{item.text or ''}"
            number += 1


def _read_tables(tree: etree._Element) -> None:
    """Put the rows of tables into words, each in a cell of its own: what names a cell would be lost."""
    left = _MOST_CELLS
    for table in list(tree.iter("table")):
        if next(table.iterdescendants("table", *_HEADINGS), None) is not None:
            # It only sets a page.
            continue
        its_rows = table.xpath("./tr | ./*/tr")
        if len(its_rows) < 2:
            continue
        etree.strip_elements(table, "script", "style", with_tail=False)
        heads = [row.getparent().tag == "thead" or (len(row) > 0 and not row.xpath("./td")) for row in its_rows]
        covered: dict[int, int] = {}
        grid = []
        for row in its_rows:
            cells = []
            for cell in _cells(row, covered):
                left -= cell.width
                if left < 0:
                    raise DocumentError(because("tables_too_large", most=_MOST_CELLS))
                cells.append(cell)
            grid.append(cells)
        if max((sum(cell.width for cell in cells) for cells in grid), default=0) < 2:
            continue
        parts = merged_rows(grid, told=(heads.index(False) if False in heads else 0) or None)
        title = table.find("caption")
        if title is not None:
            parts.insert(0, Part("paragraph", _cell_text(title)))
        etree.strip_elements(table, "*", with_tail=False)
        table.set(_READ, "")
        for part in parts:
            cell = etree.SubElement(etree.SubElement(table, "tr"), "td")
            cell.text = part.text if part.kind == "item" else _TITLE + part.text


def _cells(row: etree._Element, covered: dict[int, int]) -> Iterator[Cell]:
    """Yield the cells of a row; `covered` has the columns that one above covers, and in how many rows from here."""
    column = 0
    for element in row.xpath("./td | ./th"):
        for cell in _covered(column, covered):
            yield cell
            column += 1
        width = max(1, min(_whole(element.get("colspan")) or 1, _MOST_COVERED))
        height = max(1, min(_whole(element.get("rowspan")) or 1, _MOST_COVERED))
        yield Cell(_cell_text(element), width)
        covered |= dict.fromkeys(range(column, column + width), height - 1)
        column += width
    yield from _covered(column, covered)


def _covered(column: int, covered: dict[int, int]) -> Iterator[Cell]:
    while covered.get(column):
        covered[column] -= 1
        yield Cell("", continues=True)
        column += 1


def _cell_text(element: etree._Element) -> str:
    """Return the words of a cell, those of its blocks apart."""
    words = []
    for event, piece in etree.iterwalk(element, events=("start", "end")):
        apart = " " if piece.tag not in _INLINE else ""
        if event == "start":
            words += [apart, piece.text or ""]
        elif piece is not element:
            words += [apart, piece.tail or ""]
    return clean("".join(words))


def _whole(text: str | None) -> int | None:
    return int(text) if text and _WHOLE.fullmatch(text) else None


def _set_apart(tree: etree._Element) -> None:
    """Put superscripts, subscripts and links to notes into words, before their marks are lost."""
    for element, tag in styles.raised(tree):
        if element.tag in _INLINE:
            element.tag = tag
    for element in list(tree.iter("sup", "sub", "a")):
        content = "".join(map(str, element.itertext()))
        match element.tag:
            case "sub":
                _say(element, lowered(content))
            case "sup" if not _is_inside_sup(element):
                _say(element, raised(_before(element), content, element.tail or ""))
            case "a" if _NOTE_LINK.fullmatch(content.strip()) and element.get("href", "").startswith("#"):
                before = _before(element)
                # What stands apart from the word before it may be part of the sentence.
                if before and not before[-1].isspace():
                    _say(element, "")
    # All at once: one by one, each would copy all that stands before it.
    etree.strip_tags(tree, _SAID)


def _say(element: etree._Element, text: str) -> None:
    for child in list(element):
        element.remove(child)
    element.text = text
    element.tag = _SAID


def _is_inside_sup(element: etree._Element) -> bool:
    return next(element.iterancestors("sup"), None) is not None


def _before(element: etree._Element) -> str:
    """Return the end of the text that stands before an element in its paragraph."""
    for _ in range(_DEEPEST_MARKUP):
        previous = element.getprevious()
        if previous is not None:
            text = previous.tail or "".join(map(str, previous.itertext()))
        else:
            parent = element.getparent()
            text = "" if parent is None else parent.text or ""
        if text or (previous is None and (parent is None or parent.tag not in _INLINE)):
            return str(text)
        element = parent if previous is None else previous
    return ""


def _parts(body: etree._Element) -> Iterator[Part]:
    """Yield the parts of trafilatura's body: head, p, quote, list and table, in document order."""
    for element in body:
        match element.tag:
            case "head":
                level = str(element.get("rend") or "h2").removeprefix("h")
                yield Part("heading", clean(_text(element)), int(level) if level.isdigit() else 2)
            case "list":
                yield from map(_item, element.iter("item"))
            case "table":
                yield from _table(element)
            case _:
                yield from _paragraphs(element)
        yield Part("paragraph", clean(element.tail or ""))


def _item(item: etree._Element) -> Part:
    return _marked(_own_text(item))


def _paragraphs(element: etree._Element) -> Iterator[Part]:
    if any(child.tag in ("p", "list", "head", "table", "quote") for child in element):
        yield Part("paragraph", clean(element.text or ""))
        yield from _parts(element)
    else:
        yield Part("paragraph", _text(element))


def _table(table: etree._Element) -> Iterator[Part]:
    for cell in table.iter("cell"):
        text = clean(_text(cell))
        is_title = text.startswith(_TITLE)
        yield Part("paragraph" if is_title else "item", text.removeprefix(_TITLE))


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
