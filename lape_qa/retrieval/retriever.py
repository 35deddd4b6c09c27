"""Query -> hits: lexical and dense rankings fused, then looked at again by the second stage."""

from collections.abc import Mapping, Sequence
from itertools import chain, zip_longest
from typing import Protocol

from lape_qa.documents.model import Passage
from lape_qa.index.model import Hit, Within
from lape_qa.language.model import Language
from lape_qa.question.model import Query
from lape_qa.retrieval import reranking
from lape_qa.retrieval.source import Source

CANDIDATES = 200
"""Taken from each ranking of the first stage."""
RERANKED = 60
"""Candidates that the second stage looks at."""

# Share of the lexical ranking. Finnish BM25 says little of a Swedish or English question beyond names, years
# and what the glossary translates.
LEXICAL_WEIGHT: Mapping[Language, float] = {"fi": 0.5, "sv": 0.25, "en": 0.25}


class Searcher(Protocol):
    """The port: a query in, at most k hits out, best first."""

    def search(self, query: Query, k: int, within: Within = None) -> list[Hit]:
        """Return at most k hits, best first; what is not within the limits is left out before anything is ranked."""


class Retriever:
    """A Searcher in two stages."""

    def __init__(self, lexical: Searcher, dense: Searcher, source: Source) -> None:
        self._lexical = lexical
        self._dense = dense
        self._source = source

    def search(self, query: Query, k: int, within: Within = None) -> list[Hit]:
        """Return at most k hits, best first; scores are comparable within one query only.

        When the query consists of several, each is searched for by itself and their hits take turns.
        """
        if query.parts:
            return _in_turn([self.search(part, k, within) for part in query.parts])[:k]
        weight = LEXICAL_WEIGHT[query.language]
        rankings = [searcher.search(query, CANDIDATES, within) for searcher in (self._lexical, self._dense)]
        candidates = convex(rankings, [weight, 1 - weight], max(k, RERANKED))
        return reranking.order(self._source, query, candidates)[:k]


def _in_turn(rankings: Sequence[Sequence[Hit]]) -> list[Hit]:
    """Return the first of each ranking, then the second of each, and so on, every passage once."""
    found: dict[str, Hit] = {}
    for hit in chain.from_iterable(zip_longest(*rankings)):
        if hit:
            found.setdefault(hit.passage.id, hit)
    return list(found.values())


def convex(rankings: Sequence[Sequence[Hit]], weights: Sequence[float], k: int) -> list[Hit]:
    """Fuse rankings, each best first, by a convex combination of min-max normalised scores (Bruch et al. 2023).

    fused(p) = sum over rankings r of w_r * (s_r(p) - min s_r) / (max s_r - min s_r); a passage missing
    from a ranking gets 0 from it. Ties go to the passage seen first. Returns at most k hits, best first.
    """
    passages: dict[str, Passage] = {}
    fused: dict[str, float] = {}
    for ranking, weight in zip(rankings, weights, strict=True):
        if not ranking:
            continue
        low = ranking[-1].score
        spread = ranking[0].score - low
        for hit in ranking:
            key = hit.passage.id
            passages.setdefault(key, hit.passage)
            share = (hit.score - low) / spread if spread > 0 else 1.0
            fused[key] = fused.get(key, 0.0) + weight * share
    best = sorted(fused, key=fused.__getitem__, reverse=True)[:k]
    return [Hit(passages[key], fused[key]) for key in best]
