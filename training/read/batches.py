"""Groups -> steps of the training: rows of about equal length laid into blocks of few shapes.

oneDNN compiles anew for every shape it meets, so rows are padded to multiples of STEP tokens and a block has as many
rows as SLOTS allow; where there are fewer, empty rows fill it.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from lape_qa.reading.windows import PAD, Row, rows
from training.read.groups import Group

STEP = 16
SLOTS = 1024

SMALL_LETTERS, NO_MARK, NO_DOTS, SLIP = 0.2, 0.15, 0.05, 0.1
"""How often a question is given as people type: in small letters, without its last mark, without dots, misspelt."""
_SHORTEST_WITH_SLIP = 12
_DOTLESS = str.maketrans("åäöÅÄÖ", "aaoAAO")


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """A group as rows, and for each row which of its sentences answer; what was cut off is in neither."""

    rows: tuple[Row, ...]
    right: tuple[tuple[bool, ...], ...]

    @property
    def tokens(self) -> int:
        """How many tokens its rows have."""
        return sum(len(row.ids) for row in self.rows)


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Rows of one width."""

    ids: Tensor
    mask: Tensor
    inside: Tensor
    """Places, in the flattened tokens, of all that stands in a sentence, one sentence after the other."""
    lengths: Tensor
    """Tokens of each sentence."""
    row: Tensor
    """Row of each sentence."""
    number: Tensor
    """Place of each sentence in the whole step."""


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """The groups of one step."""

    blocks: tuple[Block, ...]
    owner: Tensor
    """Group of each sentence."""
    right: Tensor
    """Does the sentence answer?"""
    groups: int
    tokens: int


def laid(tokenizer: Tokenizer, group: Group) -> Laid | None:
    """Return a group's rows; None when its only right sentences were cut off, or all sentences were."""
    entries = (*group.right, *group.wrong)
    found = rows(tokenizer, group.question, [entry.window for entry in entries])
    kept, right = [], []
    for row, entry in zip(found, entries, strict=True):
        read = [stop > start for start, stop in row.tokens]
        tokens = tuple(span for span, is_read in zip(row.tokens, read, strict=True) if is_read)
        kept.append(Row(row.ids, tokens))
        right.append(tuple(value for value, is_read in zip(entry.right, read, strict=True) if is_read))
    whole = any(row.tokens for row in kept) and bool(group.right) == any(map(any, right))
    return Laid(tuple(kept), tuple(right)) if whole else None


def batches(groups: Sequence[Laid], tokens: int) -> Iterator[Batch]:
    """Yield batches of groups in their order, each of about so many tokens."""
    kept: list[Laid] = []
    for group in groups:
        if kept and sum(other.tokens for other in kept) + group.tokens > tokens:
            yield batch(kept)
            kept = []
        kept.append(group)
    if kept:
        yield batch(kept)


def batch(groups: Sequence[Laid]) -> Batch:
    """Lay the rows of some groups into blocks, shortest first."""
    owner: list[int] = []
    right: list[bool] = []
    numbered: list[tuple[int, Row]] = []
    for number, group in enumerate(groups):
        for row, answers in zip(group.rows, group.right, strict=True):
            numbered.append((len(owner), row))
            owner += [number] * len(answers)
            right += answers
    numbered.sort(key=lambda entry: len(entry[1].ids))
    blocks = tuple(_block(part) for part in _parts(numbered))
    tokens = sum(group.tokens for group in groups)
    return Batch(blocks, torch.tensor(owner), torch.tensor(right), len(groups), tokens)


def _width(row: Row) -> int:
    return -(-len(row.ids) // STEP) * STEP


def _parts(numbered: Sequence[tuple[int, Row]]) -> Iterator[Sequence[tuple[int, Row]]]:
    """Cut rows, sorted by length, so that each part fits into SLOTS tokens, padding included."""
    start = 0
    for end in range(1, len(numbered) + 1):
        if end == len(numbered) or (end + 1 - start) * _width(numbered[end][1]) > SLOTS:
            yield numbered[start:end]
            start = end


def _block(numbered: Sequence[tuple[int, Row]]) -> Block:
    width = max(_width(row) for _, row in numbered)
    height = max(SLOTS // width, len(numbered))
    ids = np.full((height, width), PAD, np.int64)
    mask = np.zeros((height, width), np.float32)
    # A row of nothing but padding would make the attention divide by zero.
    mask[len(numbered) :, 0] = 1
    inside: list[int] = []
    lengths, row_of, number_of = [], [], []
    for at, (first, row) in enumerate(numbered):
        ids[at, : len(row.ids)] = row.ids
        mask[at, : len(row.ids)] = 1
        for place, (start, stop) in enumerate(row.tokens):
            inside.extend(range(at * width + start, at * width + stop))
            lengths.append(stop - start)
            row_of.append(at)
            number_of.append(first + place)
    longs = [torch.tensor(values, dtype=torch.long) for values in (inside, lengths, row_of, number_of)]
    return Block(torch.from_numpy(ids), torch.from_numpy(mask), *longs)


def drawn(group: Group, chance: random.Random, right: int, wrong: int) -> Group:
    """Return a group with at most so many of its windows, half of the wrong ones the likeliest, as it may be typed."""
    rights, wrongs = list(group.right), list(group.wrong)
    if len(rights) > right:
        rights = chance.sample(rights, right)
    if len(wrongs) > wrong:
        kept = wrong // 2
        wrongs = wrongs[:kept] + chance.sample(wrongs[kept:], wrong - kept)
    return Group(group.id, as_typed(group.question, chance), tuple(rights), tuple(wrongs))


def as_typed(question: str, chance: random.Random) -> str:
    """Return a question as it is, or in small letters, without its last mark, without dots, or with a slip."""
    if chance.random() < SMALL_LETTERS:
        question = question.lower()
    if chance.random() < NO_MARK:
        question = question.rstrip("?. ")
    if chance.random() < NO_DOTS:
        question = question.translate(_DOTLESS)
    if chance.random() < SLIP and len(question) > _SHORTEST_WITH_SLIP:
        at = chance.randrange(1, len(question) - 2)
        swapped = question[:at] + question[at + 1] + question[at] + question[at + 2 :]
        question = chance.choice(
            (swapped, question[:at] + question[at + 1 :], question[:at] + question[at:][:1] + question[at:])
        )
    return question
