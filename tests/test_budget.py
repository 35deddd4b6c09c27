"""Work ends at its next check once its time is over or nobody waits for it."""

from collections.abc import Generator
from itertools import count
from threading import Thread

import pytest

from lape_qa import budget
from lape_qa.budget import Budget, Resumed
from lape_qa.documents.quote_index import Sources
from lape_qa.errors import Busy
from lape_qa.language import morphology
from lape_qa.language.typography import fold, spans
from lape_qa.retrieval.copies import found_once
from lape_qa_api.pages.reader import elements


def test_work_without_a_budget_goes_on() -> None:
    budget.check()


def test_work_is_done_within_its_budget() -> None:
    def work() -> str:
        budget.check()
        return "done"

    assert Budget(60).run(work) == "done"


def test_what_comes_after_the_work_has_no_budget() -> None:
    spent = Budget(60)
    spent.run(lambda: None)
    spent.cancel()
    budget.check()


def test_work_whose_time_is_over_is_not_begun() -> None:
    begun = []
    with pytest.raises(Busy, match="no answer within 0 seconds"):
        Budget(0).run(lambda: begun.append(1))
    assert begun == []


def test_cancelled_work_ends_at_its_next_check() -> None:
    given = Budget(60)
    steps = []

    def work() -> None:
        for step in range(5):
            budget.check()
            steps.append(step)
            if step == 2:
                given.cancel()

    with pytest.raises(Busy):
        given.run(work)
    assert steps == [0, 1, 2]


def test_a_loop_that_is_not_ours_checks_at_each_item() -> None:
    given = Budget(60)
    steps = []

    def work() -> None:
        for step in budget.checked(count()):
            steps.append(step)
            if step == 2:
                given.cancel()

    with pytest.raises(Busy):
        given.run(work)
    assert steps == [0, 1, 2]


def test_what_takes_long_is_gone_on_with_by_the_next_caller() -> None:
    first = Budget(60)
    steps: list[int] = []

    def making() -> Generator[None, None, str]:
        for step in range(4):
            steps.append(step)
            if step == 1:
                first.cancel()
            yield
        return "made"

    made = Resumed(making)
    with pytest.raises(Busy):
        first.run(made.get)
    assert steps == [0, 1]
    assert Budget(60).run(made.get) == "made"
    assert made.get() == "made"
    assert steps == [0, 1, 2, 3]


def test_who_waits_for_another_to_make_it_has_a_budget_too() -> None:
    waiting = Budget(60)
    ended: list[str] = []

    def making() -> Generator[None, None, str]:
        def wait() -> None:
            with pytest.raises(Busy):
                waiting.run(made.get)
            ended.append("busy")

        other = Thread(target=wait)
        other.start()
        waiting.cancel()
        other.join()
        yield
        return "made"

    made = Resumed(making)
    assert made.get() == "made"
    assert ended == ["busy"]


def test_after_an_error_the_next_caller_begins_anew() -> None:
    steps: list[int] = []

    def making() -> Generator[None, None, int]:
        for step in range(2):
            steps.append(step)
            if len(steps) == 2:
                raise ValueError("damaged")
            yield
        return len(steps)

    made = Resumed(making)
    with pytest.raises(ValueError, match="damaged"):
        made.get()
    assert made.get() == 4
    assert steps == [0, 1, 0, 1]


@pytest.mark.parametrize(
    "work",
    [
        lambda: morphology.tokens("Perhekeskus avattiin Kainuussa."),
        lambda: list(spans("aa a", fold("aa a"), "a")),
        lambda: found_once([frozenset(["yksi"]), frozenset(["kaksi"])], 2),
        lambda: Sources({}).stitched("yksi kaksi kolme neljä viisi"),
        lambda: elements("Yksi.\n\nKaksi.", None),
    ],
    ids=["words of a text", "places of a quote", "copies among passages", "pieces of a quote", "a page of a text"],
)
def test_what_may_take_long_checks_as_it_goes(work: object) -> None:
    assert callable(work)
    given = Budget(60)

    def cancelled() -> None:
        given.cancel()
        work()

    with pytest.raises(Busy):
        given.run(cancelled)
