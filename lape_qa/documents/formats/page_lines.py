"""A line of a page, and its cells when it is the row of a table."""

from dataclasses import dataclass

_COLUMN_GAP = 1.2
"""Words further apart than this, in line heights, stand in columns: their line is the row of a table."""
_CELL_GAP = 0.7
"""So are words that stand further apart than this, if the lines above and below say so as well."""
_SAME_HEIGHT = 0.08
"""Relative difference within which two lines are of one size."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Words of a line that stand together."""

    text: str
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it stands on a page that is turned so that it reads from left to right.

    Lengths in points, from any place of the page.
    """

    page: int
    text: str
    left: float
    right: float
    bottom: float
    height: float
    first_word: float
    """Width of the first word."""
    cells: tuple[Cell, ...]
    """Its words, those that stand together as one."""
    widest_gap: float
    """Between two of its words."""
    is_bold: bool = False
    colour: tuple[int, int, int] = (0, 0, 0)
    """Of a line with cells: red, green and blue, up to 255."""
    turn: int = 0
    """Quarters of a turn, clockwise, by which the page is turned for it."""

    @property
    def is_row(self) -> bool:
        """Tell the row of a table."""
        return self.widest_gap > _COLUMN_GAP * self.height


def cells(words: list[Cell], height: float) -> tuple[Cell, ...]:
    """Put the words of a line of this height together that stand together."""
    found = words[:1]
    for word in words[1:]:
        last = found[-1]
        if word.left - last.right > _CELL_GAP * height:
            found.append(word)
        else:
            found[-1] = Cell(f"{last.text} {word.text}", last.left, word.right)
    return tuple(found)


def same(a: float, b: float) -> bool:
    """Tell whether two heights are those of one size."""
    return abs(a - b) <= _SAME_HEIGHT * max(a, b)
