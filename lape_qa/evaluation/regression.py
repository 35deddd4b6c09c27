"""Has quality slipped? A run against the stored baseline over the same questions.

Both runs ask the same questions, so what is judged is each question's own difference: a paired bootstrap interval of
the change. The intervals stored with a baseline say how far a measure would move with other questions; most of that
is how much questions differ from one another, which here is the same on both sides, and a run could lose every tenth
question within it. A measure has fallen when the whole 95 % interval of its change is below zero, that is, when the
loss is more than the choice of questions explains. Nothing random tells two runs of one state apart, so a state that
equals its baseline never falls; a neutral change falls in about one of forty for each measure, and a person then looks.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lape_qa.errors import UsageError, plainly
from lape_qa.evaluation.metrics import Floats, Interval, aurocs, bootstrap_interval
from lape_qa.evaluation.results import question_set
from lape_qa.evaluation.significance import bears, value

MEANS = (
    *("hit@1", "hit@3", "hit@5", "mrr@10", "ndcg@10"),
    *("answer_recall", "answered_when_answerable", "abstained_when_unanswerable"),
)
Rows = Mapping[str, Mapping[str, Any]]
"""Question id to its row of `questions_detail`."""


@dataclass(frozen=True, slots=True)
class Fall:
    """A measure that is lower than in the baseline by more than chance explains."""

    measure: str
    baseline: float
    now: float
    interval: Interval
    """Of the change."""
    lost: tuple[str, ...]
    """Ids of the questions whose own value is lower."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """One measure in both runs: over all questions, and each question's own value."""

    baseline: float
    now: float
    interval: Interval | None
    before: Mapping[str, float]
    after: Mapping[str, float]


def read_baseline(path: Path, questions: Path) -> dict[str, Any]:
    """Read a stored run; UsageError when there is none or it was made from another state of the question set."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        made_from = stored["question_set"]["sha256"]
    except OSError as error:
        raise UsageError(f"cannot read the baseline {path}: {plainly(error)}: run `make baseline`") from error
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path} is no baseline: run `make baseline`") from error
    if made_from != question_set(questions, None)["sha256"]:
        raise UsageError(f"{path} was made from another state of {questions}: run `make baseline` and review the diff")
    return dict(stored)


def falls(baseline: Mapping[str, Any], now: Mapping[str, Any]) -> list[Fall]:
    """Return the measures that fell from one run to the other, both as `eval --json` writes them.

    `quote_fidelity` is no estimate: below 1 it has fallen, whatever the baseline says. Calibration and the length of
    answers are described, not guarded. UsageError when the runs asked different questions.
    """
    before, after = _same_questions(baseline, now)
    pairs = {name: _mean(name, before, after) for name in MEANS}
    pairs |= {"citation_precision": _precision(before, after), "abstention_auroc": _auroc(before, after)}
    found = [
        Fall(name, pair.baseline, pair.now, pair.interval, _lost(pair))
        for name, pair in pairs.items()
        if pair is not None and pair.interval is not None and pair.interval[1] < 0
    ]
    fidelity = now["quote_fidelity"]
    if fidelity is not None and fidelity < 1:
        found.append(Fall("quote_fidelity", 1.0, fidelity, (fidelity - 1, fidelity - 1), ()))
    return found


def fall_of_passed(baseline: Mapping[str, Any], now: Mapping[str, Any]) -> list[Fall]:
    """Return the fall in how many first questions pass, both runs as `first-questions --json` writes them, if any.

    UsageError when the runs asked different questions.
    """
    before, after = _same_questions(baseline, now)
    passed = [{name: float(row["passed"]) for name, row in rows.items()} for rows in (before, after)]
    old, new = (np.array([values[name] for name in before], np.float64) for values in passed)
    interval = bootstrap_interval(np.mean, new - old)
    if interval is None or interval[1] >= 0:
        return []
    pair = _Pair(float(old.mean()), float(new.mean()), interval, *passed)
    return [Fall("pass", pair.baseline, pair.now, interval, _lost(pair))]


def _same_questions(baseline: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Rows, Rows]:
    before: Rows = baseline["questions_detail"]
    after: Rows = now["questions_detail"]
    if before.keys() != after.keys():
        raise UsageError("the baseline and this run hold different questions: run `make baseline` and review the diff")
    return before, after


def message(baseline: str, found: Sequence[Fall], questions: Mapping[str, str]) -> str:
    """Return what to read of a fall: each measure then and now, and each lost question with what it lost."""
    lines = [f"quality fell below {baseline}; if that is meant, run `make baseline` and say why where it is reviewed"]
    for fall in found:
        low, high = fall.interval
        change = f"change {fall.now - fall.baseline:+.3f}, 95 % interval {low:+.3f} to {high:+.3f}"
        lines.append(
            f"  {fall.measure}: baseline {fall.baseline:.3f}, now {fall.now:.3f} ({change}), {len(fall.lost)} lost"
        )
    lost: dict[str, list[str]] = {}
    for fall in found:
        for identifier in fall.lost:
            lost.setdefault(identifier, []).append(fall.measure)
    lines.append(f"Questions lost: {len(lost)} of {len(questions)}")
    lines += [f"  {name}  {questions[name]}  ({', '.join(measures)})" for name, measures in sorted(lost.items())]
    return "\n".join(lines)


def _lost(pair: _Pair) -> tuple[str, ...]:
    return tuple(name for name, value in pair.before.items() if pair.after.get(name, value) < value)


def _mean(measure: str, before: Rows, after: Rows) -> _Pair | None:
    ids = [name for name, row in before.items() if bears(measure, row)]
    if not ids:
        return None
    old, new = (np.array([value(measure, rows[name]) for name in ids], np.float64) for rows in (before, after))
    return _Pair(
        baseline=float(old.mean()),
        now=float(new.mean()),
        interval=bootstrap_interval(np.mean, new - old),
        before=dict(zip(ids, old.tolist(), strict=True)),
        after=dict(zip(ids, new.tolist(), strict=True)),
    )


def _precision(before: Rows, after: Rows) -> _Pair | None:
    """Pair sum(gold) / sum(cited); a run, or a resample, that cites nothing has the precision 0."""
    ids = [name for name in before if before[name]["citations"] or after[name]["citations"]]
    if not any(before[name]["citations"] for name in ids):
        return None

    def counts(rows: Rows) -> tuple[Floats, Floats]:
        return tuple(np.array([rows[name][key] for name in ids], np.float64) for key in ("citations_gold", "citations"))  # type: ignore[return-value]

    def ratio(gold: Floats, cited: Floats, axis: int = -1) -> Floats:
        total = np.asarray(cited.sum(axis))
        return np.asarray(np.divide(gold.sum(axis), total, out=np.zeros(total.shape), where=total > 0), np.float64)

    def change(gold: Floats, cited: Floats, gold_before: Floats, cited_before: Floats, axis: int) -> Floats:
        return ratio(gold, cited, axis) - ratio(gold_before, cited_before, axis)

    old, new = counts(before), counts(after)
    return _Pair(
        baseline=float(ratio(*old)),
        now=float(ratio(*new)),
        interval=bootstrap_interval(change, *new, *old, paired=True),
        before=_shares(before),
        after=_shares(after),
    )


def _shares(rows: Rows) -> dict[str, float]:
    return {name: row["citations_gold"] / row["citations"] for name, row in rows.items() if row["citations"]}


def _auroc(before: Rows, after: Rows) -> _Pair | None:
    yes = [name for name, row in before.items() if row["answerable"]]
    no = [name for name, row in before.items() if not row["answerable"]]
    if not yes or not no:
        return None
    old, new = _wins(before, yes, no), _wins(after, yes, no)
    (plus_old, minus_old), (plus_new, minus_new) = (
        (_confidences(rows, yes), _confidences(rows, no)) for rows in (before, after)
    )

    def change(plus: NDArray[np.intp], minus: NDArray[np.intp], axis: int) -> Floats:
        return aurocs(plus_new[plus], minus_new[minus], axis) - aurocs(plus_old[plus], minus_old[minus], axis)

    return _Pair(
        baseline=float(old.mean()),
        now=float(new.mean()),
        # What is drawn are questions, each with its confidence in both runs.
        interval=bootstrap_interval(change, np.arange(len(yes)), np.arange(len(no))),
        before=_share_of_wins(old, yes, no),
        after=_share_of_wins(new, yes, no),
    )


def _confidences(rows: Rows, ids: Sequence[str]) -> Floats:
    return np.array([rows[name]["confidence"] for name in ids], np.float64)


def _wins(rows: Rows, yes: Sequence[str], no: Sequence[str]) -> Floats:
    """Return, for each answerable and each unanswerable question, whether the first is the surer; half for a tie."""
    plus, minus = _confidences(rows, yes)[:, None], _confidences(rows, no)[None, :]
    return np.asarray((plus > minus) + 0.5 * (plus == minus), np.float64)


def _share_of_wins(wins: Floats, yes: Sequence[str], no: Sequence[str]) -> dict[str, float]:
    """Return the share of the others from which confidence tells each question."""
    own = np.concatenate([wins.mean(axis=1), wins.mean(axis=0)])
    return dict(zip([*yes, *no], own.tolist(), strict=True))
