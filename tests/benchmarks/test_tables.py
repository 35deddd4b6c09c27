"""The tables of the goals: what is reached is told from the stored value itself, and quotes are counted by answer."""

from typing import Any

import pytest

from benchmarks.tables import Goal, of_first_questions, quotes_by_number


@pytest.mark.parametrize(
    ("now", "shown"),
    [(0.9, ["`test`", "0.90", "0.500", "0.900", "yes"]), (0.8999, ["`test`", "0.90", "0.500", "0.900", "no"])],
)
def test_a_goal_is_reached_by_the_value_not_by_its_digits(now: float, shown: list[str]) -> None:
    goal = Goal("`test`", "test", ("by_tag", "near-miss", "abstained"), 0.9)
    runs: list[dict[str, Any]] = [{"by_tag": {"near-miss": {"abstained": value}}} for value in (0.5, now)]
    assert goal.row(*runs) == shown


def row(citations: int, gold: int, *, answered: bool = True, answerable: bool = True) -> dict[str, Any]:
    return {"answered": answered, "answerable": answerable, "citations": citations, "citations_gold": gold}


def test_quotes_are_counted_by_how_many_an_answer_shows() -> None:
    questions = [row(1, 1), row(1, 0), row(1, 1), row(4, 1), row(3, 0), row(2, 0, answerable=False)]
    assert quotes_by_number([*questions, row(0, 0, answered=False)]) == (
        "| answers | of them | quotes | to the point | share |\n"
        "| --- | ---: | ---: | ---: | ---: |\n"
        "| with one quote | 3 | 3 | 2 | 0.667 |\n"
        "| with two | 0 | 0 | 0 | – |\n"
        "| with three and more | 2 | 7 | 1 | 0.143 |\n"
        "| to what the sources do not answer | 1 | 2 | 0 | 0.000 |\n"
        "| all | 6 | 12 | 3 | 0.250 |\n"
    )


def first(
    kind: str, *, passed: bool, words: int = 80, split: str = "test", outcome: str = "answered"
) -> dict[str, Any]:
    return {"kind": kind, "passed": passed, "words": words, "split": split, "outcome": outcome}


def test_goals_of_first_questions_are_those_of_the_test_half_by_kind() -> None:
    kinds = ("overview", "overview", "overview", "overview", "list", "compare", "definition", "meta")
    passes = (True, True, True, False, False, True, True, True)
    asked = [first(kind, passed=passed) for kind, passed in zip(kinds, passes, strict=True)]
    # A long answer, one that says nothing, and one of `dev`.
    asked += [first("number", passed=True, words=300), first("none", passed=True, words=900, outcome="not_found")]
    asked += [first("list", passed=True, words=900, split="dev")]
    assert of_first_questions(asked) == (
        "| first questions, `test` | to reach | pass | reached so far | reached |\n"
        "| --- | ---: | ---: | ---: | ---: |\n"
        "| all | 0.85 | 8 of 10 | 0.800 | no |\n"
        "| overview | 0.75 | 3 of 4 | 0.750 | yes |\n"
        "| list | 0.75 | 0 of 1 | 0.000 | no |\n"
        "| compare | 0.75 | 1 of 1 | 1.000 | yes |\n"
        "| definition | 0.95 | 1 of 1 | 1.000 | yes |\n"
        "| meta | 1.00 | 1 of 1 | 1.000 | yes |\n"
        "| none | 0.85 | 1 of 1 | 1.000 | yes |\n"
        "| words, in the median | at most 90 |  | 80 | yes |\n"
    )
