"""What is wrong with a page that is open in a browser: rules of axe-core, what is cut off, and what moves."""

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
LOOK = """() => {
  const all = root => [...root.querySelectorAll('*')].flatMap(e => [e, ...(e.shadowRoot ? all(e.shadowRoot) : [])]);
  const above = e => e.assignedSlot ?? e.parentElement ?? e.getRootNode().host;
  const some = (e, is) => { for (; e; e = above(e)) if (is(e)) return true; return false; };
  const style = e => getComputedStyle(e);
  const said = e => `<${e.localName}> ${e.textContent.trim().slice(0, 40)}`;
  const words = e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
  // What is there for screen readers alone, or is opened by whoever wants it, is not lost.
  const unseen = e => e.clientWidth <= 1 || style(e).visibility === 'hidden'
    || style(e).clipPath.startsWith('inset(50%')
    || e.getBoundingClientRect().bottom < 0;
  const scrolls = e => ['auto', 'scroll'].includes(style(e).overflowX) && e !== document.documentElement;
  const wide = document.documentElement.scrollWidth, room = document.documentElement.clientWidth;
  const found = wide > room ? [`scrolls sideways: ${wide} in ${room}`] : [];
  for (const e of all(document.body)) {
    if (!e.checkVisibility() || !words(e) || some(e, unseen) || e.closest('svg')) continue;
    const box = e.getBoundingClientRect();
    const outside = box.right > innerWidth + 1 || box.left < -1;
    const cut = ['hidden', 'clip'].includes(style(e).overflowX) && e.scrollWidth > e.clientWidth + 1;
    if ((outside && !some(e, scrolls)) || cut) found.push(`cut off: ${said(e)}`);
  }
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
    const long = times => times.split(',').some(time => parseFloat(time) > 0.001);
    for (const e of all(document)) {
      const { animationName, animationDuration, transitionDuration, scrollBehavior } = style(e);
      const moves = (animationName !== 'none' && long(animationDuration)) || long(transitionDuration);
      if (moves || scrollBehavior === 'smooth') found.push(`moves: ${said(e)}`);
    }
  }
  return found;
}"""
"""What a narrow window loses, and what moves although the reader has asked for less motion."""
LOOKS: dict[str, dict[str, Any]] = {
    "light desktop": {"locale": "fi-FI", "color_scheme": "light", "viewport": {"width": 1280, "height": 800}},
    # A window of 1280 pixels at 400 % is as wide.
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
    """Return what is wrong with a page that has axe-core in it, once its style sheets are there."""
    page.wait_for_load_state("load")
    passed, violated = page.evaluate(RUN)
    assert passed > 10, "axe looked at something"
    return [*violated, *page.evaluate(LOOK)]
