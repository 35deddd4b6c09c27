from collections.abc import Sequence
from pathlib import Path

import pytest

from lape_qa.answer.enumerated import asks_for_places, enumerations
from lape_qa.language import morphology
from support.fakes import document
from support.indexes import ask, indexed
from support.pools import found_for

pytestmark = pytest.mark.skipif(not morphology.known("perhekeskus"), reason="no morphology")

MEMBERS = "LAPE Uusimaa -hankkeeseen osallistuivat Askola, Hanko, Lohja ja Vihti."
CAPITAL = "Pääkaupunkiseudun hankkeen kuntia olivat Helsinki, Espoo ja Vantaa."
PARTNER = "LAPE Uusimaa -hankkeen kunnat tekivät yhteistyötä seurakuntien kanssa."
TWO = "LAPE Uusimaa -hankkeen kunnista Myrskylä ja Sipoo jäivät pois."
TRIED = "Lapsibudjetointia on pilotoitu Oulussa, Heinolassa ja Hämeenlinnassa."
OTHER = "Leirejä pidettiin Kuopiossa, Iisalmessa ja Varkaudessa."


def enumerated(folder: Path, question: str, texts: Sequence[str]) -> list[str]:
    generation = indexed(folder, [document(text, f"d{number}", title="T") for number, text in enumerate(texts)])
    _, read = found_for(generation, ask(question))
    return [read.grounds.texts[number] for number in enumerations(read, ["fi"] * len(read.grounds.texts))]


@pytest.mark.parametrize(
    ("question", "texts", "expected"),
    [
        # Three places at the least that the question does not name itself.
        ("Mitkä kunnat osallistuivat LAPE Uusimaa -hankkeeseen?", [PARTNER, MEMBERS, TWO], [MEMBERS]),
        ("Mitkä kunnat osallistuivat LAPE Uusimaa -hankkeeseen?", [PARTNER, TWO], []),
        # What enumerates something else is none.
        ("Missä kunnissa lapsibudjetointia on pilotoitu?", [TRIED, OTHER], [TRIED]),
        ("Missä kunnissa uimahalleja on rakennettu?", [TRIED, OTHER], []),
        # With a town asked about, what has it among others.
        ("Kuuluiko Espoo pääkaupunkiseudun hankkeen kuntiin?", [CAPITAL, MEMBERS], [CAPITAL]),
        ("Kuuluiko Lohja pääkaupunkiseudun hankkeen kuntiin?", [CAPITAL, OTHER], []),
        # What names the town asked about, and nothing else of the question, tells something else.
        ("Onko Espoossa kesätöitä?", [CAPITAL, OTHER], []),
    ],
)
def test_the_sentence_that_names_them_one_after_the_other_answers(
    question: str, texts: list[str], expected: list[str], tmp_path: Path
) -> None:
    assert enumerated(tmp_path, question, texts) == expected


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Mitkä kunnat olivat mukana?", True),
        ("missä kaupungeissa sitä kokeiltiin", True),
        ("Mihin maakuntiin agentit sijoitettiin?", True),
        ("Vilka orter var kommunagenterna placerade i?", True),
        ("Which municipalities took part?", True),
        ("Kuuluiko Kerava hankkeeseen?", True),
        ("Saiko Kainuu rahaa?", False),
        ("Mitkä järjestöt olivat mukana?", False),
        ("Missä perhekeskus on?", False),
        ("Vilka mål hade projektet?", False),
        ("Which methods were used?", False),
    ],
)
def test_places_are_asked_for_by_their_kind_or_a_town_by_name(question: str, asks: bool) -> None:
    assert asks_for_places(ask(question)) is asks
