import pytest
from hypothesis import given
from hypothesis import strategies as st

from lape_qa.question.follow_up import Resolved, resolve
from lape_qa.question.model import Carried


def topic(text: str) -> Carried:
    return Carried("topic", text)


def region(text: str) -> Carried:
    return Carried("region", text)


def year(text: str) -> Carried:
    return Carried("year", text)


@pytest.mark.parametrize(
    ("before", "question", "text", "carried"),
    [
        (
            "Missä Kainuun perhekeskukset ovat?",
            "Entä Lapissa?",
            "Entä Lapissa? Missä perhekeskukset ovat?",
            (topic("perhekeskukset"),),
        ),
        (
            "Kuka johtaa LAPE-ryhmää Lapissa vuonna 2019?",
            "Milloin se alkoi?",
            "Milloin se alkoi? johtaa LAPE-ryhmää Lapissa 2019",
            (topic("johtaa LAPE-ryhmää"), region("Lappi"), year("2019")),
        ),
        (
            "Montako neuvolaa Kajaanissa oli vuonna 2018?",
            "Entä vuonna 2020?",
            "Entä vuonna 2020? Montako neuvolaa Kajaanissa oli?",
            (topic("neuvolaa"), region("Kajaani")),
        ),
        (
            "Mikä kaupunki hoiti hanketta Keski-Suomessa?",
            "mikä Lapissa?",
            "mikä Lapissa? kaupunki hoiti hanketta",
            (topic("kaupunki hoiti hanketta"),),
        ),
        (
            "Vad är familjecenter i Lappland?",
            "Vem leder dem?",
            "Vem leder dem? familjecenter Lappland",
            (topic("familjecenter"), region("Lappi")),
        ),
        (
            "Where are the family centres in Kainuu?",
            "And who runs them?",
            "And who runs them? family centres Kainuu",
            (topic("family centres"), region("Kainuu")),
        ),
    ],
)
def test_what_a_follow_up_takes_over(before: str, question: str, text: str, carried: tuple[Carried, ...]) -> None:
    assert resolve(question, [before]) == Resolved(text, carried)


@pytest.mark.parametrize(
    ("before", "question", "text", "carried"),
    [
        (
            "Mitä LAPE sai aikaan Etelä-Savossa?",
            "miten se eroaa etelä-karjalasta?",
            "Etelä-Savo vs. Etelä-Karjala",
            (region("Etelä-Savo"),),
        ),
        (
            "Miten perhekeskuksia kehitettiin Kainuussa?",
            "entä verrattuna Lappiin",
            "perhekeskus Kainuu vs. perhekeskus Lappi",
            (topic("perhekeskuksia"), region("Kainuu")),
        ),
        (
            "Mikä on perhekeskus?",
            "Mitä eroa sillä on kohtaamispaikkaan?",
            "perhekeskus vs. kohtaamispaikka",
            (topic("perhekeskus"),),
        ),
        (
            "Vad gjordes i Norra Karelen?",
            "Hur skiljer det sig från Kajanaland?",
            "Norra Karelen jämfört med Kajanaland",
            (region("Pohjois-Karjala"),),
        ),
        (
            "What was achieved in North Karelia?",
            "How does that compare to Lapland?",
            "North Karelia compared with Lapland",
            (region("Pohjois-Karjala"),),
        ),
    ],
)
def test_a_question_that_compares_takes_over_one_side(
    before: str, question: str, text: str, carried: tuple[Carried, ...]
) -> None:
    assert resolve(question, [before]) == Resolved(text, carried, compared=True)


@pytest.mark.parametrize(
    ("before", "question"),
    [
        pytest.param("Mitä tehtiin Kainuussa?", "Vertaa Lappia ja Uuttamaata", id="two sides of its own"),
        pytest.param("Mikä on perhekeskus?", "miten se eroaa Lapista?", id="a place beside what is none"),
        pytest.param("Mitä LAPE sai aikaan?", "miten se eroaa neuvolasta?", id="the programme is no side"),
    ],
)
def test_what_cannot_be_compared_is_not(before: str, question: str) -> None:
    assert not resolve(question, [before]).compared


def test_a_side_that_is_refused_is_not_taken_over() -> None:
    assert not resolve("miten se eroaa Lapista?", ["Mitä tehtiin Kainuussa?"], ["Kainuu"]).compared


def test_a_place_of_two_words_is_taken_over_as_one() -> None:
    resolved = resolve("Vem leder dem?", ["Vad är familjecenter i Norra Karelen?"])
    assert resolved.carried == (topic("familjecenter"), region("Pohjois-Karjala"))


BEFORE = {
    "fi": "Missä Kainuun perhekeskukset ovat?",
    "sv": "Var finns familjecentren i Kajanaland?",
    "en": "Where are the family centres in Kainuu?",
}


@pytest.mark.parametrize(
    ("lang", "question"),
    [
        pytest.param("fi", "Mitä opettaja Meikäläinen sanoi ryhmistä Oulussa?", id="names its own"),
        pytest.param("fi", "mustikkapiirakan ohje", id="search words"),
        pytest.param("fi", "Kuka on Lapissa?", id="more than a word that asks and a place"),
        pytest.param("fi", "Mikä on terapiatakuu?", id="a definition"),
        pytest.param("fi", "Mikä Pippuri oli?", id="a definition of a name"),
        pytest.param("fi", "Miksi taivas on sininen?", id="two words, one of them a noun"),
        pytest.param("fi", "Mitä osaat?", id="asked of the assistant"),
        pytest.param("fi", "Kuka sinut teki?", id="asked of the assistant by a pronoun"),
        pytest.param("fi", "En jaksa enää elää", id="about the one who asks"),
        pytest.param("fi", "Pitäisikö meidän erota?", id="about those who ask"),
        pytest.param("fi", "kuka se kirjoitti kerhosta verkossa?", id="a spoken se that points to nothing"),
        pytest.param("fi", "Kuinka moni vanhempi sanoi kyselyssä sitä, että apua saa?", id="explained by a clause"),
        pytest.param("fi", "Mitä tapahtuu sen jälkeen, kun viesti on lähetetty?", id="explained two words on"),
        pytest.param("fi", "Mistä kunnat saivat apua, kun ne rakensivat?", id="named in the clause before"),
        pytest.param("fi", "Paljonko rahaa tuli ja kuka sitä hoiti?", id="named in the question before"),
        pytest.param("fi", "tutkiiko keskus vai hoitaako se", id="named before another verb that asks"),
        pytest.param("fi", "Mitä siitä uudesta mallista sanottiin?", id="a pronoun with its noun"),
        pytest.param("fi", "Mitä se hanke antoi nuorille?", id="that project, and for whom"),
        pytest.param("fi", "Mitkä olivat ne kuusi kuntaa?", id="a pronoun with a numeral"),
        pytest.param("fi", "Mitä siellä perhekeskuksessa tehdään?", id="there with its noun"),
        pytest.param("fi", "miltä se liipolan paikka näytti", id="a genitive unknown to the morphology between"),
        pytest.param("fi", "paljonko sai siitä ot-rahasta", id="a noun unknown to the morphology"),
        pytest.param("fi", "saako pohjoisessa rahahuoliin apua sitä kautta Oulussa", id="four words and a place"),
        pytest.param("sv", "Vad är en familjecentral?", id="a definition"),
        pytest.param("sv", "Vem har gjort dig?", id="asked of the assistant"),
        pytest.param("sv", "Vad hade funnits i lokalerna där familjecentret byggdes?", id="a relative clause"),
        pytest.param("en", "Is it safe to take ibuprofen?", id="it that points to nothing"),
        pytest.param("en", "What was LUMO ultimately there to improve?", id="there to"),
        pytest.param("en", "What share of those who need support get it from there to here?", id="those who"),
        pytest.param("en", "When did THL publish results of its survey?", id="its own"),
        pytest.param("en", "questionnaire when does it arrive", id="named before a word that asks"),
        pytest.param("en", "hello there", id="a greeting"),
        pytest.param("en", "What can you do?", id="asked of the assistant"),
    ],
)
def test_a_question_that_stands_alone_takes_nothing_over(lang: str, question: str) -> None:
    assert resolve(question, [BEFORE[lang]]) == Resolved(question, ())


@pytest.mark.parametrize(
    ("lang", "question"),
    [
        pytest.param("fi", "Mikä oli hankalaa?", id="an adjective is no topic"),
        pytest.param("fi", "Mitä tehtiin?", id="nor a verb"),
        pytest.param("fi", "Mitkä olivat tulokset?", id="nor a word that every topic has"),
        pytest.param("fi", "Miksi?", id="one that asks"),
        pytest.param("fi", "ja minä vuonna?", id="a year is asked for"),
        pytest.param("fi", "ketkä siihen pääs mukaan", id="a pronoun, spoken"),
        pytest.param("fi", "Millaisia perheitä sinne toivottiin?", id="a noun of its own clause is not meant"),
        pytest.param("fi", "Mihin perheet ja lapset sieltä muuttivat?", id="nor two"),
        pytest.param("fi", "Kuka oli sen johtaja?", id="a genitive that agrees with nothing"),
        pytest.param("fi", "Onko se hyvä?", id="an adjective is no noun of a pronoun"),
        pytest.param("fi", "kauanko se kesti", id="a verb that is a noun too is none of a pronoun"),
        pytest.param("fi", "Kauanko se hanke kesti?", id="that project says nothing of which"),
        pytest.param("fi", "Mitä tässä hankkeessa tehtiin?", id="nor does this one"),
        pytest.param("fi", "Missä hän tapasi opettaja Meikäläisen ryhmän?", id="a person is none of those named"),
        pytest.param("sv", "Vad var svårt?", id="an adjective"),
        pytest.param("sv", "När började det?", id="a pronoun at the end"),
        pytest.param("sv", "Vem jobbar där?", id="there"),
        pytest.param("en", "What was difficult?", id="an adjective"),
        pytest.param("en", "Who were its partners?", id="its"),
        pytest.param("en", "How many did they reach?", id="they"),
    ],
)
def test_a_question_without_a_topic_of_its_own_leans(lang: str, question: str) -> None:
    resolved = resolve(question, [BEFORE[lang]])
    assert region("Kainuu") in resolved.carried
    assert resolved.text.startswith(f"{question} ")


@pytest.mark.parametrize(
    ("before", "question", "text"),
    [
        ("Mitä Satakunnassa saatiin aikaan?", "entä pirkanmaalla", "entä pirkanmaalla Mitä saatiin aikaan?"),
        ("Vad gjordes i Lappland?", "Och i Kajanaland?", "Och i Kajanaland? Vad gjordes?"),
        # Two places, of which one would be left behind: the words alone are taken over.
        ("Mitä Lapissa ja Oulussa tehtiin?", "Entä Kainuussa?", "Entä Kainuussa? tehtiin"),
        # What it asks itself is not asked as the earlier question asked.
        ("Kenen idea kerho oli?", "Millaisia lapsia siellä kävi?", "Millaisia lapsia siellä kävi? idea kerho"),
    ],
)
def test_a_bare_place_is_asked_in_the_words_of_the_earlier_question(before: str, question: str, text: str) -> None:
    assert resolve(question, [before]).text == text


@pytest.mark.parametrize(
    "question",
    [
        *("Kerro lisää", "kerro lisää siitä", "Kerrotko vielä vähän lisää?", "lisää", "Lisätietoja", "Entä muuta?"),
        *("mitä muuta?", "kerro tarkemmin", "Berätta mer", "berätta lite mera", "mer", "Vad mer?", "fortsätt"),
        *("Tell me more", "tell me more about it", "more", "go on", "What else?", "more details please"),
    ],
)
def test_more_is_asked_of_the_same(question: str) -> None:
    resolved = resolve(question, [BEFORE["fi"]])
    assert resolved == Resolved(BEFORE["fi"], (topic("perhekeskukset"), region("Kainuu")), more=1)


@pytest.mark.parametrize(
    "question", ["Kerro lisää perhekeskuksista", "Saiko Kainuu lisää rahaa?", "Tell me more about LAPE"]
)
def test_more_of_a_topic_of_its_own_stands_alone(question: str) -> None:
    assert resolve(question, [BEFORE["fi"]]) == Resolved(question, ())


def test_more_is_counted_until_something_else_is_asked() -> None:
    asked = [BEFORE["fi"], "Kerro lisää"]
    assert resolve("Berätta mer", asked).more == 2
    assert resolve("Entä Lapissa?", asked) == Resolved(
        "Entä Lapissa? Missä perhekeskukset ovat?", (topic("perhekeskukset"),)
    )
    assert resolve("Kerro lisää", [*asked, "Entä Lapissa?"]).more == 1


def test_more_without_what_is_refused() -> None:
    history = ["Kuka johtaa LAPE-ryhmää Lapissa vuonna 2019?"]
    assert resolve("Kerro lisää", history, ["Lappi"]) == Resolved(
        "kuka johtaa LAPE-ryhmää 2019", (topic("johtaa LAPE-ryhmää"), year("2019")), more=1
    )
    assert resolve("Kerro lisää", [BEFORE["fi"]], ["perhekeskukset", "kainuu"]) == Resolved("Kerro lisää", ())


def test_few_words_lean_readily() -> None:
    assert resolve("Kuka kirjoitti raportin?", [BEFORE["fi"]]).carried == ()
    assert resolve("Kuka kirjoitti raportin?", [BEFORE["fi"]], readily=True) == Resolved(
        "Kuka kirjoitti raportin? Kainuun perhekeskukset", (topic("perhekeskukset"), region("Kainuu"))
    )
    assert resolve("raportti", [BEFORE["fi"]], readily=True).carried == ()


def test_without_history_a_question_stays() -> None:
    assert resolve("Entä Lapissa?", []) == Resolved("Entä Lapissa?", ())


def test_what_is_refused_is_left_out() -> None:
    history = ["Kuka johtaa LAPE-ryhmää Lapissa vuonna 2019?"]
    assert resolve("Milloin se alkoi?", history, ["lappi", "2019"]) == Resolved(
        "Milloin se alkoi? johtaa LAPE-ryhmää", (topic("johtaa LAPE-ryhmää"),)
    )


def test_a_topic_goes_through_several_follow_ups() -> None:
    resolved = resolve("Entä Kainuussa?", ["Missä perhekeskukset ovat?", "Entä Lapissa?"])
    assert resolved == Resolved("Entä Kainuussa? Missä perhekeskukset ovat?", (topic("perhekeskukset"),))


@given(st.text(max_size=40), st.lists(st.text(max_size=40), max_size=3), st.lists(st.text(max_size=10), max_size=2))
def test_anything_can_be_asked_after_anything(question: str, history: list[str], refused: list[str]) -> None:
    resolved = resolve(question, history, refused)
    assert resolved.more or resolved.text.startswith(question)
    assert (resolved.text == question and not resolved.more) == (resolved.carried == ())
