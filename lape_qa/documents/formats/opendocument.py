"""What texts, sheets and slides of OpenDocument share: styles, paragraphs, lists, tables, what a file says of itself.

The XML itself is read: odfpy and odfdo give text with what its author has hidden or deleted, superscripts untold.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from lape_qa.documents.formats.charts import titled
from lape_qa.documents.formats.composing import Part, clean, stated, told_by
from lape_qa.documents.formats.numbering import letters, marked, roman
from lape_qa.documents.formats.parts import Parts, day, named, own, valued
from lape_qa.documents.formats.raised import in_words
from lape_qa.documents.formats.sheets import MAX_COLUMNS, Room
from lape_qa.documents.formats.tables import Cell, merged_rows
from lape_qa.errors import DocumentError
from lape_qa.reasons import because

_PICTURES = "Pictures/"
_NEVER_SHOWN = frozenset(
    """annotation annotation-end tracked-changes forms script note page-thumbnail title desc event-listeners
    sequence-decls variable-decls user-field-decls dde-connection-decls alphabetical-index-auto-mark-file shapes
    ruby-text table-of-content illustration-index table-index object-index user-index alphabetical-index""".split()
)
"""Elements whose text is no part of a paragraph: remarks, what was deleted, words for pictures, lists of contents."""
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_MOST_SPACES = 100
_LEVELS = 10
_MOST_REPEATED = 1_000


class Opened:
    """An OpenDocument file: its content, and its styles by family and name."""

    def __init__(self, content: bytes) -> None:
        """Open it; DocumentError when it is damaged or encrypted."""
        self.parts = Parts(content, _PICTURES)
        if "encrypted-package" in self.parts or (
            "META-INF/manifest.xml" in self.parts and b"encryption-data" in self.parts.content("META-INF/manifest.xml")
        ):
            raise DocumentError(because("password"))
        root = self.parts.xml("content.xml")
        roots = [root, *([self.parts.xml("styles.xml")] if "styles.xml" in self.parts else [])]
        self._styles: dict[tuple[str, str], etree._Element] = {}
        self._lists: dict[str, dict[int, etree._Element]] = {}
        # Those of the content win.
        for each in reversed(roots):
            for style in each.iter("{*}style"):
                self._styles[valued(style, "family"), valued(style, "name")] = style
            for listed in each.iter("{*}list-style"):
                self._lists[valued(listed, "name")] = _levels(listed)
        outline = roots[-1].find(".//{*}outline-style")
        self.outline = {} if outline is None else _levels(outline)
        self.body = root.find("{*}body")

    def of(self, kind: str) -> etree._Element:
        """Return the body of a kind: `text`, `spreadsheet` or `presentation`; DocumentError when there is none."""
        found = None if self.body is None else self.body.find(f"{{*}}{kind}")
        if found is None:
            raise DocumentError(because("lacks_kind", kind=kind))
        return found

    def list_levels(self, name: str) -> Mapping[int, etree._Element]:
        """Return the levels of a list style, by number from 1."""
        return self._lists.get(name, {})

    def value(self, family: str, name: str, attribute: str) -> str:
        """Return an attribute of the properties of a style, or of one that it is based on; empty when none has it."""
        for style in self.based(family, name):
            for properties in style:
                if found := valued(properties, attribute):
                    return found
        return ""

    def based(self, family: str, name: str) -> Iterator[etree._Element]:
        """Yield a style, and each that it is based on."""
        seen = set()
        while name and name not in seen and (family, name) in self._styles:
            seen.add(name)
            yield self._styles[family, name]
            name = valued(self._styles[family, name], "parent-style-name")

    def stated(self, text: str) -> dict[str, str]:
        """Return what the file says of itself."""
        if "meta.xml" not in self.parts:
            return {}
        root = self.parts.xml("meta.xml")
        saved = day(own(root, "date")) or day(own(root, "creation-date"))
        return stated(
            title=own(root, "title"),
            author=own(root, "initial-creator") or own(root, "creator"),
            published=told_by(text, saved),
            language=own(root, "language"),
        )


def _levels(listed: etree._Element) -> dict[int, etree._Element]:
    return {repeated(level, "level"): level for level in listed}


def repeated(element: etree._Element, name: str) -> int:
    """Return how often something stands there, or its number; 1 when it does not say."""
    text = valued(element, name)
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 9 else 1


@dataclass
class Reading:
    """Turns the elements of a text into parts, and counts the items of its lists as it goes."""

    opened: Opened
    room: Room = field(default_factory=Room)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    """Numbers of the last list of each style and of each that has a name."""
    _outline: dict[int, int] = field(default_factory=dict)

    def parts(self, elements: Iterable[etree._Element]) -> Iterator[Part]:
        """Yield the parts of elements; boxes and notes of a paragraph follow it."""
        for element in elements:
            match named(element):
                case "h" | "p":
                    yield from self._paragraph(element)
                case "list":
                    yield from self._list(element, "", 1, None)
                case "table":
                    yield from self._table(element)
                case "section" if valued(element, "display") == "none":
                    continue
                case "object":
                    yield Part("paragraph", self.chart(element))
                case "" | "page-number":
                    continue
                case name if name in _NEVER_SHOWN:
                    continue
                case _:
                    yield from self.parts(element)

    def chart(self, called: etree._Element) -> str:
        """Return the titles of an object of the file that is a chart; empty for any other."""
        part = f"{valued(called, 'href').removeprefix('./')}/content.xml"
        return titled(self.opened.parts.xml(part)) if part in self.opened.parts else ""

    def words(self, paragraph: etree._Element) -> str:
        """Return the text of a paragraph as its reader sees it, superscripts and subscripts in words."""
        text = in_words(_joined(self._pieces(paragraph, "")))
        return "\n".join(filter(None, map(clean, text.split("\n"))))

    def _pieces(self, element: etree._Element, where: str) -> Iterator[tuple[str, str]]:
        yield where, _flat(element.text)
        for child in element:
            match named(child):
                case "s":
                    yield where, " " * min(repeated(child, "c"), _MOST_SPACES)
                case "tab":
                    yield where, " "
                case "line-break":
                    yield where, "\n"
                case "hidden-text" if valued(child, "is-hidden") != "false":
                    pass
                case name if name in _NEVER_SHOWN or str(child.tag).startswith(_DRAW):
                    pass
                case "span":
                    style = valued(child, "style-name")
                    if self.opened.value("text", style, "display") != "none":
                        yield from self._pieces(child, _place(self.opened.value("text", style, "text-position"), where))
                case _:
                    yield from self._pieces(child, where)
            yield where, _flat(child.tail)

    def _paragraph(self, element: etree._Element) -> Iterator[Part]:
        style = valued(element, "style-name")
        is_hidden = self.opened.value("paragraph", style, "display") == "none" or any(
            valued(each, "is-hidden") == "true" for each in element.iter("{*}hidden-paragraph")
        )
        if is_hidden:
            return
        text = self.words(element)
        level = self._level(element, style)
        if level is None:
            yield Part("paragraph", text)
        else:
            label = self._outline_label(element, level) if text else ""
            yield Part("heading", " ".join(filter(None, [label, *text.split("\n")])), level)
        for box in _outermost(element):
            yield from self.parts(box)
        for note in element.iter("{*}note"):
            # One of a box follows the paragraph in that.
            if next(note.iterancestors("{*}p", "{*}h"), None) is element:
                for body in note.iterchildren("{*}note-body"):
                    yield from self.parts(body)

    def _level(self, element: etree._Element, style: str) -> int | None:
        if named(element) == "h":
            return min(repeated(element, "outline-level"), _LEVELS)
        is_title = any(valued(each, "name") == "Title" for each in self.opened.based("paragraph", style))
        return 1 if is_title else None

    def _outline_label(self, element: etree._Element, level: int) -> str:
        if named(element) != "h" or valued(element, "is-list-header") == "true":
            return ""
        return _label(self.opened.outline, self._outline, level, valued(element, "start-value"))

    # ---- lists ---------------------------------------------------------------------------------------

    def _list(self, element: etree._Element, style: str, level: int, counts: dict[int, int] | None) -> Iterator[Part]:
        style = valued(element, "style-name") or style
        if counts is None:
            goes_on = valued(element, "continue-list") or (
                style if valued(element, "continue-numbering") == "true" else ""
            )
            counts = self._counts.get(goes_on, {}) if goes_on else {}
            self._counts[style] = counts
        if identifier := valued(element, "id"):
            self._counts[identifier] = counts
        for item in element.iterchildren("{*}list-item", "{*}list-header"):
            label: str | None = None
            if named(item) == "list-item":
                first = next((each for each in item if named(each) in ("p", "h", "list")), None)
                # An item that only holds a deeper list has no number of its own.
                if first is not None and named(first) != "list":
                    label = _label(self.opened.list_levels(style), counts, level, valued(item, "start-value"))
            for child in item:
                if named(child) == "list":
                    yield from self._list(child, style, min(level + 1, _LEVELS), counts)
                    continue
                found = list(self.parts([child]))
                if found and label is not None:
                    found[0] = _labelled(found[0], label)
                    label = None
                yield from found

    # ---- tables --------------------------------------------------------------------------------------

    def _table(self, table: etree._Element) -> Iterator[Part]:
        grid: list[list[tuple[Cell, etree._Element | None]]] = []
        covered: dict[int, int] = {}
        heads = 0
        for row in _rows(table):
            heads += named(row.getparent()) == "table-header-rows"
            cells = list(self._cells(row, covered))
            self.room.take(len(cells) * repeated(row, "number-rows-repeated"))
            grid += [cells] * repeated(row, "number-rows-repeated")
        if max((sum(cell.width for cell, _ in row) for row in grid), default=0) <= 1:
            for element in (element for row in grid for _, element in row if element is not None):
                yield from self.parts(element)
            return
        yield from merged_rows([[cell for cell, _ in row] for row in grid], told=heads or None)

    def _cells(self, row: etree._Element, covered: dict[int, int]) -> Iterator[tuple[Cell, etree._Element | None]]:
        """Yield the cells of a row; `covered` has the columns that one above covers, and in how many rows from here."""
        column = skipped = 0
        for element in row.iterchildren("{*}table-cell", "{*}covered-table-cell"):
            for _ in range(min(repeated(element, "number-columns-repeated"), MAX_COLUMNS - column)):
                if covered.get(column):
                    covered[column] -= 1
                    yield Cell("", continues=True), None
                    skipped = max(0, skipped - 1)
                elif skipped:
                    skipped -= 1
                else:
                    width = min(repeated(element, "number-columns-spanned"), MAX_COLUMNS)
                    below = min(repeated(element, "number-rows-spanned"), _MOST_REPEATED) - 1
                    covered |= dict.fromkeys(range(column, column + width), below)
                    skipped = width - 1
                    yield Cell(self._cell_text(element), width), element
                column += 1

    def _cell_text(self, cell: etree._Element) -> str:
        return clean(" ".join(part.text for part in self.parts(cell)))


def _labelled(part: Part, label: str) -> Part:
    """Return the first part of an item with its label."""
    if part.kind == "heading":
        return Part("heading", f"{label} {part.text}".strip(), part.level) if part.text else part
    if part.kind == "item":
        return part
    mark, text = marked(label, " ".join(part.text.split("\n"))) if part.text else ("-", "")
    return Part("item", text, mark=mark)


def _label(levels: Mapping[int, etree._Element], counts: dict[int, int], level: int, start: str) -> str:
    """Return the next number of a level as its style shows it; empty for a bullet."""
    style = levels.get(level)
    if style is None:
        return ""
    first = int(start) if start.isdecimal() and len(start) < 7 else None
    counts[level] = counts.get(level, repeated(style, "start-value") - 1) + 1 if first is None else first
    for deeper in [each for each in counts if each > level]:
        del counts[deeper]
    if not valued(style, "num-format"):
        return ""
    shown = range(max(1, level + 1 - repeated(style, "display-levels")), level + 1)
    number = ".".join(_number(levels.get(each), counts.get(each, 1)) for each in shown)
    return f"{valued(style, 'num-prefix')}{number}{valued(style, 'num-suffix')}".strip()


def _number(style: etree._Element | None, number: int) -> str:
    match "1" if style is None else valued(style, "num-format"):
        case "a":
            return letters(number)
        case "A":
            return letters(number).upper()
        case "i":
            return roman(number)
        case "I":
            return roman(number).upper()
        case _:
            return str(number)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for element in table:
        match named(element):
            case "table-row":
                yield element
            case "table-header-rows" | "table-rows" | "table-row-group":
                yield from _rows(element)


def _outermost(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the boxes that are drawn inside a paragraph."""
    for child in element:
        if str(child.tag).startswith(_DRAW):
            yield child
        elif named(child) not in _NEVER_SHOWN:
            yield from _outermost(child)


def _joined(pieces: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    joined: list[tuple[str, str]] = []
    for where, piece in pieces:
        if joined and joined[-1][0] == where:
            joined[-1] = (where, joined[-1][1] + piece)
        elif piece:
            joined.append((where, piece))
    return joined


def _place(position: str, inherited: str) -> str:
    """Return `super`, `sub` or nothing for what a style says of where its text stands."""
    first, _, _ = position.partition(" ")
    if not first:
        return inherited
    if first in ("super", "sub"):
        return first
    height = first.removesuffix("%")
    return "sub" if height.startswith("-") and height != "-0" else "super" if height.strip("0.") else ""


def _flat(text: str | None) -> str:
    """Return text whose line ends mean nothing."""
    return (text or "").replace("\n", " ")
