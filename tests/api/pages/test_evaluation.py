"""What is shown of the stored runs."""

from typing import Any

from lape_qa.language.model import Language
from lape_qa_api.pages.evaluation import Failure, KindRow, by_kind, examples
from lape_qa_api.pages.evaluation_texts import evaluation_texts


def row(kind: str, split: str, *, passed: bool, outcome: str = "answered", question: str = "?") -> dict[str, Any]:
    quotes = [{"document": "d", "quote": quote} for quote in ("Perhekeskus on yhteinen.", "Toinen.", "Kolmas.")]
    shown = {"question": question, "quotes": quotes if outcome == "answered" else []} if split == "dev" else {}
    return {"kind": kind, "lang": "fi", "split": split, "passed": passed, "outcome": outcome} | shown


ROWS = {
    "1": row("list", "dev", passed=False, question="vajaa"),
    "2": row("list", "dev", passed=False, question="vajaa 2"),
    "3": row("overview", "dev", passed=False, outcome="not_found", question="vaiti"),
    "4": row("none", "dev", passed=False, question="väärin"),
    "5": row("definition", "dev", passed=True, question="hyvä"),
    "6": row("definition", "test", passed=True),
    "7": row("definition", "test", passed=False),
    "8": row("list", "test", passed=True),
}


def test_kinds_are_counted_over_the_half_that_nobody_looked_at() -> None:
    assert by_kind(ROWS) == [KindRow("definition", 1, 2), KindRow("list", 1, 1)]


def test_the_first_failure_of_each_reason_is_shown_the_gravest_first() -> None:
    quotes: tuple[tuple[str, Language], ...] = (("Perhekeskus on yhteinen.", "fi"), ("Toinen.", "fi"))
    assert examples(ROWS) == [
        Failure("wrong", "väärin", "fi", quotes),
        Failure("silent", "vaiti", "fi", ()),
        Failure("lacking", "vajaa", "fi", quotes),
    ]


def test_a_reason_without_a_failure_is_left_out() -> None:
    assert [failure.reason for failure in examples({"2": ROWS["2"], "7": ROWS["7"]})] == ["lacking"]


def test_every_language_has_every_word() -> None:
    assert list(evaluation_texts("fi")) == list(evaluation_texts("sv")) == list(evaluation_texts("en"))
