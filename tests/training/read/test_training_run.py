"""The loss, by hand; and what is drawn of a question."""

import random
from math import exp, log

import pytest
import torch

from lape_qa.language.model import Span
from lape_qa.reading.windows import Window
from training.read.batches import Batch
from training.read.groups import Group, Marked
from training.read.run import TAKEN_AWAY, Material, loss, without_answer


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


RIGHT = Marked(Window("", "Avattiin.", (Span(0, 9),)), (True,))
WRONG = Marked(Window("", "Suljettiin.", (Span(0, 11),)), (False,))


def test_now_and_then_what_answers_is_taken_away_and_what_only_looks_so_is_left() -> None:
    group = Group("q1", "Mitä tehtiin?", (RIGHT,), (WRONG,))
    chance = random.Random(1)
    drawn = [without_answer(group, chance) for _ in range(2000)]
    taken = [found for found in drawn if found != group]
    assert {found == Group("q1", "Mitä tehtiin?", (), (WRONG,)) for found in taken} == {True}
    # Three deviations of a binomial of 2000 and 0.15 are 48.
    assert len(taken) == pytest.approx(2000 * TAKEN_AWAY, abs=48)


def test_a_question_without_wrong_windows_keeps_its_answer() -> None:
    group = Group("q1", "Mitä tehtiin?", (RIGHT,), ())
    assert {without_answer(group, random.Random(seed)) for seed in range(50)} == {group}


def test_what_is_drawn_hangs_on_what_a_run_begins_with() -> None:
    groups = [Group(f"q{number}", "Mitä tehtiin?", (RIGHT,), ()) for number in range(50)]
    material = Material(groups, groups, groups, groups)
    first, again, other = (
        [group.id for group in material.drawn(seed)] for seed in ("a, draw 0", "a, draw 0", "b, draw 0")
    )
    assert first == again != other
