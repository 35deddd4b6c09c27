"""The numbers of lists and headings that Word and browsers make up, as the reader of the file sees them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
_WHOLE = re.compile(r"\d{1,6}")
_PLACE = re.compile(r"%([1-9])")
_MARK = re.compile(r"\d{1,3}[.)]|[a-zåäö]\)")
"""What begins a list item by itself; other numbers stand behind a dash."""
_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        "m cm d cd c xc l xl x ix v iv i".split(),
        strict=True,
    )
)
_MOST_ROMAN = 3999


def letters(number: int) -> str:
    """Return the letter of a number: a to z, then aa, bb as in Word."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number < 1000 else str(number)


def roman(number: int) -> str:
    """Return a number in small Roman numerals."""
    if not 0 < number <= _MOST_ROMAN:
        return str(number)
    text = ""
    for value, sign in _ROMAN:
        text += sign * (number // value)
        number %= value
    return text


def marked(label: str, text: str) -> tuple[str, str]:
    """Return the mark and the text of a list item that a label stands before."""
    return (label, text) if _MARK.fullmatch(label) else ("-", f"{label} {text}".strip())


_FORMATS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "lowerLetter": letters,
    "upperLetter": lambda number: letters(number).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
    "none": lambda _number: "",
    "ordinal": lambda number: f"{number}.",
}


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    text: str
    style: str


class Numbering:
    """The numbers of a Word document: each paragraph that is counted takes the next one of its list."""

    def __init__(self, root: etree._Element | None) -> None:
        self._lists: dict[str, dict[int, _Level]] = {}
        self._numbers: dict[str, tuple[str, dict[int, int]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()
        for element in () if root is None else root.iter(f"{_W}abstractNum"):
            levels = {_number(level, "ilvl"): _level(level) for level in element.iter(f"{_W}lvl")}
            self._lists[str(element.get(f"{_W}abstractNumId"))] = levels
        for element in () if root is None else root.iter(f"{_W}num"):
            starts = {
                _number(override, "ilvl"): _value(override, "startOverride", 0)
                for override in element.iter(f"{_W}lvlOverride")
                if override.find(f"{_W}startOverride") is not None
            }
            self._numbers[str(element.get(f"{_W}numId"))] = (_text(element, "abstractNumId"), starts)

    def next(self, number: str, level: int | None, style: str) -> str:
        """Return the label of the next paragraph of a list; empty for a bullet or an unknown list."""
        listed, starts = self._numbers.get(number, ("", {}))
        levels = self._lists.get(listed, {})
        if level is None:
            level = next((at for at, its in levels.items() if its.style and its.style == style), 0)
        if level not in levels:
            return ""
        counts = self._counts.setdefault(listed, {})
        if number not in self._begun:
            # A list that begins anew with the same numbers.
            self._begun.add(number)
            for at in starts:
                counts.pop(at, None)
        first = starts.get(level, levels[level].start)
        counts[level] = counts[level] + 1 if level in counts else first
        for deeper in range(level + 1, _LEVELS):
            counts.pop(deeper, None)
        if levels[level].form not in _FORMATS:
            return ""
        return _PLACE.sub(lambda place: self._shown(levels, counts, int(place[1]) - 1), levels[level].text).strip()

    def _shown(self, levels: Mapping[int, _Level], counts: Mapping[int, int], level: int) -> str:
        if level not in levels or levels[level].form not in _FORMATS:
            return ""
        return _FORMATS[levels[level].form](counts.get(level, levels[level].start))


def _level(element: etree._Element) -> _Level:
    return _Level(
        _value(element, "start", 0),
        _text(element, "numFmt") or "decimal",
        _text(element, "lvlText"),
        _text(element, "pStyle"),
    )


def _text(element: etree._Element, name: str) -> str:
    child = element.find(f"{_W}{name}")
    return "" if child is None else str(child.get(f"{_W}val", ""))


def _value(element: etree._Element, name: str, missing: int) -> int:
    return _whole(_text(element, name), missing)


def _number(element: etree._Element, name: str) -> int:
    return _whole(str(element.get(f"{_W}{name}", "")), 0)


def _whole(text: str, missing: int) -> int:
    return int(text) if _WHOLE.fullmatch(text) else missing
