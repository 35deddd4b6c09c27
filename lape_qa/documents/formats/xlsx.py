"""Excel workbooks: what their cells show, read from the XML itself.

openpyxl builds charts, pictures and cells that only have a format, and fails on workbooks that other programs wrote; it
shows numbers without their formats, and does not leave out what is hidden.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from lxml import etree

from lape_qa.documents.formats import sheets
from lape_qa.documents.formats.charts import titled
from lape_qa.documents.formats.composing import Extracted, Part, clean, composed_pages, damaged
from lape_qa.documents.formats.number_formats import Style, shown
from lape_qa.documents.formats.parts import Parts, is_on, named, valued
from lape_qa.documents.formats.raised import lowered, raised
from lape_qa.documents.formats.sheets import BLANK, HIDDEN, MAX_COLUMNS, MAX_ROW, Room, Row, Value
from lape_qa.reasons import because

_PICTURES = "xl/media/"
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_BUILT_IN = {
    **{1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 37: "#,##0", 38: "#,##0", 39: "#,##0.00"},
    **{40: "#,##0.00", 14: "d.m.yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss"},
    **{20: "h:mm", 21: "h:mm:ss", 22: "d.m.yyyy h:mm", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss"},
}
"""Formats that every workbook has without naming them."""
_UNCALCULATED = because("uncalculated")


def read(content: bytes) -> Extracted:
    """Return each sheet's rows as items under its name, where each sheet begins, and the core properties.

    What is hidden is left out; of a formula, the value is read that its program stored.
    """
    parts = Parts(content, _PICTURES)
    try:
        opened = _Workbook(parts)
        read_sheets = [opened.sheet(*place) for place in opened.places]
        text, pages = composed_pages(read_sheets)
        notes = [note for note, is_so in ((HIDDEN, opened.hides), (_UNCALCULATED, opened.lacks_values)) if is_so]
        return Extracted(text, parts.stated(text), pages, tuple(notes), paged="sheet")
    except (etree.LxmlError, ValueError, LookupError) as error:
        raise damaged("an Excel workbook", error) from error


@dataclass(frozen=True, slots=True)
class _Merged:
    """A cell that covers others."""

    top: int
    bottom: int
    left: int
    width: int


class _Workbook:
    """What the sheets of a workbook share, and what was left out of them."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        main = parts.main()
        root = parts.xml(main)
        relations = parts.relations(main)
        self.hides = False
        self.lacks_values = False
        self._room = Room()
        self._is_1904 = is_on(root.find("{*}workbookPr"), "date1904")
        self._texts = _texts(parts, relations)
        self._styles = _styles(parts, relations)
        self.places = [
            (valued(each, "name"), relations.get(_relation(each), ("", ""))[1], valued(each, "state") not in _SHOWN)
            for each in root.iterfind("{*}sheets/{*}sheet")
        ]

    def sheet(self, name: str, part: str, is_hidden: bool) -> list[Part]:
        """Return the parts of a sheet; none of a hidden one."""
        if is_hidden:
            self.hides = True
            return []
        root = self._parts.xml(part)
        return sheets.sheet(name, self._rows(root) if named(root) == "worksheet" else (), self._charts(part))

    def _charts(self, sheet: str) -> Iterator[str]:
        """Yield the titles of the charts that are drawn on a sheet, or that it is."""
        for kind, drawing in self._parts.relations(sheet).values():
            if kind != "drawing" or drawing not in self._parts:
                continue
            charts = self._parts.relations(drawing)
            for called in self._parts.xml(drawing).iter("{*}chart"):
                _kind, chart = charts.get(valued(called, "id"), ("", ""))
                if chart in self._parts:
                    yield titled(self._parts.xml(chart))

    def _rows(self, root: etree._Element) -> Iterator[Row]:
        hidden = self._hidden_columns(root)
        merged = sorted(_merged(root), key=lambda each: each.top)
        active: list[_Merged] = []
        number = before = at = 0
        for element in root.iterfind("{*}sheetData/{*}row"):
            number = _whole(element.get("r"), number + 1)
            if number > MAX_ROW:
                raise ValueError(f"row {number}")
            if is_on(element, "hidden"):
                self.hides = self.hides or len(element) > 0
                # What is hidden parts no tables.
                before = number if before == number - 1 else before
                continue
            while at < len(merged) and merged[at].top <= number:
                active.append(merged[at])
                at += 1
            active = [each for each in active if each.bottom >= number]
            values = self._values(element, number, active, hidden)
            if any(value.text or value.continues for value in values):
                yield Row(number, values, is_apart=before not in (0, number - 1))
                before = number

    def _values(
        self, row: etree._Element, number: int, merged: Sequence[_Merged], hidden: frozenset[int]
    ) -> tuple[Value, ...]:
        """Return the values of a row up to its last that is filled."""
        filled = dict(self._filled(row))
        covering = {each.left: each for each in merged}
        last = max((*filled, *(left for left, each in covering.items() if each.top < number)), default=0)
        self._room.take(last)
        values = []
        column = 1
        while column <= last:
            cover = covering.get(column)
            width = cover.width if cover else 1
            if column not in hidden:
                value = filled.get(column, BLANK)
                # Columns that are hidden take no place.
                seen = sum(each not in hidden for each in range(column, column + width)) if width > 1 else 1
                is_below = cover is not None and cover.top < number
                values.append(Value("" if is_below else value.text, value.is_number, value.is_bold, seen, is_below))
            column += width
        while values and not values[-1].text and not values[-1].continues:
            values.pop()
        return tuple(values)

    def _filled(self, row: etree._Element) -> Iterator[tuple[int, Value]]:
        column = 0
        for cell in row.iterchildren("{*}c"):
            place = _REFERENCE.fullmatch(cell.get("r", ""))
            column = _column(place[1]) if place else column + 1
            value = self._value(cell)
            if value is None:
                continue
            if column > MAX_COLUMNS:
                raise ValueError(f"column {column} is filled, more than {MAX_COLUMNS}")
            yield column, value

    def _value(self, cell: etree._Element) -> Value | None:
        style = self._styles.get(_whole(cell.get("s"), 0), Style())
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            text = _words(cell)
        else:
            stored = cell.findtext("{*}v")
            if stored is None:
                self.lacks_values = self.lacks_values or cell.find("{*}f") is not None
                return None
            text, kind = self._shown(stored, kind, style)
        return Value(text, kind == "n", style.is_bold) if text else None

    def _shown(self, stored: str, kind: str, style: Style) -> tuple[str, str]:
        match kind:
            case "s":
                number = _whole(stored.strip(), -1)
                return (self._texts[number] if 0 <= number < len(self._texts) else ""), kind
            case "b":
                return ("TOSI" if stored.strip() == "1" else "EPÄTOSI"), kind
            case "e":
                return "", kind
            case "str":
                return clean(stored), kind
            case "d":
                return clean(stored), "n"
            case _:
                return shown(float(stored), style, is_1904=self._is_1904), "n"

    def _hidden_columns(self, root: etree._Element) -> frozenset[int]:
        hidden: set[int] = set()
        for columns in root.iterfind("{*}cols/{*}col"):
            if is_on(columns, "hidden"):
                first, last = _whole(columns.get("min"), 1), _whole(columns.get("max"), 1)
                hidden.update(range(first, min(last, MAX_COLUMNS) + 1))
        if hidden and any(
            (place := _REFERENCE.fullmatch(cell.get("r", ""))) and _column(place[1]) in hidden
            for cell in root.iterfind("{*}sheetData/{*}row/{*}c")
            if len(cell)
        ):
            self.hides = True
        return frozenset(hidden)


_SHOWN = ("", "visible")


def _relation(element: etree._Element) -> str:
    """Return the relation that an element names, which has the ending of the identifier that is not its own."""
    return str(next((value for key, value in element.items() if key.endswith("}id")), ""))


def _texts(parts: Parts, relations: Mapping[str, tuple[str, str]]) -> list[str]:
    """Return the texts that the cells share."""
    part = next((part for kind, part in relations.values() if kind == "sharedStrings"), "")
    return [_words(each) for each in parts.xml(part).iterchildren("{*}si")] if part in parts else []


def _words(element: etree._Element) -> str:
    """Return a text with superscripts and subscripts in words, without hints for pronouncing it."""
    text = ""
    pieces = [
        (piece.find("{*}rPr/{*}vertAlign"), "".join(each.text or "" for each in piece.iter("{*}t")))
        for piece in element.iter("{*}t", "{*}r")
        if named(piece) == "r" or named(piece.getparent()) not in ("r", "rPh")
    ]
    for at, (alignment, piece) in enumerate(pieces):
        following = pieces[at + 1][1] if at + 1 < len(pieces) else ""
        match "" if alignment is None else valued(alignment, "val"):
            case "superscript":
                text += raised(text, piece, following)
            case "subscript":
                text += lowered(piece)
            case _:
                text += piece
    return clean(text)


def _styles(parts: Parts, relations: Mapping[str, tuple[str, str]]) -> dict[int, Style]:
    part = next((part for kind, part in relations.values() if kind == "styles"), "")
    if part not in parts:
        return {}
    root = parts.xml(part)
    codes = {
        **_BUILT_IN,
        **{
            _whole(each.get("numFmtId"), 0): each.get("formatCode", "")
            for each in root.iterfind("{*}numFmts/{*}numFmt")
        },
    }
    bold = [
        (mark := font.find("{*}b")) is not None and valued(mark, "val") not in ("0", "false")
        for font in root.iterfind("{*}fonts/{*}font")
    ]
    return {
        number: Style(
            codes.get(_whole(each.get("numFmtId"), 0), ""),
            is_bold=_whole(each.get("fontId"), 0) < len(bold) and bold[_whole(each.get("fontId"), 0)],
        )
        for number, each in enumerate(root.iterfind("{*}cellXfs/{*}xf"))
    }


def _merged(root: etree._Element) -> Iterator[_Merged]:
    for element in root.iterfind("{*}mergeCells/{*}mergeCell"):
        first, _, last = element.get("ref", "").partition(":")
        begin, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last)
        if begin and end:
            left, right = _column(begin[1]), min(_column(end[1]), MAX_COLUMNS)
            yield _Merged(int(begin[2]), int(end[2]), left, max(1, right - left + 1))


def _column(letters: str) -> int:
    """Return the number of a column from its letters: A is 1, AA is 27."""
    return [*accumulate((ord(letter) - ord("A") + 1 for letter in letters), lambda total, each: total * 26 + each)][-1]


def _whole(text: str | None, missing: int) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 8 else missing
