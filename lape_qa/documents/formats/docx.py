"""Word documents: paragraphs and tables in document order, by python-docx.

The text is taken from the XML itself: python-docx leaves out what stands in content controls, text boxes, fields and
tracked insertions.
"""

import contextlib
import io
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from lxml import etree

from lape_qa.documents.formats import archive, packages
from lape_qa.documents.formats.charts import titled
from lape_qa.documents.formats.composing import (
    Extracted,
    Part,
    clean,
    composed,
    damaged,
    stated,
    told_by,
)
from lape_qa.documents.formats.numbering import Numbering, marked
from lape_qa.documents.formats.parts import named, parsed, valued
from lape_qa.documents.formats.raised import in_words
from lape_qa.documents.formats.tables import Cell, merged_rows

if TYPE_CHECKING:
    from docx.document import Document as Opened

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LEFT_OUT = frozenset({f"{_W}del", f"{_W}moveFrom", _FALLBACK})
"""Deleted and moved text, and second versions of what was read already."""
_SIGNS = {
    f"{_W}tab": " ",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
}
_OFF = ("0", "false", "off")
"""Values that switch a property off."""
_RAISED = 4
"""Half points above the line, from which text is a superscript, whatever it is called."""
_NOTE_PARTS = {"footnotes": "footnote", "endnotes": "endnote"}
_CHARTS = ("chart", "chartEx")
_CHART = "chart"
_PICTURES = "word/media/"
_BODY_TEXT = 9
"""The outline level that means no heading."""
_MOST_COLUMNS = 63
"""Word's own limit."""


def read(content: bytes) -> Extracted:
    """Return a document's headings, paragraphs, lists and tables, and its core properties.

    Headers, footers and the table of contents are left out: they repeat what stands elsewhere.
    """
    from docx import Document
    from docx.opc.exceptions import OpcError

    archive.check(content, _PICTURES)
    try:
        opened = Document(io.BytesIO(packages.mended(content)))
        text = composed(_parts(opened.element.body, _Styles(opened), _notes(opened) | _charts(opened)))
        return Extracted(text, _properties(opened, text))
    # What python-docx raises for parts that are missing, cut off or of another kind than they should be.
    except (OpcError, etree.LxmlError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise damaged("a Word document", error) from error


_Notes = dict[tuple[str, str], etree._Element]
"""Notes and charts by the tag and the number of what calls them; each is taken out when it is read."""


class _Styles:
    """What a paragraph is by its own properties or by those of its style and the styles that this is based on."""

    def __init__(self, opened: "Opened") -> None:
        self._numbering = Numbering(_numbers(opened))
        self._styles = {style.get(f"{_W}styleId"): style for style in opened.styles.element.iter(f"{_W}style")}
        self._texts: dict[str | None, tuple[etree._Element, ...]] = {}
        self._default = next((key for key, style in self._styles.items() if _is_default(style)), None)

    def level(self, paragraph: etree._Element) -> int | None:
        """Return the level of a heading from 1, None for other paragraphs."""
        for properties, name in self._chain(paragraph):
            if name == "title":
                return 1
            level = properties.find(f"{_W}outlineLvl")
            if level is not None:
                number = int(level.get(f"{_W}val"))
                return None if number >= _BODY_TEXT else number + 1
        return None

    def label(self, paragraph: etree._Element) -> str | None:
        """Return the next number of a paragraph's list, empty for a bullet; None where it is in none."""
        level: int | None = None
        for properties, _name in self._chain(paragraph):
            numbering = properties.find(f"{_W}numPr")
            if numbering is None:
                continue
            number, its_level = numbering.find(f"{_W}numId"), numbering.find(f"{_W}ilvl")
            if level is None and its_level is not None:
                level = int(its_level.get(f"{_W}val"))
            if number is not None:
                if number.get(f"{_W}val") == "0":
                    return None
                style = paragraph.find(f"{_W}pPr/{_W}pStyle")
                named = "" if style is None else str(style.get(f"{_W}val"))
                return self._numbering.next(str(number.get(f"{_W}val")), level, named)
        return None if level is None else ""

    def is_contents(self, paragraph: etree._Element) -> bool:
        """Tell a line of the table of contents."""
        return any(name.startswith("toc ") for _properties, name in self._chain(paragraph))

    def is_hidden(self, run: etree._Element) -> bool:
        """Tell text that its author has hidden."""
        for properties in self._of_run(run):
            vanish = properties.find(f"{_W}vanish")
            if vanish is not None:
                return vanish.get(f"{_W}val") not in _OFF
        return False

    def place(self, run: etree._Element) -> str:
        """Return `superscript`, `subscript`, or else what stands on the line."""
        for properties in self._of_run(run):
            alignment = properties.find(f"{_W}vertAlign")
            if alignment is not None:
                return str(alignment.get(f"{_W}val"))
            position = properties.find(f"{_W}position")
            if position is not None and position.get(f"{_W}val", "0").lstrip("+").isdecimal():
                return "superscript" if int(position.get(f"{_W}val")) >= _RAISED else ""
        return ""

    def _of_run(self, run: etree._Element) -> Iterator[etree._Element]:
        """Yield the properties of a run, those of its style, and those of its paragraph's style."""
        properties = run.find(f"{_W}rPr")
        if properties is not None:
            yield properties
        named = None if properties is None else properties.find(f"{_W}rStyle")
        if named is not None:
            yield from self._run_properties(named.get(f"{_W}val"))
        paragraph = next(run.iterancestors(f"{_W}p"), None)
        style = None if paragraph is None else paragraph.find(f"{_W}pPr/{_W}pStyle")
        yield from self._run_properties(self._default if style is None else style.get(f"{_W}val"))

    def _run_properties(self, identifier: str | None) -> tuple[etree._Element, ...]:
        """Return the properties of text that a style and those that it is based on give, once found for all runs."""
        if identifier not in self._texts:
            found = [style.find(f"{_W}rPr") for style in self._based(identifier)]
            self._texts[identifier] = tuple(properties for properties in found if properties is not None)
        return self._texts[identifier]

    def _based(self, identifier: str | None) -> Iterator[etree._Element]:
        """Yield a style, and each that it is based on."""
        seen = set()
        while identifier in self._styles and identifier not in seen:
            seen.add(identifier)
            style = self._styles[identifier]
            yield style
            based = style.find(f"{_W}basedOn")
            identifier = None if based is None else based.get(f"{_W}val")

    def _chain(self, paragraph: etree._Element) -> Iterator[tuple[etree._Element, str]]:
        """Yield properties and style name of the paragraph, its style, and each style that it is based on."""
        properties = paragraph.find(f"{_W}pPr")
        named = None if properties is None else properties.find(f"{_W}pStyle")
        if properties is not None:
            yield properties, ""
        identifier = self._default if named is None else named.get(f"{_W}val")
        for style in self._based(identifier):
            name = style.find(f"{_W}name")
            properties = style.find(f"{_W}pPr")
            yield (
                etree.Element("none") if properties is None else properties,
                "" if name is None else str(name.get(f"{_W}val")).lower(),
            )


def _is_default(style: etree._Element) -> bool:
    return style.get(f"{_W}type") == "paragraph" and style.get(f"{_W}default") in ("1", "true")


def _numbers(opened: "Opened") -> etree._Element | None:
    """Return the part that says how lists are numbered."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import parse_xml

    for relation in opened.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.NUMBERING and not relation.is_external:
            return parse_xml(relation.target_part.blob)
    return None


def _notes(opened: "Opened") -> _Notes:
    """Return the footnotes and endnotes of a document, by what calls them."""
    from docx.oxml import parse_xml

    notes: dict[tuple[str, str], etree._Element] = {}
    for relation in opened.part.rels.values():
        kind = _NOTE_PARTS.get(relation.reltype.rpartition("/")[2])
        if kind is None or relation.is_external:
            continue
        for note in parse_xml(relation.target_part.blob).iter(f"{_W}{kind}"):
            notes[f"{_W}{kind}Reference", note.get(f"{_W}id")] = note
    return notes


def _charts(opened: "Opened") -> _Notes:
    """Return the charts of a document, by what calls them; one that does not parse is none."""
    charts: _Notes = {}
    for key, relation in opened.part.rels.items():
        if relation.reltype.rpartition("/")[2] in _CHARTS and not relation.is_external:
            with contextlib.suppress(etree.XMLSyntaxError):
                charts[_CHART, key] = parsed(relation.target_part.blob)
    return charts


def _parts(parent: etree._Element, styles: _Styles, notes: _Notes) -> Iterator[Part]:
    """Yield the parts below an element; what stands in a paragraph's text boxes and notes follows the paragraph."""
    for element in parent:
        match element.tag:
            case tag if tag in _LEFT_OUT:
                continue
            case tag if tag == f"{_W}p":
                yield from _paragraph(element, styles)
                for box in _outermost(element, f"{_W}txbxContent"):
                    yield from _parts(box, styles, notes)
                yield from _called(element, styles, notes)
            case tag if tag == f"{_W}tbl":
                yield from _table(element, styles)
                yield from _called(element, styles, notes)
            case _:
                # Content controls and tracked insertions of whole paragraphs.
                yield from _parts(element, styles, notes)


def _called(element: etree._Element, styles: _Styles, notes: _Notes) -> Iterator[Part]:
    """Yield the notes and charts that a paragraph or a table calls, in their order, each where it is called first."""
    for call in element.iter(f"{_W}footnoteReference", f"{_W}endnoteReference", "{*}chart") if notes else ():
        run = next(call.iterancestors(f"{_W}r"), call)
        if any(above.tag in _LEFT_OUT for above in call.iterancestors()) or styles.is_hidden(run):
            continue
        key = (_CHART if named(call) == _CHART else call.tag, valued(call, "id"))
        called = notes.pop(key, None)
        if called is not None and key[0] == _CHART:
            yield Part("paragraph", titled(called))
        elif called is not None:
            yield from _parts(called, styles, {})


def _paragraph(element: etree._Element, styles: _Styles) -> Iterator[Part]:
    lines = [line for line in map(clean, _shown(element, styles).split("\n")) if line]
    if not lines and next(element.iter(f"{_W}t"), None) is None:
        # An empty paragraph has its number, too; a hidden one has none.
        styles.label(element)
    if not lines or styles.is_contents(element):
        return
    level = styles.level(element)
    label = styles.label(element)
    if level is not None:
        yield Part("heading", " ".join([label, *lines] if label else lines), level)
    elif label is not None:
        mark, text = marked(label, " ".join(lines))
        yield Part("item", text, mark=mark)
    else:
        yield Part("paragraph", "\n".join(lines))


def _shown(paragraph: etree._Element, styles: _Styles) -> str:
    """Return the text of a paragraph as its reader sees it, superscripts and subscripts in words."""
    groups = groupby(_signs(paragraph, styles), _where)
    places = {"superscript": "super", "subscript": "sub"}
    return in_words([(places.get(where, ""), "".join(text for _, text in group)) for where, group in groups])


def _where(sign: tuple[str, str]) -> str:
    return sign[0]


def _signs(element: etree._Element, styles: _Styles, where: str = "") -> Iterator[tuple[str, str]]:
    """Yield what a paragraph shows without its text boxes, each with its place: above the line, below it, or on it."""
    for child in element:
        if child.tag in _LEFT_OUT or child.tag == f"{_W}txbxContent":
            continue
        if child.tag == f"{_W}t":
            yield where, child.text or ""
        elif child.tag in _SIGNS:
            yield where, _SIGNS[child.tag]
        elif child.tag == f"{_W}r":
            if not styles.is_hidden(child):
                yield from _signs(child, styles, styles.place(child))
        else:
            yield from _signs(child, styles, where)


def _outermost(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in _LEFT_OUT:
            yield from _outermost(child, tag)


def _table(table: etree._Element, styles: _Styles) -> Iterator[Part]:
    """Yield a table's rows as items; a table of one column is a frame around what stands in it."""
    its_rows = list(_outermost(table, f"{_W}tr"))
    cells = [list(_outermost(row, f"{_W}tc")) for row in its_rows]
    if max(map(len, cells), default=0) <= 1:
        for cell in (cell for row in cells for cell in row):
            yield from _parts(cell, styles, {})
        return
    heads = [row.find(f"{_W}trPr/{_W}tblHeader") is not None for row in its_rows]
    grid = [
        [
            *_before(its_row),
            *(
                Cell("" if _continues(cell) else _cell_text(cell, styles), _width(cell), _continues(cell))
                for cell in row
            ),
        ]
        for its_row, row in zip(its_rows, cells, strict=True)
    ]
    yield from merged_rows(grid, told=(heads.index(False) if False in heads else 0) or None)


def _before(row: etree._Element) -> list[Cell]:
    """Return what stands for the columns that a row leaves out before its first cell."""
    left_out = row.find(f"{_W}trPr/{_W}gridBefore")
    return [Cell("")] * (0 if left_out is None else min(int(left_out.get(f"{_W}val")), _MOST_COLUMNS))


def _cell_text(cell: etree._Element, styles: _Styles) -> str:
    return clean(" ".join(part.text for part in _parts(cell, styles, {})))


def _width(cell: etree._Element) -> int:
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    return 1 if span is None else max(1, min(int(span.get(f"{_W}val")), _MOST_COLUMNS))


def _continues(cell: etree._Element) -> bool:
    """Tell a cell that is merged with the one above it."""
    merge = cell.find(f"{_W}tcPr/{_W}vMerge")
    return merge is not None and merge.get(f"{_W}val") != "restart"


def _properties(opened: "Opened", text: str) -> dict[str, str]:
    from docx.opc.constants import RELATIONSHIP_TYPE

    package = opened.part.package
    if not any(relation.reltype == RELATIONSHIP_TYPE.CORE_PROPERTIES for relation in package.rels.values()):
        # python-docx would make up properties of its own.
        return {}
    core = package.core_properties
    saved = core.modified or core.created
    return stated(
        title=core.title,
        author=core.author,
        published=told_by(text, saved.date()) if saved else None,
        language=core.language,
    )
