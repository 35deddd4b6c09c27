import hashlib
import json
from pathlib import Path

import pytest

from lape_qa.errors import UsageError
from lape_qa.evaluation.results import dumps, question_set


def test_a_run_is_written_rounded_and_a_line_for_each_entry() -> None:
    run = {
        "hit@1": 2 / 3,
        "questions": 3,
        "intervals": {"hit@1": (1 / 3, 1.0), "mrr@10": None},
        "by_tag": {},
        "questions_detail": {
            "q2": {"question": "Missä?", "confidence": 0.87654, "ndcg@10": 0.87654321, "tags": ["who", "typo"]},
            "q1": {"question": "Kuka?", "confidence": None},
        },
    }
    assert dumps(run) == (
        "{\n"
        ' "hit@1": 0.666667,\n'
        ' "questions": 3,\n'
        ' "intervals": {\n'
        '  "hit@1": [0.333333, 1.0],\n'
        '  "mrr@10": null\n'
        " },\n"
        ' "by_tag": {},\n'
        ' "questions_detail": {\n'
        '  "q2": {"question": "Missä?", "confidence": 0.88, "ndcg@10": 0.876543, "tags": ["who", "typo"]},\n'
        '  "q1": {"question": "Kuka?", "confidence": null}\n'
        " }\n"
        "}\n"
    )
    assert json.loads(dumps(run))["intervals"] == {"hit@1": [0.333333, 1.0], "mrr@10": None}


def test_a_run_names_the_questions_by_their_hash(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_bytes(b"abc")
    # As sha256sum gives it.
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert hashlib.sha256(b"abc").hexdigest() == digest
    assert question_set(file, "dev") == {"sha256": digest, "split": "dev"}
    assert question_set(file, None) == {"sha256": digest, "split": None}


def test_questions_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^cannot read the question set .*: no such file$"):
        question_set(tmp_path / "none.jsonl", None)
