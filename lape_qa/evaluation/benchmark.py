"""Retrieval quality and speed on a BEIR folder."""

import time
from collections.abc import Callable
from statistics import quantiles

import ir_measures
from ir_measures import RR, R, nDCG

from lape_qa import query
from lape_qa.encoder import Encoder
from lape_qa.evaluation.beir import Collection
from lape_qa.retriever import Retriever
from lape_qa.storage import Generation

DEPTH = 100
_MEASURES = {
    "recall@1": R @ 1,
    "recall@5": R @ 5,
    "recall@10": R @ 10,
    "recall@100": R @ 100,
    "mrr@10": RR @ 10,
    "ndcg@10": nDCG @ 10,
}


def benchmark(
    collection: Collection, generation: Generation, encoder: Encoder, advance: Callable[[], None]
) -> dict[str, float]:
    """Ask every query one by one; return the contract's measures and the time of a whole query in milliseconds."""
    retriever = Retriever(generation.lexical, generation.dense, generation)
    run: dict[str, dict[str, float]] = {}
    times = []
    for identifier, text in collection.queries.items():
        started = time.perf_counter()
        hits = retriever.search(query.analyse(text, encoder, generation.speller), DEPTH)
        times.append((time.perf_counter() - started) * 1000)
        # Ranks, not scores, are what is measured; equal scores must not be reordered.
        run[identifier] = {hit.passage.document_id: float(DEPTH - place) for place, hit in enumerate(hits)}
        advance()
    values = ir_measures.calc_aggregate(list(_MEASURES.values()), collection.relevant, run)
    cuts = quantiles(times, n=20, method="inclusive") if len(times) > 1 else [times[0]] * 19
    return {
        **{name: round(float(values[measure]), 4) for name, measure in _MEASURES.items()},
        "query_ms_p50": round(cuts[9], 2),
        "query_ms_p95": round(cuts[18], 2),
    }
