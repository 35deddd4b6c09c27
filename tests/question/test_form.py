from dataclasses import replace
from datetime import date

import pytest

from lape_qa.question.analysis import analyse
from lape_qa.question.form import Aspect, Form, Shape, sides
from lape_qa.question.model import Query
from support.fakes import FakeEncoder


def asked(question: str) -> Query:
    return analyse(question, FakeEncoder(), today=date(2026, 11, 29))


def shape(question: str) -> Shape:
    return asked(question).shape


def subject(query: Query) -> list[str]:
    """The first term of each word that says what a question is about."""
    return [query.words[number][0] for number in query.shape.subject]


def places(query: Query) -> list[str]:
    return [place.name for place in query.shape.places]


# ---- what something is --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Mikä on perhekeskus?", ["perhekeskus"]),
        ("mikä on perhekeskus??", ["perhekeskus"]),
        ("Mikä perhekeskus on?", ["perhekeskus"]),
        ("Mitä osallisuus tarkoittaa?", ["osallisuus"]),
        ("Mitä tarkoittaa LP-menetelmä?", ["lp-menetelmä"]),
        ("Mikä on Lapset puheeksi -menetelmä?", ["lapsi", "puhe"]),
        ("Mikä on perhekeskusten kansallinen verkosto?", ["perhekeskus", "kansallinen", "verkosto"]),
        ("Mikä on vanhemmuuden tuki?", ["vanhemmuus", "tuki"]),
        ("Mikä on LAPE-akatemia?", ["lape-akatemia"]),
        ("Kerro mikä on perhetyö", ["perhetyö"]),
        ("Kuka on Maija Mallikas?", ["maija", "mallikas"]),
        ("mikäs juttu se perhekeskus on", ["perhekeskus"]),
        ("Mitä perhekeskuksella tarkoitetaan?", ["perhekeskus"]),
        ("miten perhekeskus määritellään", ["perhekeskus"]),
        ("Mikä hanke oli Omaperhe?", ["omaperhe"]),
        ("perhekeskukset, mitä ne on", ["perhekeskus"]),
        ("mä en tiedä mikä on perhekeskus", ["perhekeskus"]),
        ("Kuvaa lyhyesti mikä on perhekeskus", ["perhekeskus"]),
        ("Vad är ett familjecenter?", ["familjecent"]),
        ("Vad menas med familjecenter?", ["familjecent"]),
        ("Förklara familjecenter", ["familjecent"]),
        ("Vem är Maria Aula?", ["mari", "aul"]),
        ("What is a family centre?", ["famili", "centr"]),
        ("What are family centres?", ["famili", "centr"]),
        ("What is a change agent?", ["chang", "agent"]),
        ("What does family centre mean?", ["famili", "centr"]),
        ("Who is Maria Aula?", ["maria", "aula"]),
    ],
)
def test_what_something_is_asks_for_a_definition_of_it(question: str, words: list[str]) -> None:
    query = asked(question)
    assert replace(query.shape, subject=()) == Shape(Form.DEFINITION)
    assert subject(query) == words


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("Mikä on LAPE?", "lape"),
        ("MIKÄ ON LAPE?", "lape"),
        ("mikä ihme on lape", "lape"),
        ("mikä se lape oikein on", "lape"),
        ("Mitä LAPE tarkoittaa?", "lape"),
        ("Vad är LAPE?", "lap"),
        ("Vad betyder LAPE?", "lap"),
        ("What is LAPE?", "lape"),
        ("What does LAPE mean?", "lape"),
    ],
)
def test_the_programme_itself_is_the_subject_where_nothing_else_is_asked_about(question: str, word: str) -> None:
    query = asked(question)
    assert (query.shape.form, query.shape.of_whole, query.shape.bare) == (Form.DEFINITION, True, False)
    assert subject(query) == [word]


# ---- a topic ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "words", "named", "of_whole"),
    [
        ("perhekeskus", ["perhekeskus"], [], False),
        ("Perhekeskus?", ["perhekeskus"], [], False),
        ("perhekeskukset ja neuvola", ["perhekeskus", "neuvola"], [], False),
        ("erotyö", ["erotyö"], [], False),
        ("LAPE", ["lape"], [], True),
        ("lape-ohjelma", ["lape-ohjelma"], [], True),
        ("Kainuu", [], ["Kainuu"], False),
        ("lape kainuu", [], ["Kainuu"], False),
        ("familjecenter", ["familjecent"], [], False),
        ("LAPE Norra Karelen", [], ["Pohjois-Karjala"], False),
        ("family centre", ["famili", "centr"], [], False),
        ("school coaches", ["school", "coach"], [], False),
        # A preposition, and for whom it is, leave it a topic.
        ("stöd för föräldrar", ["stöd", "föräldr"], [], False),
        ("mental health services for children", ["mental", "health", "servic", "children"], [], False),
        ("kerhotoiminta lapsille ja nuorille", ["kerhotoiminta", "lapsi", "nuora"], [], False),
        ("Keski-Pohjanmaa", [], ["Keski-Pohjanmaa"], False),
        ("pohjanmaan lape", [], ["Pohjanmaa"], False),
    ],
)
def test_a_few_words_alone_are_a_topic(question: str, words: list[str], named: list[str], of_whole: bool) -> None:
    query = asked(question)
    assert (query.shape.form, query.shape.aspect, query.shape.bare) == (Form.TOPIC, Aspect.ANYTHING, True)
    assert (subject(query), places(query), query.shape.of_whole) == (words, named, of_whole)


# ---- an overview --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "aspect", "words", "named"),
    [
        ("Mitä tuloksia LAPE saavutti?", Aspect.RESULTS, [], []),
        ("mitä lapessa saatiin aikaan", Aspect.RESULTS, [], []),
        ("Mitä tuloksia saatiin Kainuussa?", Aspect.RESULTS, [], ["Kainuu"]),
        ("Miten LAPE meni Etelä-Savossa?", Aspect.RESULTS, [], ["Etelä-Savo"]),
        ("Miten LAPE onnistui?", Aspect.RESULTS, [], []),
        ("miten lapen kävi", Aspect.RESULTS, [], []),
        ("Tiivistä Lapin hankkeen tulokset", Aspect.RESULTS, [], ["Lappi"]),
        ("Mitä Lapissa tehtiin?", Aspect.ACTIONS, [], ["Lappi"]),
        ("Miten perhekeskuksia kehitettiin?", Aspect.ACTIONS, ["perhekeskus"], []),
        ("Mitä haasteita oli Pirkanmaalla?", Aspect.CHALLENGES, [], ["Pirkanmaa"]),
        ("Mikä meni pieleen?", Aspect.CHALLENGES, [], []),
        ("Mitä LAPEsta opittiin?", Aspect.LESSONS, [], []),
        ("Miten LAPE jatkui hankkeen jälkeen?", Aspect.FUTURE, [], []),
        ("Mitä tapahtuu kun hanke loppuu?", Aspect.FUTURE, [], []),
        ("Mikä oli LAPEn tavoite?", Aspect.GOALS, [], []),
        ("Mikä on perhekeskuksen tavoite?", Aspect.GOALS, ["perhekeskus"], []),
        ("Mitkä olivat Kainuun hankkeen tavoitteet?", Aspect.GOALS, [], ["Kainuu"]),
        ("Miksi LAPE käynnistettiin?", Aspect.REASONS, [], []),
        ("Kerro perhekeskuksista", Aspect.ANYTHING, ["perhekeskus"], []),
        ("kerro mulle kainuun lapesta", Aspect.ANYTHING, [], ["Kainuu"]),
        ("pirkanmaan lape, kerro siitä", Aspect.ANYTHING, [], ["Pirkanmaa"]),
        ("Mitä perhekeskuksista tiedetään?", Aspect.ANYTHING, ["perhekeskus"], []),
        ("Millaista LAPE oli Lapissa?", Aspect.ANYTHING, [], ["Lappi"]),
        ("kirjotan esseetä, mitä lapessa saatiin aikaan", Aspect.RESULTS, [], []),
        ("olen paikallislehden toimittaja, mitä Lapissa tehtiin?", Aspect.ACTIONS, [], ["Lappi"]),
        ("jag skriver en uppsats, vad åstadkom LAPE?", Aspect.RESULTS, [], []),
        ("I'm writing an essay, what did LAPE achieve in Lapland?", Aspect.RESULTS, [], ["Lappi"]),
        ("vad gjordes i Mellersta Nyland", Aspect.ACTIONS, [], ["Uusimaa"]),
        ("What was done in Eastern Uusimaa?", Aspect.ACTIONS, [], ["Uusimaa"]),
        ("kero perhekeskuksista", Aspect.ANYTHING, ["perhekeskus"], []),
        ("Miten järjestöt olivat mukana?", Aspect.INVOLVEMENT, ["järjestö"], []),
        ("mitä muutosagentti tekee", Aspect.ACTIONS, ["muutosagentti"], []),
        ("Miten LAPE vaikutti kouluun?", Aspect.RESULTS, ["koulu"], []),
        ("vad har gjorts i Österbotten", Aspect.ACTIONS, [], ["Pohjanmaa"]),
        ("Vad ville man uppnå med LAPE?", Aspect.GOALS, [], []),
        ("What did LAPE want to change?", Aspect.GOALS, [], []),
        ("Kerro Kainuun hankkeesta", Aspect.ANYTHING, [], ["Kainuu"]),
        ("Millainen hanke Lapissa oli?", Aspect.ANYTHING, [], ["Lappi"]),
        ("Mitä tiedät Kainuusta?", Aspect.ANYTHING, [], ["Kainuu"]),
        ("Vad åstadkom LAPE?", Aspect.RESULTS, [], []),
        ("Hur gick det i Österbotten?", Aspect.RESULTS, [], ["Pohjanmaa"]),
        ("Vad var målet med LAPE?", Aspect.GOALS, [], []),
        ("Varför inleddes LAPE?", Aspect.REASONS, [], []),
        ("Berätta om familjecenter", Aspect.ANYTHING, ["familjecent"], []),
        ("What results did LAPE achieve?", Aspect.RESULTS, [], []),
        ("What did LAPE achieve in Lapland?", Aspect.RESULTS, [], ["Lappi"]),
        ("What was done in Lapland?", Aspect.ACTIONS, [], ["Lappi"]),
        ("What challenges were there?", Aspect.CHALLENGES, [], []),
        ("What were the goals of LAPE?", Aspect.GOALS, [], []),
        ("How did it continue?", Aspect.FUTURE, [], []),
        ("Tell me about family centres", Aspect.ANYTHING, ["famili", "centr"], []),
    ],
)
def test_an_overview_is_asked_for_by_its_aspect(
    question: str, aspect: Aspect, words: list[str], named: list[str]
) -> None:
    query = asked(question)
    assert (query.shape.form, query.shape.aspect) == (Form.OVERVIEW, aspect)
    assert (subject(query), places(query)) == (words, named)
    assert query.shape.of_whole == (not words and not named)
    # What came after is told by the newest sources.
    newest = aspect is Aspect.FUTURE
    assert (query.shape.bare, query.shape.newest, query.shape.is_narrow) == (False, newest, False)


def test_told_of_the_programme_means_the_programme_itself() -> None:
    query = asked("Kerro LAPEsta")
    assert query.shape == Shape(Form.OVERVIEW, subject=(0,), of_whole=True)
    assert subject(query) == ["lape"]
    # Of an aspect of it every source tells, whether it names the programme or not.
    assert shape("Mitä tuloksia LAPE saavutti?").subject == ()


@pytest.mark.parametrize(
    ("question", "words", "named"),
    [
        ("kainuu tulokset", [], ["Kainuu"]),
        ("lape tulokset", [], []),
        ("perhekeskusten tulokset", ["perhekeskus"], []),
        ("LAPE results", [], []),
    ],
)
def test_an_overview_may_be_asked_for_in_bare_words(question: str, words: list[str], named: list[str]) -> None:
    query = asked(question)
    assert (query.shape.form, query.shape.aspect, query.shape.bare) == (Form.OVERVIEW, Aspect.RESULTS, True)
    assert (subject(query), places(query)) == (words, named)


@pytest.mark.parametrize(
    ("question", "aspect", "words", "named"),
    [
        ("Miten perhekeskus toimii?", Aspect.ANYTHING, ["perhekeskus"], []),
        ("What help is available for parents?", Aspect.ANYTHING, ["help", "parent"], []),
        ("Missä mennään nyt perhekeskusten kanssa?", Aspect.ANYTHING, ["perhekeskus"], []),
    ],
)
def test_a_question_that_leaves_open_what_is_to_be_told_asks_for_an_overview(
    question: str, aspect: Aspect, words: list[str], named: list[str]
) -> None:
    query = asked(question)
    assert (query.shape.form, query.shape.aspect, query.shape.is_open) == (Form.OVERVIEW, aspect, True)
    assert (subject(query), places(query)) == (words, named)


@pytest.mark.parametrize(
    ("question", "named"),
    [("mitä kuopiossa on perheille", ["Kuopio"]), ("Vad gav projektet i Satakunta?", ["Satakunta"])],
)
def test_of_a_place_as_a_whole_an_overview_is_wanted_whatever_is_asked(question: str, named: list[str]) -> None:
    query = asked(question)
    assert (query.shape.form, query.shape.is_open) == (Form.OVERVIEW, False)
    assert (subject(query), places(query)) == ([], named)


@pytest.mark.parametrize(
    ("question", "words", "named"),
    [
        ("Mitä apuvälineitä kunnat saivat Pohjois-Savossa?", ["apuväline"], ["Pohjois-Savo"]),
        ("Mitä palveluita siirtyi Uuraisten perhekeskukseen?", ["perhekeskus"], ["Uurainen"]),
        ("Mitä tehtäviä ryhmällä on Kainuussa?", ["tehtävä", "ryhmä"], ["Kainuu"]),
        ("Vilka verksamheter ingår i en öppen förskola?", ["verksam", "ingår", "öpp", "förskol"], []),
    ],
)
def test_one_that_asks_for_several_of_a_kind_asks_for_a_list(question: str, words: list[str], named: list[str]) -> None:
    query = asked(question)
    assert (query.shape.form, query.shape.is_open) == (Form.LIST, True)
    assert (subject(query), places(query)) == (words, named)


@pytest.mark.parametrize(
    "question",
    [
        # What is greatest, so many of a kind, a property, a year, an opinion, many words.
        "Mitä opiskeluhuollossa pidetään tärkeimpänä?",
        "Mistä neljästä osasta hanke koostui?",
        "Mikä oli hankkeen nimi?",
        "Vad vill man att Satakunta ska vara känt för år 2025?",
        "Mitä mieltä valiokunta oli hankkeesta?",
        "How did a change agent link Kainuu with the national network?",
    ],
)
def test_what_is_narrower_is_left_to_one_fact(question: str) -> None:
    assert (shape(question).form, shape(question).is_open) == (Form.FACT, False)


@pytest.mark.parametrize(
    ("question", "aspect", "named"),
    [
        ("Onnistuiko LAPE?", Aspect.RESULTS, []),
        ("Jatkuiko työ Lapissa?", Aspect.FUTURE, ["Lappi"]),
        ("onko satakunnassa tehty mitään", Aspect.ANYTHING, ["Satakunta"]),
        ("Was LAPE a success?", Aspect.RESULTS, []),
        # No list of things: what was hard, or came of it, as a whole.
        ("mitkä oli haasteet", Aspect.CHALLENGES, []),
        ("Mitkä olivat LAPEn tulokset?", Aspect.RESULTS, []),
    ],
)
def test_what_no_one_sentence_settles_is_told_of_at_large(question: str, aspect: Aspect, named: list[str]) -> None:
    query = asked(question)
    assert (query.shape.form, query.shape.aspect, places(query)) == (Form.OVERVIEW, aspect, named)


@pytest.mark.parametrize(
    ("question", "form", "aspect"),
    [
        ("Mikä oli THL:n rooli LAPEssa?", Form.OVERVIEW, Aspect.ANYTHING),
        ("Mikä oli valtion osuus kustannuksista?", Form.FACT, Aspect.ANYTHING),
        ("Vad förbättrades i Österbotten?", Form.OVERVIEW, Aspect.ACTIONS),
        ("Mikä meni hyvin Pohjanmaalla?", Form.OVERVIEW, Aspect.RESULTS),
        ("Mitä Satakunnassa jäi tekemättä?", Form.OVERVIEW, Aspect.CHALLENGES),
        ("Voisitko tiivistää LAPE-ohjelman tulokset?", Form.OVERVIEW, Aspect.RESULTS),
        ("haluan tietoa perhekeskuksista", Form.OVERVIEW, Aspect.ANYTHING),
        ("Mistä LAPEssa on kyse?", Form.DEFINITION, Aspect.ANYTHING),
        ("lumo what is it", Form.DEFINITION, Aspect.ANYTHING),
        # Why something went as it did has one reason, and no list of the places that it names.
        ("Miksi asiat jäivät kunnissa jalkoihin?", Form.FACT, Aspect.ANYTHING),
        ("Miksi työn jatko oli epävarmaa Kainuussa?", Form.FACT, Aspect.ANYTHING),
        ("Minkä takia perhekeskukset perustettiin?", Form.OVERVIEW, Aspect.REASONS),
        ("How did municipalities benefit?", Form.OVERVIEW, Aspect.RESULTS),
        ("Kuinka monta perhekeskusta eri maakuntiin tuli?", Form.LIST, Aspect.ACTIONS),
    ],
)
def test_the_form_is_told_by_how_it_is_asked(question: str, form: Form, aspect: Aspect) -> None:
    assert (shape(question).form, shape(question).aspect) == (form, aspect)


@pytest.mark.parametrize(
    "question",
    [
        "Onko perhekeskus sama asia kuin kohtaamispaikka?",
        "Is a family centre the same as a meeting place?",
        "Vad är skillnaden på ett familjecenter och en mötesplats?",
    ],
)
def test_whether_two_are_the_same_compares_them(question: str) -> None:
    query = asked(question)
    assert (query.shape.form, len(query.parts)) == (Form.COMPARISON, 2)


def test_what_was_done_is_known_by_its_verb() -> None:
    query = asked("Miten työntekijöitä koulutettiin LAPEssa?")
    assert ([query.written[number] for number in query.shape.doing], subject(query)) == (
        ["koulutettiin"],
        ["työntekijä"],
    )
    assert shape("Miten työntekijöitä kehitettiin?").doing == ()


# ---- a list -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "aspect", "words"),
    [
        ("Mitkä maakunnat olivat mukana?", Aspect.ANYTHING, []),
        ("Missä maakunnissa on perhekeskuksia?", Aspect.ANYTHING, ["perhekeskus"]),
        ("Missä kunnissa on perhekeskus?", Aspect.ANYTHING, ["perhekeskus"]),
        ("Listaa digitaaliset palvelut", Aspect.ANYTHING, ["digitaalinen", "palvelu"]),
        ("Ketkä olivat muutosagentit?", Aspect.ANYTHING, []),
        ("Mitä kaikkea perhekeskus tarjoaa?", Aspect.ANYTHING, ["perhekeskus"]),
        ("Mitä palveluja perhekeskuksessa on?", Aspect.ANYTHING, ["palvelu", "perhekeskus"]),
        # One sentence may hold it, and then that alone is quoted.
        ("Mitkä kunnat olivat mukana Kainuussa?", Aspect.ANYTHING, []),
        ("Mitkä hankkeet jatkuvat?", Aspect.FUTURE, []),
        ("Mitkä olivat kerhojen haasteet?", Aspect.CHALLENGES, ["kerho"]),
        ("Vilka kommuner var med?", Aspect.ANYTHING, []),
        ("Which municipalities have family centres?", Aspect.ANYTHING, ["famili", "centr"]),
        ("List the digital services", Aspect.ANYTHING, ["digit", "servic"]),
        ("Vilka principer styr LAPE?", Aspect.ANYTHING, ["princip", "styr"]),
        ("Which tasks were planned?", Aspect.ANYTHING, ["task", "plan"]),
        ("Who were the change agents?", Aspect.ANYTHING, ["chang", "agent"]),
        # Two nouns in one, and what they do, make a list no narrower.
        (
            "Mitkä järjestöt tai seurat auttavat leskiä kriisissä?",
            Aspect.ANYTHING,
            ["järjestö", "seura", "auttaa", "leski", "kriisi"],
        ),
        ("Ketä professoreita mainitaan?", Aspect.ANYTHING, ["professori"]),
        ("Millä paikkakunnilla avattiin kerho?", Aspect.ANYTHING, ["paikkakunta", "kerho"]),
        ("Kenen kanssa retkeiltiin?", Aspect.ANYTHING, []),
        ("Mihin palveluihin pääsee?", Aspect.ANYTHING, ["palvelu"]),
        # Of several of a kind, or of what is done, there may be several places.
        ("Missä leirejä pidettiin?", Aspect.ANYTHING, ["leiri"]),
        ("Missä käytetään kelloa?", Aspect.ANYTHING, ["kello"]),
        ("Missä on kokeiltu kelloa?", Aspect.ANYTHING, ["kello"]),
        ("Var finns det familjecenter?", Aspect.ANYTHING, ["familjecent"]),
        ("Where are there family centres?", Aspect.ANYTHING, ["famili", "centr"]),
        ("Give examples of digital services", Aspect.ANYTHING, ["digit", "servic"]),
        (
            "Which regions drew and wrote a great plan for clubs?",
            Aspect.ANYTHING,
            ["drew", "wrote", "plan", "club"],
        ),
    ],
)
def test_what_several_sources_answer_together_is_a_list(question: str, aspect: Aspect, words: list[str]) -> None:
    query = asked(question)
    assert (query.shape.form, query.shape.aspect) == (Form.LIST, aspect)
    assert subject(query) == words
    assert query.shape.is_narrow is False


# ---- a time -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Milloin LAPE alkoi?", ["lape"]),
        ("Koska lape loppui", ["lape"]),
        ("Minä vuonna LAPE alkoi?", ["lape"]),
        ("Milloin perhekeskukset aloittivat?", ["perhekeskus"]),
        ("När började LAPE?", ["lap"]),
        ("När slutade LAPE?", ["lap"]),
        ("When did LAPE end?", ["lape"]),
        ("When was LAPE launched?", ["lape"]),
    ],
)
def test_sources_may_tell_a_beginning_or_an_end_differently(question: str, words: list[str]) -> None:
    query = asked(question)
    assert (query.shape.form, query.shape.aspect) == (Form.TIME, Aspect.ANYTHING)
    assert subject(query) == words
    assert query.shape.is_narrow is False


# ---- one fact -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "words", "named"),
    [
        ("Mikä oli hankkeen nimi?", [], []),
        ("Mikä oli hankkeen budjetti?", ["budjetti"], []),
        ("Mitkä kuusi kuntaa olivat mukana?", ["kuusi"], []),
        ("nuokkarit kittilä", ["nuokkarit"], ["Kittilä"]),
        ("kslape loppuseminaari paikka", ["kslape", "loppuseminaari", "paikka"], []),
        ("erityinen tuki koulussa", ["erityinen", "tuki", "koulu"], []),
        ("Missä perhekeskus on?", ["perhekeskus"], []),
        ("Kuka johti hanketta?", [], []),
        ("Kuka on Kainuun muutosagentti?", [], ["Kainuu"]),
        ("Milloin perhekeskus avattiin?", ["perhekeskus"], []),
        ("Milloin LAPE alkoi Kainuussa?", [], ["Kainuu"]),
        ("Kuka kirjoitti raportin tuloksista?", ["raportti"], []),
        ("Vilka tre kommuner var med?", ["tre"], []),
        ("Vem ledde projektet?", [], []),
        ("familjecenter i Vasa", ["familjecent"], ["Vaasa"]),
        ("What is the budget of LAPE?", ["budget"], []),
        ("When did LAPE start in Lapland?", [], ["Lappi"]),
        ("Where is the family centre?", ["famili", "centr"], []),
    ],
)
def test_a_question_for_one_thing_stays_one(question: str, words: list[str], named: list[str]) -> None:
    query = asked(question)
    assert (query.shape.form, query.shape.aspect, query.shape.is_narrow) == (Form.FACT, Aspect.ANYTHING, True)
    assert (subject(query), places(query)) == (words, named)


@pytest.mark.parametrize(
    "question",
    [
        "Onko Kittilässä perhekeskus?",
        "Jatkuuko perhekeskustyö?",
        "Is there a family centre in Kittilä?",
        "Did LAPE succeed?",
    ],
)
def test_yes_or_no_is_asked_before_anything_broader(question: str) -> None:
    assert (shape(question).form, shape(question).is_narrow) == (Form.YES_NO, True)


@pytest.mark.parametrize(
    ("question", "form"),
    [
        # Of two words an overview tells, and a definition of four.
        ("Mitä neuvolan perhetyön tuloksia saatiin Kainuussa?", Form.OVERVIEW),
        ("Mitä neuvolan perhetyön isäryhmän tuloksia saatiin Kainuussa?", Form.OVERVIEW),
        ("Mikä on lasten ja nuorten hyvä kasvun tuki?", Form.DEFINITION),
        ("Mikä on lasten ja nuorten kasvun tuen malli?", Form.FACT),
        # A year makes a topic a fact, and leaves an overview one.
        ("perhekeskus 2018", Form.FACT),
        ("Mitä tuloksia saatiin vuonna 2018?", Form.OVERVIEW),
    ],
)
def test_words_and_years_narrow_a_question(question: str, form: Form) -> None:
    assert shape(question).form == form


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("Mitä neuvolan perhetyön isäryhmän vertaistuen tuloksia saatiin Kainuussa?", Form.OVERVIEW),
        ("Mitkä maakunnat olivat mukana vuonna 2018?", Form.LIST),
    ],
)
def test_much_is_told_of_many_words_and_of_a_year_only_where_one_sentence_answers(question: str, form: Form) -> None:
    assert (shape(question).form, shape(question).is_open) == (form, True)


@pytest.mark.parametrize(
    ("question", "newest"),
    [
        ("Uusimmat tulokset", True),
        ("Mitä perhekeskuksille nyt tehdään?", True),
        ("Kuka on nykyinen muutosagentti?", True),
        ("Vad gör LAPE nu?", True),
        ("What are the latest results?", True),
        ("Mitä tuloksia LAPE saavutti?", False),
        ("Mikä on uusperhe?", False),
    ],
)
def test_what_is_so_now_is_told_from_what_was(question: str, newest: bool) -> None:
    assert shape(question).newest is newest


# ---- a comparison -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Mitä eroa on perhekeskuksella ja neuvolalla?", ["mikä on perhekeskus", "mikä on neuvola"]),
        ("perhekeskus vai neuvola", ["mikä on perhekeskus", "mikä on neuvola"]),
        ("Kainuu vai Lappi?", ["Kainuu?", "Lappi?"]),
        ("Kainuu verrattuna Lappiin", ["Kainuu", "Lappiin"]),
        (
            "Mitä eroja oli Lapin ja Kainuun hankkeilla?",
            ["Mitä eroja oli Lapin hankkeilla?", "Mitä eroja oli Kainuun hankkeilla?"],
        ),
        ("mitä eroa ekalla ja tokalla kaudella oli", ["kausi 2016–2019", "kausi 2020–2023"]),
        ("miten eka kausi ja jatkokausi eros toisistaan", ["kausi 2016–2019", "kausi 2020–2023"]),
        (
            "kerho kemissä ja inarissa, mitä samaa mitä eri",
            ["kerho kemissä, mitä samaa mitä eri", "kerho inarissa, mitä samaa mitä eri"],
        ),
        ("Miten neuvola eroaa perhekeskuksesta?", ["mikä on neuvola", "mikä on perhekeskus"]),
        ("Mikä on ero neuvolan ja perhekeskuksen välillä?", ["mikä on neuvola", "mikä on perhekeskus"]),
        ("Mitä yhteistä on neuvolalla ja perhekeskuksella?", ["mikä on neuvola", "mikä on perhekeskus"]),
        ("Vad är det för skillnad på familjecenter och rådgivning?", ["vad är familjecenter", "vad är rådgivning"]),
        ("How is a clinic different from a family centre?", ["what is clinic", "what is family centre"]),
        ("Miten Kainuu ja Lappi eroavat?", ["Miten Kainuu eroavat?", "Miten Lappi eroavat?"]),
        ("Vertaa Kainuun ja Lapin tuloksia", ["Vertaa Kainuun tuloksia", "Vertaa Lapin tuloksia"]),
        ("Vertaa kausia 2016–2019 ja 2020–2022", ["Vertaa kausia 2016–2019", "Vertaa kausia 2020–2022"]),
        # The programme's periods are written by their years; of something else they are not known.
        ("mitä eroo on lapen ekalla ja tokalla kaudella", ["lapen kausi 2016–2019", "kausi 2020–2023"]),
        (
            "Miten Kainuun työ muuttui vuosista 2017–2018 vuosiin 2020–2022?",
            ["Miten Kainuun työ 2017–2018", "Miten Kainuun työ 2020–2022"],
        ),
        (
            "Kumpi sai enemmän rahaa, Kainuu vai Lappi?",
            ["Kumpi sai enemmän rahaa, Kainuu", "Kumpi sai enemmän rahaa, Lappi?"],
        ),
        ("How did Lapland differ from the capital region's?", ["Lapland", "the capital region"]),
        (
            "Uusimaa ja pääkaupunkiseutu: mikä ero hankkeilla?",
            ["Uusimaa: mikä ero hankkeilla?", "pääkaupunkiseutu: mikä ero hankkeilla?"],
        ),
        ("Vad är skillnaden mellan familjecenter och rådgivning?", ["vad är familjecenter", "vad är rådgivning"]),
        ("Jämför Lappland och Kajanaland", ["Jämför Lappland", "Jämför Kajanaland"]),
        ("How do family centres differ from clinics?", ["what is family centres", "what is clinics"]),
        ("Compare Lapland and Kainuu", ["Compare Lapland", "Compare Kainuu"]),
        ("iso kerho ja pieni retki vertailu", ["mikä on iso kerho", "mikä on pieni retki"]),
        ("mitä eroa kerholla on retkeen", ["mikä on kerho", "mikä on retki"]),
        ("kerho ja retki, miten eroavat", ["mikä on kerho", "mikä on retki"]),
        ("kerho vai retki, mistä saa mitäkin", ["mistä saa mitäkin kerho", "mistä saa mitäkin retki"]),
        ("kerho Kemissä vs Inarissa", ["kerho Kemissä", "kerho Inarissa"]),
        (
            "iso kerho Ilolassa ja Toivolassa, mitä eroja",
            ["iso kerho Ilolassa", "iso kerho Toivolassa"],
        ),
        ("kerho ja retki, miten ne eroaa", ["mikä on kerho", "mikä on retki"]),
        ("Mitä samaa oli Ilo- ja Into-hankkeissa?", ["mikä on Ilo-hanke", "mikä on Into-hanke"]),
        ("Vad skiljer klubben i Kemi från den i Enare?", ["klubben i Kemi", "klubben i Enare"]),
        ("How did the clubs in Kemi differ from those in Inari?", ["the clubs in Kemi", "the clubs in Inari"]),
        ("What sets the club apart from the trip?", ["what is club", "what is trip"]),
        ("difference between club and trip", ["what is club", "what is trip"]),
        ("Klubb och utfärd, vad är skillnaden?", ["vad är klubb", "vad är utfärd"]),
        ("Club and trip: what is the difference?", ["what is club", "what is trip"]),
    ],
)
def test_two_things_that_are_compared_are_asked_about_one_by_one(question: str, parts: list[str]) -> None:
    query = asked(question)
    assert (query.shape.form, query.shape.is_narrow) == (Form.COMPARISON, True)
    assert [part.meant for part in query.parts] == parts
    # A side is no comparison in its turn.
    assert all(part.parts == () and part.shape.form is not Form.COMPARISON for part in query.parts)


def test_each_side_of_a_comparison_has_its_own_place_and_subject() -> None:
    one, other = asked("Vertaa Kainuun ja Lapin tuloksia").parts
    assert (places(one), places(other)) == (["Kainuu"], ["Lappi"])
    one, other = asked("Mitä eroa on perhekeskuksella ja neuvolalla?").parts
    assert (subject(one), subject(other)) == (["perhekeskus"], ["neuvola"])


def test_one_fact_asked_of_two_is_no_comparison_of_accounts() -> None:
    query = asked("Kummassa kävi enemmän väkeä, Kainuussa vai Lapissa?")
    assert (query.shape.form, len(query.parts)) == (Form.FACT, 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mitä eroa oli A-mallilla ja B-mallilla?", ("A-mallilla", "B-mallilla")),
        # What is asked of both stands before each, but not that they are compared.
        ("neuvola vai perhekeskus, mikä niitä oikein erottaa", ("neuvola", "perhekeskus")),
        ("neuvola ja perhekeskus: miten ne eroavat toisistaan?", ("neuvola", "perhekeskus")),
        ("neuvola vai perhekeskus, kumpi auttaa", ("kumpi auttaa neuvola", "kumpi auttaa perhekeskus")),
        ("Mikä on neuvola?", ()),
        # Two places need nothing between them.
        ("vertaa kainuu lappi", ("kainuu", "lappi")),
        ("etelä-savo etelä-karjala vertailu", ("etelä-savo", "etelä-karjala")),
        ("vertaa kainuu lappi uusimaa", ()),
        ("vertaa kainuu tulokset", ()),
        # Three things, and sides that are whole clauses, are not compared.
        # Of one word each is its own.
        ("neuvola vs Kemissä", ("neuvola", "Kemissä")),
        ("neuvola, päiväkoti vai perhekeskus", ()),
        ("yksi kaksi kolme neljä viisi kuusi vai neuvola", ()),
        ("yksi kaksi kolme neljä viisi vai neuvola", ("yksi kaksi kolme neljä viisi", "neuvola")),
        # A number, a person or a time is asked of two things as a fact.
        ("Montako kävijää oli, neuvola vai perhekeskus?", ()),
    ],
)
def test_sides_are_the_two_things_of_one_comparison(text: str, expected: tuple[str, ...]) -> None:
    assert sides(text, "fi") == expected


# ---- as people say it ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "form", "aspect", "words"),
    [
        ("löytyyks tietoo Kainuun kerhoista", Form.OVERVIEW, Aspect.ANYTHING, ["kerho"]),
        ("mitä siinä kyselyssä selvis", Form.OVERVIEW, Aspect.RESULTS, ["kysely"]),
        ("Mikä rooli järjestöillä oli?", Form.OVERVIEW, Aspect.ACTIONS, ["järjestö"]),
        ("Miten koulut liittyivät LAPEen?", Form.OVERVIEW, Aspect.ACTIONS, ["koulu"]),
        ("Mitä LAPElle tapahtui vuoden 2019 jälkeen?", Form.OVERVIEW, Aspect.FUTURE, []),
        ("What went well in Lapland?", Form.OVERVIEW, Aspect.RESULTS, []),
        ("miten perheet pääsi itse vaikuttamaan palveluihin", Form.OVERVIEW, Aspect.INVOLVEMENT, ["perhe", "palvelu"]),
        ("mikä Kainuussa takkusi", Form.OVERVIEW, Aspect.CHALLENGES, []),
        ("Mitä Kainuuseen jäi pysyvästi?", Form.OVERVIEW, Aspect.FUTURE, []),
        ("Vad hände med LAPE efter projekttiden?", Form.OVERVIEW, Aspect.FUTURE, []),
        # What wears people out is a matter of its own, though a verb says it.
        ("Miten työntekijät jaksoivat?", Form.OVERVIEW, Aspect.ANYTHING, ["työntekijä", "jaksaa"]),
        ("How were schools involved in the work?", Form.OVERVIEW, Aspect.INVOLVEMENT, ["school"]),
        # Of a place every source tells of families.
        ("Miten Kainuussa kehitettiin perheiden palveluita?", Form.OVERVIEW, Aspect.ACTIONS, []),
        ("Miten kehitettiin perheiden palveluita?", Form.OVERVIEW, Aspect.ACTIONS, ["perhe", "palvelu"]),
    ],
)
def test_more_is_asked_for_in_many_words(question: str, form: Form, aspect: Aspect, words: list[str]) -> None:
    query = asked(question)
    assert (query.shape.form, query.shape.aspect, subject(query)) == (form, aspect, words)


@pytest.mark.parametrize(
    ("question", "aspect", "words"),
    [
        ("Mitä perhekeskusten on tarkoitus tehdä?", Aspect.GOALS, ["perhekeskus"]),
        ("Miksi systeeminen malli haluttiin Suomeen?", Aspect.REASONS, ["systeeminen", "malli"]),
        # Carrying something out says nothing of what it is.
        ("Mitä haasteita perhekeskuksen käyttöönotossa oli?", Aspect.CHALLENGES, ["perhekeskus"]),
        ("Mitä hyötyä perhekeskuksesta on ollut?", Aspect.RESULTS, ["perhekeskus"]),
        # Nor does a word of no meaning, though it consists of two.
        ("Miksi LAPE ylipäätään aloitettiin?", Aspect.REASONS, []),
    ],
)
def test_what_is_meant_and_why_is_told_at_large(question: str, aspect: Aspect, words: list[str]) -> None:
    query = asked(question)
    assert (query.shape.form, query.shape.aspect) == (Form.OVERVIEW, aspect)
    assert subject(query) == words


def test_whoever_is_nobody_asked_for() -> None:
    assert shape("Saako kerhoon tulla kuka vaan?").form is Form.YES_NO
    assert shape("Saako kerhoon tulla kuka tahansa?").form is Form.YES_NO


def test_a_word_that_compares_is_no_topic_of_a_side() -> None:
    query = asked("Lapin ja Kainuun kerhot vertailussa")
    assert query.shape.form is Form.COMPARISON
    assert [(subject(part), places(part)) for part in query.parts] == [(["kerho"], ["Lappi"]), (["kerho"], ["Kainuu"])]


def test_what_two_places_got_is_told_beside_each_other() -> None:
    query = asked("Paljonko rahaa saivat Kainuu ja Lappi?")
    assert query.shape.form is Form.COMPARISON
    assert [places(part) for part in query.parts] == [["Kainuu"], ["Lappi"]]
    assert asked("Montako kerhoa on Kainuussa ja Lapissa?").shape.form is Form.FACT


@pytest.mark.parametrize(
    ("question", "words"),
    [
        # Verbs and adverbs of every day, and words for an account itself, say nothing of what is asked about.
        ("Vad fick skolorna egentligen ut av det?", ["skol"]),
        ("What did parents actually think of it?", ["parent"]),
        ("Tarvitsisin koosteen perhekeskuksista", ["perhekeskus"]),
    ],
)
def test_common_words_are_no_subject(question: str, words: list[str]) -> None:
    assert subject(asked(question)) == words


def test_what_there_is_is_no_definition() -> None:
    assert shape("mitä on tarjolla nuorille").form is Form.OVERVIEW
    assert shape("mitä on nuorten talo").form is Form.DEFINITION


def test_the_people_of_a_place_are_asked_about_as_the_place() -> None:
    query = asked("mitä lappilaiset kunnat sai lapesta irti")
    assert places(query) == ["Lappi"]
