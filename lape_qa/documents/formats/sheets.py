"""The rows of a spreadsheet as facts: what names the columns is told by what stands in them, as nothing else tells it.

A blank row parts tables. A row of words above rows of numbers, or in bold above rows that are not, names the columns; a
part behind a blank row that begins with values goes on with the names above. What nobody names gets no name.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from lape_qa.documents.formats.composing import Part, clean
from lape_qa.documents.formats.numbering import marked
from lape_qa.documents.formats.tables import Cell, has_two_heads, merged_rows
from lape_qa.errors import DocumentError
from lape_qa.reasons import because

MAX_CELLS = 200_000
"""Of all sheets, blank ones between others counted: as many facts as a long report has; more is data for programs."""
MAX_COLUMNS = 1_000
"""A column beyond this is none of a table for people."""
MAX_ROW = 1_048_576
"""Of the programs themselves."""
HIDDEN = because("hidden_sheets")
_MARKED_ROWS = 999
"""A longer number is no mark of an item, and would be found as a year."""
_LIKE_A_MARK = re.compile(r"\d{1,3}\. ")
"""What begins so would be taken for a row."""
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Value:
    """What a cell shows."""

    text: str
    is_number: bool = False
    """Whether it is a number, a date or a time."""
    is_bold: bool = False
    width: int = 1
    continues: bool = False
    """Whether it is merged with the one above it."""


BLANK = Value("")


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is shown."""

    number: int
    """As the program shows it, from 1."""
    values: tuple[Value, ...]
    """From the first column on; one that goes across columns stands for all of them."""
    is_apart: bool = False
    """Whether a blank row stands before it."""


class Room:
    """How many cells may still be read."""

    def __init__(self) -> None:
        self._left = MAX_CELLS

    def take(self, cells: int) -> None:
        """Count cells; DocumentError when they are too many."""
        self._left -= cells
        if self._left < 0:
            raise DocumentError(because("too_many_cells", most=MAX_CELLS))


def sheet(name: str, its_rows: Iterable[Row], charts: Iterable[str] = ()) -> list[Part]:
    """Return a sheet's name as a heading, its rows as items, each marked with its number, and its charts' titles.

    Nothing if it is blank.
    """
    parts: list[Part] = []
    names: list[Row] = []
    for block in _blocks(its_rows):
        found, names = _table(block, names)
        parts += found
    parts += (Part("paragraph", title) for title in charts if title)
    parts = [
        replace(part, kind="item") if part.kind == "paragraph" and _LIKE_A_MARK.match(part.text) else part
        for part in parts
    ]
    return [Part("heading", clean(name)), *parts] if parts else []


def _blocks(its_rows: Iterable[Row]) -> Iterator[list[Row]]:
    block: list[Row] = []
    for row in its_rows:
        if block and row.is_apart:
            yield block
            block = []
        block.append(row)
    if block:
        yield block


def _table(block: Sequence[Row], names_above: Sequence[Row]) -> tuple[list[Part], list[Row]]:
    """Return the parts of a table, and the rows that name its columns."""
    left = min(_first_filled(row) for row in block)
    shown = [row.values[left:] for row in block]
    if len(block) == 1 and _filled(block[0]) == 1:
        return [Part("paragraph", shown[0][-1].text)], list(names_above)
    first = next((at for at, row in enumerate(block) if _filled(row) > 1), None)
    heads = 0 if first is None else _heads(block, first)
    if heads and not _goes_on(block[heads - 1], names_above):
        names = list(block[(first or 0) : heads])
        return merged_rows([_cells(values) for values in shown], heads, _marks(block)), names
    if first is not None and names_above and _width(names_above[-1]) >= max(map(_width, block)):
        titles, rest = block[:first], block[first:]
        grid = [_cells(row.values[left:]) for row in (*names_above, *rest)]
        named = merged_rows(grid, len(names_above), _marks([*names_above, *rest]))
        return [*(Part("paragraph", _words(row)) for row in titles), *named], list(names_above)
    return merged_rows([_cells(values) for values in shown], 0, _marks(block)), []


def _heads(block: Sequence[Row], first: int) -> int:
    """Return how many rows from the top end with those that name the columns; 0 when none does."""
    below = block[first + 1 :]
    if not below:
        return 0
    if has_two_heads([_cells(row.values) for row in block[first : first + 2]]) and len(below) > 1:
        return first + 2 if _names(block[first + 1], below[1:]) else 0
    return first + 1 if _names(block[first], below) else 0


def _names(row: Row, below: Sequence[Row]) -> bool:
    """Tell whether a row names what stands below it: it holds words, and years only above what are no years."""
    for at, value in enumerate(_spread(row)):
        if not value.is_number:
            continue
        column = [values[at] for values in map(_spread, below) if at < len(values) and values[at].text]
        if not _YEAR.fullmatch(value.text) or any(_YEAR.fullmatch(other.text) for other in column):
            return False
    # Of two columns of words, the first names the second, as in the tables of other documents.
    return _width(row) > 2 or _is_bold(row) or any(value.is_number for other in below for value in other.values)


def _goes_on(row: Row, names_above: Sequence[Row]) -> bool:
    """Tell whether a row behind a blank one, all words, is one more below names in bold."""
    return bool(names_above) and _is_bold(names_above[-1]) and not _is_bold(row)


def _is_bold(row: Row) -> bool:
    return all(value.is_bold for value in row.values if value.text)


def _first_filled(row: Row) -> int:
    return next((at for at, value in enumerate(row.values) if value.text or value.continues), 0)


def _filled(row: Row) -> int:
    return sum(bool(value.text) or value.continues for value in row.values)


def _width(row: Row) -> int:
    return sum(value.width for value in row.values)


def _words(row: Row) -> str:
    return " ".join(value.text for value in row.values if value.text)


def _spread(row: Row) -> list[Value]:
    """Return a row with one value a column."""
    return [each for value in row.values for each in (value, *[BLANK] * (value.width - 1))]


def _cells(values: Sequence[Value]) -> list[Cell]:
    return [Cell(value.text, value.width, value.continues) for value in values]


def _marks(block: Iterable[Row]) -> list[str]:
    return [marked(f"{row.number}.", "")[0] if row.number <= _MARKED_ROWS else "-" for row in block]
