import pytest

from lape_qa.answer.model import Citation
from lape_qa.answer.offices import names_another_office
from lape_qa.language import morphology
from support.fakes import document
from support.indexes import ask

pytestmark = pytest.mark.skipif(not morphology.known("perhekeskus"), reason="no morphology")


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        ("Kuka on nykyinen sosiaali- ja terveysministeri?", "Elina Palola on sosiaali- ja terveysministeriöstä.", True),
        ("Kuka on sosiaali- ja terveysministeri?", "Ministeri Annika Saarikko otti raportin vastaan.", False),
        # A prime minister is no minister of health.
        ("Kuka on sosiaali- ja terveysministeri?", "Pääministeri Antti Rinteen ohjelma julkaistiin.", True),
        ("Kuka on pääministeri?", "Pääministeri Antti Rinteen ohjelma julkaistiin.", False),
        ("Kuka on laitoksen pääjohtaja?", "Johtava asiantuntija Arja Hastrup kertoi tuloksista.", True),
        ("Vem är minister nu?", "Elina Palola on ministeriöstä.", True),
        ("Who is the minister?", "Minister Anna Ek tackade.", False),
        # Who leads a project is called in several ways.
        ("Kuka oli hankkeen projektipäällikkö?", "Hankejohtaja oli Anna Ek.", False),
        ("Kuka oli hankkeen projektipäällikkö?", "Kerhoa ohjasi Anna Ek.", True),
        ("Kuka on koulun rehtori?", "Yläkoulun rehtori on Anna Ek.", False),
        ("Kuka on koulun rehtori?", "Koulun opettaja on Anna Ek.", True),
        # Who leads is a person, or somebody who is said to lead.
        ("Vem ledde projektet i Borgå?", "Borgå deltog i projektet som kommunerna genomförde.", True),
        ("Kuka johti hanketta?", "Hanke päättyi vuonna 2018.", True),
        ("Kuka johti hanketta?", "Hankkeen johdosta vastasi ministeriö.", False),
        ("Kuka veti kerhoa?", "Kerhoa ohjasi Anna Ek.", False),
        ("Who led the project?", "Hankkeen vetäjä oli Essote.", False),
        # A name, or what somebody did, is no office.
        ("Kuka on Anna Ek?", "Anna Ek ohjasi kerhoa.", False),
        ("Kuka kirjoitti raportin?", "Raportin kirjoitti Anna Ek.", False),
        ("Mikä on ministeriön tehtävä?", "Laitos tukee kuntia.", False),
    ],
)
def test_who_holds_another_office_is_no_answer(question: str, text: str, other: bool) -> None:
    cited = Citation(1, document(text, "a", language="sv" if "tackade" in text else "fi"), text, 0, len(text))
    assert names_another_office(ask(question), [cited]) is other
