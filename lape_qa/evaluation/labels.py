"""Which sentences of its passage answer a question of a BEIR folder: tab-separated labels, `eval/sentences/`.

    query-id    sentences
    q17         212-305 410-498
    q23         -

A stretch is `start-end` in code points of the passage's text. A dash says that the passage does not answer.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from lape_qa.errors import UsageError, plainly
from lape_qa.language.model import Span

Labels = Mapping[str, tuple[Span, ...]]
"""The stretches that answer each labelled query, in the order of the file; none where the passage does not."""

_HEADER = "query-id\tsentences"
_NONE = "-"
_STRETCH = re.compile(r"(?<!\d)(\d++)-(\d+)")


def read(path: Path) -> Labels:
    """Read a file of labels; raises UsageError with the line that is wrong."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read {path}: {plainly(error)}") from error
    if not lines or lines[0] != _HEADER:
        raise UsageError(f"{path}, line 1: expected the header query-id, tab, sentences")
    labels: dict[str, tuple[Span, ...]] = {}
    for number, line in enumerate(lines[1:], start=2):
        identifier, tab, stretches = line.partition("\t")
        found = [_STRETCH.fullmatch(stretch) for stretch in stretches.split()] if stretches != _NONE else []
        spans = tuple(Span(int(match[1]), int(match[2])) for match in found if match)
        if not tab or len(spans) != len(found) or not (spans or stretches == _NONE):
            raise UsageError(f"{path}, line {number}: expected a query, a tab, and start-end stretches or a dash")
        if identifier in labels:
            raise UsageError(f"{path}, line {number}: the query {identifier!r} is labelled twice")
        labels[identifier] = spans
    return labels
