from collections.abc import Sequence

import pytest

from lape_qa.budget import Resumed
from lape_qa.documents.quote_index import WordIndex


def index_of(texts: Sequence[str]) -> WordIndex:
    return Resumed(lambda: WordIndex.making(texts)).get()


INDEX = index_of(
    [
        "Kainuun hanke avasi kolme perhekeskusta. Lapin hanke ei jatkunut vuonna 2019 rahoituksen loputtua.",
        "Koulutus alkoi syksyllä Oulussa, ja siihen tuli sata osallistujaa.",
        "yksi kaksi kolme " + "väli " * 13 + "neljä viisi kuusi seitsemän",
    ]
)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Kainuun hanke avasi jatkunut vuonna 2019", id="two pieces of one text"),
        pytest.param("Koulutus alkoi syksyllä. Lapin hanke ei jatkunut", id="two pieces of two texts"),
        pytest.param("Kainuun hanke avasi siihen tuli sata osallistujaa hanke ei jatkunut", id="three pieces"),
        pytest.param("kainuun Hanke avasi; tuli sata osallistujaa!", id="case and punctuation say nothing"),
        pytest.param("Lapin hanke jatkunut vuonna 2019 rahoituksen loputtua.", id="negation left out"),
        pytest.param("Kainuun avasi kolme perhekeskusta", id="a word left out near the beginning"),
        pytest.param("Koulutus alkoi syksyllä osallistujaa", id="seven words left out"),
        # The longest piece that fits the first text leaves two words, a shorter one three.
        pytest.param("Kainuun hanke avasi kolme Lapin hanke ei", id="pieces of four and three words"),
    ],
)
def test_text_made_of_pieces_is_stitched(text: str) -> None:
    assert INDEX.stitched(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Lapin hanke ei jatkunut vuonna 2019", id="stands as it is"),
        pytest.param("lapin hanke: ei jatkunut", id="stands but for its signs"),
        pytest.param("Lapin hanke ei jatkunut vuonna 2020", id="a number altered"),
        pytest.param("Kainuun hanke sulki kolme perhekeskusta", id="a word altered"),
        pytest.param("Kainuun hanke Lapin hanke", id="pieces of two words"),
        pytest.param("kolme hanke avasi", id="words in another order"),
        pytest.param("yksi kaksi kolme neljä", id="more left out than in a sentence"),
        pytest.param("osallistujaa yksi kaksi kolme", id="over the border of two texts"),
        pytest.param("", id="nothing"),
        pytest.param("!?", id="no word"),
        pytest.param("Kainuun hanke avasi " * 200, id="longer than any quote"),
    ],
)
def test_any_other_text_is_not(text: str) -> None:
    assert not INDEX.stitched(text)


def test_nothing_is_stitched_from_nothing() -> None:
    assert not index_of([]).stitched("Kainuun hanke avasi kolme")
    assert not index_of([""]).stitched("Kainuun hanke avasi kolme")
