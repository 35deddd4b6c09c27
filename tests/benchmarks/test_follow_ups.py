"""The gate of follow-ups: a complete question is read after an unrelated one as it is read alone."""

from pathlib import Path

import pytest

from benchmarks.follow_ups import after_unrelated
from lape_qa.evaluation.question_set.questions import Case, Evidence, read_cases
from lape_qa.question.analysis import analyse
from support.fakes import FakeEncoder

EVAL = Path(__file__).parents[2] / "eval"

COLLOQUIAL = {"t0387", "t1706", "t1730", "t1915", "t2183"}
"""Of 2,775: they point with a pronoun at a word that only a reader of spoken Finnish finds: "kuka juontaa sitä …"."""


@pytest.mark.parametrize(("name", "leaning"), [("questions.jsonl", set()), ("train.jsonl", COLLOQUIAL)])
def test_a_complete_question_takes_nothing_over_from_an_unrelated_one(name: str, leaning: set[str]) -> None:
    encoder = FakeEncoder()
    pairs = list(after_unrelated(read_cases(EVAL / name)))
    carrying = {case.id for before, case in pairs if analyse(case.question, encoder, None, [before.question]).carried}
    assert carrying == leaning
    assert len(pairs) == {"questions.jsonl": 398, "train.jsonl": 2775}[name]


def test_the_questions_with_a_history_lean_on_it() -> None:
    encoder = FakeEncoder()
    cases = [case for case in read_cases(EVAL / "questions.jsonl") if case.history and case.split == "dev"]
    alone = [case.id for case in cases if not analyse(case.question, encoder, None, case.history).carried]
    assert (len(cases), alone) == (18, [])


def test_a_question_stands_behind_one_of_its_language_on_other_documents() -> None:
    def case(name: str, lang: str, document: str, *history: str) -> Case:
        return Case(name, name, lang, True, (Evidence(document, "x"),), (), (), "dev", history)

    cases = [case("a", "fi", "1"), case("b", "fi", "2"), case("c", "fi", "1"), case("d", "fi", "3", "a")]
    assert [(before.id, one.id) for before, one in after_unrelated(cases)] == [("b", "a"), ("c", "b"), ("b", "c")]
