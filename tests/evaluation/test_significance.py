"""Two runs compared, with chances worked out by hand."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lape_qa.errors import UsageError
from lape_qa.evaluation.significance import (
    FLIPS,
    Change,
    by_question,
    compare,
    comparison_json,
    holm,
    randomisation_test,
    read_run,
)

# ---- the test --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("differences", "p"),
    [
        # Only all signs equal reach the sum: 2 of 2^5 choices.
        ([1.0] * 5, 2 / 32),
        ([-1.0] * 5, 2 / 32),
        # Questions without a difference change nothing.
        ([1.0] * 5 + [0.0] * 50, 2 / 32),
        # A single one is as far from zero with either sign.
        ([0.5], 1.0),
        # The sum of 2 needs three or four equal signs of four: 2 * (4 + 1) of 16.
        ([1.0, 1.0, 1.0, -1.0], 10 / 16),
        # 0.5 + 0.25 = 0.75 both equal, either way round: 2 of 4; the thirds do not add up the same in every order.
        ([0.5, 0.25], 2 / 4),
        ([1 / 3, 1 / 3, 1 / 3, -1 / 3], 10 / 16),
    ],
)
def test_p_is_the_share_of_signs_that_reach_the_difference(differences: list[float], p: float) -> None:
    assert randomisation_test(np.array(differences)) == pytest.approx(
        p, abs=1e-12 if 2 ** len(differences) <= FLIPS else 0.015
    )


def test_no_difference_at_all_is_certain_chance() -> None:
    assert randomisation_test(np.zeros(7)) == 1.0


def test_p_is_never_zero() -> None:
    assert randomisation_test(np.ones(200)) == 1 / (FLIPS + 1)


def test_p_is_the_same_every_time() -> None:
    differences = np.array([0.5, -0.25, 1.0, 0.1, -0.6] * 4)
    assert randomisation_test(differences) == randomisation_test(differences)
    assert randomisation_test(differences) != randomisation_test(differences, seed=1)


@pytest.mark.parametrize(
    ("chances", "corrected"),
    [
        ([], []),
        ([0.04], [0.04]),
        # 0.01 * 3, 0.03 * 2, and 0.04 * 1, which is no less than the 0.06 before it.
        ([0.01, 0.04, 0.03], [0.03, 0.06, 0.06]),
        ([0.5, 0.6], [1.0, 1.0]),
        ([0.02, 0.02], [0.04, 0.04]),
    ],
)
def test_holm_multiplies_by_how_many_are_left(chances: list[float], corrected: list[float]) -> None:
    assert holm(chances) == pytest.approx(corrected)


# ---- runs ------------------------------------------------------------------------------------------------


def answerable(hit: float, rank: float, *, holds: bool = True, answered: bool = True) -> dict[str, Any]:
    row = {"question": "Missä?", "answerable": True, "answered": answered, "answer_holds_every_fact": holds}
    return row | {"hit@1": hit, "mrr@10": rank}


def unanswerable(*, answered: bool) -> dict[str, Any]:
    row = {"question": "Sataako?", "answerable": False, "answered": answered, "answer_holds_every_fact": None}
    return row | {"hit@1": None, "mrr@10": None}


def written(file: Path, **rows: dict[str, Any]) -> Path:
    file.write_text(json.dumps({"questions_detail": rows}), encoding="utf-8")
    return file


def compared(folder: Path, a: dict[str, dict[str, Any]], b: dict[str, dict[str, Any]]) -> list[Change]:
    return compare(read_run(written(folder / "a.json", **a)), read_run(written(folder / "b.json", **b)))


BEFORE = {
    "q1": answerable(1, 1.0),
    "q2": answerable(0, 0.5, holds=False),
    "q3": answerable(0, 0.0, holds=False, answered=False),
    "q4": unanswerable(answered=True),
}
AFTER = {
    "q1": answerable(1, 1.0, holds=False, answered=False),
    "q2": answerable(1, 1.0),
    "q3": answerable(0, 0.25, holds=False),
    "q4": unanswerable(answered=False),
}


def test_each_measure_is_over_the_questions_that_bear_on_it(tmp_path: Path) -> None:
    changes = compared(tmp_path, BEFORE, AFTER)
    assert [(c.measure, c.questions, c.won, c.lost) for c in changes] == [
        ("hit@1", 3, ("q2",), ()),
        ("mrr@10", 3, ("q2", "q3"), ()),
        ("answer_recall", 3, ("q2",), ("q1",)),
        ("answered_when_answerable", 3, ("q3",), ("q1",)),
        ("abstained_when_unanswerable", 1, ("q4",), ()),
    ]
    assert [(c.a, c.b) for c in changes] == [
        pytest.approx(pair) for pair in ((1 / 3, 2 / 3), (1 / 2, 3 / 4), (1 / 3, 1 / 3), (2 / 3, 2 / 3), (0, 1))
    ]
    assert changes[1].difference == pytest.approx(1 / 4)
    assert [c.p_holm for c in changes] == holm([c.p for c in changes])


def test_the_order_of_questions_in_the_files_does_not_matter(tmp_path: Path) -> None:
    turned = dict(reversed(list(AFTER.items())))
    assert compared(tmp_path, BEFORE, turned) == compared(tmp_path, BEFORE, AFTER)


def test_a_measure_that_no_question_bears_on_is_left_out(tmp_path: Path) -> None:
    only = {"q4": unanswerable(answered=False)}
    assert [c.measure for c in compared(tmp_path, only, only)] == ["abstained_when_unanswerable"]


def test_won_and_lost_are_told_by_question_too(tmp_path: Path) -> None:
    changes = compared(tmp_path, BEFORE, AFTER)
    assert by_question(changes, won=True) == {
        "q2": ["hit@1", "mrr@10", "answer_recall"],
        "q3": ["mrr@10", "answered_when_answerable"],
        "q4": ["abstained_when_unanswerable"],
    }
    assert by_question(changes, won=False) == {"q1": ["answer_recall", "answered_when_answerable"]}


def test_the_json_of_a_comparison_holds_all_of_it(tmp_path: Path) -> None:
    a, b = read_run(written(tmp_path / "a.json", **BEFORE)), read_run(written(tmp_path / "b.json", **AFTER))
    found: Any = json.loads(json.dumps(comparison_json(a, b, compare(a, b))))
    assert (found["a"], found["b"]) == (str(tmp_path / "a.json"), str(tmp_path / "b.json"))
    assert (found["questions"], found["flips"]) == (4, FLIPS)
    recall = found["measures"]["answer_recall"]
    # Two differences that cancel: any signs reach a sum of zero.
    assert recall == {
        **{"questions": 3, "a": pytest.approx(1 / 3), "b": pytest.approx(1 / 3), "difference": 0.0},
        **{"p": 1.0, "p_holm": 1.0, "won": ["q2"], "lost": ["q1"]},
    }


# ---- what is refused -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"questions_detail": []}',
        '{"questions_detail": {"q1": 1}}',
        '{"questions_detail": {"q1": {}}}',
        json.dumps({"questions_detail": {"q1": answerable(1, 1.0) | {"mrr@10": None}}}),
        json.dumps({"questions_detail": {"q1": answerable(1, 1.0) | {"mrr@10": "1.0"}}}),
        json.dumps({"questions_detail": {"q1": answerable(1, float("nan"))}}),
        json.dumps({"questions_detail": {"q1": answerable(2, 1.0)}}),
    ],
)
def test_a_file_that_is_no_run_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "run.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"run\.json is not what `lape-qa eval --json` writes$"):
        read_run(file)


def test_a_file_that_is_not_text_or_not_there_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    with pytest.raises(UsageError, match=r"^cannot read .*: no such file$"):
        read_run(file)
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="is not what"):
        read_run(file)
    with pytest.raises(UsageError, match="holds no question"):
        read_run(written(file))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"q5": answerable(1, 1.0)}, "hold different questions: 'q5' is in one only"),
        ({"q1": answerable(1, 1.0) | {"question": "Muu?"}}, "hold different questions: 'q1' is not the same in both"),
        ({"q4": answerable(1, 1.0) | {"question": "Sataako?"}}, "differ in which questions are answerable"),
    ],
)
def test_runs_over_different_questions_are_refused(tmp_path: Path, changed: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=f"{said}$"):
        compared(tmp_path, BEFORE, BEFORE | changed)
    with pytest.raises(UsageError, match=f"{said}$"):
        compared(tmp_path, BEFORE | changed, BEFORE)
