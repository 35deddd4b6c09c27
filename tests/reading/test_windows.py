"""What the reader is given: ids and the tokens of each sentence."""

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from lape_qa.language.model import Span
from lape_qa.reading import windows
from lape_qa.reading.windows import Row, Window, rows

WORDS = ["<s>", "<pad>", "</s>", "<unk>", "Kuka", "johtaa", "?", "Lappi", ".", "Kemi", "avasi", "Aino"]


@pytest.fixture
def tokenizer() -> Tokenizer:
    """Words and marks, one token each; the ids are the places in WORDS."""
    made = Tokenizer(models.WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    return made


def test_a_row_is_the_question_two_ends_the_context_and_the_window(tokenizer: Tokenizer) -> None:
    window = Window("Lappi", "Kemi avasi. Aino johtaa.", (Span(0, 11), Span(12, 24)))
    # <s> Kuka johtaa ? </s> </s> Lappi . Kemi avasi . Aino johtaa . </s>
    ids = (0, 4, 5, 6, 2, 2, 7, 8, 9, 10, 8, 11, 5, 8, 2)
    assert rows(tokenizer, "Kuka johtaa?", [window]) == [Row(ids, ((8, 11), (11, 14)))]


def test_without_a_context_the_window_follows_at_once(tokenizer: Tokenizer) -> None:
    assert rows(tokenizer, "Kuka?", [Window("", "Aino.", (Span(0, 5),))]) == [Row((0, 4, 6, 2, 2, 11, 8, 2), ((5, 7),))]


def test_words_between_the_sentences_belong_to_none(tokenizer: Tokenizer) -> None:
    window = Window("", "Kemi. Lappi Aino.", (Span(0, 5), Span(12, 17)))
    assert rows(tokenizer, "Kuka", [window])[0].tokens == ((4, 6), (7, 9))


def test_what_is_beyond_the_longest_is_cut_off_and_its_sentence_has_no_tokens(
    tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(windows, "LONGEST", 8)
    window = Window("", "Kemi avasi. Aino.", (Span(0, 11), Span(12, 17)))
    assert rows(tokenizer, "Kuka", [window]) == [Row((0, 4, 2, 2, 9, 10, 8, 2), ((4, 7), (0, 0)))]


def test_a_long_question_is_cut_off_before_the_window_is(tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "LONGEST_QUESTION", 2)
    [row] = rows(tokenizer, "Kuka johtaa Lappi Kemi", [Window("", "Aino.", (Span(0, 5),))])
    assert row == Row((0, 4, 5, 2, 2, 11, 8, 2), ((5, 7),))


def test_several_windows_keep_their_order(tokenizer: Tokenizer) -> None:
    found = rows(tokenizer, "Kuka", [Window("", "Kemi", (Span(0, 4),)), Window("", "Aino", (Span(0, 4),))])
    assert [row.ids[4] for row in found] == [9, 11]
