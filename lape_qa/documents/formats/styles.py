"""Which elements of a page its own style sheets hide from everybody.

Only rules that hold in all circumstances count, with selectors of a tag, classes and an id: no media queries, no
combinations. What a button opens is hidden until then, and is meant to be read.
"""

import re
from collections.abc import Iterator

from lxml import etree

_MOST_RULES = 500
"""Of one page."""
_COMMENT = re.compile(r"/\*(?:[^*]++|\*(?!/))*+(?:\*/)?")
_BRACES = re.compile(r"[{}]")
_SELECTOR = re.compile(r"\A([A-Za-z][\w-]*+)?((?:[.#][\w-]++)++)")
_NAME = re.compile(r"[.#][\w-]+")
_DISPLAY = re.compile(r"(?:^|;)\s*(?:display|visibility)\s*:\s*([\w-]+)", re.IGNORECASE)
_UNSEEN = ("none", "hidden")
_OPENS = ("aria-controls", "data-target", "data-bs-target", "href")

_Selector = tuple[str, frozenset[str]]
"""A tag, or nothing, and the classes and ids that an element must have."""


def hidden(tree: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements that a page's style sheets hide."""
    rules: dict[_Selector, bool] = {}
    for sheet in tree.iter("style"):
        for selector, is_hidden in _rules(sheet.text or ""):
            if selector in rules or len(rules) < _MOST_RULES:
                rules[selector] = is_hidden
    by_name: dict[str, list[_Selector]] = {}
    for selector, is_hidden in rules.items():
        if is_hidden:
            by_name.setdefault(min(selector[1]), []).append(selector)
    if not by_name:
        return
    opened = {element.get(name, "").removeprefix("#") for element in tree.iter(etree.Element) for name in _OPENS} - {""}
    for element in tree.iter(etree.Element):
        names = _names(element)
        found = any(
            tag in ("", element.tag) and wanted <= names for name in names for tag, wanted in by_name.get(name, ())
        )
        if found and not _DISPLAY.search(element.get("style", "")) and not _is_opened(element, opened):
            yield element


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


def _rules(sheet: str) -> Iterator[tuple[_Selector, bool]]:
    """Yield what a style sheet shows or hides, in order, outside of blocks that hold under a condition."""
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
            display = None if "@" in selectors else _last_display(text[start : brace.start()])
            if display is not None:
                for written in selectors.split(","):
                    if selector := _SELECTOR.fullmatch(written.strip()):
                        names = frozenset(_NAME.findall(selector[2]))
                        yield ((selector[1] or "").lower(), names), display.lower() in _UNSEEN
            start = brace.end()


def _last_display(declarations: str) -> str | None:
    found = _DISPLAY.findall(declarations)
    return found[-1] if found else None
