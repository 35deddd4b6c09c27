"""What of a sentence is marked: exactly what is asked for, and nothing that the question says itself."""

import pytest

from lape_qa.answer.highlights import highlights
from lape_qa.language.model import Span
from lape_qa.question.kinds import Asked


def marked(kind: Asked, sentence: str, question: str = "") -> list[str]:
    """The marked pieces of a sentence."""
    return [sentence[span.start : span.end] for span in highlights(kind, sentence, question)]


def test_spans_are_places_in_the_sentence() -> None:
    #           0         1         2         3
    #           0123456789012345678901234567890123456789
    sentence = "Kerho avattiin maaliskuussa 2018, ja 12 perhettä tuli."
    assert highlights(Asked.TIME, sentence, "Milloin kerho avattiin?") == (Span(15, 32),)
    assert highlights(Asked.NUMBER, sentence, "Montako perhettä tuli?") == (Span(37, 39),)


@pytest.mark.parametrize(
    ("sentence", "times"),
    [
        ("Kerho avattiin 5. päivänä lokakuuta 2018 kylässä.", ["5. päivänä lokakuuta 2018"]),
        ("Kerho avattiin lokakuun 5. päivänä vuonna 2018.", ["lokakuun 5. päivänä vuonna 2018"]),
        ("Hanke alkoi 1.1.2017 ja päättyi 31.12.2018.", ["1.1.2017", "31.12.2018"]),
        ("Seminaari pidettiin 12. joulukuuta 2018 Kemissä.", ["12. joulukuuta 2018"]),
        ("Seminaari oli 5.–6.9.2018.", ["5.–6.9.2018"]),
        ("Avoinna 1.6.–31.8.2018.", ["1.6.–31.8.2018"]),
        ("Se alkoi tammi–maaliskuussa 2018.", ["tammi–maaliskuussa 2018"]),
        ("Kemi – maaliskuussa 2018 – oli mukana.", ["maaliskuussa 2018"]),
        ("Det pågick januari–mars 2018.", ["januari–mars 2018"]),
        ("Hanke kesti vuosina 2016–2019.", ["vuosina 2016–2019"]),
        ("Keväällä 2017 alkoi pilotti.", ["Keväällä 2017"]),
        ("Vuoteen 2025 mennessä ja vuodesta 2016 lähtien.", ["Vuoteen 2025", "vuodesta 2016"]),
        ("Niin tehtiin 1990-luvulla.", ["1990-luvulla"]),
        ("Kerho alkoi syyskuun lopulla.", ["syyskuun"]),
        ("Programmet pågick åren 2016–2019.", ["åren 2016–2019"]),
        ("Mötet hölls den 3 maj 2018.", ["3 maj 2018"]),
        ("It began on 5 March 2018 and ended in May.", ["5 March 2018", "May"]),
        ("It began on March 5, 2018.", ["March 5, 2018"]),
    ],
)
def test_times_are_marked_whole(sentence: str, times: list[str]) -> None:
    assert marked(Asked.TIME, sentence) == times


@pytest.mark.parametrize(
    ("question", "sentence", "marked_pieces"),
    [
        ("Kauanko hanke kesti?", "Kertomus kuvaa kahdeksan vuoden työtä vuosina 2020–2023.", ["kahdeksan vuoden"]),
        ("kuinka kauan se kestää", "Jakso kestää 12 viikkoa ja alkaa 1.3.2019.", ["12 viikkoa"]),
        ("Hur länge varade det?", "Coachningen pågick i tre månader år 2019.", ["tre månader"]),
        ("How long did it last?", "It ran for 2 years from 2016.", ["2 years"]),
        # From when to when tells it too, and a year is no length.
        (
            "Kauanko hanke kesti?",
            "Hanke kesti vuosina 2016–2019, vuoden 2019 loppuun.",
            ["vuosina 2016–2019", "vuoden 2019"],
        ),
        ("Milloin hanke alkoi?", "Kahden vuoden hanke alkoi vuonna 2017.", ["vuonna 2017"]),
    ],
)
def test_who_asks_how_long_gets_the_length_marked(question: str, sentence: str, marked_pieces: list[str]) -> None:
    assert marked(Asked.TIME, sentence, question) == marked_pieces


@pytest.mark.parametrize(
    "sentence",
    [
        "It may help families to march on.",
        "Numero on 040 2017 123.",
        "Kerho alkaa kello 12.30.",
        "Kohdassa 3.2 sanotaan niin.",
        "Hankkeen 1. vaihe onnistui.",
    ],
)
def test_what_only_looks_like_a_time_is_not_marked(sentence: str) -> None:
    assert marked(Asked.TIME, sentence) == []


@pytest.mark.parametrize("kind", [Asked.NUMBER, Asked.MONEY])
@pytest.mark.parametrize(
    ("sentence", "amounts"),
    [
        ("Yhteensä 1 200 perhettä vastasi.", ["1 200"]),
        ("Vastaajista 45,5 % oli äitejä.", ["45,5 %"]),
        ("Avustus oli 1,2 miljoonaa euroa.", ["1,2 miljoonaa euroa"]),
        ("Hanke sai 500 000 euroa vuosina 2017–2018.", ["500 000 euroa"]),
        ("Se maksoi € 500 ja 20€.", ["€ 500", "20€"]),
        ("Aikaa oli 3–5 viikkoa.", ["3–5"]),
        ("Mukana oli 18 maakuntaa, 293 kuntaa.", ["18", "293"]),
        ("Vuonna 2018 ja 1.1.2019 mukana oli neljä kuntaa.", ["neljä"]),
        ("Kaksitoista kuntaa ja kolmessa kerho.", ["Kaksitoista", "kolmessa"]),
        ("Vaihtoehtoista tukea saatiin LAPE2-hankkeesta yhdessä.", []),
        ("30 per cent of 5 million euros", ["30 per cent", "5 million euros"]),
        ("Två kommuner och 30 procent", ["Två", "30 procent"]),
    ],
)
def test_amounts_are_marked_with_their_units_and_years_are_none(kind: Asked, sentence: str, amounts: list[str]) -> None:
    assert marked(kind, sentence) == amounts


@pytest.mark.parametrize("kind", [Asked.PERSON, Asked.AUTHOR])
@pytest.mark.parametrize(
    ("sentence", "people"),
    [
        ("Hanketta johti Maria Kaisa Esimerkki.", ["Maria Kaisa Esimerkki"]),
        ("Muutosagentti Riku Esimerkki ja Anna-Liisa Malli tulivat.", ["Riku Esimerkki", "Anna-Liisa Malli"]),
        ("Muutosagentti Riku Esimerkki Lapista tuli.", ["Riku Esimerkki"]),
        ("Satu Esimerkki kirjoitti tekstin.", ["Satu Esimerkki"]),
        ("Vetäjä oli Carl von Malli.", ["Carl von Malli"]),
        ("Kukaan ei johtanut.", []),
    ],
)
def test_people_are_marked_by_their_whole_names(kind: Asked, sentence: str, people: list[str]) -> None:
    assert marked(kind, sentence) == people


@pytest.mark.parametrize(
    ("sentence", "places"),
    [
        ("Perhekeskus avattiin Kemissä ja Sodankylässä.", ["Kemissä", "Sodankylässä"]),
        ("Kemissä avattiin perhekeskus.", ["Kemissä"]),
        ("Hankkeessa avattiin perhekeskus.", []),
        ("LAPE-hanke toimi Etelä-Pohjanmaalla.", ["Etelä-Pohjanmaalla"]),
        ("Sen avasi Aino Esimerkki.", []),
    ],
)
def test_places_are_marked_where_a_form_says_where(sentence: str, places: list[str]) -> None:
    assert marked(Asked.PLACE, sentence) == places


@pytest.mark.parametrize(
    ("kind", "sentence", "pieces"),
    [
        (Asked.NAME, "Hankkeen nimi oli ”Yhdessä vahva”, ja se alkoi.", ["”Yhdessä vahva”"]),
        (Asked.HOURS, "Avoinna maanantaisin klo 9–12.", ["maanantaisin", "klo 9–12"]),
        (Asked.HOURS, "Kahvila on auki kello 10.00.", ["kello 10.00"]),
        (Asked.HOURS, "Open on Mondays at 9.", ["Mondays", "at 9"]),
        (Asked.CONTACT, "Soita 040 123 4567 tai kirjoita aino@esimerkki.fi.", ["040 123 4567", "aino@esimerkki.fi"]),
        (Asked.CONTACT, "Lue lisää: www.esimerkki.fi/perhe.", ["www.esimerkki.fi/perhe"]),
        (Asked.REASON, "Vuonna 2018 Kemissä, koska Aino Esimerkki tuli.", []),
        (Asked.YES_NO, "Vuonna 2018 Kemissä.", []),
        (Asked.OTHER, "Vuonna 2018 Kemissä.", []),
    ],
)
def test_other_kinds(kind: Asked, sentence: str, pieces: list[str]) -> None:
    assert marked(kind, sentence) == pieces


@pytest.mark.parametrize(
    ("kind", "sentence", "question", "new"),
    [
        (Asked.NUMBER, "Mukana 12 kuntaa ja 3 järjestöä.", "Ketkä 12 kunnasta olivat mukana?", ["3"]),
        (Asked.TIME, "Vuonna 2018 alkoi hanke, joka päättyi 2019.", "Milloin vuonna 2018 alkanut päättyi?", ["2019"]),
        (Asked.PLACE, "Lapissa kerho avattiin Kemissä.", "Missä Lapin kunnassa kerho avattiin?", ["Kemissä"]),
        (Asked.PERSON, "Aino Esimerkki ja Eino Malli", "Kuka Aino Esimerkin lisäksi?", ["Eino Malli"]),
    ],
)
def test_what_the_question_says_is_not_marked(kind: Asked, sentence: str, question: str, new: list[str]) -> None:
    assert marked(kind, sentence, question) == new
