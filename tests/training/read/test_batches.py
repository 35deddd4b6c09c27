"""Groups laid into blocks: which row goes where, which tokens belong to which sentence, how questions are typed."""

import random

from lape_qa.language.model import Span
from lape_qa.reading.windows import Row, Window
from training.read import batches
from training.read.batches import Laid, batch, drawn
from training.read.groups import Group, Marked

SHORT = Row((0, 7, 2, 2, 8, 9, 2), ((4, 5), (5, 6)))
LONG = Row((0, 7, 2, 2, *range(10, 50), 2), ((4, 20),))


def test_rows_are_laid_by_length_into_blocks_of_whole_steps_and_filled_up() -> None:
    made = batch([Laid((LONG, SHORT), ((True,), (False, False)))])
    assert [tuple(block.ids.shape) for block in made.blocks] == [(21, 48)]
    [block] = made.blocks
    # The shorter row comes first, yet its sentences are the second and third of the step.
    assert block.ids[0, :8].tolist() == [0, 7, 2, 2, 8, 9, 2, 1]
    assert block.mask[0].sum() == 7
    assert block.mask[2:].sum() == 19, "an empty row attends to one token"
    assert block.number.tolist() == [1, 2, 0]
    assert block.row.tolist() == [0, 0, 1]
    assert block.lengths.tolist() == [1, 1, 16]
    assert block.inside.tolist() == [4, 5, *range(48 + 4, 48 + 20)]
    assert made.owner.tolist() == [0, 0, 0]
    assert made.right.tolist() == [True, False, False]
    assert (made.groups, made.tokens) == (1, 7 + 45)


def test_rows_of_other_widths_go_into_other_blocks_when_they_do_not_fit_together() -> None:
    wide = Row((0, *range(3, 162), 2), ((1, 2),))
    made = batch([Laid((wide,) * 7 + (SHORT,) * 6, ((True,),) * 7 + ((False, False),) * 6)])
    # 1,024 tokens hold five rows of 176: the six short ones do not fit with a wide one.
    assert [tuple(block.ids.shape) for block in made.blocks] == [(64, 16), (5, 176), (5, 176)]
    assert [int((block.mask.sum(1) > 1).sum()) for block in made.blocks] == [6, 5, 2]


def test_a_batch_ends_where_the_next_group_would_be_too_much() -> None:
    group = Laid((SHORT, SHORT), ((True, False), (False, False)))
    assert [made.groups for made in batches.batches([group] * 5, 30)] == [2, 2, 1]


def marked(text: str, *right: bool) -> Marked:
    return Marked(Window("", text, tuple(Span(0, 1) for _ in right)), right)


def test_of_too_many_wrong_windows_the_likeliest_stay_and_the_rest_are_drawn() -> None:
    wrong = tuple(marked(str(number), False) for number in range(8))
    group = Group("g", "Mikä?", (marked("a", True), marked("b", True)), wrong)
    found = drawn(group, random.Random(0), right=1, wrong=4)
    texts = [entry.window.text for entry in found.wrong]
    assert texts[:2] == ["0", "1"]
    assert len(set(texts)) == 4
    assert len(found.right) == 1


def test_a_question_is_mostly_left_as_it_is_and_otherwise_typed_as_people_do() -> None:
    chance = random.Random(5)
    typed = [batches.as_typed("Missä Äänekosken perhekeskus sijaitsee?", chance) for _ in range(2000)]
    asked = "Missä Äänekosken perhekeskus sijaitsee?"
    assert 1000 < typed.count(asked) < 1250
    assert asked.lower() in typed
    assert asked[:-1] in typed
    assert "Missa Aanekosken perhekeskus sijaitsee?" in typed
    assert max(map(len, typed)) == len(asked) + 1, "a letter twice"


def test_a_short_question_gets_no_slip() -> None:
    chance = random.Random(1)
    assert {batches.as_typed("Kuka?", chance) for _ in range(500)} == {"Kuka?", "kuka?", "Kuka", "kuka"}
