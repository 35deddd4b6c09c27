"""Markdown is kept to the character, but for what its author has commented out."""

import re

_COMMENT, _COMMENT_END = "<!--", "-->"
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})", re.MULTILINE)
"""Opens and closes a block of code, in which a comment is shown."""


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
