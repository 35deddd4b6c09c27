"""Two runs over the same questions: is the second better, or is it chance?"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from lape_qa.errors import UsageError, from_extra, plainly
from lape_qa.evaluation.metrics import DRAWN_AT_ONCE, Floats

with from_extra("evaluation", "measuring"):
    from scipy.stats import permutation_test

FLIPS = 10_000
MEASURES = ("hit@1", "mrr@10", "answer_recall", "answered_when_answerable", "abstained_when_unanswerable")
"""Few, and each of another kind: the more are looked at, the less any of them can show."""


@dataclass(frozen=True, slots=True)
class Run:
    """What `eval --json` wrote: each question's text and its value of each measure that it bears on."""

    name: str
    questions: Mapping[str, str]
    values: Mapping[str, Mapping[str, float]]
    """Measure to question id to value."""


@dataclass(frozen=True, slots=True)
class Change:
    """One measure in run A and in run B."""

    measure: str
    questions: int
    a: float
    b: float
    p: float
    """How often chance alone makes a difference at least this large."""
    p_holm: float
    """The same, corrected for the number of measures looked at."""
    won: tuple[str, ...]
    """Ids of the questions that are better in B."""
    lost: tuple[str, ...]

    @property
    def difference(self) -> float:
        """How much better B is."""
        return self.b - self.a


# ---- reading runs ----------------------------------------------------------------------------------------


def read_run(path: Path) -> Run:
    """Read what `eval --json` wrote; UsageError when a file is anything else."""
    try:
        details = json.loads(path.read_text(encoding="utf-8"))["questions_detail"]
        values = {
            name: {q: float(value(name, row)) for q, row in details.items() if bears(name, row)} for name in MEASURES
        }
        questions = {identifier: str(row["question"]) for identifier, row in details.items()}
    except OSError as error:
        raise UsageError(f"cannot read {path}: {plainly(error)}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{path} is not what `lape-qa eval --json` writes") from error
    if not questions:
        raise UsageError(f"{path} holds no question")
    return Run(str(path), questions, values)


def bears(measure: str, row: Mapping[str, Any]) -> bool:
    """Tell whether a question, a row of `questions_detail`, bears on a measure that is a mean."""
    return bool(row["answerable"]) != (measure == "abstained_when_unanswerable")


def value(measure: str, row: Mapping[str, Any]) -> float | bool:
    """Return a question's own value of a measure that it bears on; ValueError when it is none from 0 to 1."""
    value: Any
    match measure:
        case "answer_recall":
            value = row["answer_holds_every_fact"]
        case "answered_when_answerable":
            value = row["answered"]
        case "abstained_when_unanswerable":
            value = not row["answered"]
        case _:
            value = row[measure]
    if not isinstance(value, bool | int | float) or not 0 <= value <= 1:
        raise ValueError(f"{measure} is {value!r}")
    return value


# ---- comparing -------------------------------------------------------------------------------------------


def compare(a: Run, b: Run) -> list[Change]:
    """Return how each measure that some question bears on differs; UsageError unless the questions are the same."""
    _check_same_questions(a, b)
    return paired_changes(
        [(measure, a.values[measure], b.values[measure]) for measure in MEASURES if a.values[measure]]
    )


def paired_changes(pairs: Sequence[tuple[str, Mapping[str, float], Mapping[str, float]]]) -> list[Change]:
    """Return how each measure differs between two values of each question, that of A and that of B."""
    arrays = [(np.array(list(a.values())), np.array([b[question] for question in a])) for _, a, b in pairs]
    chances = [randomisation_test(after - before) for before, after in arrays]
    return [
        Change(
            measure=measure,
            questions=len(before),
            a=float(before.mean()),
            b=float(after.mean()),
            p=p,
            p_holm=p_holm,
            won=tuple(question for question, value in a.items() if b[question] > value),
            lost=tuple(question for question, value in a.items() if b[question] < value),
        )
        for (measure, a, b), (before, after), p, p_holm in zip(pairs, arrays, chances, holm(chances), strict=True)
    ]


def _check_same_questions(a: Run, b: Run) -> None:
    for identifier in [*a.questions, *b.questions]:
        if a.questions.get(identifier) != b.questions.get(identifier):
            what = (
                "is not the same in both"
                if identifier in a.questions and identifier in b.questions
                else "is in one only"
            )
            raise UsageError(f"{a.name} and {b.name} hold different questions: {identifier!r} {what}")
    if any(a.values[measure].keys() != b.values[measure].keys() for measure in MEASURES):
        raise UsageError(f"{a.name} and {b.name} differ in which questions are answerable")


def randomisation_test(differences: Floats, *, flips: int = FLIPS, seed: int = 0) -> float:
    """Return how often random signs make the mean difference at least as far from zero as it is (two-sided).

    The paired randomisation test (Fisher 1935; for retrieval Smucker et al. 2007): if A and B were the same, each
    question's difference could as well have had the other sign. When there are no more choices of signs than `flips`,
    each is taken once and p is exact; else with r of n random choices at least as far from zero,
    p = (r + 1) / (n + 1), which is never zero (Phipson & Smyth 2010).
    """
    if len(differences) == 1:
        return 1.0  # as far from zero with either sign
    found = permutation_test(
        (differences,),
        lambda signed, axis: np.abs(signed.mean(axis=axis)),
        permutation_type="samples",
        vectorized=True,
        n_resamples=flips,
        batch=max(1, DRAWN_AT_ONCE // len(differences)),
        alternative="greater",
        rng=seed,
    )
    return float(found.pvalue)


def holm(chances: Sequence[float]) -> list[float]:
    """Return p-values corrected for their number (Holm 1979).

    The i-th smallest of m is multiplied by m - i + 1, is no less than those before it, and at most 1.
    """
    corrected = [0.0] * len(chances)
    highest = 0.0
    for place, number in enumerate(sorted(range(len(chances)), key=lambda number: chances[number])):
        highest = max(highest, min(1.0, (len(chances) - place) * chances[number]))
        corrected[number] = highest
    return corrected


# ---- showing ---------------------------------------------------------------------------------------------


def comparison_json(a: Run, b: Run, changes: Sequence[Change]) -> dict[str, object]:
    """Return a comparison for other programs."""
    return {
        "a": a.name,
        "b": b.name,
        "questions": len(a.questions),
        "flips": FLIPS,
        "measures": {
            c.measure: {
                "questions": c.questions,
                "a": c.a,
                "b": c.b,
                "difference": c.difference,
                "p": c.p,
                "p_holm": c.p_holm,
                "won": list(c.won),
                "lost": list(c.lost),
            }
            for c in changes
        },
    }


def by_question(changes: Sequence[Change], *, won: bool) -> dict[str, list[str]]:
    """Return the measures that each question won, or lost."""
    found: dict[str, list[str]] = {}
    for change in changes:
        for identifier in change.won if won else change.lost:
            found.setdefault(identifier, []).append(change.measure)
    return dict(sorted(found.items()))
