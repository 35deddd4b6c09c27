"""Text -> blocks: kinds, marks and exact offsets, for any text and in linear time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lape_qa.documents.blocks import Block, blocks
from lape_qa.documents.formats.composing import Part, composed
from lape_qa.language.model import Span
from support.growth import is_linear

TEXTS = st.text(alphabet="abä#-1.): \n\r\u2028\x0b\x85\t👪", max_size=80)
WORDS = st.from_regex(r"[A-ZÄ][a-zä]{2,8}( [a-zä]{2,8}){0,5}\.", fullmatch=True)
PARTS = st.builds(Part, st.sampled_from(["heading", "paragraph", "item"]), WORDS, st.integers(1, 6))


def told(text: str) -> list[tuple[str, str, str]]:
    """Return each block's kind, mark and words."""
    return [(block.kind, block.mark, text[block.words.start : block.words.end]) for block in blocks(text)]


def test_offsets_are_code_points_of_the_text() -> None:
    text = "## Tila 👪 ##\r\n\r\n  Alku jatkuu\r\nrivillä.\r\n- eka\r\n 2) toka\r\nb) kolmas\r\n"
    assert list(blocks(text)) == [
        Block("heading", 0, 12, Span(3, 9), "##"),
        Block("paragraph", 18, 39, Span(18, 39)),
        Block("item", 41, 46, Span(43, 46), "-"),
        Block("item", 49, 56, Span(52, 56), "2)"),
        Block("item", 58, 67, Span(61, 67), "b)"),
    ]
    assert [text[block.start : block.end] for block in blocks(text)] == [
        "## Tila 👪 ##",
        "Alku jatkuu\r\nrivillä.",
        "- eka",
        "2) toka",
        "b) kolmas",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "6. joulukuuta 2018 pidettiin koulutus.",
        "24. ja 25. toukokuuta 2018 pidettiin koulutus.",
        "24. – 25. toukokuuta 2018 pidettiin koulutus.",
        "1.1.2018 hanke alkoi.",
        "1. 1. 2018 hanke alkoi.",
        "3.5. alkoi koulutus.",
    ],
)
def test_a_day_is_no_list_item(text: str) -> None:
    assert told(text) == [("paragraph", "", text)]


@pytest.mark.parametrize(
    ("text", "mark", "words"),
    [
        ("6. joulu oli pitkä.", "6.", "joulu oli pitkä."),
        ("1. 20 kuntaa oli mukana.", "1.", "20 kuntaa oli mukana."),
        ("6) joulukuuta odotellessa.", "6)", "joulukuuta odotellessa."),
        ("å) viimeinen.", "å)", "viimeinen."),
        ("• eka.", "•", "eka."),
        ("–\u00a0eka.", "–", "eka."),
        # A bullet alone on its line, as PDFs have it.
        ("•\neka.", "•", "eka."),
        ("- eka\n  jatkuu.", "-", "eka\n  jatkuu."),
    ],
)
def test_an_item_has_its_mark(text: str, mark: str, words: str) -> None:
    assert told(text) == [("item", mark, words)]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("## Otsikko\nLeipä.\nJatkuu.", [("heading", "##", "Otsikko"), ("paragraph", "", "Leipä.\nJatkuu.")]),
        ("Leipä.\n# Otsikko #", [("paragraph", "", "Leipä."), ("heading", "#", "Otsikko")]),
        ("Kunnat\n\nLeipä.", [("heading", "", "Kunnat"), ("paragraph", "", "Leipä.")]),
        ("Kunnat:", [("heading", "", "Kunnat")]),
        ("Kunnat\nLeipä.", [("paragraph", "", "Kunnat\nLeipä.")]),
        ("####### Seitsemän.", [("paragraph", "", "####### Seitsemän.")]),
        ("#ei", [("heading", "", "#ei")]),
        ("# ##", [("paragraph", "", "# ##")]),
        ("#", [("paragraph", "", "#")]),
        ("-", [("paragraph", "", "-")]),
        ("", []),
        (" \n\u2028\t", []),
    ],
)
def test_headings_and_paragraphs(text: str, kinds: list[tuple[str, str, str]]) -> None:
    assert told(text) == kinds


@given(TEXTS)
def test_blocks_hold_all_but_white_space_in_order(text: str) -> None:
    at = 0
    for block in blocks(text):
        assert text[at : block.start].strip() == ""
        assert at <= block.start <= block.words.start < block.words.end <= block.end
        assert text[block.start : block.end] == text[block.start : block.end].strip()
        assert text[block.start : block.words.start].strip() == block.mark.strip() or block.kind == "heading"
        at = block.end
    assert text[at:].strip() == ""


@given(st.lists(PARTS, max_size=6))
def test_what_other_formats_are_put_together_from_is_read_back(parts: list[Part]) -> None:
    found = told(composed(parts))
    assert [(kind, words) for kind, _, words in found] == [(part.kind, part.text) for part in parts]
    assert [len(mark) for kind, mark, _ in found if kind == "heading"] == [
        p.level for p in parts if p.kind == "heading"
    ]


@pytest.mark.parametrize(
    "unit", ["a", "#", "# ", "- ", "-\n", "1. ", " ", "\n", "a\n", "# a\n", "\r", "a) a\n", "# a#"]
)
def test_time_grows_with_the_length_only(unit: str) -> None:
    assert is_linear(lambda size: f"# {unit * size}x", lambda text: list(blocks(text)), 20_000)
