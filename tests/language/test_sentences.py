import pytest
from hypothesis import given
from hypothesis import strategies as st

from lape_qa.language.model import Span
from lape_qa.language.sentences import sentence_spans, trimmed
from support.growth import is_linear


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentence_spans(text, 0, len(text))]


# Each case is a text with its sentences separated by "|", as an editor would mark them by hand.
@pytest.mark.parametrize(
    "marked",
    [
        "Hanke alkoi keväällä.| Se päättyi syksyllä.",
        "Mitä sitten tapahtui?| Perheet innostuivat!| Työ jatkuu.",
        "Ei pistettä lopussa",
        "Tukea saa sähköisesti.| Osoite on www.thl.fi, ja siellä on lisää.",
    ],
)
def test_full_stop_question_and_exclamation_mark_end_a_sentence(marked: str) -> None:
    assert sentences(marked.replace("|", "")) == marked.split("| ")


@pytest.mark.parametrize(
    "marked",
    [
        "Mukana olivat mm. Lapin kunnat.| Hanke päättyi.",
        "Mukana oli esim. Oulu.| Muut seurasivat.",
        "Syntyi ns. LAPE-ryhmä.| Se kokoontui usein.",
        "Mukana oli n. 80 ihmistä.| Osa etänä.",
        "Katso myös (ks. Liite 2).| Työ jatkuu.",
        "Asiaa hoiti tri Aalto, prof. Virtanen ja dos. Salo.| Muut kuuntelivat.",
        "Tilaisuus alkaa klo. Yhdeksältä.",
        "Raportin s. 12 kertoo lisää.| Lue se.",
        "Se koski 0–17-v. lapsia.| Muut jäivät pois.",
        "Hanke maksoi 5 milj. euroa.| Valtio maksoi sen.",
        "Hon arbetar t.ex. i Vasa.| Projektet fortsätter.",
        "Med var bl.a. Vasa och Karleby.| Alla kom.",
        "We met e.g. Anna and Dr. Smith.| It went well.",
    ],
)
def test_abbreviation_does_not_end_a_sentence(marked: str) -> None:
    assert sentences(marked.replace("|", "")) == marked.split("| ")


@pytest.mark.parametrize(
    "marked",
    [
        "Mukana olivat kunnat, seurakunnat jne.| Hanke jatkui.",
        "Mukana olivat kunnat ym. toimijat.| Hanke jatkui.",
        "Mukana olivat kunnat, järjestöt ym.| Hanke jatkui.",
    ],
)
def test_closing_abbreviation_ends_a_sentence_only_before_a_capital(marked: str) -> None:
    assert sentences(marked.replace("|", "")) == marked.split("| ")


@pytest.mark.parametrize(
    "marked",
    [
        "Seminaari pidettiin 20.3.2019 Hämeenlinnassa.| Väkeä oli paljon.",
        "Seminaari pidettiin 20. maaliskuuta 2019 Oulussa.| Väkeä oli paljon.",
        "Seminaari pidettiin 20.3.2019.| Väkeä oli paljon.",
        "Hanke alkoi vuonna 2019.| Se jatkuu.",
        "Pajat olivat 1.–3.2.2019 ja 14.5.2019.| Väkeä oli paljon.",
        "Ohjelma alkaa klo 9.30.| Kahvia saa klo 9.| Tervetuloa.",
        "Kasvu oli 3.5 prosenttia.| Se riitti.",
    ],
)
def test_date_or_time_is_not_cut(marked: str) -> None:
    assert sentences(marked.replace("|", "")) == marked.split("| ")


@pytest.mark.parametrize(
    "marked",
    [
        "Ryhmässä oli 3. luokan oppilaita.| He viihtyivät.",
        "Hän tuli 2. sijalle.| Muut jäivät jälkeen.",
        "Kokoukset ovat maaliskuun 3. ja 4. päivä.| Tervetuloa.",
    ],
)
def test_ordinal_does_not_end_a_sentence(marked: str) -> None:
    assert sentences(marked.replace("|", "")) == marked.split("| ")


@pytest.mark.parametrize(
    "marked",
    [
        "Hanketta johti A. B. Virtanen.| Hän on Oulusta.",
        "Kirjoittaja on E. Salo.| Hän on tutkija.",
        "Kirjoittaja on E.\u00a0Salo.| Hän on tutkija.",
    ],
)
def test_initial_does_not_end_a_sentence(marked: str) -> None:
    assert sentences(marked.replace("|", "")) == marked.split("| ")


@pytest.mark.parametrize(
    "marked",
    [
        'Hän sanoi: "Perheet hyötyvät."| Sen jälkeen puhui toinen.',
        "Hän sanoi: ”Perheet hyötyvät.”| Sen jälkeen puhui toinen.",
        "Hän sanoi: »Perheet hyötyvät!»| Sen jälkeen puhui toinen.",
        "Perheet hyötyivät.| ”Emme arvanneet tätä”, sanoi johtaja.",
        "”Tätäkö odotimme?” kysyi johtaja.| Kukaan ei vastannut.",
        "Palvelut paranivat.| (Työ jatkuu.)| Kiitos.",
    ],
)
def test_closing_quote_or_bracket_belongs_to_its_sentence(marked: str) -> None:
    assert sentences(marked.replace("|", "")) == marked.split("| ")


@pytest.mark.parametrize(
    "marked",
    [
        "Odotimme…| Mitään ei tapahtunut.",
        "Odotimme...| Mitään ei tapahtunut.",
        "Odotimme… emmekä turhaan.| Työ jatkuu.",
        "Odotimme... emmekä turhaan.| Työ jatkuu.",
        "Mitä ihmettä?!| Ei mitään.",
    ],
)
def test_ellipsis_ends_a_sentence_only_before_a_capital(marked: str) -> None:
    assert sentences(marked.replace("|", "")) == marked.split("| ")


def test_wrapped_line_goes_on() -> None:
    first = "Kittilän perhekeskukseen kuuluu kohtaamispaikkoja, joihin kaikki\nlapset ja perheet voivat tulla."
    second = "Ensimmäisen kohtaamispaikan järjestivät yhdessä seurakunta ja\nMLL."
    assert sentences(f"{first} {second}") == [first, second]


def test_wrapped_line_goes_on_after_an_abbreviation_at_its_end() -> None:
    text = "Kohtaamispaikkojen toimintaan osallistuivat viime vuonna mm.\nLapin kunnat."
    assert sentences(text) == [text]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028", "\u2029"])
def test_short_line_ends_a_sentence_at_every_kind_of_line_break(newline: str) -> None:
    assert sentences(f"Perhekahvila maanantaisin{newline}Perhesähly viikonloppuisin") == [
        "Perhekahvila maanantaisin",
        "Perhesähly viikonloppuisin",
    ]


def test_line_before_a_small_letter_goes_on() -> None:
    assert sentences("Perhekahvila\non maanantaisin.") == ["Perhekahvila\non maanantaisin."]


def test_long_line_with_a_colon_at_its_end_is_complete() -> None:
    first = "Kittilässä kohtaamispaikkojen toimintaan kuuluu kaikkea seuraavaa:"
    assert sentences(f"{first}\nPerhekahvila maanantaisin") == [first, "Perhekahvila maanantaisin"]


def test_list_number_at_the_start_belongs_to_its_sentence() -> None:
    assert sentences("1. Kaikki palvelut kootaan. Perheet kuullaan.") == [
        "1. Kaikki palvelut kootaan.",
        "Perheet kuullaan.",
    ]


def test_list_number_in_running_text_belongs_to_its_sentence() -> None:
    assert sentences("1. Kaikki palvelut kootaan. 2. Perheet kuullaan.") == [
        "1. Kaikki palvelut kootaan.",
        "2. Perheet kuullaan.",
    ]


@pytest.mark.parametrize("text", ["", "   ", " \n\t\u00a0 "])
def test_nothing_but_white_space_holds_no_sentence(text: str) -> None:
    assert sentences(text) == []


def test_spans_are_offsets_in_the_whole_text() -> None:
    text = "Johdanto. Eka virke. Toka virke. Loppu."
    assert sentence_spans(text, 10, 32) == [Span(10, 20), Span(21, 32)]


def test_text_outside_the_block_is_not_looked_at() -> None:
    text = "Lopuksi Oulu. Jatkuu."
    assert sentence_spans(text, 0, 13) == [Span(0, 13)]
    assert sentence_spans(text, 8, 21) == [Span(8, 13), Span(14, 21)]


def test_trimmed_leaves_no_white_space_at_either_end() -> None:
    assert trimmed("ab \u00a0cd \n ef", 2, 9) == Span(4, 6)


def test_trimmed_white_space_is_empty() -> None:
    span = trimmed("ab   cd", 2, 5)
    assert span.start == span.end


@given(st.text(st.sampled_from("aA1.!?…:”) \n\r\u00a0\u2028mm"), max_size=60))
def test_every_visible_character_is_in_exactly_one_sentence(text: str) -> None:
    spans = sentence_spans(text, 0, len(text))
    covered = [place for span in spans for place in range(span.start, span.end)]
    assert covered == sorted(set(covered))
    assert all(char.isspace() for place, char in enumerate(text) if place not in set(covered))
    assert all(text[span.start : span.end] == text[span.start : span.end].strip() != "" for span in spans)


@pytest.mark.parametrize(
    "atom",
    [
        *("a", "ab ", "A. ", ".", ". ", "…", "1. ", "12. A ", ".)", '."', "ab cd\n", "ab.\n", "a\n \n", "#", "- "),
        *(" ", ".   ", ". – ", ". (", "mm. ", "\r\n", "Hanke alkoi. ", "Hanke alkoi.\n", "ääliö.", "1.1.2019 "),
    ],
)
def test_time_is_linear_in_the_length_of_a_text_of_anything(atom: str) -> None:
    def make(size: int) -> str:
        return "a" + atom * (size // len(atom)) + "b"

    assert is_linear(make, lambda text: sentence_spans(text, 0, len(text)), 10_000)
