"""Retrieval quality and speed on a BEIR folder."""

import time
from collections.abc import Callable, Mapping, Sequence
from statistics import quantiles
from typing import Any

from lape_qa.assistant import Assistant
from lape_qa.errors import QuestionError, UsageError, from_extra
from lape_qa.evaluation.beir import Collection
from lape_qa.evaluation.metrics import mean_interval

with from_extra("evaluation", "measuring"):
    import ir_measures
    from ir_measures import RR, R, nDCG

DEPTH = 100
_MEASURES = {
    "recall@1": R @ 1,
    "recall@5": R @ 5,
    "recall@10": R @ 10,
    "recall@100": R @ 100,
    "mrr@10": RR @ 10,
    "ndcg@10": nDCG @ 10,
}


def benchmark(collection: Collection, assistant: Assistant, advance: Callable[[], None]) -> dict[str, Any]:
    """Ask every query one by one; return the contract's measures, their 95 % intervals and the time of a query.

    Times are of whole queries, in milliseconds. UsageError names a query that cannot be asked.
    """
    rankings: dict[str, list[str]] = {}
    times = []
    for identifier, text in collection.queries.items():
        started = time.perf_counter()
        try:
            _, hits = assistant.search(text, DEPTH)
        except QuestionError as error:
            raise UsageError(f"query {identifier!r}: {error}") from error
        times.append((time.perf_counter() - started) * 1000)
        rankings[identifier] = [hit.passage.document_id for hit in hits]
        advance()
    values = _values(collection.relevant, rankings)
    return {
        "queries": len(rankings),
        **_means(values),
        **query_times(times),
        "intervals": {name: mean_interval(those) for name, those in values.items()},
    }


def quality(relevant: Mapping[str, Mapping[str, int]], rankings: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """Return the contract's measures of rankings: the documents found for each query, best first, at most DEPTH."""
    return _means(_values(relevant, rankings))


def query_times(milliseconds: Sequence[float]) -> dict[str, float]:
    """Return the median and the 95th percentile of the times of queries; there is at least one."""
    cuts = quantiles(milliseconds, n=20, method="inclusive") if len(milliseconds) > 1 else [milliseconds[0]] * 19
    return {"query_ms_p50": round(cuts[9], 2), "query_ms_p95": round(cuts[18], 2)}


def _means(values: Mapping[str, Sequence[float]]) -> dict[str, float]:
    return {name: round(sum(those) / len(those), 4) for name, those in values.items()}


def _values(relevant: Mapping[str, Mapping[str, int]], rankings: Mapping[str, Sequence[str]]) -> dict[str, list[float]]:
    """Return each query's value of each measure; a query without hits has 0."""
    # Ranks, not scores, are what is measured; equal scores must not be reordered.
    run = {
        identifier: {document: float(DEPTH - place) for place, document in enumerate(found)}
        for identifier, found in rankings.items()
    }
    names = {measure: name for name, measure in _MEASURES.items()}
    values = {name: dict.fromkeys(run, 0.0) for name in _MEASURES}
    for found in ir_measures.iter_calc(list(names), relevant, run):
        values[names[found.measure]][found.query_id] = float(found.value)
    return {name: list(those.values()) for name, those in values.items()}
