import pytest

from lape_qa.answer.counted import amount, counts_something_else, is_of_a_part
from lape_qa.answer.model import Citation
from lape_qa.language import morphology
from lape_qa.question.analysis import analyse
from lape_qa.question.model import Query
from support.fakes import FakeEncoder, document

pytestmark = pytest.mark.skipif(not morphology.known("perhekeskus"), reason="no morphology")


def ask(question: str) -> Query:
    return analyse(question, FakeEncoder())


def cited(text: str, title: str = "T", language: str = "fi") -> Citation:
    return Citation(1, document(text, "a", title=title, language=language), text, 0, len(text))


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        ("Montako kuntaa oli mukana?", "Mukana oli 17 kuntaa.", False),
        ("Montako kuntaa oli mukana?", "Hankkeella oli neljä tavoitetta.", True),
        # A part of a compound is another thing; the word that it ends with is not.
        ("Montako lasta oli mukana?", "Lastensuojelun hankkeita oli viisi.", True),
        ("Montako perhekeskusaluetta on?", "Palvelut koottiin viidelle alueelle.", False),
        ("Hur många kommuner var med?", "Mukana oli 17 kuntaa.", False),
        ("Hur många kommuner var med?", "Mukana oli kuusi maakuntaa.", True),
        ("How many children took part?", "Lastensuojelun hankkeita oli viisi.", True),
        # Who took part, and how often, is often said in other words.
        ("Montako osallistujaa oli?", "Paikalla oli 50 ammattilaista.", False),
        ("Paljonko lapsilisä on?", "Kaudella oli kaksi vaihetta.", True),
        ("Paljonko passin uusiminen maksaa?", "Budjetti oli 1,75 miljoonaa euroa.", True),
        ("Paljonko rahaa varattiin?", "Avustukseen oli varattu 540 000 euroa.", False),
        ("Paljonko LAPE maksoi valtiolle?", "Avustuksia oli 19 miljoonaa euroa.", False),
        # The budget of another place.
        ("Mikä oli Helsingin hankkeen budjetti?", "Uudenmaan hankkeen budjetti oli 1,75 miljoonaa euroa.", True),
        ("Mikä oli Helsingin hankkeen budjetti?", "Helsingin hankkeen budjetti oli 2 miljoonaa euroa.", False),
        ("Mikä oli Helsingin hankkeen budjetti?", "Budjetti oli 2 miljoonaa euroa.", False),
        # What holds no number counts nothing.
        ("Kuinka moni käyttää kerhoa?", "Kerho on tehty nuorille.", True),
        ("Montako työntekijää kerhossa on?", "Tutkija kuului itse kerhon työntekijöihin.", True),
        # A digit of a year that the question names is no number of its own, and how often is told in words.
        ("Kuinka monessa kerhossa laulettiin vuosina 2016–2018?", "Vuosina 2016–2018 laulettiin 12 kerhossa.", False),
        ("Kuinka usein kerho kokoontuu?", "Kerho kokoontuu kerran kuukaudessa.", False),
        # What a verb says is not counted.
        ("How many families use the club?", "Kerhoa käytettiin 18 kunnassa.", True),
        ("How many families use the club?", "Kerhoa käytti 18 perhettä.", False),
        # No number is asked for.
        ("Mitä Helsingissä tehtiin?", "Uudellamaalla avattiin kerho.", False),
    ],
)
def test_a_number_of_something_else_is_no_answer(question: str, text: str, other: bool) -> None:
    assert counts_something_else(ask(question), [cited(text)]) is other


@pytest.mark.parametrize(
    ("question", "other"),
    [
        # What is counted is the question's own, whatever it takes over.
        ("Kuinka monta perhettä siihen osallistui?", True),
        ("Kuinka monta aluetta siihen osallistui?", False),
        ("Entä Lapissa?", False),
    ],
)
def test_a_question_that_leans_on_another_counts_what_it_names_itself(question: str, other: bool) -> None:
    query = analyse(question, FakeEncoder(), history=["Mikä on Kerho-malli?", "Montako kuntaa oli mukana?"])
    assert query.carried
    assert counts_something_else(query, [cited("Kerho-mallia käyttää 12 aluetta.")]) is other


def test_a_source_about_the_town_need_not_name_it() -> None:
    text = "Uudenmaan hankkeesta saatiin 2 miljoonaa euroa."
    assert not counts_something_else(ask("Mikä oli Helsingin budjetti?"), [cited(text, title="Helsinki kertoo")])


def test_a_source_in_another_language_is_let_through() -> None:
    assert not counts_something_else(ask("Montako kuntaa oli mukana?"), [cited("Fem orter deltog.", language="sv")])


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("Montako kuntaa oli mukana?", "Mukana oli 17 kuntaa.", "17"),
        ("Montako perhekeskusta tulee?", "Sinne tulee neljä alueellista perhekeskusta.", "4"),
        ("Montako kuntaa oli mukana?", "Vuonna 2019 kuntaa johti ryhmä.", None),
        ("Montako kuntaa oli mukana?", "Mukana oli 17 järjestöä.", None),
        ("Missä kunta on?", "Mukana oli 17 kuntaa.", None),
    ],
)
def test_the_number_of_what_is_counted(question: str, text: str, expected: str | None) -> None:
    assert amount(ask(question), text, "fi") == expected


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Osahankkeen kustannusarvio oli 363 977 euroa.", True),
        ("Essoten osakokonaisuuden osuus oli 90 994 euroa.", True),
        ("Hankkeen kustannukset olivat 851 777 euroa, ja valtion osuus oli 700 000 euroa.", False),
    ],
)
def test_a_part_is_priced_by_its_name(text: str, part: bool) -> None:
    assert is_of_a_part(text) is part
