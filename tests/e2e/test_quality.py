"""The gate: the whole question set, asked with the real model, is answered no worse than the stored baselines say."""

import json
from pathlib import Path

import pytest

from lape_qa.assistant import Assistant
from lape_qa.encoding.texts import TextEncoder
from lape_qa.evaluation import first_questions, regression, results
from lape_qa.evaluation.question_set.questions import MEASURED, split_cases
from lape_qa.evaluation.run import evaluate, report

pytestmark = pytest.mark.e2e

EVAL = Path(__file__).parents[2] / "eval"
QUESTIONS = EVAL / "questions.jsonl"
FIRST_QUESTIONS = EVAL / "first-questions.jsonl"


@pytest.fixture(scope="module")
def retrieval_alone(assistant: Assistant, real_encoder: TextEncoder) -> Assistant:
    """The same index without the reader."""
    return Assistant(assistant.generation, real_encoder)


@pytest.mark.parametrize("split", MEASURED)
@pytest.mark.parametrize(("fixture", "suffix"), [("assistant", ""), ("retrieval_alone", "-no-reader")])
def test_no_measure_falls_below_its_baseline(
    request: pytest.FixtureRequest, fixture: str, suffix: str, split: str
) -> None:
    """See lape_qa/evaluation/regression.py for what counts as a fall, and why."""
    assistant: Assistant = request.getfixturevalue(fixture)
    file = EVAL / "baselines" / f"{split}{suffix}.json"
    baseline = regression.read_baseline(file, QUESTIONS)
    cases = split_cases(QUESTIONS, split)
    # As it would be stored: rounded.
    now = json.loads(results.dumps(report(evaluate(assistant, cases))))
    found = regression.falls(baseline, now)
    asked = {case.id: case.question for case in cases}
    assert not found, regression.message(str(file.relative_to(EVAL.parent)), found, asked)


def test_no_fewer_first_questions_pass_than_in_the_baseline(assistant: Assistant) -> None:
    file = EVAL / "baselines" / "first-questions.json"
    baseline = regression.read_baseline(file, FIRST_QUESTIONS)
    asked = first_questions.read_first_questions(FIRST_QUESTIONS)
    now = json.loads(results.dumps(first_questions.report(first_questions.ask(assistant, asked))))
    found = regression.fall_of_passed(baseline, now)
    questions = {question.id: question.question for question in asked}
    assert not found, regression.message(str(file.relative_to(EVAL.parent)), found, questions)
