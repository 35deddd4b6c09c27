"""What counts as a fall, worked out by hand."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from lape_qa.errors import UsageError
from lape_qa.evaluation.regression import Fall, fall_of_passed, falls, message, read_baseline

Row = dict[str, Any]
HITS = ("hit@1", "hit@3", "hit@5", "mrr@10", "ndcg@10")


def answerable(*, hit: float = 1.0, confidence: float = 0.9, citations: int = 1, gold: int = 1) -> Row:
    row = dict.fromkeys(HITS, hit) | {"answerable": True, "answered": True, "answer_holds_every_fact": True}
    return row | {"confidence": confidence, "citations": citations, "citations_gold": gold}


def unanswerable(*, answered: bool = False, confidence: float = 0.1) -> Row:
    row = dict.fromkeys(HITS) | {"answerable": False, "answered": answered, "answer_holds_every_fact": None}
    return row | {"confidence": confidence, "citations": 0, "citations_gold": 0}


def run(rows: dict[str, Row], fidelity: float | None = 1.0) -> dict[str, Any]:
    return {"quote_fidelity": fidelity, "questions_detail": rows}


def hits(*values: float) -> dict[str, Any]:
    """A run of answerable questions that differ in their hit@1 alone."""
    rows = {f"q{n}": answerable() | {"hit@1": value} for n, value in enumerate(values, start=1)}
    return run(rows)


def names(found: list[Fall]) -> list[str]:
    return [fall.measure for fall in found]


def test_a_run_that_equals_its_baseline_has_not_fallen() -> None:
    rows = {"q1": answerable(), "q2": answerable(hit=0.0), "q3": unanswerable(), "q4": unanswerable(answered=True)}
    assert falls(run(rows), run(rows)) == []


def test_a_measure_falls_when_hardly_any_choice_of_the_questions_is_without_a_loss() -> None:
    # Of ten drawn none is a lost one with the chance 0.5^10 = 0.1 %, less than the 2.5 % above the interval.
    [fall] = falls(hits(*[1.0] * 10), hits(*[0.0] * 5, *[1.0] * 5))
    assert (fall.measure, fall.baseline, fall.now) == ("hit@1", 1.0, 0.5)
    assert fall.lost == ("q1", "q2", "q3", "q4", "q5")
    # As for a share of 5 in 10: between 2 and 8 of the ten drawn are lost.
    assert fall.interval == pytest.approx((-0.8, -0.2))


def test_a_loss_that_another_choice_of_questions_may_not_have_is_no_fall() -> None:
    # None of the two lost ones is drawn with the chance 0.8^10 = 10.7 %.
    assert falls(hits(*[1.0] * 10), hits(*[0.0] * 2, *[1.0] * 8)) == []


def test_what_is_won_is_set_against_what_is_lost() -> None:
    before, after = [1.0] * 5 + [0.0] * 5, [0.0] * 5 + [1.0] * 5
    assert falls(hits(*before), hits(*after)) == []
    assert falls(hits(*[0.0] * 10), hits(*[1.0] * 10)) == []


def test_every_mean_is_guarded_over_the_questions_that_bear_on_it() -> None:
    before = {f"a{n}": answerable() for n in range(8)} | {f"u{n}": unanswerable() for n in range(8)}
    after = {f"a{n}": answerable(hit=0.0) | {"answer_holds_every_fact": False} for n in range(8)}
    after |= {f"u{n}": unanswerable(answered=True) for n in range(8)}
    found = falls(run(before), run(after))
    assert names(found) == [*HITS, "answer_recall", "abstained_when_unanswerable"]
    assert found[-1].lost == tuple(f"u{n}" for n in range(8))
    assert {(fall.baseline, fall.now, fall.interval) for fall in found} == {(1.0, 0.0, (-1.0, -1.0))}


def test_precision_falls_by_the_quotes_and_names_the_questions_whose_own_share_is_less() -> None:
    before = {f"q{n}": answerable(citations=2, gold=2) for n in range(10)}
    after = before | {f"q{n}": answerable(citations=4, gold=1) for n in range(8)}
    [fall] = falls(run(before), run(after))
    # 20 of 20 before; 8 * 1 + 2 * 2 of 8 * 4 + 2 * 2 after.
    assert (fall.measure, fall.baseline) == ("citation_precision", 1.0)
    assert fall.now == pytest.approx(12 / 36)
    assert fall.lost == tuple(f"q{n}" for n in range(8))


def test_a_run_that_cites_nothing_any_more_has_no_precision_left() -> None:
    before = {f"q{n}": answerable() for n in range(8)}
    after = {name: row | {"citations": 0, "citations_gold": 0} for name, row in before.items()}
    [fall] = falls(run(before), run(after, fidelity=None))
    assert (fall.measure, fall.baseline, fall.now, fall.lost) == ("citation_precision", 1.0, 0.0, ())


def test_auroc_falls_when_confidence_no_longer_tells_the_questions_apart() -> None:
    before = {f"a{n}": answerable(confidence=0.9) for n in range(4)}
    before |= {f"u{n}": unanswerable(confidence=0.1) for n in range(4)}
    after = before | {f"a{n}": answerable(confidence=0.1) for n in range(4)}
    [fall] = falls(run(before), run(after))
    # Every pair was won and is now a tie.
    assert fall == Fall("abstention_auroc", 1.0, 0.5, (-0.5, -0.5), ("a0", "a1", "a2", "a3", "u0", "u1", "u2", "u3"))


def test_a_quote_that_does_not_stand_in_its_source_is_a_fall_whatever_was_before() -> None:
    rows = {"q1": answerable()}
    [fall] = falls(run(rows, fidelity=0.5), run(rows, fidelity=0.5))
    assert (fall.measure, fall.baseline, fall.now, fall.lost) == ("quote_fidelity", 1.0, 0.5, ())


def test_measures_that_no_question_bears_on_are_not_guarded() -> None:
    rows = {"u1": unanswerable()}
    assert falls(run(rows, None), run({"u1": unanswerable(answered=True)}, None))[0].measure == (
        "abstained_when_unanswerable"
    )
    only = {"a1": answerable(citations=0, gold=0)}
    assert falls(run(only), run(only)) == []


def passed(*values: bool) -> dict[str, Any]:
    """A run of first questions."""
    return {"questions_detail": {f"e{n}": {"passed": value} for n, value in enumerate(values, start=1)}}


def test_fewer_first_questions_that_pass_are_a_fall_when_chance_does_not_explain_it() -> None:
    [fall] = fall_of_passed(passed(*[True] * 10), passed(*[False] * 5, *[True] * 5))
    assert (fall.measure, fall.baseline, fall.now, fall.lost) == ("pass", 1.0, 0.5, ("e1", "e2", "e3", "e4", "e5"))
    # Without the lost one ten are drawn with the chance 0.9^10 = 35 %.
    assert fall_of_passed(passed(*[True] * 10), passed(False, *[True] * 9)) == []
    assert fall_of_passed(passed(False, True), passed(True, False)) == []
    with pytest.raises(UsageError, match="different questions"):
        fall_of_passed(passed(True), passed(True, True))


def test_runs_of_other_questions_are_refused() -> None:
    with pytest.raises(UsageError, match="hold different questions: run `make baseline`"):
        falls(hits(1.0), hits(1.0, 1.0))


def test_the_message_names_measures_and_questions() -> None:
    found = [
        Fall("hit@1", 0.75, 0.25, (-0.75, -0.25), ("q1", "q2")),
        Fall("mrr@10", 0.8, 0.5, (-0.5, -0.125), ("q2",)),
    ]
    asked = {"q1": "Missä?", "q2": "Kuka?", "q3": "Milloin?"}
    assert message("eval/baselines/test.json", found, asked).splitlines() == [
        "quality fell below eval/baselines/test.json; "
        "if that is meant, run `make baseline` and say why where it is reviewed",
        "  hit@1: baseline 0.750, now 0.250 (change -0.500, 95 % interval -0.750 to -0.250), 2 lost",
        "  mrr@10: baseline 0.800, now 0.500 (change -0.300, 95 % interval -0.500 to -0.125), 1 lost",
        "Questions lost: 2 of 3",
        "  q1  Missä?  (hit@1)",
        "  q2  Kuka?  (hit@1, mrr@10)",
    ]


# ---- the stored run --------------------------------------------------------------------------------------


def stored(folder: Path, text: str, questions: bytes = b"{}\n") -> tuple[Path, Path]:
    file, asked = folder / "test.json", folder / "questions.jsonl"
    file.write_text(text, encoding="utf-8")
    asked.write_bytes(questions)
    return file, asked


def test_a_baseline_of_this_question_set_is_read(tmp_path: Path) -> None:
    written = {"question_set": {"sha256": hashlib.sha256(b"{}\n").hexdigest(), "split": "test"}, "hit@1": 1.0}
    assert read_baseline(*stored(tmp_path, json.dumps(written))) == written


def test_a_baseline_of_another_state_of_the_set_says_what_to_run(tmp_path: Path) -> None:
    written = {"question_set": {"sha256": hashlib.sha256(b"{}\n").hexdigest()}}
    file, asked = stored(tmp_path, json.dumps(written), b"{ }\n")
    with pytest.raises(UsageError) as error:
        read_baseline(file, asked)
    assert str(error.value) == (
        f"{file} was made from another state of {asked}: run `make baseline` and review the diff"
    )


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"question_set": null}'])
def test_what_is_no_baseline_says_what_to_run(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError, match=r"is no baseline: run `make baseline`$"):
        read_baseline(*stored(tmp_path, text))


def test_a_missing_baseline_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no such file: run `make baseline`$"):
        read_baseline(tmp_path / "test.json", tmp_path)
