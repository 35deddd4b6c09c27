"""Which elements of a page its own style sheets hide from everybody, or set above or below the line.

Only rules that hold in all circumstances count, with selectors of a tag, classes and an id: no media queries, no
combinations. What a button opens is hidden until then, and is meant to be read.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from lxml import etree

_MOST_RULES = 500
"""Of one page."""
_COMMENT = re.compile(r"/\*(?:[^*]++|\*(?!/))*+(?:\*/)?")
_BRACES = re.compile(r"[{}]")
_SELECTOR = re.compile(r"\A([A-Za-z][\w-]*+)?((?:[.#][\w-]++)++)")
_NAME = re.compile(r"[.#][\w-]+")
_DISPLAY = re.compile(r"(?:^|;)\s*(?:display|visibility)\s*:\s*([\w-]+)", re.IGNORECASE)
_ALIGNED = re.compile(r"(?:^|;)\s*vertical-align\s*:\s*([\w-]+)", re.IGNORECASE)
_MOVED = re.compile(r"(?:^|;)\s*top\s*:\s*(-?)0*\.?0*[1-9]", re.IGNORECASE)
_TAGS = {"super": "sup", "sub": "sub"}
_UNSEEN = ("none", "hidden")
_OPENS = ("aria-controls", "data-target", "data-bs-target", "href")

_Selector = tuple[str, frozenset[str]]
"""A tag, or nothing, and the classes and ids that an element must have."""


def hidden(tree: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements that a page's style sheets hide."""
    rules = _told(tree, _is_hidden)
    if True not in rules.values():
        return
    opened = {element.get(name, "").removeprefix("#") for element in tree.iter(etree.Element) for name in _OPENS} - {""}
    for element, is_hidden in _matched(tree, rules):
        if is_hidden and not _DISPLAY.search(element.get("style", "")) and not _is_opened(element, opened):
            yield element


def raised(tree: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Yield the elements that a page's style sheets set above or below the line, each with `sup` or `sub`."""
    for element, tag in _matched(tree, _told(tree, _raised_by)):
        if tag:
            yield element, tag


_Told = TypeVar("_Told")


def _told(tree: etree._Element, tell: Callable[[str], _Told | None]) -> dict[_Selector, _Told]:
    """Return what the rules of a page say by what is read from their declarations; the last of a selector counts."""
    rules: dict[_Selector, _Told] = {}
    for sheet in tree.iter("style"):
        for selector, declarations in _rules(sheet.text or ""):
            value = tell(declarations)
            if value is not None and (selector in rules or len(rules) < _MOST_RULES):
                rules[selector] = value
    return rules


def _matched(tree: etree._Element, rules: Mapping[_Selector, _Told]) -> Iterator[tuple[etree._Element, _Told]]:
    """Yield the elements that rules hold for, each with what one of them says, a true one before others."""
    by_name: dict[str, list[tuple[_Selector, _Told]]] = {}
    for selector, value in rules.items():
        by_name.setdefault(min(selector[1]), []).append((selector, value))
    for element in tree.iter(etree.Element) if rules else ():
        names = _names(element)
        found = [
            value
            for name in names
            for (tag, wanted), value in by_name.get(name, ())
            if tag in ("", element.tag) and wanted <= names
        ]
        if found:
            yield element, next(filter(None, found), found[0])


def _names(element: etree._Element) -> frozenset[str]:
    names = {f".{name}" for name in element.get("class", "").split()}
    return frozenset(names | {f"#{element.get('id')}"} if element.get("id") else names)


def _is_opened(element: etree._Element, opened: set[str]) -> bool:
    """Tell what a button or a link opens: one that names it, or the one before it."""
    if element.get("id") in opened or element.get("role") == "tabpanel":
        return True
    before = element.getprevious()
    return before is not None and (
        before.tag in ("button", "summary")
        or before.get("aria-expanded") is not None
        or next(before.iterdescendants("button"), None) is not None
    )


def _rules(sheet: str) -> Iterator[tuple[_Selector, str]]:
    """Yield the declarations of a style sheet, in order, outside of blocks that hold under a condition."""
    text = _COMMENT.sub(" ", sheet)
    depth = start = 0
    selectors = ""
    for brace in _BRACES.finditer(text):
        if brace[0] == "{":
            if depth == 0:
                selectors, start = text[start : brace.start()].rpartition(";")[2], brace.end()
            depth += 1
            continue
        depth = max(0, depth - 1)
        if depth == 0:
            for written in () if "@" in selectors else selectors.split(","):
                if selector := _SELECTOR.fullmatch(written.strip()):
                    names = frozenset(_NAME.findall(selector[2]))
                    yield ((selector[1] or "").lower(), names), text[start : brace.start()]
            start = brace.end()


def _is_hidden(declarations: str) -> bool | None:
    found = _DISPLAY.findall(declarations)
    return found[-1].lower() in _UNSEEN if found else None


def _raised_by(declarations: str) -> str | None:
    """Return `sup` or `sub`, nothing for what stands on the line, None when nothing is said of it."""
    found = _ALIGNED.findall(declarations)
    if found and found[-1].lower() in _TAGS:
        return _TAGS[found[-1].lower()]
    if "relative" in declarations and (moved := _MOVED.search(declarations)):
        return "sup" if moved[1] else "sub"
    return "" if found else None
