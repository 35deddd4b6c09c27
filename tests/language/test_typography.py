import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lape_qa.language.model import Span
from lape_qa.language.typography import _offsets, fold, spans, whole_words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Lapin\u00a0 hanke\r\n\tjatkui\u2009. ", "Lapin hanke jatkui ."),
        ("”Lapsi ensin”, «toinen» ja “kolmas”", '"Lapsi ensin", "toinen" ja "kolmas"'),
        ("LAPE’n ‘ääni’", "LAPE'n 'ääni'"),
        ("2018–2019 — sote‑uudistus −5", "2018-2019 - sote-uudistus -5"),
        ("perhe\u00adkeskus\u200b on\u2060 auki\ufeff", "perhekeskus on auki"),
        (unicodedata.normalize("NFD", "Äänekoski"), "Äänekoski"),
        ("Jatkuu…", "Jatkuu..."),
        ("Iso I", "Iso I"),
        (" \u00ad ", ""),
    ],
)
def test_typography_apart_texts_are_the_same(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(("one", "other"), [("Lappi", "lappi"), ("on.", "on!"), ("ä", "a"), ("5", "6"), ("ab", "a b")])
def test_what_is_said_is_never_folded(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def places(text: str, quote: str) -> list[Span]:
    return list(spans(text, fold(text), fold(quote)))


def test_place_of_a_quote_is_that_in_the_text_as_it_is() -> None:
    # 0-5 "Alku.", 7-14 the soft hyphen inside, 16-17 the combining dots.
    text = "Alku.  perhe\u00adkeskus\n\na\u0308ly…"
    assert places(text, "perhekeskus") == [Span(7, 19)]
    assert places(text, "perhekeskus äly...") == [Span(7, 26)]
    assert places(text, "äly…") == [Span(21, 26)]
    assert text[21:26] == "a\u0308ly…"


def test_every_place_is_found_in_order_and_none_inside_a_word() -> None:
    assert places("ja jaa ja, ajaja ja", "ja") == [Span(0, 2), Span(7, 9), Span(17, 19)]
    assert places("perhekeskus", "perhe") == []
    assert places("Jatkuu… loppu", "..") == []
    assert places("mitä vain", "") == []


def test_stretch_that_cuts_a_word_is_not_whole() -> None:
    assert [whole_words("yksi kaksi", *ends) for ends in ((0, 4), (5, 10), (0, 3), (6, 10))] == [
        True,
        True,
        False,
        False,
    ]


TEXT = st.text(
    st.sampled_from("aAäe .,…\n\u00a0\u00ad\u200b\u0301\u0308\u0323\u1100\u1161\u11a8\u09c7\u09be–”👪1"), max_size=30
)


@given(st.one_of(TEXT, st.text(max_size=30)))
def test_offsets_lead_from_every_folded_character_to_what_it_was_made_of(text: str) -> None:
    folded = fold(text)
    starts, ends = _offsets(text)
    assert len(starts) == len(ends) == len(folded)
    assert all(0 <= start < end <= len(text) for start, end in zip(starts, ends, strict=True))
    assert starts == sorted(starts)
    if folded:
        assert fold(text[starts[0] : ends[-1]]) == folded


@given(TEXT)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXT, st.integers(0, 30), st.integers(0, 30))
def test_whatever_is_found_folds_to_what_was_looked_for(text: str, start: int, end: int) -> None:
    quote = text[start:end]
    for span in places(text, quote):
        assert fold(text[span.start : span.end]) == fold(quote)
