import numpy as np
import pytest

from lape_qa.index.model import CONTEXT, Matches
from lape_qa.retrieval.signals import WINDOW, LexicalSignals, lexical_signals

Row = tuple[int, int, int, int, float]
"""Candidate, place, sentence, word, weight."""


def matches(*rows: Row) -> Matches:
    columns = list(zip(*rows, strict=True)) if rows else [()] * 5
    candidate, place, sentence, word = (np.array(column, np.int64) for column in columns[:4])
    return Matches(candidate, place, sentence, word, np.array(columns[4], np.float32))


def computed(*rows: Row, sentences: list[int], words: int = 3, total: float = 10.0) -> LexicalSignals:
    return lexical_signals(matches(*rows), len(sentences), np.array(sentences, np.int64), words, total)


def close(actual: object, expected: list[float]) -> None:
    np.testing.assert_allclose(np.asarray(actual), expected, rtol=1e-6, atol=1e-7)


# A question of three words that weigh 2, 3 and 5.
TWO_CANDIDATES: tuple[Row, ...] = (
    (0, 0, CONTEXT, 0, 2.0),
    (0, 5, 0, 1, 3.0),
    (0, 30, 1, 2, 5.0),
    (1, 3, 0, 1, 3.0),
    (1, 4, 0, 2, 5.0),
)


def test_all_signals_of_two_candidates() -> None:
    found = computed(*TWO_CANDIDATES, sentences=[2, 1])
    close(found.coverage, [1.0, 0.8])
    # 2 + 3 in the first's first sentence, 2 + 5 in its second, the context credited to both; 3 + 5 in the second's.
    close(found.by_sentence, [0.5, 0.7, 0.8])
    close(found.sentence, [0.7, 0.8])
    # Places 0 and 5 are one window; 30 is alone.
    close(found.window, [0.5, 0.8])
    # The lighter of the two neighbours counts.
    close(found.pairs, [0.0, 0.3])


def test_without_matches_everything_is_zero() -> None:
    found = computed(sentences=[2, 0, 1])
    close(found.coverage, [0, 0, 0])
    close(found.sentence, [0, 0, 0])
    close(found.window, [0, 0, 0])
    close(found.pairs, [0, 0, 0])
    close(found.by_sentence, [0, 0, 0])


def test_question_without_words_scores_zero() -> None:
    found = computed(sentences=[1, 2], words=0, total=0.0)
    for signal in (found.coverage, found.sentence, found.window, found.pairs):
        close(signal, [0, 0])
    close(found.by_sentence, [0, 0, 0])


def test_no_candidates_give_empty_signals() -> None:
    found = computed(sentences=[])
    assert [signal.shape for signal in (found.coverage, found.sentence, found.window, found.pairs)] == [(0,)] * 4
    assert found.by_sentence.shape == (0,)


def test_a_word_counts_once_with_its_best_match() -> None:
    # The same word: as a compound part (1), and in full (4); then the part again.
    found = computed((0, 0, 0, 0, 1.0), (0, 1, 0, 0, 4.0), (0, 2, 0, 0, 1.0), sentences=[1])
    close(found.coverage, [0.4])
    close(found.sentence, [0.4])
    close(found.window, [0.4])
    close(found.pairs, [0.0])


def test_context_does_not_lower_what_the_sentence_itself_holds() -> None:
    found = computed((0, 0, CONTEXT, 1, 1.0), (0, 40, 0, 1, 3.0), sentences=[2])
    close(found.by_sentence, [0.3, 0.1])


def test_context_counts_in_the_passage_but_a_candidate_without_sentences_has_no_best_one() -> None:
    found = computed((0, 0, CONTEXT, 2, 5.0), (1, 0, 0, 0, 2.0), sentences=[0, 1])
    close(found.coverage, [0.5, 0.2])
    close(found.sentence, [0.0, 0.2])
    close(found.by_sentence, [0.2])


def test_sentences_are_numbered_within_their_candidate() -> None:
    found = computed((0, 0, 1, 0, 2.0), (1, 0, 0, 1, 3.0), (2, 0, 2, 2, 5.0), sentences=[2, 1, 3])
    close(found.by_sentence, [0, 0.2, 0.3, 0, 0, 0.5])
    close(found.sentence, [0.2, 0.3, 0.5])


@pytest.mark.parametrize(("apart", "window"), [(1, 0.7), (WINDOW - 1, 0.7), (WINDOW, 0.5), (WINDOW + 1, 0.5)])
def test_a_window_is_twenty_words(apart: int, window: float) -> None:
    assert WINDOW == 20
    close(computed((0, 7, 0, 0, 2.0), (0, 7 + apart, 0, 2, 5.0), sentences=[1]).window, [window])


def test_the_best_window_need_not_begin_at_the_first_match() -> None:
    found = computed((0, 0, 0, 0, 2.0), (0, 15, 0, 1, 3.0), (0, 25, 0, 2, 5.0), sentences=[1])
    # 2 + 3 from place 0; 3 + 5 from place 15.
    close(found.window, [0.8])


def test_windows_and_pairs_end_with_the_candidate() -> None:
    found = computed((0, 9, 0, 0, 2.0), (1, 10, 0, 1, 3.0), sentences=[1, 1])
    close(found.window, [0.2, 0.3])
    close(found.pairs, [0, 0])


@pytest.mark.parametrize(("apart", "pair"), [(0, 0.0), (1, 0.2), (2, 0.2), (3, 0.0)])
def test_neighbours_have_at_most_one_word_between_them(apart: int, pair: float) -> None:
    close(computed((0, 4, 0, 0, 2.0), (0, 4 + apart, 0, 1, 3.0), sentences=[1]).pairs, [pair])


def test_neighbours_may_stand_in_either_order_but_must_be_neighbours_in_the_question() -> None:
    close(computed((0, 4, 0, 1, 3.0), (0, 5, 0, 0, 2.0), sentences=[1]).pairs, [0.2])
    close(computed((0, 4, 0, 0, 2.0), (0, 5, 0, 2, 5.0), sentences=[1]).pairs, [0.0])


def test_a_pair_counts_once_and_two_pairs_add_up() -> None:
    rows: list[Row] = [(0, 0, 0, 0, 1.0), (0, 1, 0, 1, 3.0), (0, 50, 0, 0, 2.0), (0, 51, 0, 1, 3.0)]
    close(computed(*rows, sentences=[1]).pairs, [0.2])
    close(computed(*rows, (0, 52, 0, 2, 5.0), sentences=[1]).pairs, [0.5])


def test_a_pair_is_found_behind_several_terms_of_one_word() -> None:
    # A compound's terms all stand at one place; its neighbour is three matches later.
    rows: list[Row] = [(0, 0, 0, 0, 2.0), (0, 0, 0, 0, 1.0), (0, 0, 0, 0, 1.0), (0, 1, 0, 1, 3.0)]
    close(computed(*rows, sentences=[1]).pairs, [0.2])
