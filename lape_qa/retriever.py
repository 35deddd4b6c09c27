"""Query -> hits: lexical and dense rankings fused, then looked at again by the second stage."""

from collections.abc import Mapping
from typing import Protocol

from lape_qa import fusion, ranking
from lape_qa.types import Hit, Language, Query, Within

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

    def __init__(self, lexical: Searcher, dense: Searcher, source: ranking.Source) -> None:
        self._lexical = lexical
        self._dense = dense
        self._source = source

    def search(self, query: Query, k: int, within: Within = None) -> list[Hit]:
        """Return at most k hits, best first; scores are comparable within one query only."""
        weight = LEXICAL_WEIGHT[query.language]
        rankings = [searcher.search(query, CANDIDATES, within) for searcher in (self._lexical, self._dense)]
        candidates = fusion.convex(rankings, [weight, 1 - weight], max(k, RERANKED))
        ranked = ranking.rerank(self._source, query, candidates)
        return ranking.prefer(self._source, query, ranked)[:k]
