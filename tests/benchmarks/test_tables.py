"""The tables of the goals: what is reached is told from the stored value itself, and quotes are counted by answer."""

from typing import Any

import pytest

from benchmarks.tables import Goal, quotes_by_number


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
