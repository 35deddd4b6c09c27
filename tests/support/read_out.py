"""What a screen reader has to go by: the accessibility tree that Chromium makes of a page, read out as a script."""

import difflib
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

STORED = Path(__file__).parents[1] / "e2e" / "read_out"
RENEW = "RENEW_READ_OUT"
"""Set it to store what is read out now: the difference shows in review."""

_SAID = ("checked", "pressed", "expanded", "selected", "disabled", "required", "invalid", "live", "modal")
_SILENT = {"none", "generic", "InlineTextBox", "LineBreak", "ListMarker", "RootWebArea"}
"""Roles that nothing is said of by themselves."""
_NAMED_BY_WORDS = {
    *("button", "link", "heading", "DisclosureTriangle", "option"),
    *("term", "cell", "columnheader", "rowheader", "gridcell"),
}
"""Roles whose name is the words in them, which are not read twice."""
_CHANGING = (
    (re.compile(r"\b[0-9a-f]{64}\b"), "HASH"),
    (re.compile(r"\d{8}T\d{6}[\w.-]*"), "GENERATION"),
    (re.compile(r"[\d.]+ \d\d:\d\d:\d\d"), "TIME"),
)


def read_out(page: Page) -> str:
    """Return the accessibility tree of a page, a line each: role, name, description and state."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    by_id = {node["nodeId"]: node for node in nodes}
    lines = "".join(f"{line}\n" for line in _lines(nodes[0], by_id, 0, ""))
    for changing, name in _CHANGING:
        lines = changing.sub(name, lines)
    return lines


def check(page: Page, name: str) -> None:
    """Compare what is read out of a page with what is stored."""
    file = STORED / f"{name}.txt"
    found = read_out(page)
    if os.environ.get(RENEW):
        file.parent.mkdir(exist_ok=True)
        file.write_text(found, encoding="utf-8")
    known = file.read_text(encoding="utf-8") if file.exists() else ""
    difference = "".join(difflib.unified_diff(known.splitlines(True), found.splitlines(True), "stored", "read out"))
    assert not difference, (
        f"{name} reads otherwise than before; if that is meant, set {RENEW}=1 and run again:\n{difference}"
    )


def _lines(node: Mapping[str, Any], by_id: Mapping[str, Mapping[str, Any]], depth: int, named: str) -> Iterator[str]:
    """Yield a line for a node and those below it; `named`: the words that were said as the name of one above."""
    role, name = _value(node, "role"), _value(node, "name")
    if role == "StaticText":
        if name.strip() and name.strip() not in named:
            yield "  " * depth + " ".join(name.split())
        return
    if not node.get("ignored") and role and role not in _SILENT:
        yield "  " * depth + _said(node, role)
        depth += 1
        named = name if role in _NAMED_BY_WORDS else ""
        if role == "status":
            # What was said of what has just happened comes and goes.
            return
    for identifier in node.get("childIds", ()):
        if child := by_id.get(identifier):
            yield from _lines(child, by_id, depth, named)


def _said(node: Mapping[str, Any], role: str) -> str:
    name = " ".join(_value(node, "name").split())
    properties = {its["name"]: its["value"].get("value") for its in node.get("properties", ())}
    states = [_state(key, properties[key]) for key in _SAID if key in properties]
    described = _value(node, "description")
    value = _value(node, "value")
    if role == "heading":
        states.insert(0, f"[level {properties['level']}]")
    parts = [
        role,
        f'"{name}"' if name else "",
        f"= {value}" if value else "",
        *states,
        f"({described})" if described else "",
    ]
    return " ".join(filter(None, parts))


def _state(key: str, value: Any) -> str:
    """Return a state in words; what can be opened or pressed says so also when it is not."""
    if value in (True, "true"):
        return f"[{key}]"
    if value in (False, "false"):
        return f"[not {key}]" if key in ("expanded", "pressed", "checked") else ""
    return f"[{key} {value}]" if value not in (None, "", "off") else ""


def _value(node: Mapping[str, Any], key: str) -> str:
    return str(node.get(key, {}).get("value", ""))
