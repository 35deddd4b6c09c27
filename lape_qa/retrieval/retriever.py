"""Query -> Candidates: lexical and dense rankings fused, then looked at again by the second stage."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, zip_longest
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lape_qa.index.lexical import TIE
from lape_qa.index.model import Ranking
from lape_qa.index.ports import Scope, Source
from lape_qa.language.model import Language
from lape_qa.question.model import Query
from lape_qa.retrieval.candidates import Candidates, Part, gather
from lape_qa.retrieval.copies import found_once, words_of
from lape_qa.retrieval.reranking import prefer, rerank

CANDIDATES = 200
"""Taken from each ranking of the first stage."""
RERANKED = 60
"""Candidates that the second stage looks at."""

# Share of the lexical ranking. Finnish BM25 says little of a Swedish or English question beyond names, years
# and what the glossary translates.
LEXICAL_WEIGHT: Mapping[Language, float] = {"fi": 0.5, "sv": 0.25, "en": 0.25}

_RECIPROCAL = 60
"""Ranks by which reciprocal rank fusion evens out the first places, as Cormack et al. (2009) chose."""


@dataclass(frozen=True, slots=True)
class RetrievalConfig:
    """Which parts of retrieval are at work; as shipped, all. `benchmarks/ablation.py` switches them off one by one."""

    lexical: bool = True
    dense: bool = True
    tie: float = TIE
    """See `LexicalSearcher.scores`."""
    fusion: Literal["convex", "reciprocal"] = "convex"
    second_stage: bool = True
    late_interaction: bool = True
    without_signals: frozenset[str] = frozenset()
    """Signals of the second stage that weigh nothing; names are those of SIGNALS."""
    place_and_year: bool = True
    """Whether what is about another place or year than the question is moved down."""


_SHIPPED = RetrievalConfig()

_WORDS_KEPT = 20_000
"""Passages whose words are kept, by which copies are told."""


class Retriever:
    """Finds the passages of an index that may answer a question, in two stages."""

    def __init__(self, generation: Source, config: RetrievalConfig = _SHIPPED) -> None:
        self._generation = generation
        self._config = config
        self._late = config.late_interaction and generation.tokens is not None
        passages = generation.passages
        # Held no longer than the generation is: what is erased from the sources leaves the memory with it.
        self._words = lru_cache(maxsize=_WORDS_KEPT)(lambda row: words_of(passages[row].text))

    def search(self, query: Query, k: int, within: Scope = None) -> Candidates:
        """Return at most k passages, best first; what is not within the limits is left out before anything is ranked.

        When the query consists of several, each is searched for by itself and their passages take turns. Of passages
        that say the same, one is found.
        """
        found = [self._ordered(self.first_stage(part, k, within)) for part in query.parts or (query,)]
        rankings = [part.ranking for part in found]
        ranking = _in_turn(rankings, max(k, RERANKED)) if query.parts else rankings[0]
        rows = ranking.rows.tolist()
        passages = [self._generation.passages[row] for row in rows]
        once = found_once([self._words(row) for row in rows], k)
        places = np.array(list(once), np.int64)
        ranking = Ranking(ranking.rows[places], ranking.scores[places])
        if query.parts:
            found = [self._ordered(part.at(self._generation, ranking)) for part in found]
        else:
            found = [found[0].take(places)]
        copies = [tuple(passages[place] for place in others) for others in once.values()]
        return Candidates(
            query,
            ranking,
            tuple(passages[place] for place in once),
            tuple(found),
            {row: those for row, those in zip(ranking.rows.tolist(), copies, strict=True) if those},
        )

    def first_stage(self, query: Query, k: int, within: Scope = None) -> Part:
        """Return what the second stage looks at, k passages or more, in the order of the fused rankings."""
        config, index = self._config, self._generation
        found = index.nominate(query.words, query.vector, CANDIDATES, within, config.tie)
        share = LEXICAL_WEIGHT[query.language]
        rankings = []
        if config.lexical:
            rankings.append((share, found.lexical))
        if config.dense:
            rankings.append((1 - share, found.dense))
        fuse = FUSIONS[config.fusion]
        ranking = fuse([ranking for _, ranking in rankings], [weight for weight, _ in rankings], max(k, RERANKED))
        return gather(index, query, ranking, found.bm25, late=self._late)

    def _ordered(self, part: Part) -> Part:
        if self._config.second_stage:
            part = rerank(part, self._late, self._config.without_signals)
        return prefer(part) if self._config.place_and_year else part


def _in_turn(rankings: Sequence[Ranking], k: int) -> Ranking:
    """Return the first of each ranking's k best, then the second of each, and so on, every passage once, at most k."""
    pairs = [zip(ranking.rows[:k].tolist(), ranking.scores[:k].tolist(), strict=True) for ranking in rankings]
    found: dict[int, float] = {}
    for pair in filter(None, chain.from_iterable(zip_longest(*pairs))):
        found.setdefault(*pair)
    return Ranking(np.array(list(found), np.int64)[:k], np.array(list(found.values()), np.float64)[:k])


# ---- fusion ----------------------------------------------------------------------------------------------

Fusion = Callable[[Sequence[Ranking], Sequence[float], int], Ranking]
"""Rankings, the weight of each, and k -> at most k rows, best first; ties go to the row seen first."""


def convex(rankings: Sequence[Ranking], weights: Sequence[float], k: int) -> Ranking:
    """Fuse rankings by a convex combination of min-max normalised scores (Bruch et al. 2023).

    fused(p) = sum over rankings r of w_r * (s_r(p) - min s_r) / (max s_r - min s_r); a passage missing from a
    ranking gets 0 from it.
    """
    shares = [weight * _normalised(ranking.scores) for ranking, weight in zip(rankings, weights, strict=True)]
    return _fused(rankings, shares, k)


def reciprocal(rankings: Sequence[Ranking], _weights: Sequence[float], k: int) -> Ranking:
    """Fuse rankings by reciprocal rank (Cormack et al. 2009), what general stacks do; weights count for nothing.

    fused(p) = sum over rankings r of 1 / (60 + rank of p in r).
    """
    return _fused(rankings, [1 / (_RECIPROCAL + np.arange(1, len(ranking.rows) + 1)) for ranking in rankings], k)


FUSIONS: Mapping[str, Fusion] = {"convex": convex, "reciprocal": reciprocal}


def _normalised(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    if not len(scores):
        return scores
    spread = scores[0] - scores[-1]
    return (scores - scores[-1]) / spread if spread > 0 else np.ones(len(scores))


def _fused(rankings: Sequence[Ranking], shares: Sequence[NDArray[np.float64]], k: int) -> Ranking:
    if not rankings:
        return Ranking(np.zeros(0, np.int64), np.zeros(0))
    rows, first, which = np.unique(
        np.concatenate([ranking.rows for ranking in rankings]), return_index=True, return_inverse=True
    )
    fused = np.zeros(len(rows), np.float64)
    np.add.at(fused, which, np.concatenate(shares))
    order = np.lexsort((first, -fused))[:k]
    return Ranking(rows[order], fused[order])
