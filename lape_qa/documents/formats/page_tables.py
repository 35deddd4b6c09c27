"""Lines of pages -> the rows of tables among them, each of which reads by itself.

A table is told by where its cells stand: one below the other, in columns with nothing between them. Lines that make no
such columns are left as they are, and no cell gets a name that may not be its own.
"""

import math
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from lape_qa.documents.formats.page_lines import Cell, Line, same
from lape_qa.documents.formats.tables import rows, stacked

_SAME_BASELINE = 0.15
"""In line heights."""
_CLOSE = 1.5
"""A line that goes on with a cell stands at most so many line heights below the one before."""
_LONGEST_CELL = 30
"""Characters of half of the cells; columns of longer ones are those of a text."""
_FILLED = 0.6
"""Share of the cells of a table that hold something."""
_DIGIT = re.compile(r"\d")
_BETWEEN = 1
"""Lines between the parts of one table: the name of a group of rows."""
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s*[-–/]\s*(?:(?:19|20)?\d\d))?\*?")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, with the names of its columns."""

    page: int
    text: str
    begins: bool
    """Whether it is the first of its table on this page or after other lines."""


@dataclass(frozen=True, slots=True)
class _Band:
    """Lines that stand side by side."""

    lines: tuple[Line, ...]
    cells: tuple[Cell, ...]

    @property
    def first(self) -> Line:
        return self.lines[0]


@dataclass(frozen=True, slots=True)
class _Table:
    columns: tuple[tuple[float, float], ...]
    head: tuple[str, ...]
    end: int
    """The number of the band behind it."""


def tabled(lines: Sequence[Line]) -> Iterator[Line | Row]:
    """Yield lines in order, those of tables as rows."""
    bands = list(_bands(lines))
    repeated = _repeated(bands)
    last: _Table | None = None
    at = 0
    while at < len(bands):
        end = _run_end(bands, at)
        near = last if last and at <= last.end + _BETWEEN else None
        table = _table(bands[at:end], near, end, repeated) if end > at else None
        if table is None:
            end = max(end, at + 1)
            yield from (line for band in bands[at:end] for line in band.lines)
        else:
            last, found = table
            yield from found
        at = end


def _bands(lines: Sequence[Line]) -> Iterator[_Band]:
    band: _Band | None = None
    for line in lines:
        if band is not None and _beside(band, line):
            band = _Band((*band.lines, line), (*band.cells, *line.cells))
            continue
        if band is not None:
            yield band
        band = _Band((line,), line.cells)
    if band is not None:
        yield band


def _beside(band: _Band, line: Line) -> bool:
    last = band.lines[-1]
    return (
        last.page == line.page
        and last.turn == line.turn
        and abs(last.bottom - line.bottom) < _SAME_BASELINE * line.height
        and same(last.height, line.height)
        and line.left >= last.right
    )


def _run_end(bands: Sequence[_Band], start: int) -> int:
    """Return where the bands end that may be rows of one table."""
    if len(bands[start].cells) < 2:
        return start
    end = start + 1
    while end < len(bands) and _of_one_size(bands[start].first, bands[end].first):
        if len(bands[end].cells) < 2 and not _goes_on(bands[end - 1], bands[end]):
            break
        end += 1
    return end


def _of_one_size(line: Line, other: Line) -> bool:
    return line.turn == other.turn and same(line.height, other.height)


def _goes_on(above: _Band, band: _Band) -> bool:
    """Tell a line that goes on with cells of the row above, the first aside."""
    line = band.first
    step = above.first.bottom - line.bottom
    return (
        above.first.page == line.page and 0 < step < _CLOSE * line.height and line.left > above.first.left + line.height
    )


def _table(
    bands: Sequence[_Band], last: _Table | None, end: int, repeated: Set[tuple[str, ...]]
) -> tuple[_Table, list[Row]] | None:
    """Return the table that bands are, up to the band `end`, and its rows; None when they are none.

    `repeated`: the cells of bands that stand first on several pages.
    Rows behind the name of a group have the names of the columns of the table that is `last` before them.
    """
    columns = _columns(bands)
    grid = [_placed(band, columns) for band in bands]
    lengths = [len(cell.text) for band in bands for cell in band.cells]
    are_apart = any(len(band.lines) > 1 or band.first.is_row for band in bands)
    if not are_apart or len(columns) < 2 or None in grid or median(lengths) > _LONGEST_CELL:
        return None
    whole = _whole(bands, [texts for texts in grid if texts is not None])
    if sum(map(bool, (text for _band, texts in whole for text in texts))) < _FILLED * len(whole) * len(columns):
        return None
    heads = _heads(whole, repeated)
    if heads:
        head = stacked([texts for _band, texts in whole[:heads]])
    elif last is not None and _continues(columns, last.columns) and any(map(_DIGIT.search, whole[0][1][1:])):
        head = last.head
    elif len(whole) < 2:
        return None
    else:
        head = ()
    texts = [(band, its) for band, its in whole[heads:] if its != head]
    found = rows([*([head] if head else []), *(its for _band, its in texts)], heads=1 if head else 0)
    if len(found) != len(texts):
        return None
    return _Table(columns, head, end), [
        Row(band.first.page, part.text, begins=number == 0)
        for number, ((band, _its), part) in enumerate(zip(texts, found, strict=True))
    ]


def _columns(bands: Sequence[_Band]) -> tuple[tuple[float, float], ...]:
    """Return where columns begin and end: cells that stand above each other are of one."""
    found: list[tuple[float, float]] = []
    for left, right in sorted((cell.left, cell.right) for band in bands for cell in band.cells):
        if found and left < found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], right)
        else:
            found.append((left, right))
    return tuple(found)


def _placed(band: _Band, columns: Sequence[tuple[float, float]]) -> tuple[str, ...] | None:
    """Return the text of each column; None when two cells stand in one."""
    texts = [""] * len(columns)
    for cell in band.cells:
        at = bisect_right(columns, (cell.left, math.inf)) - 1
        if texts[at]:
            return None
        texts[at] = cell.text
    return tuple(texts)


def _whole(bands: Sequence[_Band], grid: Sequence[tuple[str, ...]]) -> list[tuple[_Band, tuple[str, ...]]]:
    """Return the rows, each with what goes on with it below."""
    found = [(bands[0], grid[0])]
    for (above, band), texts in zip(pairwise(bands), grid[1:], strict=True):
        if not texts[0] and _goes_on(above, band):
            first, before = found[-1]
            found[-1] = first, tuple(f"{one} {more}".strip() for one, more in zip(before, texts, strict=True))
        else:
            found.append((band, texts))
    return found


def _repeated(bands: Sequence[_Band]) -> frozenset[tuple[str, ...]]:
    """Return the cells of bands that stand first in tables on several pages."""
    pages: dict[tuple[str, ...], set[int]] = {}
    page, wide = -1, False
    for band in bands:
        was_wide, wide = wide and band.first.page == page, len(band.cells) > 1
        page = band.first.page
        if wide and not was_wide:
            pages.setdefault(tuple(cell.text for cell in band.cells), set()).add(page)
    return frozenset(texts for texts, its in pages.items() if len(its) > 1)


def _heads(whole: Sequence[tuple[_Band, tuple[str, ...]]], repeated: Set[tuple[str, ...]]) -> int:
    """Return how many rows name the columns.

    Bold ones; or one of words which is repeated on the next page, or has a colour of its own, or stands above numbers.
    """
    bold = 0
    while bold < len(whole) and all(line.is_bold for line in whole[bold][0].lines):
        bold += 1
    if 0 < bold < len(whole):
        return bold
    (band, first), *rest = whole
    if not rest or any(_DIGIT.search(text) and not _YEAR.fullmatch(text) for text in first[1:]) or not all(first[1:]):
        return 0
    again = tuple(cell.text for cell in band.cells) in repeated
    if (again or _is_coloured(band, rest)) and all(first) and not _recurs(first, rest):
        return 1
    if len(first) < 3:
        return 0
    counted = [any(map(_DIGIT.search, texts[1:])) for _band, texts in rest]
    are_years = all(_YEAR.fullmatch(text) for _band, texts in rest for text in texts[1:] if text)
    return 1 if 2 * sum(counted) > len(rest) and not are_years else 0


def _is_coloured(band: _Band, rest: Sequence[tuple[_Band, tuple[str, ...]]]) -> bool:
    """Tell a row with a colour that no other row has."""
    colours = {line.colour for line in band.lines}
    return len(colours) == 1 and colours.isdisjoint(line.colour for other, _texts in rest for line in other.lines)


def _recurs(first: tuple[str, ...], rest: Sequence[tuple[_Band, tuple[str, ...]]]) -> bool:
    """Tell a row of which a cell stands below itself again, where not the whole row does: what names does not."""
    below = [texts for _band, texts in rest if texts != first]
    return any(text == other for texts in below for text, other in zip(first, texts, strict=True))


def _continues(columns: Sequence[tuple[float, float]], before: Sequence[tuple[float, float]]) -> bool:
    """Tell whether columns stand where those of the table before did."""
    return len(columns) == len(before) and all(
        left < right_before and left_before < right
        for (left, right), (left_before, right_before) in zip(columns, before, strict=True)
    )
