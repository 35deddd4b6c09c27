import pytest

from lape_qa.answer.anaphora import adjacent, overlap, points_back, widened
from lape_qa.language.model import Span

# 0-23 the first sentence, 24-53 the second, 55-78 the third after an empty line.
TEXT = "Neuvola muutti torille. Se palvelee arkisin perheitä.\n\nSiellä annetaan neuvoja."
FIRST, SECOND, THIRD = Span(0, 23), Span(24, 53), Span(55, 79)
SENTENCES = (FIRST, SECOND, THIRD)


@pytest.mark.parametrize(
    ("sentence", "language", "back"),
    [
        ("Tämä alkoi.", "fi", True),
        ("”Siellä oli hauskaa.”", "fi", True),
        ("NE JATKUVAT.", "fi", True),
        ("Se, että hanke alkoi, oli hyvä.", "fi", False),
        ("Ne, jotka tulivat, jäivät.", "fi", False),
        ("Seinäjoki aloitti.", "fi", False),
        ("Hanke ja se alkoi.", "fi", False),
        ("Detta är nytt.", "sv", True),
        ("De startade 2018.", "sv", True),
        ("De nya startade.", "sv", False),
        ("This is new.", "en", True),
        ("It is important to ask.", "en", False),
        ("Those who came stayed.", "en", False),
        ("Theatre is new.", "en", False),
    ],
)
def test_words_that_point_back(sentence: str, language: str, back: bool) -> None:
    assert points_back(sentence, language) is back


def test_stretch_is_adjacent_when_only_white_space_parts_them() -> None:
    assert [TEXT[span.start : span.end].split(maxsplit=1)[0] for span in SENTENCES] == ["Neuvola", "Se", "Siellä"]
    assert adjacent(TEXT, FIRST, SECOND)
    assert adjacent(TEXT, SECOND, THIRD)
    assert not adjacent(TEXT, SECOND, FIRST)
    assert not adjacent(TEXT, FIRST, THIRD)
    assert not adjacent("Yksi.\n- Kaksi.", Span(0, 5), Span(8, 14))


def test_stretches_overlap_when_they_share_a_character() -> None:
    assert overlap(Span(0, 5), Span(4, 9))
    assert overlap(Span(4, 9), Span(0, 5))
    assert not overlap(Span(0, 5), Span(5, 9))


@pytest.mark.parametrize(
    ("span", "most", "wide"),
    [
        pytest.param(SECOND, 60, Span(0, 53), id="with the one before"),
        pytest.param(FIRST, 60, FIRST, id="leans on nothing"),
        pytest.param(THIRD, 60, Span(24, 79), id="over the border of a paragraph, and no further back"),
        pytest.param(SECOND, 7, Span(0, 53), id="as long as may be"),
        pytest.param(SECOND, 6, SECOND, id="a word too long"),
    ],
)
def test_sentence_that_points_back_is_widened(span: Span, most: int, wide: Span) -> None:
    assert widened(TEXT, "fi", span, SENTENCES, most) == wide


def test_first_sentence_of_a_passage_stays_alone() -> None:
    assert widened(TEXT, "fi", SECOND, (SECOND, THIRD), 60) == SECOND
