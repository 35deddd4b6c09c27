"""What is known of the passages that may answer a question: computed once, for the second stage and the answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lape_qa.documents.model import Passage
from lape_qa.index.model import CONTEXT, Floats, Hit, Ints, Ranking
from lape_qa.index.ports import Source
from lape_qa.index.token_vectors import Closeness
from lape_qa.question.model import Query
from lape_qa.retrieval.place_and_year import Naming, naming
from lape_qa.retrieval.signals import LexicalSignals, lexical_signals

SIGNALS = ("dense", "bm25", "sentence_cosine", "coverage", "sentence_coverage", "window", "pairs", "closeness")
"""What the second stage weighs. The last is late interaction, zero throughout where there is none."""


@dataclass(frozen=True, slots=True, eq=False)
class Sentences:
    """The quotable sentences of some passages, one passage after the other; arrays of shape (sentences, …)."""

    passage: Ints
    """Number of the passage that each stands in, shape (sentences,), rising."""
    cosine: Floats
    own: Floats
    """See `LexicalSignals`."""
    before: Floats
    close: Closeness | None
    """None without late interaction."""

    def closeness_to(self, emphasis: Floats) -> tuple[Floats, Floats]:
        """Return each sentence's mean closeness to the question's tokens, by their rarity, and that to the farthest.

        The farthest of the rarer tokens, that is. `emphasis` multiplies the weight of each token.
        """
        if self.close is None or not len(self.close.weight):
            return np.zeros(len(self.cosine), np.float32), np.zeros(len(self.cosine), np.float32)
        weight = self.close.weight * emphasis
        weight = weight / max(float(weight.sum()), 1e-6)
        # Rounded to float32, the mean of equal weights may exceed them all.
        rarer = weight >= min(weight.mean(), weight.max())
        return self.close.sentence @ weight, self.close.sentence[:, rarer].min(axis=1)

    def closeness_by_word(self, query: Query) -> Floats:
        """Return each sentence's mean closeness to the tokens of each of the question's words, (sentences, words)."""
        near = np.zeros((len(self.cosine), len(query.spans)), np.float32)
        starts = query.encoded.starts
        for number, span in enumerate(query.spans):
            tokens = (starts >= span.start) & (starts < span.end)
            if self.close is not None and tokens.any():
                near[:, number] = self.close.sentence[:, tokens].mean(axis=1)
        return near

    def take(self, places: Ints) -> "Sentences":
        """Return the sentences of some of the passages, in the order given."""
        first = np.searchsorted(self.passage, places, side="left")
        counts = np.searchsorted(self.passage, places, side="right") - first
        passage = np.repeat(np.arange(len(places)), counts)
        at = np.arange(len(passage)) + np.repeat(first - np.cumsum(counts) + counts, counts)
        close = self.close and Closeness(self.close.passage[places], self.close.sentence[at], self.close.weight)
        return Sentences(passage, self.cosine[at], self.own[at], self.before[at], close)

    def joined(self, other: "Sentences", passages: int) -> "Sentences":
        """Return these sentences, which are of so many passages, and those of others behind them."""
        close = None
        if self.close and other.close:
            close = Closeness(
                np.concatenate([self.close.passage, other.close.passage]),
                np.concatenate([self.close.sentence, other.close.sentence]),
                self.close.weight,
            )
        return Sentences(
            np.concatenate([self.passage, other.passage + passages]),
            np.concatenate([self.cosine, other.cosine]),
            np.concatenate([self.own, other.own]),
            np.concatenate([self.before, other.before]),
            close,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A question that is answered by itself, and its passages, best first; arrays of shape (passages, …)."""

    query: Query
    ranking: Ranking
    """Rows of the index, and the scores that the last stage gave them."""
    passages: tuple[Passage, ...]
    signals: Floats
    """Shape (passages, SIGNALS)."""
    sentences: Sentences
    naming: Naming

    def take(self, places: Ints, scores: NDArray[np.float64] | None = None) -> "Part":
        """Return some of the passages, in the order given, with other scores if there are any."""
        if scores is None:
            scores = self.ranking.scores[places]
        return Part(
            self.query,
            Ranking(self.ranking.rows[places], scores),
            tuple(self.passages[place] for place in places.tolist()),
            self.signals[places],
            self.sentences.take(places),
            self.naming.take(places),
        )

    def first(self, k: int) -> "Part":
        """Return the k first passages."""
        return self if k >= len(self.passages) else self.take(np.arange(k))

    def at(self, generation: Source, ranking: Ranking) -> "Part":
        """Return the passages of a ranking, with its scores; only what is not known already is looked at."""
        known = {row: place for place, row in enumerate(self.ranking.rows.tolist())}
        further = np.array([row for row in ranking.rows.tolist() if row not in known], np.int64)
        whole = self._with(generation, further) if len(further) else self
        known |= {row: len(self.passages) + place for place, row in enumerate(further.tolist())}
        return whole.take(np.array([known[row] for row in ranking.rows.tolist()], np.int64), ranking.scores)

    def _with(self, generation: Source, further: Ints) -> "Part":
        """Return these passages and further ones of the index behind them, without a score of their own."""
        late = self.sentences.close is not None
        seen = gather(generation, self.query, Ranking(further, np.zeros(len(further))), late=late)
        return Part(
            self.query,
            Ranking(
                np.concatenate([self.ranking.rows, further]),
                np.concatenate([self.ranking.scores, seen.ranking.scores]),
            ),
            (*self.passages, *seen.passages),
            np.concatenate([self.signals, seen.signals]),
            self.sentences.joined(seen.sentences, len(self.passages)),
            self.naming.joined(seen.naming),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """The passages found for a question, best first, and what is known of them for each question it consists of."""

    query: Query
    ranking: Ranking
    passages: tuple[Passage, ...]
    answerable_parts: tuple[Part, ...]
    """What is to be answered by itself: the question, or each that it consists of with the passages in its order."""
    copies: Mapping[int, tuple[Passage, ...]] = field(default_factory=dict)
    """The copies of each passage that has some, by its row."""

    def hits(self) -> tuple[Hit, ...]:
        """Return the passages with their scores and copies, best first."""
        rows, scores = self.ranking.rows.tolist(), self.ranking.scores.tolist()
        copies = [self.copies.get(row, ()) for row in rows]
        return tuple(map(Hit, self.passages, scores, copies))


def gather(
    generation: Source, query: Query, ranking: Ranking, bm25: Floats | None = None, *, late: bool = True
) -> Part:
    """Look at the passages of a ranking: at their sentences, and at where they have the question's words.

    `bm25` is what the question's words score in every passage, shape (passages of the index,), where that is known
    already; `late` tells whether token vectors are compared, where the index has them.
    """
    rows = ranking.rows
    generation.prefetch(rows)
    passages = tuple(generation.passages[row] for row in rows.tolist())
    counts = np.array([len(passage.sentences) for passage in passages], np.int64)
    lexical = _lexical(generation, query, rows, counts)
    owner = np.repeat(np.arange(len(rows)), counts)
    cosine = generation.sentence_vectors(rows.tolist()) @ query.vector
    best = np.full(len(rows), cosine.min(initial=1.0), np.float32)
    np.maximum.at(best, owner, cosine)
    tokens = generation.tokens if late else None
    close = tokens.closeness(query.encoded, rows.tolist(), counts, CONTEXT) if tokens else None
    signals = {
        "dense": generation.dense.cosines(query.vector, rows),
        "bm25": generation.lexical.of_rows(query.words, rows) if bm25 is None else bm25[rows],
        "sentence_cosine": best,
        "coverage": lexical.coverage,
        "sentence_coverage": lexical.sentence,
        "window": lexical.window,
        "pairs": lexical.pairs,
        "closeness": close.passage @ close.weight if close else np.zeros(len(rows)),
    }
    return Part(
        query,
        ranking,
        passages,
        np.stack([signals[name] for name in SIGNALS], axis=1).astype(np.float32),
        Sentences(owner, cosine, lexical.own, lexical.before, close),
        naming(generation, query, rows),
    )


def _lexical(generation: Source, query: Query, rows: Ints, counts: Ints) -> LexicalSignals:
    matches = generation.forward.matches(query.words, rows)
    total = generation.forward.weight(query.words)
    return lexical_signals(matches, len(rows), counts, len(query.words), total)
