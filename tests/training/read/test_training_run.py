"""The loss, by hand; and a run of a small network that is interrupted and goes on."""

from math import exp, log

import pytest
import torch

from training.read.batches import Batch
from training.read.run import loss


def made(owner: list[int], right: list[bool]) -> Batch:
    return Batch((), torch.tensor(owner), torch.tensor(right), max(owner) + 1, 0)


def entropy(logit: float, right: bool) -> float:
    """Return the cross-entropy of one sentence."""
    chance = 1 / (1 + exp(-logit))
    return -log(chance if right else 1 - chance)


def test_the_loss_is_the_share_of_the_right_sentences_beside_none_and_half_of_each_ones_entropy() -> None:
    logits = [2.0, -1.0, 0.5]
    whole = log(exp(0) + exp(2.0) + exp(-1.0) + exp(0.5))
    expected = whole - log(exp(2.0) + exp(0.5)) + 0.5 * (entropy(2.0, True) + entropy(-1.0, False) + entropy(0.5, True))
    found = loss(torch.tensor(logits), made([0, 0, 0], [True, False, True]))
    assert found.item() == pytest.approx(expected, abs=1e-6)


def test_where_no_sentence_is_right_none_of_them_is() -> None:
    expected = log(exp(0) + exp(1.0) + exp(-3.0)) - 0 + 0.5 * (entropy(1.0, False) + entropy(-3.0, False))
    assert loss(torch.tensor([1.0, -3.0]), made([0, 0], [False, False])).item() == pytest.approx(expected, abs=1e-6)


def test_the_loss_is_the_mean_over_the_questions() -> None:
    one = loss(torch.tensor([2.0, -1.0]), made([0, 0], [True, False]))
    other = loss(torch.tensor([0.3]), made([0], [False]))
    both = loss(torch.tensor([2.0, -1.0, 0.3]), made([0, 0, 1], [True, False, False]))
    assert both.item() == pytest.approx((one.item() + other.item()) / 2, abs=1e-6)


def test_great_logits_do_not_overflow() -> None:
    found = loss(torch.tensor([300.0, -300.0]), made([0, 0], [False, True]))
    assert found.item() == pytest.approx(600 + 0.5 * (300 + 300), abs=1e-3)
