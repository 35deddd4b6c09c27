"""What a second look at the candidates of a query shows: coverage, closeness and word pairs; pure, on arrays.

A question is a list of words, each with its search terms (see `morphology.tokens`). A candidate's matches
are the places where one of those terms stands in it. The weight of a match is the term's rarity, so an
exact lemma counts for more than a compound part that it shares with many other words.
"""

from dataclasses import dataclass

import numpy as np

from lape_qa.index.model import CONTEXT, Floats, Ints, Matches

WINDOW = 20
"""Words in the window of the closeness signal."""


@dataclass(frozen=True, slots=True, eq=False)
class LexicalSignals:
    """Shares (0..1) of the question's total weight, shape (candidates,) each, but for the last."""

    coverage: Floats
    """Found anywhere in the passage or its context."""
    sentence: Floats
    """Found in its best sentence, context credited."""
    window: Floats
    """Found within WINDOW words."""
    pairs: Floats
    """Neighbouring words of the question that are neighbours here too, at most one word between them."""
    by_sentence: Floats
    """The sentence signal of each sentence, shape (all sentences,), candidates one after the other."""
    own: Floats
    """What each of the question's words adds to the share, found in the sentence; shape (all sentences, words)."""
    before: Floats
    """The same, found in the sentence's context."""


def lexical_signals(matches: Matches, candidates: int, sentences: Ints, words: int, total: float) -> LexicalSignals:
    """Compute all signals; `sentences` is how many sentences each candidate has, `total` the question's weight."""
    share = np.float32(1 / total if total > 0 else 0)
    anywhere = np.zeros((candidates, words), np.float32)
    np.maximum.at(anywhere, (matches.candidate, matches.word), matches.weight)

    first = np.concatenate([[0], np.cumsum(sentences)])
    context = np.zeros((candidates, words), np.float32)
    outside = matches.sentence == CONTEXT
    np.maximum.at(context, (matches.candidate[outside], matches.word[outside]), matches.weight[outside])
    before = np.repeat(context, sentences, axis=0)
    inside = ~outside
    number = first[matches.candidate[inside]] + matches.sentence[inside]
    own = np.zeros_like(before)
    np.maximum.at(own, (number, matches.word[inside]), matches.weight[inside])
    sentence_scores = np.maximum(own, before).sum(1) * share

    return LexicalSignals(
        coverage=anywhere.sum(1) * share,
        sentence=_best(sentence_scores, np.repeat(np.arange(candidates), sentences), candidates),
        window=_windows(matches, candidates, words) * share,
        pairs=_pairs(matches, candidates, words) * share,
        by_sentence=sentence_scores,
        own=own * share,
        before=before * share,
    )


def _best(values: Floats, owner: Ints, owners: int) -> Floats:
    best = np.zeros(owners, np.float32)
    np.maximum.at(best, owner, values)
    return best


@dataclass(frozen=True, slots=True, eq=False)
class _Places:
    """The places that have a word of the question, in the order of candidates and text."""

    candidate: Ints
    place: Ints
    weight: Floats
    """Greatest weight of each of the question's words there, shape (places, words)."""

    @classmethod
    def of(cls, matches: Matches, words: int) -> "_Places":
        """Return the places of matches, each once."""
        new = (np.diff(matches.candidate, prepend=-1) != 0) | (np.diff(matches.place, prepend=-1) != 0)
        first = np.flatnonzero(new)
        weight = np.zeros((len(first), words), np.float32)
        np.maximum.at(weight, (np.cumsum(new) - 1, matches.word), matches.weight)
        return cls(matches.candidate[first], matches.place[first], weight)

    def near(self, lag: int, most: int) -> Ints:
        """Return the numbers of the places whose next but so many is of the same candidate and at most so far on."""
        count = max(len(self.place) - lag, 0)
        same = self.candidate[:count] == self.candidate[lag:]
        return np.flatnonzero(same & (self.place[lag:] - self.place[:count] <= most))


def _windows(matches: Matches, candidates: int, words: int) -> Floats:
    """For each place as the first of a window, gather the words that stand within it."""
    places = _Places.of(matches, words)
    inside = places.weight.copy()
    for lag in range(1, WINDOW):
        start = places.near(lag, WINDOW - 1)
        inside[start] = np.maximum(inside[start], places.weight[start + lag])
    return _best(inside.sum(1), places.candidate, candidates)


def _pairs(matches: Matches, candidates: int, words: int) -> Floats:
    places = _Places.of(matches, words)
    found = np.zeros((candidates, max(words, 1)), np.float32)
    for lag in (1, 2):
        start = places.near(lag, 2)
        one, other = places.weight[start], places.weight[start + lag]
        both = np.maximum(np.minimum(one[:, :-1], other[:, 1:]), np.minimum(one[:, 1:], other[:, :-1]))
        np.maximum.at(found[:, : both.shape[1]], places.candidate[start], both)
    total: Floats = found.sum(1)
    return total
