"""Which questions want several sentences: what is fitted, and how far is told of it."""

import numpy as np

from lape_qa.evaluation.question_set.questions import Case, Evidence
from lape_qa.question.breadth import SIGNALS
from training.fit_breadth import Example, fit, held_out, of_cases, threshold


def case(number: int, quotes: int, *, answerable: bool = True) -> Case:
    evidence = tuple(Evidence("kerho", f"Lause {each}.") for each in range(quotes))
    return Case(f"q{number}", f"Missä kerho {number} on?", "fi", answerable, evidence, (), (), "train")


def examples(sets: str, values: list[float], several: list[bool]) -> list[Example]:
    return [
        Example(name, (value,) + (0.0,) * (len(SIGNALS) - 1), wants, counts=True)
        for name, value, wants in zip(sets, values, several, strict=True)
    ]


def test_three_sentences_that_answer_are_several() -> None:
    found = of_cases("dev", [case(1, 1), case(2, 2), case(3, 3), case(4, 0, answerable=False)], counts=True)
    assert [(each.set, each.several, each.counts) for each in found] == [
        ("dev0", False, True),
        ("dev1", False, True),
        ("dev2", True, True),
    ]


def test_a_signal_of_those_that_want_several_speaks_for_them() -> None:
    weights, bias = fit(examples("aabb", [0.0, 1.0, 0.0, 1.0], [False, True, False, True]))
    assert weights[0] > 0 > bias
    # What never differs says nothing.
    assert not weights[1:].any()
    # As likely one as the other, midway between them.
    assert abs(weights[0] / 2 + bias) < 1e-4


def test_a_set_is_judged_by_the_others() -> None:
    # In `a` the signal means the contrary of what it means in `b`.
    chances = held_out(examples("aabb", [0.0, 1.0, 0.0, 1.0], [True, False, False, True]))
    assert ((chances > 0.5) == [False, True, True, False]).all()


def test_a_threshold_lets_so_many_be_taken_wrongly() -> None:
    chances, several = np.array([0.1, 0.2, 0.3, 0.4, 0.9]), np.array([False, False, False, False, True])
    assert threshold(chances, several, 0.5) == 0.3
    assert threshold(chances, several, 0.0) == 0.4
