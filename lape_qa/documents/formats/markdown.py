"""Markdown is kept to the character, but for comments, tables and underlined headings.

What its author has commented out is not read, and of a table each row reads by itself.
"""

import re
from collections.abc import Iterator, Sequence

from lape_qa.documents.formats.tables import rows

_COMMENT, _COMMENT_END = "<!--", "-->"
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})", re.MULTILINE)
"""Opens and closes a block of code, in which a comment is shown."""


_RULE = re.compile(r"\A {0,3}\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+\r?\n?")
"""The line between a table's names and its rows; without a bar, the line under a heading."""
_UNDER_HEADING = re.compile(r" {0,3}(?:(=+)|-+)[ \t]*+\r?\n?")
_BAR = re.compile(r"(?<!\\)\|")
_BEGINS_BLOCK = re.compile(r" {0,3}(?:[>#|]|[-+*]\s|\d{1,3}[.)]\s|`{3}|~{3})| {4}|\t")


def read_through(text: str) -> str:
    """Return the text with each row of a table as an item, and underlined headings marked as the others are."""
    if not re.search(r"^ {0,3}[|:=-]", text, re.MULTILINE):
        return text
    return "".join(_read_through(text.splitlines(keepends=True)))


def _read_through(lines: Sequence[str]) -> Iterator[str]:
    fence = ""
    at = 0
    while at < len(lines):
        line, following = lines[at], lines[at + 1] if at + 1 < len(lines) else ""
        opened = _FENCE.match(line)
        if fence or opened:
            # What stands in a block of code is shown as it is.
            if opened and not fence:
                fence = opened[1]
            elif line.lstrip(" ").startswith(fence):
                fence = ""
        elif "|" in line and "|" in following and _RULE.fullmatch(following):
            end = _table_end(lines, at)
            if (read := _table(lines[at:end])) is not None:
                yield read
                if end < len(lines) and lines[end].strip():
                    yield "\n"
                at = end
                continue
        elif (
            (under := _UNDER_HEADING.fullmatch(following))
            and line.strip()
            and not _BEGINS_BLOCK.match(line)
            and not (at and lines[at - 1].strip())
        ):
            yield f"{'#' if under[1] else '##'} {line.lstrip(' ')}"
            at += 2
            continue
        yield line
        at += 1


def _table_end(lines: Sequence[str], start: int) -> int:
    end = start + 2
    while end < len(lines) and "|" in lines[end] and not _FENCE.match(lines[end]):
        end += 1
    return end


def _table(lines: Sequence[str]) -> str | None:
    """Return the rows of a table as items; None when the line below its names is that of another."""
    grid = list(map(_cells, lines))
    if len(grid[0]) != len(grid[1]):
        return None
    columns = len(grid[0])
    parts = rows([(cells + [""] * columns)[:columns] for cells in (grid[0], *grid[2:])], heads=1)
    return "".join(f"{part.marked}\n" for part in parts)


def _cells(line: str) -> list[str]:
    cells = [cell.strip().replace("\\|", "|") for cell in _BAR.split(line.strip())]
    # Bars around a row stand before its first cell and behind its last.
    return cells[not cells[0] : len(cells) - (len(cells) > 1 and not cells[-1])]


def without_comments(text: str) -> str:
    """Return the text without its HTML comments, which no page made of it shows; a comment that never ends is none.

    A line that holds nothing else goes with them.
    """
    if _COMMENT not in text:
        return text
    kept = []
    at = 0
    while (start := _next_comment(text, at)) >= 0:
        end = text.find(_COMMENT_END, start + len(_COMMENT))
        if end < 0:
            break
        end += len(_COMMENT_END)
        line_start = text.rfind("\n", at, start) + 1 or at
        line_end = text.find("\n", end)
        line_end = len(text) if line_end < 0 else line_end + 1
        begins_line = line_start > at or at == 0 or text[at - 1] == "\n"
        if begins_line and not text[line_start:start].strip() and not text[end:line_end].strip():
            start, end = line_start, line_end
        kept.append(text[at:start])
        at = end
    return "".join([*kept, text[at:]])


def _next_comment(text: str, at: int) -> int:
    """Return where the next comment begins that stands in no block of code, -1 when none does."""
    comment = text.find(_COMMENT, at)
    while comment >= 0:
        fence = _FENCE.search(text, at, comment)
        if fence is None:
            return comment
        closing = re.compile(rf"^ {{0,3}}{re.escape(fence[1])}", re.MULTILINE).search(text, fence.end())
        if closing is None:
            return -1
        at = closing.end()
        if comment < at:
            comment = text.find(_COMMENT, at)
    return -1
