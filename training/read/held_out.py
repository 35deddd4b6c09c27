"""How well the reader reads questions that it has not learnt from."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from tokenizers import Tokenizer
from torch import Tensor

from training.read import batches, groups
from training.read.batches import Batch
from training.read.network import Network

TOKENS = 4096
"""Tokens of a step, when learning and when measuring."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one set of questions."""

    questions: int
    best_right: float
    """Share of the answered questions whose best sentence answers."""
    auroc: float | None
    """How well the best logit tells answered from unanswered; None where all are of one kind."""


def read(network: Network, batch: Batch) -> Tensor:
    """Return the logits of a batch's sentences, in their order."""
    found = []
    for block in batch.blocks:
        states = network.states(block.ids, block.mask)
        flat = states.flatten(0, 1)[block.inside]
        mean = torch.segment_reduce(flat, "mean", lengths=block.lengths, axis=0)
        greatest = torch.segment_reduce(flat, "max", lengths=block.lengths, axis=0)
        found.append(network.scored(mean, greatest, states[block.row, 0]).float())
    order = torch.argsort(torch.cat([block.number for block in batch.blocks]))
    return torch.cat(found)[order]


def measure(network: Network, tokenizer: Tokenizer, sets: Mapping[str, Path], limit: int | None) -> dict[str, Figures]:
    """Return the figures of each set of groups, on a drawn part of so many where there is a limit."""
    return {name: _of_set(network, tokenizer, path, limit) for name, path in sets.items()}


def _of_set(network: Network, tokenizer: Tokenizer, path: Path, limit: int | None) -> Figures:
    chosen = groups.read(path)
    random.Random(7).shuffle(chosen)  # noqa: S311
    laid = [found for group in chosen[:limit] if (found := batches.laid(tokenizer, group))]
    right, best, answered = [], [], []
    network.eval()
    for batch in batches.batches(laid, TOKENS):
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            logits = read(network, batch)
        for number in range(batch.groups):
            own = batch.owner == number
            best.append(float(logits[own].max()))
            answered.append(bool(batch.right[own].any()))
            if answered[-1]:
                right.append(bool(batch.right[own][logits[own].argmax()]))
    network.train()
    both = 0 < sum(answered) < len(answered)
    auroc = round(float(roc_auc_score(answered, best)), 4) if both else None
    return Figures(len(best), round(float(np.mean(right)), 4), auroc)
