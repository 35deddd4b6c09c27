import numpy as np
import pytest

from lape_qa.answer import contrast

# Three sentences of one passage and one of another; two words, of which the first counts three times as much.
OWNER = np.array([0, 0, 0, 1], np.int64)
SHARE = np.array([0.75, 0.25], np.float32)
SUPPORT = np.array([[1.0, 0.0], [0.5, 0.5], [0.0, 1.0], [0.75, 0.0]], np.float32)


def test_the_best_of_each_passage() -> None:
    values = np.array([0.1, 0.9, 0.9, -0.5], np.float32)
    assert contrast.is_best(values, OWNER).tolist() == [False, True, True, True]


def test_no_sentence_is_the_best_of_none() -> None:
    assert contrast.is_best(np.zeros(0, np.float32), np.zeros(0, np.int64)).tolist() == []


def test_a_lead_is_what_no_other_sentence_holds_as_well() -> None:
    # The first word: 1 before 0.75 of the last sentence; the second: 1 before 0.5 of the second.
    assert contrast.lead(SUPPORT, SHARE).tolist() == pytest.approx([0.25 * 0.75, 0, 0.5 * 0.25, 0])


def test_there_is_no_lead_over_an_equal_or_over_nothing() -> None:
    assert contrast.lead(SUPPORT[[0, 0]], SHARE).tolist() == [0, 0]
    assert contrast.lead(SUPPORT[:1], SHARE).tolist() == [0]
    assert contrast.lead(SUPPORT[:0], SHARE).tolist() == []


def test_what_the_sentence_before_holds_counts_within_a_passage_only() -> None:
    # Second: lacks half of the first word. Third: the other half of it. Fourth: another passage.
    assert contrast.held_before(SUPPORT, OWNER, SHARE).tolist() == pytest.approx([0, 0.5 * 0.75, 0.5 * 0.75, 0])


def test_news_are_the_words_that_the_question_does_not_have() -> None:
    question = "Milloin kerho alkoi?"
    # "Kerhon" is the question's "kerho", "se" is short; "alkoi" is in it; "syksyllä", "puistossa" are new.
    texts = ["Kerhon toiminta se alkoi syksyllä puistossa.", "Kerho alkoi.", ""]
    assert contrast.news(texts, question).tolist() == pytest.approx([np.log(4), 0, 0])


def test_news_of_no_sentence() -> None:
    assert contrast.news([], "Milloin?").tolist() == []
