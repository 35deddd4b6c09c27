"""OpenDocument spreadsheets: what their cells show."""

from collections.abc import Iterator

from lxml import etree

from lape_qa.documents.formats import sheets
from lape_qa.documents.formats.composing import Extracted, Part, clean, composed_pages, damaged
from lape_qa.documents.formats.number_formats import Style, shown
from lape_qa.documents.formats.opendocument import Opened, Reading, repeated
from lape_qa.documents.formats.parts import named, valued
from lape_qa.documents.formats.sheets import BLANK, HIDDEN, MAX_COLUMNS, MAX_ROW, Row, Value

_NUMBERS = ("float", "percentage", "currency", "date", "time")
_UNSEEN = ("collapse", "filter")


def read(content: bytes) -> Extracted:
    """Return each sheet's rows as items under its name, where each sheet begins, and the file's properties."""
    try:
        opened = Opened(content)
        reading = _Sheets(opened)
        text, pages = composed_pages(
            [reading.sheet(each) for each in opened.of("spreadsheet").iterchildren("{*}table")]
        )
        return Extracted(text, opened.stated(text), pages, (HIDDEN,) if reading.hides else (), paged="sheet")
    except (etree.LxmlError, ValueError, LookupError) as error:
        raise damaged("an OpenDocument spreadsheet", error) from error


class _Sheets:
    """Reads sheets one after the other."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._reading = Reading(opened)
        self.hides = False

    def sheet(self, table: etree._Element) -> list[Part]:
        """Return the parts of a sheet; none of a hidden one."""
        if self._opened.value("table", valued(table, "style-name"), "display") == "false":
            self.hides = True
            return []
        charts = map(self._reading.chart, table.iter("{*}object"))
        return sheets.sheet(valued(table, "name"), self._rows(table), charts)

    def _rows(self, table: etree._Element) -> Iterator[Row]:
        hidden = _hidden_columns(table)
        covered: dict[int, int] = {}
        number = before = 0
        for element in _its_rows(table):
            times = repeated(element, "number-rows-repeated")
            if number + times > MAX_ROW:
                times = MAX_ROW - number
            is_hidden = valued(element, "visibility") in _UNSEEN
            values, hides = self._values(element, hidden, covered)
            self.hides = self.hides or hides or (is_hidden and bool(values))
            for _ in range(times if values and not is_hidden else 0):
                number += 1
                self._reading.room.take(len(values))
                yield Row(number, values, is_apart=before not in (0, number - 1))
                before = number
            if not values or is_hidden:
                # What is hidden parts no tables.
                before = number + times if is_hidden and before == number else before
                number += times

    def _values(
        self, row: etree._Element, hidden: frozenset[int], covered: dict[int, int]
    ) -> tuple[tuple[Value, ...], bool]:
        """Return the values of a row up to its last that is filled, and whether a column hides one."""
        values: list[Value] = []
        hides = False
        column = skipped = 0
        for element in row.iterchildren("{*}table-cell", "{*}covered-table-cell"):
            value = self._value(element)
            if element.getnext() is None and not value.text and not any(covered.values()):
                # Blank up to the edge of the sheet.
                break
            for _ in range(min(repeated(element, "number-columns-repeated"), MAX_COLUMNS - column)):
                column += 1
                is_below = covered.get(column, 0) > 0
                if is_below:
                    covered[column] -= 1
                if column in hidden:
                    hides = hides or bool(value.text)
                elif skipped and not is_below:
                    # Covered by the cell before it.
                    skipped -= 1
                    continue
                else:
                    width = repeated(element, "number-columns-spanned")
                    span = range(column, min(column + width, MAX_COLUMNS + 1))
                    below = min(repeated(element, "number-rows-spanned"), MAX_ROW) - 1
                    if below and not is_below:
                        covered |= dict.fromkeys(span, below)
                    seen = sum(each not in hidden for each in span)
                    skipped = seen - 1
                    values.append(
                        Value("", continues=True)
                        if is_below
                        else Value(value.text, value.is_number, value.is_bold, max(1, seen))
                    )
        while values and not values[-1].text and not values[-1].continues:
            values.pop()
        return tuple(values), hides

    def _value(self, cell: etree._Element) -> Value:
        text = clean(" ".join(self._reading.words(each) for each in cell.iterchildren("{*}p")))
        kind = valued(cell, "value-type")
        if not text and kind in ("float", "percentage", "currency"):
            text = shown(float(valued(cell, "value") or "nan"), Style("0.00%" if kind == "percentage" else ""))
        if not text:
            return BLANK
        is_bold = self._opened.value("table-cell", valued(cell, "style-name"), "font-weight") == "bold"
        return Value(text, kind in _NUMBERS, is_bold)


def _hidden_columns(table: etree._Element) -> frozenset[int]:
    hidden: set[int] = set()
    at = 0
    for element in table.iter("{*}table-column"):
        times = min(repeated(element, "number-columns-repeated"), MAX_COLUMNS)
        if valued(element, "visibility") in _UNSEEN:
            hidden.update(range(at + 1, at + times + 1))
        at += times
        if at >= MAX_COLUMNS:
            break
    return frozenset(hidden)


def _its_rows(table: etree._Element) -> Iterator[etree._Element]:
    for element in table:
        match named(element):
            case "table-row":
                yield element
            case "table-header-rows" | "table-rows" | "table-row-group":
                yield from _its_rows(element)
