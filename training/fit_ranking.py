"""Fit lape_qa/retrieval/ranking.json: the second stage's weights, on a BEIR folder of training questions.

    python -m training.fit_ranking ../shared/data/squad-fi/train

A conditional logit over each question's candidates (listwise softmax loss, Cao et al. 2007), once with
late interaction and once without, lightly regularised, by L-BFGS from zero: repeatable to the digit shown.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lape_qa.encoding.opening import open_encoder
from lape_qa.encoding.protocol import Encoder
from lape_qa.errors import from_extra
from lape_qa.evaluation import beir
from lape_qa.evaluation.collection import Collection
from lape_qa.evaluation.collection_index import open_indexed
from lape_qa.index.generation import Generation
from lape_qa.question import analysis
from lape_qa.retrieval import reranking
from lape_qa.retrieval.candidates import SIGNALS
from lape_qa.retrieval.retriever import RERANKED, Retriever
from lape_qa.settings import load_settings

with from_extra("training", "fitting"):
    from scipy.optimize import minimize

FITTED = Path(reranking.__file__).parent / "ranking.json"
QUESTIONS = 6000
"""Drawn from the folder, with a fixed seed."""
_LATE = ("closeness",)

Floats = NDArray[np.float64]


def examples(collection: Collection, generation: Generation, encoder: Encoder) -> list[tuple[Floats, int]]:
    """Return, for each question whose passage is among its candidates, their signals and which one is right."""
    retriever = Retriever(generation)
    rng = np.random.default_rng(0)
    drawn = rng.permutation(sorted(collection.queries))[:QUESTIONS]
    found = []
    for done, identifier in enumerate(drawn, start=1):
        asked = analysis.analyse(collection.queries[identifier], encoder, generation.speller)
        part = retriever.first_stage(asked, RERANKED)
        relevant = collection.relevant[identifier]
        right = [place for place, passage in enumerate(part.passages) if passage.document_id in relevant]
        if right:
            found.append((part.signals.astype(np.float64), right[0]))
        print(f"\r{done}/{len(drawn)}", end="", file=sys.stderr)
    return found


def fit(found: list[tuple[Floats, int]], names: tuple[str, ...], penalty: float = 1e-3) -> dict[str, dict[str, float]]:
    """Return the weights of the named signals' values, gaps and ranks."""
    columns = [SIGNALS.index(name) for name in names]
    designs = [
        (reranking.design(values[:, columns].astype(np.float32)).astype(np.float64), right) for values, right in found
    ]
    scale = np.concatenate([design for design, _ in designs]).std(axis=0) + 1e-9

    def loss(weights: Floats) -> tuple[float, Floats]:
        value, gradient = penalty * weights @ weights, 2 * penalty * weights
        for design, right in designs:
            scaled = design / scale
            scores = scaled @ weights
            share = np.exp(scores - scores.max())
            share /= share.sum()
            value -= np.log(share[right] + 1e-12) / len(designs)
            gradient = gradient + (share @ scaled - scaled[right]) / len(designs)
        return float(value), gradient

    fitted = minimize(loss, np.zeros(3 * len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    weights = (fitted.x / scale).reshape(3, len(names)).round(4)
    return {
        kind: dict(zip(names, row.tolist(), strict=True))
        for kind, row in zip(("value", "gap", "rank"), weights, strict=True)
    }


def main(folder: Path) -> dict[str, Any]:
    """Index the folder (once), gather the signals and fit both sets of weights."""
    settings = load_settings()
    encoder = open_encoder(settings.model_choice(), settings.cache)
    collection = beir.read(folder)
    report = lambda work, done, total: print(f"\r{work} {done}/{total}", end="", file=sys.stderr)  # noqa: E731
    generation = open_indexed(collection.documents, encoder, settings.cache, report).generation
    found = examples(collection, generation, encoder)
    return {
        "command": f"python -m training.fit_ranking {folder}",
        "fitted_on": f"{len(found)} questions whose passage is among {RERANKED} candidates",
        "with_late_interaction": fit(found, SIGNALS),
        "without": fit(found, tuple(name for name in SIGNALS if name not in _LATE)),
    }


if __name__ == "__main__":
    FITTED.write_text(json.dumps(main(Path(sys.argv[1])), indent=1) + "\n", encoding="utf-8")
