"""What the confidence in the best sentence rests on: named functions, weighed by what was fitted for each name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import compress

import numpy as np

from lape_qa.answer.grounds import PASSAGES
from lape_qa.answer.unknown import is_strange
from lape_qa.answer.weighing import Weighed
from lape_qa.index.model import Floats
from lape_qa.index.ports import Source
from lape_qa.question import kinds
from lape_qa.retrieval.candidates import SIGNALS

_CLEAR_LEAD, _CLEAR_PASSAGE_LEAD = 10.0, 5.0
"""What is this far ahead, a sentence of those of other documents, a passage of the next, is as sure as one alone."""


_SURE_LOGIT = 12.0
"""A logit this far from nothing says no more than this."""
_UNREAD_LOGIT = -3.0
"""The logit that other passages are taken to have at their best where none was likely enough to be read."""


@dataclass(frozen=True, slots=True, eq=False)
class Best:
    """The sentence of the highest score, among all that were weighed."""

    weighed: Weighed
    generation: Source
    place: int
    missing: Floats
    """What the question's words weigh that its document does not have, as shares of the question's weight."""

    @staticmethod
    def of(weighed: Weighed, generation: Source) -> "Best":
        """Find the best sentence, and what its document lacks."""
        place = int(weighed.scores.argmax())
        grounds = weighed.grounds
        [held] = generation.held(grounds.query.words, [grounds.document(place)])
        return Best(weighed, generation, place, grounds.share[~held])

    def sentence(self, name: str) -> float:
        """Return a feature of the sentence."""
        return float(self.weighed.features[name][self.place])

    def signal(self, name: str) -> float:
        """Return a signal of its passage."""
        return float(self.weighed.grounds.part.signals[self.passage, SIGNALS.index(name)])

    @property
    def passage(self) -> int:
        """Number of its passage."""
        return self.weighed.grounds.places[self.place][0]


Feature = Callable[[Best], float]


def cosine(best: Best) -> float:
    """Return the cosine of the sentence's vector with the question's."""
    return best.sentence("cosine")


def passage_cosine(best: Best) -> float:
    """Return the cosine of the passage's vector with the question's."""
    return best.signal("dense")


def passage_bm25(best: Best) -> float:
    """Return the passage's BM25 by what the question's words weigh."""
    return best.signal("bm25") / max(float(best.weighed.grounds.rarity.sum()), 1e-6)


def passage_lead(best: Best) -> float:
    """Return by how much the first passage's score leads the second's, whichever of them the sentence is in."""
    first = best.weighed.grounds.part.ranking.scores[:PASSAGES].tolist()
    return min(first[0] - first[1], _CLEAR_PASSAGE_LEAD) if len(first) > 1 else _CLEAR_PASSAGE_LEAD


def coverage(best: Best) -> float:
    """Return the share of the question's weight that the sentence or its context has."""
    return best.sentence("coverage")


def passage_coverage(best: Best) -> float:
    """Return the share of the question's weight that the passage or its context has."""
    return best.signal("coverage")


def missing(best: Best) -> float:
    """Return the share of the question's weight that the document does not have."""
    return float(best.missing.sum())


def rarest_missing(best: Best) -> float:
    """Return the share of the rarest word that the document does not have."""
    return float(best.missing.max(initial=0))


def support(best: Best) -> float:
    """Return how far the sentence holds the question's words, by term or meaning."""
    return best.sentence("support")


def weakest(best: Best) -> float:
    """Return how close the sentence comes to the rarer token of the question that it is farthest from."""
    return best.sentence("weakest")


def names(best: Best) -> float:
    """Return the share of the question's names and numbers that stand in the passage or its context."""
    query = best.weighed.grounds.query
    # In Finnish only the exact lemma counts: Etelä-Savo is no answer to a question about Pohjois-Savo.
    named = [word[:1] if query.language == "fi" else word for word in compress(query.words, query.named)]
    if not named:
        return 1.0
    row = int(best.weighed.grounds.part.ranking.rows[best.passage])
    return len(np.unique(best.generation.forward.matches(named, [row]).word)) / len(named)


def no_trace(best: Best) -> float:
    """Tell whether the sentence holds nothing of a kind that an answer hardly ever does without."""
    return best.sentence("no_trace")


def no_distinct_trace(best: Best) -> float:
    """Tell the same where that kind is asked for by its own name."""
    return best.sentence("no_trace") * (best.weighed.grounds.kind in kinds.DISTINCT)


def share(best: Best) -> float:
    """Return the sentence's share of the probability that it is the one that answers."""
    return float(best.weighed.shares()[best.place])


def lead(best: Best) -> float:
    """Return by how much the sentence's score leads the best one's of another document."""
    weighed = best.weighed
    document = weighed.grounds.document(best.place)
    others = [weighed.grounds.document(place) != document for place in range(len(weighed.scores))]
    behind = weighed.scores[best.place] - weighed.scores[others].max(initial=-np.inf)
    return min(float(behind), _CLEAR_LEAD)


def logit(best: Best) -> float:
    """Return the reader's logit of the sentence, within what is sure either way."""
    return float(np.clip(_logits(best)[best.place], -_SURE_LOGIT, _SURE_LOGIT))


def logit_lead(best: Best) -> float:
    """Return by how much its logit leads the best one of another passage, if any was read."""
    logits = _logits(best)
    elsewhere = [number != best.passage for number, _ in best.weighed.grounds.places]
    greatest = logits[elsewhere].max(initial=-np.inf)
    behind = logits[best.place] - (greatest if np.isfinite(greatest) else _UNREAD_LOGIT)
    return float(np.clip(behind, -_CLEAR_LEAD, _CLEAR_LEAD))


def unknown_names(best: Best) -> float:
    """Return the share of the question's names and numbers that no source has."""
    query = best.weighed.grounds.query
    named = list(compress(query.words, query.named))
    known = best.generation.forward.vocabulary
    return sum(not any(term in known for term in word) for word in named) / max(len(named), 1)


def unknown_things(best: Best) -> float:
    """Return the share of the question's weight of things that no source has: as a whole, or as two words in one.

    A part alone is another thing: where "tuki" stands, `opintotuki` may not. In Finnish only nouns are things.
    """
    grounds = best.weighed.grounds
    query, known = grounds.query, best.generation.forward.vocabulary
    strange = [
        is_strange(word, known) if query.language == "fi" else not any(term in known for term in terms)
        for word, terms in zip(query.written, query.words, strict=True)
    ]
    return float(grounds.share[strange].sum()) if strange else 0.0


def _logits(best: Best) -> Floats:
    if best.weighed.logits is None:
        raise ValueError("nothing was read")
    return best.weighed.logits


CONFIDENCE_FEATURES: Mapping[str, Feature] = {
    feature.__name__: feature
    for feature in (
        *(cosine, passage_cosine, passage_bm25, passage_lead, coverage, passage_coverage, missing, rarest_missing),
        *(support, weakest, names, no_trace, no_distinct_trace, share, lead),
    )
}
"""Where nothing was read."""

READ_FEATURES: Mapping[str, Feature] = {
    feature.__name__: feature
    for feature in (
        *(logit, logit_lead, share, passage_cosine, passage_coverage, missing, rarest_missing),
        *(names, unknown_names, unknown_things, no_distinct_trace),
    )
}
"""Where the best sentences were read."""


def confidence_features(weighed: Weighed, generation: Source) -> dict[str, float]:
    """Return the value of each feature for the sentence of the highest score, by name; there is at least one."""
    best = Best.of(weighed, generation)
    features = CONFIDENCE_FEATURES if weighed.logits is None else READ_FEATURES
    return {name: feature(best) for name, feature in features.items()}
