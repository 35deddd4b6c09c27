"""How the questions of a run ended, and the lines of its drawings; worked out by hand."""

from typing import Any

from lape_qa.evaluation.pictures import Asked, Felt, Plot, felt, reliability, risk, stored

RIGHT = Asked(0.9, True, True, True)
LACKING = Asked(0.8, True, True, False)
SILENT = Asked(0.2, True, False, False)
RIGHTLY_SILENT = Asked(0.1, False, False, False)
WRONG = Asked(0.7, False, True, False)
ALL = [RIGHT, LACKING, SILENT, RIGHTLY_SILENT, WRONG]


def test_each_question_ends_in_one_of_five_ways() -> None:
    found = felt([*ALL, RIGHT])
    assert found == Felt(right=2, lacking=1, silent=1, rightly_silent=1, wrong=1)
    assert (found.answerable, found.unanswerable) == (4, 2)


def test_an_answer_to_what_the_sources_do_not_answer_is_wrong() -> None:
    found = risk(ALL)
    # Answered are the three surest, of which the second and the third are wrong.
    assert (found.coverage, found.risk, found.threshold) == (0.6, 2 / 3, 0.7)
    x, y = found.plot.x, found.plot.y
    assert found.wrong == f"{x(0.2)},{y(0)} {x(0.4)},{y(0.5)} {x(0.6)},{y(2 / 3)}"
    # Of all five, the third and the last are questions that the sources do not answer.
    assert (
        found.unanswerable == f"{x(0.2)},{y(0)} {x(0.4)},{y(0)} {x(0.6)},{y(1 / 3)} {x(0.8)},{y(0.25)} {x(1)},{y(0.4)}"
    )


def test_a_run_without_an_answer_has_no_risk() -> None:
    found = risk([RIGHTLY_SILENT, SILENT])
    assert (found.coverage, found.risk, found.threshold, found.wrong) == (0, None, None, "")


def test_bins_without_a_question_are_left_out() -> None:
    found = reliability([RIGHT, RIGHTLY_SILENT])
    assert [(b.count, b.confidence, b.right) for b in found.bins] == [(1, 0.1, 0.0), (1, 0.9, 1.0)]
    assert found.line == f"{found.plot.x(0.1)},{found.plot.y(0)} {found.plot.x(0.9)},{found.plot.y(1)}"


def test_a_stored_run_is_read() -> None:
    rows: dict[str, dict[str, Any]] = {
        "a": {"confidence": 0.9, "answerable": True, "answered": True, "answer_holds_every_fact": True},
        "b": {"confidence": 0.2, "answerable": True, "answered": False, "answer_holds_every_fact": False},
        "c": {"confidence": 0.7, "answerable": False, "answered": True, "answer_holds_every_fact": None},
    }
    assert stored(rows) == [RIGHT, SILENT, WRONG]


def test_a_plot_puts_values_between_its_margins() -> None:
    plot = Plot(x_end=2.0, y_end=0.5, width=120, height=70, left=10, right=10, top=5, bottom=15)
    assert (plot.x(0), plot.x(1), plot.x(2)) == (10, 60, 110)
    assert (plot.y(0), plot.y(0.25), plot.y(0.5)) == (55, 30, 5)
    assert plot.line([(0, 0), (2, 0.5)]) == "10.0,55.0 110.0,5.0"
