"""Work ends at its next check once its time is over or nobody waits for it."""

from itertools import count

import pytest

from lape_qa import budget
from lape_qa.budget import Budget
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
