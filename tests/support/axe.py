"""axe-core in a page: which of its rules are broken there."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "widget" / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async () => {
  const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations, passes } = await axe.run({ runOnly: rules });
  return [passes.length, violations.map(v => `${v.id}: ${v.nodes.map(n => n.html.slice(0, 150)).join(' | ')}`)];
}"""
LOOKS: dict[str, dict[str, Any]] = {
    "light desktop": {"locale": "fi-FI", "color_scheme": "light", "viewport": {"width": 1280, "height": 800}},
    "dark phone": {"locale": "fi-FI", "color_scheme": "dark", "viewport": {"width": 320, "height": 640}},
}


def axe_source() -> str:
    """Return the script of axe-core, which `npm ci` in widget/ installs."""
    if AXE.is_file():
        return AXE.read_text(encoding="utf-8")
    if os.environ.get("CI"):
        pytest.fail("CI is set, but axe-core is not installed: run `npm ci` in widget/")
    if shutil.which("npm") is None:
        pytest.skip("there is no npm on this machine to install axe-core with")
    pytest.skip("axe-core is not installed: run `npm ci` in widget/")


def violations(page: Page) -> list[str]:
    """Return what is wrong with a page that has axe-core in it."""
    passed, violated = page.evaluate(RUN)
    assert passed > 10, "axe looked at something"
    return list(violated)
