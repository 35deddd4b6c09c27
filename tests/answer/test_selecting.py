"""Which quotes are chosen, and in which order: maximal marginal relevance, worked out by hand."""

import numpy as np
import pytest

from lape_qa.answer.selecting import Costs, Limits, select, stems

MANY = Limits(quotes=9, words=999, each=9)

# Five words each; two of the second's, three of the third's and four of the fourth's stand in the first.
FIRST = "alfa beeta gamma delta epsilon"
TWO = "alfa beeta kissa koira lehmä"
THREE = "alfa beeta gamma hevonen lammas"
FOUR = "alfa beeta gamma delta porsas"
OTHER = "omena banaani luumu päärynä kirsikka"


def chosen(
    scores: list[float],
    texts: list[str],
    documents: str = "",
    limits: Limits = MANY,
    costs: Costs = Costs(),  # noqa: B008
) -> list[int]:
    """What is chosen; documents one letter a quote, each its own when nothing is said."""
    names = list(documents) or [str(number) for number in range(len(texts))]
    return select(np.array(scores, np.float32), texts, names, limits, costs)


def test_quotes_that_share_nothing_come_by_score() -> None:
    assert chosen([1.0, 3.0, 2.0], [OTHER, FIRST, "muut viisi sanaa ovat toisia"]) == [1, 2, 0]


def test_of_equals_the_first_comes_first() -> None:
    assert chosen([2.0, 2.0], [FIRST, OTHER]) == [0, 1]


@pytest.mark.parametrize(("other", "order"), [(2.1, [0, 1, 2]), (2.3, [0, 2, 1])])
def test_likeness_costs_twice_the_share_of_its_words(other: float, order: list[int]) -> None:
    # TWO: 3.0 - 2.0 * 2/5 = 2.2.
    assert chosen([4.0, 3.0, other], [FIRST, TWO, OTHER]) == order


@pytest.mark.parametrize(("other", "order"), [(2.4, [0, 1, 2]), (2.6, [0, 2, 1])])
def test_each_quote_of_its_document_costs_a_half(other: float, order: list[int]) -> None:
    # OTHER: 3.0 - 0.5 = 2.5.
    assert chosen([4.0, 3.0, other], [FIRST, OTHER, "muut viisi sanaa ovat toisia"], "aab") == order


def test_the_third_of_a_document_costs_twice_as_much() -> None:
    texts = ["ensimmäinen lause", "toinen virke", "kolmas pätkä", "neljäs kappale"]
    # First 5.0; then 4.0 - 0.5 = 3.5 before 3.2; then 3.2 before 4.0 - 1.0 = 3.0.
    assert chosen([5.0, 4.0, 4.0, 3.2], texts, "aaab") == [0, 1, 3, 2]


def test_only_the_likeliest_of_those_chosen_counts() -> None:
    # "alfa omena ..." shares one of five words with each of two chosen: 3.0 - 2.0 * 1/5 = 2.6, not 2.2.
    both = "alfa omena sininen punainen vihreä"
    assert chosen([5.0, 4.0, 3.0, 2.5], [FIRST, OTHER, both, "muut viisi sanaa ovat toisia"]) == [0, 1, 2, 3]


@pytest.mark.parametrize(("second", "order"), [(THREE, [0, 1]), (FOUR, [0])])
def test_more_than_three_fifths_of_the_words_are_a_repetition(second: str, order: list[int]) -> None:
    assert chosen([5.0, 4.0], [FIRST, second]) == order


def test_the_share_is_of_its_own_words() -> None:
    # The short one says nothing that the long one does not say; the long one says three more things.
    assert chosen([5.0, 4.0], [FIRST, "alfa beeta"]) == [0]
    assert chosen([4.0, 5.0], [FIRST, "alfa beeta"]) == [1, 0]


def test_words_are_alike_by_their_six_first_letters_and_short_ones_say_nothing() -> None:
    assert stems("Perhekeskuksessa ja perheille, LAPE 2018 on se!") == {"perhek", "perhei", "lape", "2018"}
    assert chosen([5.0, 4.0], ["Perhekeskus avattiin.", "Perhekeskukset avattiinkin"]) == [0]
    assert chosen([5.0, 4.0], ["ei se on", "ei se on"]) == [0, 1]


def test_no_more_quotes_than_are_wanted() -> None:
    assert chosen([3.0, 2.0, 1.0], [FIRST, OTHER, "muut viisi sanaa"], limits=Limits(2, 999, 9)) == [0, 1]
    assert chosen([3.0], [FIRST], limits=Limits(0, 999, 9)) == []


def test_no_more_of_a_document_than_are_wanted() -> None:
    texts = [FIRST, OTHER, "muut viisi sanaa"]
    assert chosen([3.0, 2.0, -9.0], texts, "aab", Limits(9, 999, each=1)) == [0, 2]


@pytest.mark.parametrize(("words", "order"), [(12, [0, 1]), (10, [0, 1]), (9, [0, 2]), (8, [0, 2]), (7, [0]), (4, [2])])
def test_a_quote_that_no_longer_fits_gives_way_to_a_shorter_one(words: int, order: list[int]) -> None:
    # Five words, five and three.
    assert chosen([3.0, 2.0, 1.0], [FIRST, OTHER, "muut viisi sanaa"], limits=Limits(9, words, 9)) == order


def test_what_may_not_be_quoted_is_passed_over() -> None:
    assert chosen([-np.inf, 1.0, -np.inf], [FIRST, OTHER, TWO]) == [1]
    assert chosen([-np.inf], [FIRST]) == []
    assert chosen([], []) == []


def test_a_poor_quote_is_still_chosen() -> None:
    assert chosen([-3.0, -7.0], [FIRST, OTHER]) == [0, 1]


def test_costs_and_repetition_can_be_set() -> None:
    dear = Costs(likeness=0.0, document=3.0)
    assert chosen([5.0, 4.0, 1.5], [FIRST, TWO, OTHER], "aab", costs=dear) == [0, 2, 1]
    assert chosen([5.0, 4.0], [FIRST, TWO], limits=Limits(9, 999, 9, repeats=0.3)) == [0]


def test_the_scores_are_left_as_they_are() -> None:
    scores = np.array([5.0, 4.0], np.float32)
    select(scores, [FIRST, TWO], ["a", "a"], MANY)
    assert scores.tolist() == [5.0, 4.0]


def test_what_comes_first_is_chosen_whatever_the_limits_and_the_others_beside_it() -> None:
    texts = [TWO, FIRST, OTHER, FOUR]
    limits = Limits(quotes=3, words=15, each=1)
    # FOUR shares four words of five with FIRST, which repeats too much of it.
    assert select(np.array([1.0, -np.inf, 2.0, 9.0], np.float32), texts, list("abca"), limits, first=[1]) == [1, 2, 0]
    assert select(np.array([1.0, -np.inf, 2.0, 9.0], np.float32), texts, list("aaaa"), limits, first=[1, 3]) == [1, 3]
