"""Fit lape_qa/question/breadth.json: which questions want several sentences, where no rule says so.

    python -m training.fit_breadth eval/train.jsonl eval/questions.jsonl eval/first-questions.jsonl

On the words of questions alone, so it needs neither an index nor a model, and holds whatever reads the answers. A
question wants several sentences if three or more answer it, or if it is a first question for a list or an overview;
it wants one if one or two answer it, or if it is a first question for a person, a number, or a yes or no. Of the sets,
only the `train` and `dev` questions are looked at.

Logistic regression, lightly regularised, in which those that want several weigh as much as the others. Held out by
set, as the sets of first questions were written one after the other; of the other two, a fifth at a time. The
threshold is the lowest with which, held out, at most so many of the `dev` questions that want one sentence are taken
for one that wants several.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lape_qa.errors import from_extra
from lape_qa.evaluation.first_questions import read_first_questions
from lape_qa.evaluation.question_set.questions import Case, training_cases, tuning_cases
from lape_qa.question import analysis, breadth
from lape_qa.question.breadth import SIGNALS

with from_extra("training", "fitting"):
    from scipy.optimize import minimize

FITTED = Path(breadth.__file__).parent / "breadth.json"
PENALTY = 0.003
"""Weight of the sum of the squared weights of standardised signals."""
MOST_WRONG = 0.08
"""Share of the `dev` questions that want one sentence that may be taken for one that wants several."""
_SEVERAL = 3
"""Sentences that answer a question which wants several."""
_FOLDS = 5
_OF_FIRST = {"list": True, "overview": True, "people": False, "number": False, "yesno": False}
"""Whether a first question of a kind wants several sentences; others are left out."""

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Example:
    """A question with what speaks for several sentences, and whether it wants them."""

    set: str
    """What it is held out with."""
    signals: tuple[float, ...]
    several: bool
    counts: bool
    """Is it one by which the threshold is set?"""


def example(name: str, question: str, history: Sequence[str], *, several: bool, counts: bool) -> Example:
    """Read a question as it is read when it is asked."""
    asking = analysis.asking(question, history)
    return Example(name, tuple(signal(asking) for signal in SIGNALS.values()), several, counts)


def of_cases(name: str, cases: Sequence[Case], *, counts: bool) -> list[Example]:
    """Return the answerable questions of a set."""
    answerable = [case for case in cases if case.answerable]
    return [
        example(f"{name}{number % _FOLDS}", case.question, case.history, several=_wants_several(case), counts=counts)
        for number, case in enumerate(answerable)
    ]


def _wants_several(case: Case) -> bool:
    return len({evidence.quote for evidence in case.evidence}) >= _SEVERAL


def of_first(path: Path) -> list[Example]:
    """Return the first questions, each held out with those of its letter."""
    return [
        example(one.id[0], one.question, one.history, several=_OF_FIRST[one.kind], counts=True)
        for one in read_first_questions(path, "dev")
        if one.kind in _OF_FIRST
    ]


def fit(found: Sequence[Example]) -> tuple[Floats, float]:
    """Return the weight of each signal, and what is added to their sum."""
    signals, several = _arrays(found)
    mean, spread = signals.mean(axis=0), signals.std(axis=0)
    scaled = (signals - mean) / np.where(spread > 0, spread, 1)
    share = np.where(several, 0.5 / several.sum(), 0.5 / (~several).sum())
    sign = np.where(several, 1.0, -1.0)

    def loss(both: Floats) -> tuple[float, Floats]:
        margin = sign * (scaled @ both[:-1] + both[-1])
        pull = -sign * share / (1 + np.exp(margin))
        slope = np.append(scaled.T @ pull + 2 * PENALTY * both[:-1], pull.sum())
        return float(share @ np.logaddexp(0, -margin)) + PENALTY * float(both[:-1] @ both[:-1]), slope

    best = minimize(loss, np.zeros(signals.shape[1] + 1), jac=True, method="L-BFGS-B").x
    weights: Floats = np.where(spread > 0, best[:-1] / np.where(spread > 0, spread, 1), 0)
    return weights, float(best[-1] - weights @ mean)


def held_out(found: Sequence[Example]) -> Floats:
    """Return for each question the chance that a model gives it which has not seen its set."""
    signals, _ = _arrays(found)
    chances = np.zeros(len(found))
    sets = np.array([each.set for each in found])
    for name in sorted(set(sets)):
        weights, bias = fit([each for each in found if each.set != name])
        chances[sets == name] = 1 / (1 + np.exp(-(signals[sets == name] @ weights + bias)))
    return chances


def _arrays(found: Sequence[Example]) -> tuple[Floats, Bools]:
    return np.array([each.signals for each in found], np.float64), np.array([each.several for each in found], np.bool_)


def threshold(chances: Floats, several: Bools, most_wrong: float) -> float:
    """Return the lowest chance that at most such a share of the questions that want one sentence reach."""
    return round(float(np.quantile(chances[~several], 1 - most_wrong, method="higher")), 3)


def main() -> None:
    """Fit on three sets of questions, and store the result."""
    train, tuned, first = map(Path, sys.argv[1:4])
    found = [
        *of_cases("train", training_cases(train), counts=False),
        *of_cases("dev", tuning_cases(tuned), counts=True),
        *of_first(first),
    ]
    chances = held_out(found)
    _, several = _arrays(found)
    counts = np.array([each.counts for each in found])
    least = threshold(chances[counts], several[counts], MOST_WRONG)
    weights, bias = fit(found)
    result = {
        "command": f"python -m training.fit_breadth {' '.join(sys.argv[1:4])}",
        "questions": len(found),
        "held_out": {
            "several": int((several & counts).sum()),
            "several_found": int((several & counts & (chances >= least)).sum()),
            "one": int((~several & counts).sum()),
            "one_taken_for_several": int((~several & counts & (chances >= least)).sum()),
        },
        "weights": dict(zip(SIGNALS, np.round(weights, 4).tolist(), strict=True)),
        "bias": round(bias, 4),
        "threshold": least,
    }
    FITTED.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
