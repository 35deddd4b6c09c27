import pytest

from lape_qa.answer.towns import tells_of
from lape_qa.language.glossary import Place, beginning_of_place
from support.fakes import document


@pytest.mark.parametrize(
    ("name", "expected"), [("Kittilä", "Kitti"), ("Turku", "Tur"), ("Uurainen", "Uurai"), ("Parainen", "Parai")]
)
def test_the_beginning_of_a_place_is_what_no_case_changes(name: str, expected: str) -> None:
    assert beginning_of_place(name) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Uuraisten perhekeskus", True),
        ("Perhekeskus Uuraisilla", True),
        ("Familjecentret i Uurainen", True),
        ("Laukaan perhekeskus", False),
    ],
)
def test_a_document_tells_of_the_town_in_its_title(title: str, expected: bool) -> None:
    assert tells_of(document("Kerho.", title=title), Place("Uurainen", "Keski-Suomi")) is expected
