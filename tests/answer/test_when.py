"""Whether quotes tell of the end of a thing that a question asks for: its beginning, or its end."""

import pytest

from lape_qa.answer.model import Citation
from lape_qa.answer.when import tells_the_other_end
from lape_qa.language import morphology
from lape_qa.language.model import Language
from support.fakes import document
from support.indexes import ask

pytestmark = pytest.mark.skipif(not morphology.known("perhekeskus"), reason="no morphology")


@pytest.mark.parametrize(
    ("question", "text", "language", "other"),
    [
        ("Milloin kerho lopetti toimintansa?", "Kerho aloitti toimintansa elokuussa 2017.", "fi", True),
        ("Milloin kerho päättyi?", "Kerho käynnistyi 1.2.2017.", "fi", True),
        ("Milloin kerho alkoi?", "Kerho päättyi vuonna 2018.", "fi", True),
        # That it began is often left unsaid, that it ended hardly ever.
        ("Milloin kerho päättyi?", "Kerho sai tilat vuonna 2017.", "fi", True),
        ("Milloin kerho alkoi?", "Kerho sai tilat vuonna 2017.", "fi", False),
        ("När avslutades klubben?", "Klubben inleddes den 1 februari 2017.", "sv", True),
        ("When did the club end?", "The club started in 2017.", "en", True),
        ("Milloin lasten kerho lopetti?", "Lasten kerho aloitti elokuussa 2017.", "fi", True),
        ("När upphörde klubben?", "Klubben flyttade till Vasa år 2017.", "sv", True),
        # It tells of the end asked for, of both, or of neither in words.
        ("Milloin kerho päättyi?", "Kerho alkoi 1.1.2017 ja päättyi 31.12.2018.", "fi", False),
        ("Milloin kerho päättyi?", "Kerhon aloittivat vanhemmat vuosina 2017–2018.", "fi", False),
        ("Milloin kerho päättyi?", "Kerho toimi kesään 2018 asti.", "fi", False),
        ("When was the report finished?", "Selvitys saatiin valmiiksi lokakuussa 2018.", "fi", False),
        ("When did the club end?", "Kerho loppui vuonna 2018.", "fi", False),
        ("Milloin kerho päättyi?", "Yhdistys päätti kerhonsa kesällä 2018.", "fi", False),
        # Neither end is asked for, or both are, or no time.
        ("Milloin kerho kokoontui?", "Kerho alkoi vuonna 2017.", "fi", False),
        ("Milloin kerho alkoi ja päättyi?", "Kerho alkoi vuonna 2017.", "fi", False),
        ("Miksi kerho päättyi?", "Kerho alkoi vuonna 2017.", "fi", False),
    ],
)
def test_when_it_began_is_no_answer_to_when_it_ended(question: str, text: str, language: Language, other: bool) -> None:
    cited = Citation(1, document(text, "a", language=language), text, 0, len(text))
    assert tells_the_other_end(ask(question), [cited]) is other
