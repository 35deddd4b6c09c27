import pytest

from lape_qa.answer.told import Told, told
from lape_qa.language.model import Language


@pytest.mark.parametrize(
    ("text", "heading", "language", "expected"),
    [
        ("Kylässä avattiin kerho.", "", "fi", Told.DONE),
        ("Kerho on ottanut käyttöön uuden mallin.", "", "fi", Told.DONE),
        ("Tavoitteena oli avata kerho.", "", "fi", Told.GOAL),
        ("Kerho haluttiin kylään.", "", "fi", Told.GOAL),
        # First what was done, then what for.
        ("Mallia kokeili 12 kuntaa, ja tavoitteena on nopea apu.", "", "fi", Told.DONE),
        ("Ryhmällä on seuraavat tehtävät:", "", "fi", Told.DUTY),
        ("Kerhon paikasta on sovittava.", "", "fi", Told.DUTY),
        # The heading tells where the words do not.
        ("Apu tulee lähelle kotia.", "Hankkeen tavoitteet", "fi", Told.GOAL),
        ("Ryhmä seuraa lasten hyvinvointia.", "Ryhmän tehtävät", "fi", Told.DUTY),
        ("Kylässä avattiin kerho.", "Hankkeen tavoitteet", "fi", Told.DONE),
        ("Apu tulee lähelle kotia.", "Kerho", "fi", Told.OTHER),
        ("Hanketta hallinnoi kaupunki, ja sen rahoituksesta päätettiin keväällä.", "", "fi", Told.SET_UP),
        ("Hankepäällikkönä työskenteli Maija Esimerkki.", "", "fi", Told.SET_UP),
        ("Hankkeeseen voi ottaa yhteyttä.", "", "fi", Told.CONTACT),
        ("Man öppnade ett center.", "", "sv", Told.DONE),
        ("Centret öppnades i byn.", "", "sv", Told.DONE),
        ("Målet är att förnya tjänsterna.", "", "sv", Told.GOAL),
        ("Gruppen har fyra uppgifter.", "", "sv", Told.DUTY),
        ("A centre was opened.", "", "en", Told.DONE),
        ("The aim is a quick start.", "", "en", Told.GOAL),
    ],
)
def test_what_a_sentence_tells(text: str, heading: str, language: Language, expected: Told) -> None:
    assert told(text, heading, language) is expected
