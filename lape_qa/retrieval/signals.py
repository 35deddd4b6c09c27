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


def _windows(matches: Matches, candidates: int, words: int) -> Floats:
    """For each match as the first word of a window, gather those that follow within it."""
    count = len(matches.word)
    inside = np.zeros((count, words), np.float32)
    for lag in range(count):
        start = np.arange(count - lag)
        near = (matches.candidate[start] == matches.candidate[start + lag]) & (
            matches.place[start + lag] - matches.place[start] < WINDOW
        )
        if not near.any():
            break
        np.maximum.at(inside, (start[near], matches.word[start + lag][near]), matches.weight[start + lag][near])
    return _best(inside.sum(1), matches.candidate, candidates)


def _pairs(matches: Matches, candidates: int, words: int) -> Floats:
    found = np.zeros((candidates, max(words, 1)), np.float32)
    count = len(matches.word)
    for lag in range(1, count):
        start = np.arange(count - lag)
        after = start + lag
        apart = matches.place[after] - matches.place[start]
        same = (matches.candidate[start] == matches.candidate[after]) & (apart <= 2)
        if not same.any():
            break
        neighbours = same & (apart > 0) & (np.abs(matches.word[after] - matches.word[start]) == 1)
        left = np.minimum(matches.word[start], matches.word[after])[neighbours]
        weight = np.minimum(matches.weight[start], matches.weight[after])[neighbours]
        np.maximum.at(found, (matches.candidate[start][neighbours], left), weight)
    total: Floats = found.sum(1)
    return total
