"""What is read at once: a question with a few sentences in a row, as token ids."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from lape_qa.language.model import Span

START, PAD, END = 0, 1, 2
"""Ids of XLM-R's tokens `<s>`, `<pad>` and `</s>`."""
LONGEST = 192
"""Tokens of a question and a window together."""
LONGEST_QUESTION = 56
_SPECIAL = 4
"""`<s> question </s> </s> window </s>`"""


@dataclass(frozen=True, slots=True)
class Window:
    """Sentences in a row of one passage, with what stands before the passage: title, region, heading."""

    context: str
    text: str
    sentences: tuple[Span, ...]
    """Where each sentence stands in `text`."""


@dataclass(frozen=True, slots=True)
class Row:
    """A question and a window as the reader sees them."""

    ids: tuple[int, ...]
    tokens: tuple[tuple[int, int], ...]
    """First token of each of the window's sentences and the one after its last; both 0 where it was cut off."""


def rows(tokenizer: Tokenizer, question: str, windows: Sequence[Window]) -> list[Row]:
    """Return the rows of a question's windows; what is beyond LONGEST is cut off."""
    asked = tokenizer.encode(question, add_special_tokens=False).ids[:LONGEST_QUESTION]
    before = [f"{window.context}. " if window.context else "" for window in windows]
    texts = [head + window.text for head, window in zip(before, windows, strict=True)]
    room = LONGEST - len(asked) - _SPECIAL
    found = []
    for head, window, marks in zip(
        before, windows, tokenizer.encode_batch(texts, add_special_tokens=False), strict=True
    ):
        # A token may begin with the space before its word, so it belongs where it ends.
        ends = np.array([end - len(head) for _, end in marks.offsets[:room]], np.int64)
        first = len(asked) + 3
        tokens = tuple(_inside(ends, span, first) for span in window.sentences)
        found.append(Row((START, *asked, END, END, *marks.ids[:room], END), tokens))
    return found


def _inside(ends: NDArray[np.int64], span: Span, first: int) -> tuple[int, int]:
    """Return the tokens of a sentence: those that end within it."""
    start, stop = np.searchsorted(ends, [span.start, span.end], side="right").tolist()
    return (first + start, first + stop) if stop > start else (0, 0)
