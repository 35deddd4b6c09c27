"""The rows of a table as list items that are understood by themselves, with the names of their columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from lape_qa.documents.formats.composing import Part


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that may go across columns."""

    text: str
    width: int = 1
    continues: bool = False
    """Whether it is merged with the one above it."""


def merged_rows(table: Sequence[Sequence[Cell]], told: int | None, marks: Sequence[str] | None = None) -> list[Part]:
    """Return the rows of a table with merged cells; of the first `told` it is known that they name the columns.

    None: nobody tells. `marks`: what each row begins with as an item.
    """
    first = next((number for number, row in enumerate(table) if len(row) > 1), 0)
    heads = told
    if told is None and has_two_heads(table[first : first + 2]):
        heads = first + 2
    above: dict[int, str] = {}
    grid = []
    for number, row in enumerate(table):
        is_head = number < (first + 1 if heads is None else heads)
        texts: list[str] = []
        for cell in row:
            at = len(texts)
            text = above.get(at, "") if cell.continues else cell.text
            # What a name goes across, it names.
            texts += [text, *[text if is_head else ""] * (cell.width - 1)]
            above |= dict(enumerate(texts[at:], start=at))
        grid.append(texts[:1] if len(row) == 1 else texts)
    return rows(grid, heads=heads, marks=marks)


def has_two_heads(table: Sequence[Sequence[Cell]]) -> bool:
    """Tell a name that goes across columns which the next row names, and nothing else stands in that row."""
    if len(table) < 2 or all(cell.width == 1 for cell in table[0]):
        return False
    below: dict[int, Cell] = {}
    at = 0
    for cell in table[1]:
        below[at] = cell
        at += cell.width
    at = 0
    for cell in table[0]:
        if cell.width == 1 and at in below and below[at].text and not below[at].continues:
            return False
        at += cell.width
    return True


def rows(grid: Sequence[Sequence[str]], *, heads: int | None, marks: Sequence[str] | None = None) -> list[Part]:
    """Return a table's rows as list items that are understood by themselves; `marks`: what each begins with.

    The first `heads` rows name the columns, and each later one reads `Name: value; Name: value`. When nobody tells how
    many do (None), the first is supposed to, of three columns and more; of two columns, the first names the second. A
    row of one cell in a wider table goes across it: it is the table's title, or names a group of rows.
    """
    columns = max(map(len, grid), default=0)
    # Each row with what it begins with, and whether it stands among the first.
    filled = [
        (row, mark, heads is not None and number < heads)
        for number, (row, mark) in enumerate(zip(grid, marks or ["-"] * len(grid), strict=True))
        if any(row)
    ]
    parts: list[Part] = []
    while len(filled) > 1 and len(filled[0][0]) == 1 < columns and (heads is None or filled[0][2]):
        [title] = filled.pop(0)[0]
        parts.append(Part("paragraph", title))
    names = [row for row, _, is_head in filled if is_head]
    if heads is None and columns > 2:
        names = [row for row, _, _ in filled[:1]]
    if not names or len(names) == len(filled):
        joint = ": " if columns == 2 else "; "
        return [*parts, *(Part("item", _joined(joint, row), mark=mark) for row, mark, _ in filled)]
    head = stacked(names)
    return [
        *parts,
        *(
            Part("item", row[0] if len(row) == 1 < columns else _named(head, row), mark=mark)
            for row, mark, _ in filled[len(names) :]
        ),
    ]


def _joined(joint: str, row: Sequence[str]) -> str:
    *first, last = filter(None, row)
    return joint.join([*(cell.rstrip(":") for cell in first), last])


def stacked(texts: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return rows as one: in each column, what stands there from top to bottom, each once."""
    return tuple(" ".join(dict.fromkeys(filter(None, column))) for column in zip_longest(*texts, fillvalue=""))


def _named(names: Sequence[str], values: Sequence[str]) -> str:
    padded = [*names, *[""] * (len(values) - len(names))]
    named = zip(padded, values, strict=False)
    return "; ".join(f"{name.rstrip(':')}: {value}" if name else value for name, value in named if value)
