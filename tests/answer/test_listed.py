from lape_qa.answer.listed import list_around
from lape_qa.language.model import Span

TEXT = (
    "Talo avattiin.\n\nTalossa on kolme tilaa:\n\n- Aula on auki.\n- Sali on iso.\n- Keittiö on uusi.\n\nTalo on kylä."
)
SENTENCES = tuple(
    Span(TEXT.index(part), TEXT.index(part) + len(part))
    for part in (
        "Talo avattiin.",
        "Talossa on kolme tilaa:",
        "Aula on auki.",
        "Sali on iso.",
        "Keittiö on uusi.",
        "Talo on kylä.",
    )
)


def test_an_item_brings_its_list_with_what_introduces_it() -> None:
    for quoted in SENTENCES[1:5]:
        assert list_around(TEXT, SENTENCES, quoted, 100) == SENTENCES[1:5]


def test_what_is_no_item_brings_none() -> None:
    assert list_around(TEXT, SENTENCES, SENTENCES[0], 100) == ()
    assert list_around(TEXT, SENTENCES, SENTENCES[5], 100) == ()
    # Of another passage.
    assert list_around(TEXT, SENTENCES[:2], SENTENCES[3], 100) == ()


def test_items_beyond_the_words_are_left_out_and_one_item_is_no_list() -> None:
    # The introduction has 4 words, each item 3.
    assert list_around(TEXT, SENTENCES, SENTENCES[2], 10) == SENTENCES[1:4]
    assert list_around(TEXT, SENTENCES, SENTENCES[2], 9) == ()


def test_items_that_nothing_introduces_are_no_list() -> None:
    bare = "Avattiin talo.\n\n- Aula on auki.\n- Sali on iso."
    spans = tuple(
        Span(bare.index(part), bare.index(part) + len(part))
        for part in ("Avattiin talo.", "Aula on auki.", "Sali on iso.")
    )
    assert list_around(bare, spans, spans[1], 100) == ()
