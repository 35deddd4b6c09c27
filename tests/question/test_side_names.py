import pytest

from lape_qa.question.analysis import analyse
from lape_qa.question.side_names import named_side, side_name
from support.fakes import FakeEncoder


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("Mitä eroa on neuvolalla ja perhekeskuksella?", "Neuvola", "Perhekeskus"),
        # An abbreviation stays as it is written, without the ending put onto it.
        ("Mitä eroa on LAPElla ja OT-keskuksella?", "LAPE", "OT-keskus"),
        # The dictionary does not know the name, but what it is the name of.
        ("Vertaa LP-menetelmää ja Iloperheet-toimintamallia", "LP-menetelmä", "Iloperheet-toimintamalli"),
        # A name of several words is none of base forms.
        ("Mitä eroa on kerholla ja Lapset puheeksi -menetelmällä?", "Kerho", "Lapset puheeksi -menetelmä"),
        ("Miten MuKaVa-hanke eroaa VIP-verkostosta?", "MuKaVa-hanke", "VIP-verkosto"),
        ("Vertaa kerhoa vuosina 2017–2018 ja 2020–2022", "Kerho vuosi 2017–2018", "Kerho vuosi 2020–2022"),
        ("Kerho Kainuussa vs Lapissa", "Kainuu", "Lappi"),
        ("Vad är skillnaden mellan en klubb och en utfärd?", "Klubb", "Utfärd"),
        ("What sets the family club apart from the trip?", "Family club", "Trip"),
        ("Compare Lapland and Kainuu", "Lapland", "Kainuu"),
    ],
)
def test_a_side_is_called_by_its_base_form_and_a_name_as_it_is_written(question: str, one: str, other: str) -> None:
    assert [side_name(part) for part in analyse(question, FakeEncoder()).parts] == [one, other]


def test_within_a_sentence_it_has_no_capital_of_its_own() -> None:
    one, other = analyse("Mitä eroa on neuvolalla ja LAPElla?", FakeEncoder()).parts
    assert (named_side(one), named_side(other)) == ("neuvola", "LAPE")
