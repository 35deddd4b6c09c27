"""`lape-qa eval add`: a checked case, or nothing."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from support.command_line import ANSWERED, QUOTE, UNANSWERABLE, Run, case, questions

NEW = ("--document", "nokia", "--quote", QUOTE, "--fact", "2017", "--tag", "when", "--split", "dev")


def test_eval_add_appends_a_checked_case(run: Run, indexed: Path, tmp_path: Path) -> None:
    file = questions(tmp_path, UNANSWERABLE)
    before = file.read_text(encoding="utf-8")
    ran = run("eval", "add", file, ANSWERED, *NEW)
    assert (ran.status, ran.out, ran.err) == (0, f"added q003 (dev) to {file}: {ANSWERED}\n", "")
    assert file.read_text(encoding="utf-8").startswith(before)
    assert json.loads(file.read_text(encoding="utf-8").splitlines()[1]) == case(id="q003")
    assert run("eval", file).status == 0


def test_the_first_question_makes_the_set(run: Run, indexed: Path, tmp_path: Path) -> None:
    file = tmp_path / "omat.jsonl"
    assert run("eval", "add", file, ANSWERED, *NEW).out == f"added q001 (dev) to {file}: {ANSWERED}\n"
    assert [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] == [case(id="q001")]
    assert file.stat().st_mode & 0o777 == (tmp_path / "sources" / "nokia.txt").stat().st_mode & 0o777


def test_eval_add_of_an_unanswerable_question_needs_no_quote(run: Run, indexed: Path, tmp_path: Path) -> None:
    file = questions(tmp_path, case())
    options = ("--unanswerable", "--tag", "far-off", "--history", "Missä?", "--id", "x1", "--lang", "sv")
    assert run("eval", "add", file, "Entä huomenna?", *options).status == 0
    assert json.loads(file.read_text(encoding="utf-8").splitlines()[1]) == (
        UNANSWERABLE | {"id": "x1", "question": "Entä huomenna?", "split": "test", "history": ["Missä?"]}
    )


ADD_REFUSED = {
    "duplicate": ((ANSWERED.upper(), *NEW), "the question is in the set already: q1 "),
    "duplicate id": (("Milloin?", *NEW, "--id", "q1"), "the id 'q1' is empty or in the set already"),
    "no terminal": (("Milloin?",), "--quote (or --unanswerable) is missing; it is asked for only at a terminal"),
    "unequal": (("Milloin?", "--quote", QUOTE), "give one --document for each --quote"),
    "both": (("Milloin?", *NEW, "--unanswerable"), "give --quote or --unanswerable, not both"),
    "typed otherwise": (
        ("Milloin?", *NEW[:3], "Nokian  perhekeskuspilotti", *NEW[4:]),
        "the quote does not stand in 'nokia': 'Nokian perhekeskuspilotti'; but for white space, ",
    ),
}


@pytest.mark.parametrize(("arguments", "said"), ADD_REFUSED.values(), ids=ADD_REFUSED)
def test_eval_add_writes_nothing_when_anything_is_wrong(
    run: Run, indexed: Path, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    file = questions(tmp_path, case())
    before = file.read_bytes()
    assert run("eval", "add", file, *arguments).refusal.startswith(said)
    assert file.read_bytes() == before


def test_a_question_set_of_the_name_add_is_run_by_its_path(run: Run, indexed: Path, tmp_path: Path) -> None:
    questions(tmp_path, case()).rename(tmp_path / "add")
    assert run("eval", "./add").status == 0
    assert "questions" in run("eval", "add").refusal


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Type lines at a terminal."""

    class Typed(io.StringIO):
        def isatty(self) -> bool:
            return True

    return lambda *lines: monkeypatch.setattr("sys.stdin", Typed("".join(f"{line}\n" for line in lines)))


def test_eval_add_asks_for_what_is_missing(run: Run, indexed: Path, tmp_path: Path, typed: Callable[..., None]) -> None:
    file = questions(tmp_path, UNANSWERABLE)
    typed("", "", "", "1", QUOTE, "", "2017", "when", "dev")
    ran = run("eval", "add", file, ANSWERED)
    assert (ran.status, ran.err) == (0, "")
    assert "1. nokia · Nokian perhekeskus 👪\n" in ran.out
    assert QUOTE in ran.out
    assert json.loads(file.read_text(encoding="utf-8").splitlines()[1]) == case(id="q003")


def test_eval_add_whose_input_ends_adds_nothing(
    run: Run, indexed: Path, tmp_path: Path, typed: Callable[..., None]
) -> None:
    file = questions(tmp_path, UNANSWERABLE)
    before = file.read_bytes()
    typed("", "")
    ran = run("eval", "add", file, ANSWERED)
    assert (ran.status, ran.err) == (2, "lape-qa: the input ended: nothing more was added; see `lape-qa --help`\n")
    assert file.read_bytes() == before


def test_eval_add_takes_feedback_row_by_row(
    run: Run, indexed: Path, tmp_path: Path, typed: Callable[..., None]
) -> None:
    file, feedback = questions(tmp_path, UNANSWERABLE), tmp_path / "feedback.jsonl"
    asked = [UNANSWERABLE["question"], "Kuka?", ANSWERED, ANSWERED]
    rows = [{"question": question, "comment": f"Huomio {n}"} for n, question in enumerate(asked, start=1)]
    feedback.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    typed("n", "y", "fi", "y", "nokia", QUOTE, "n", "2017", "when", "dev")
    ran = run("eval", "add", file, "--from-feedback", feedback)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.count("passed over: the question is in the set already") == 2
    assert "2/4  Kuka?\n      Huomio 2\n" in ran.out
    assert [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] == [
        UNANSWERABLE,
        case(id="q003"),
    ]


def test_feedback_is_taken_at_a_terminal_and_with_nothing_else(run: Run, indexed: Path, tmp_path: Path) -> None:
    file, feedback = questions(tmp_path, UNANSWERABLE), tmp_path / "feedback.jsonl"
    feedback.write_text('{"question": "Kuka?"}\n', encoding="utf-8")
    assert run("eval", "add", file, "--from-feedback", feedback).refusal == (
        "--from-feedback asks about each row: run it at a terminal"
    )
    assert run("eval", "add", file, ANSWERED, "--from-feedback", feedback).refusal == (
        "of the other options, only --index goes with --from-feedback"
    )
