"""Of a delay so much counts as a thread was working in it; what is checked is as long as a body may be."""

import json
import random

import pytest

from benchmarks.attacks.lock import saved, stretch
from lape_qa.contract import SavedAnswer
from lape_qa_api.http.middleware import MAX_BODY_BYTES
from support.fakes import document

BEFORE = {1: 1.0, 2: 5.0}


@pytest.mark.parametrize(
    ("delay", "after", "expected"),
    [
        (0.5, {1: 1.25, 2: 5.125}, (0.25, 1)),
        (0.5, {1: 1.0, 2: 5.125}, (0.125, 2)),
        # Both worked on without it being late for longer.
        (0.0625, {1: 1.25, 2: 5.125}, (0.0625, 1)),
        # The machine had other work.
        (0.5, BEFORE, (0.0, 1)),
        (0.5, {}, (0.0, None)),
    ],
)
def test_a_delay_counts_as_far_as_one_thread_worked_in_it(
    delay: float, after: dict[int, float], expected: tuple[float, int | None]
) -> None:
    assert stretch(delay, BEFORE, after) == expected


@pytest.mark.parametrize("altered", [True, False])
def test_saved_answers_are_as_long_as_a_body_may_be(altered: bool) -> None:
    documents = [document("Neuvola avattiin Kajaaniin vuonna 2018. " * 100, "kainuu")]
    for seed in range(20):
        answer = saved(documents, random.Random(seed), altered=altered)
        body = json.dumps(answer, ensure_ascii=False).encode()
        assert MAX_BODY_BYTES // 2 < len(body) <= MAX_BODY_BYTES
        checks = SavedAnswer.model_validate(answer).verify({"kainuu": documents[0]}, lambda _identifier, _sha256: ())
        assert {check.verdict for check in checks} == {"absent" if altered else "found"}
