"""`lape-qa first-questions`: how many of a set pass, and why the others do not."""

import json
from pathlib import Path
from typing import Any

from support.command_line import ANSWERED, QUOTE, Run

ROW: dict[str, Any] = {
    "id": "e1",
    "question": ANSWERED,
    "lang": "fi",
    "kind": "number",
    "answerable": True,
    "documents": ["nokia"],
    "facts": [{"any": ["syyskuussa 2017"]}],
    "least": 1,
    "at_least_documents": 1,
    "forbidden": ["lappi"],
    "tags": [],
    "split": "dev",
}
WRONG = {**ROW, "id": "e2", "kind": "people", "facts": [{"any": ["Iija den Herder"]}]}


def write(folder: Path, *rows: dict[str, Any]) -> Path:
    file = folder / "first.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


def test_what_passes_is_counted_and_each_reply_written(run: Run, indexed: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    ran = run("first-questions", write(tmp_path, ROW, WRONG), "--json", out)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines()[-1] == f"e2  people  {ANSWERED}  (0 facts of 1)"
    measures = json.loads(out.read_text(encoding="utf-8"))
    assert (measures["questions"], measures["passed"], measures["pass"], measures["words_median"]) == (2, 1, 0.5, 6)
    assert {kind: part["passed"] for kind, part in measures["by_kind"].items()} == {"people": 0, "number": 1}
    assert measures["question_set"]["split"] is None
    assert measures["questions_detail"]["e1"]["quotes"] == [{"document": "nokia", "quote": QUOTE}]
    assert measures["questions_detail"]["e2"]["failures"] == ["0 facts of 1"]


def test_which_test_questions_fail_is_not_shown(run: Run, indexed: Path, tmp_path: Path) -> None:
    file = write(tmp_path, ROW, {**WRONG, "split": "test"})
    ran = run("first-questions", file, "--split", "test")
    assert (ran.status, ran.err) == (0, "")
    assert ANSWERED not in ran.out


def test_a_wrong_line_is_refused_before_the_model_is_loaded(run: Run, tmp_path: Path) -> None:
    file = write(tmp_path, {**ROW, "kind": "joke"})
    assert run("first-questions", file).refusal.startswith(f"{file}, line 1: kind is 'joke', expected one of ")
