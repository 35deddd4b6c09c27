"""One tokenizer for all who read the same text of it."""

from tokenizers import Tokenizer, models, pre_tokenizers

from lape_qa.encoding.tokenizing import tokenizer_of


def written() -> str:
    """A tokenizer that cuts off after two tokens and pads to four."""
    made = Tokenizer(models.WordLevel({"<unk>": 0, "kerho": 1, "Kemi": 2}, unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    made.enable_truncation(2)
    made.enable_padding(length=4)
    text: str = made.to_str()
    return text


def test_nothing_is_cut_off_or_padded() -> None:
    assert tokenizer_of(written()).encode("Kemi kerho kerho").ids == [2, 1, 1]
    assert tokenizer_of(written()).encode("Kemi").ids == [2]


def test_the_same_text_gives_the_same_copy() -> None:
    assert tokenizer_of(written()) is tokenizer_of(written())
