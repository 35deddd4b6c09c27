"""The second stage: the candidates of the first, looked at again and ordered by a learned linear model."""

import json
from collections.abc import Collection
from functools import cache
from importlib.resources import files

import numpy as np

from lape_qa.index.model import Floats
from lape_qa.retrieval.candidates import SIGNALS, Part
from lape_qa.retrieval.place_and_year import ELSEWHERE


def design(values: Floats) -> Floats:
    """Return each signal as its value, its gap to the best candidate's, and 1 / rank; shape (rows, 3 * signals)."""
    order = np.argsort(-values, axis=0, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(1, len(values) + 1)[:, None], axis=0)
    return np.concatenate([values, values - values.max(axis=0), 1 / rank], axis=1).astype(np.float32)


@cache
def weights(late: bool) -> Floats:
    """Return what ranking.json holds, with late interaction or without; shape (3 * signals,), as `design` has."""
    fitted = json.loads((files("lape_qa.retrieval") / "ranking.json").read_text(encoding="utf-8"))
    chosen = fitted["with_late_interaction" if late else "without"]
    return np.array([chosen[kind].get(name, 0.0) for kind in ("value", "gap", "rank") for name in SIGNALS], np.float32)


def rerank(part: Part, late: bool, without: Collection[str] = ()) -> Part:
    """Order the passages by the learned model; scores are its values, comparable within one question.

    `late`: by the weights for late interaction. `without`: signals that weigh nothing.
    """
    if not part.passages:
        return part
    kept = np.array([name not in without for name in SIGNALS], np.float32)
    scores = design(part.signals) @ (weights(late) * np.tile(kept, 3))
    order = np.argsort(-scores, kind="stable")
    return part.take(order, scores[order].astype(np.float64))


def prefer(part: Part) -> Part:
    """Move down, without leaving out, passages whose document is about another place or year than the question."""
    elsewhere = part.naming.elsewhere()
    if not elsewhere.any():
        return part
    scores = part.ranking.scores - ELSEWHERE * elsewhere
    order = np.argsort(-scores, kind="stable")
    return part.take(order, scores[order])
