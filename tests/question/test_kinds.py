import pytest

from lape_qa.language.model import Language, Span
from lape_qa.question.kinds import Asked, asked, holds
from lape_qa.question.splitting import parts

# ---- what is asked ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "question", "kind"),
    [
        ("fi", "Kuka kirjoitti blogin perhekeskuksista?", Asked.AUTHOR),
        ("fi", "Kummassa hankkeessa oli enemmän kuntia, Lapissa vai Kainuussa?", Asked.NUMBER),
        ("fi", "Kumpi kunta oli suurempi?", Asked.NUMBER),
        ("fi", "Kumpi avattiin aiemmin, Lapin vai Kainuun keskus?", Asked.TIME),
        ("sv", "Vilken av regionerna hade fler kommuner?", Asked.NUMBER),
        ("sv", "Vilken började tidigare, Lappland eller Kajanaland?", Asked.TIME),
        ("en", "Which project had more towns, Lapland or Kainuu?", Asked.NUMBER),
        ("en", "Which of them opened first?", Asked.TIME),
        ("fi", "Ketkä ovat laatineet selvityksen?", Asked.AUTHOR),
        ("fi", "Kuka on oppaan tekijä?", Asked.AUTHOR),
        ("fi", "Kenen kirjoittama juttu on?", Asked.AUTHOR),
        ("fi", "Ketkä osallistuivat oppaan kirjoittamiseen ja laatimiseen?", Asked.PERSON),
        ("fi", "Montako kuntaa oli mukana?", Asked.NUMBER),
        ("fi", "Kuinka monta ihmistä osallistui?", Asked.NUMBER),
        ("fi", "Paljonko hanke maksoi?", Asked.MONEY),
        ("fi", "Kuinka suuri oli avustus?", Asked.MONEY),
        ("fi", "Miten moni vanhempi vastasi kyselyyn?", Asked.NUMBER),
        ("fi", "Milloin pilotti alkoi?", Asked.TIME),
        ("fi", "Minä vuonna keskus avattiin?", Asked.TIME),
        ("fi", "Mihin asti hanke jatkui?", Asked.TIME),
        ("fi", "Kuinka kauan kokeilu kesti?", Asked.TIME),
        ("fi", "Kauanko kokeilu kesti?", Asked.TIME),
        ("fi", "Mikä päivä seminaari pidettiin?", Asked.TIME),
        ("fi", "Mitkä kunnat olivat mukana?", Asked.LIST),
        ("fi", "Ketkä puhuivat seminaarissa?", Asked.PERSON),
        ("fi", "Keitä seminaariin kutsuttiin?", Asked.PERSON),
        ("fi", "Milla seudulla kahvila toimii?", Asked.PLACE),
        ("fi", "Missä kunnissa mallia kokeiltiin?", Asked.LIST),
        ("fi", "Luettele perhekeskuksen palvelut.", Asked.LIST),
        ("fi", "Kuka johti hanketta?", Asked.PERSON),
        ("fi", "Keneltä voi kysyä lisää?", Asked.PERSON),
        ("fi", "Missä perhekahvila sijaitsee?", Asked.PLACE),
        ("fi", "Mikä kunta otti mallin käyttöön?", Asked.PLACE),
        ("fi", "Mistä kaupungista ryhmä tuli?", Asked.PLACE),
        ("fi", "Miksi mallia kehitettiin?", Asked.REASON),
        pytest.param("fi", "Minkä vuoksi toiminta päättyi?", Asked.REASON),
        pytest.param("fi", "Mistä syystä kokeilu lopetettiin?", Asked.REASON),
        pytest.param("fi", "Mistä johtui viivästys?", Asked.REASON),
        ("fi", "Onko perhekahvila auki kesällä?", Asked.YES_NO),
        ("fi", "Saako perhe apua iltaisin?", Asked.YES_NO),
        ("fi", "Eikö hanke jatkunut?", Asked.YES_NO),
        ("fi", "Oliko Sodankylä mukana?", Asked.YES_NO),
        ("fi", "Mikä on perhekeskus?", Asked.OTHER),
        ("fi", "Mitä hankkeessa tehtiin?", Asked.OTHER),
        ("fi", "Miten vanhempia tuettiin?", Asked.OTHER),
        ("fi", "Kerro kokeilusta.", Asked.OTHER),
        ("sv", "Vem har skrivit rapporten?", Asked.AUTHOR),
        ("sv", "Hur många kommuner deltog?", Asked.NUMBER),
        ("sv", "När öppnade familjecentret?", Asked.TIME),
        ("sv", "Nar oppnade familjecentret?", Asked.TIME),
        ("sv", "Hur manga kommuner deltog?", Asked.NUMBER),
        ("sv", "Vilket år startade projektet?", Asked.TIME),
        ("sv", "Vilka tjänster ingår?", Asked.LIST),
        ("sv", "Vem ledde projektet?", Asked.PERSON),
        ("sv", "Var finns familjecentret?", Asked.PLACE),
        ("sv", "I vilken kommun prövades modellen?", Asked.PLACE),
        ("sv", "Varför ändrades modellen?", Asked.REASON),
        ("sv", "Är familjecentret öppet på lördagar?", Asked.YES_NO),
        ("sv", "Deltog Borgå i projektet?", Asked.YES_NO),
        ("sv", "Vad är ett familjecenter?", Asked.OTHER),
        pytest.param("sv", "Vad var syftet med projektet?", Asked.OTHER),
        ("sv", "Vem var ordförande?", Asked.PERSON),
        pytest.param("sv", "Vad var resultatet?", Asked.OTHER),
        pytest.param("sv", "Hur var stödet ordnat?", Asked.OTHER),
        ("en", "Who wrote the report?", Asked.AUTHOR),
        ("en", "Who is the author of the guide?", Asked.AUTHOR),
        ("en", "How many families took part?", Asked.NUMBER),
        ("en", "How much did the trial cost?", Asked.MONEY),
        ("en", "When did the trial start?", Asked.TIME),
        ("en", "In which year did it open?", Asked.TIME),
        ("en", "Which municipalities took part?", Asked.LIST),
        ("en", "What are the services of a family centre?", Asked.LIST),
        ("en", "Who led the project?", Asked.PERSON),
        ("en", "Where is the family centre?", Asked.PLACE),
        ("en", "Which town opened the first one?", Asked.PLACE),
        ("en", "Why was the model changed?", Asked.REASON),
        ("en", "Does the centre open on Saturdays?", Asked.YES_NO),
        ("en", "Was Kuopio part of it?", Asked.YES_NO),
        pytest.param("en", "What is a family centre?", Asked.OTHER),
        pytest.param("en", "What was the aim of the project?", Asked.OTHER),
        ("en", "How were parents supported?", Asked.OTHER),
        pytest.param("en", "Which authorities were responsible?", Asked.LIST),
        pytest.param("en", "What does the centre offer?", Asked.OTHER),
        pytest.param("en", "What has changed?", Asked.OTHER),
    ],
)
def test_kind_of_question(language: Language, question: str, kind: Asked) -> None:
    assert asked(question, language) is kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("MONTAKO KUNTAA OLI MUKANA?", Asked.NUMBER),
        ("  «Onko kahvila auki?»", Asked.YES_NO),
        ("", Asked.OTHER),
    ],
)
def test_capitals_and_quotation_marks_make_no_difference(question: str, kind: Asked) -> None:
    assert asked(question, "fi") is kind


def test_a_question_is_read_in_its_own_language() -> None:
    assert asked("Var finns familjecentret?", "fi") is Asked.OTHER
    assert asked("Var finns familjecentret?", "sv") is Asked.PLACE


# ---- what a sentence holds -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "sentence", "expected"),
    [
        (Asked.NUMBER, "Mukana oli 14 kuntaa.", True),
        (Asked.NUMBER, "Kolme perhettä osallistui.", True),
        (Asked.NUMBER, "Kahdeksantoista vanhempaa vastasi.", True),
        (Asked.NUMBER, "Fem familjer deltog.", True),
        (Asked.NUMBER, "Vanhemmat pitivät ryhmästä.", False),
        (Asked.NUMBER, "Satakunnassa on perhekeskus.", False),
        (Asked.NUMBER, "Kaikkiaan väki viihtyi.", True),
        (Asked.NUMBER, "Kuusi perhettä tuli.", True),
        (Asked.NUMBER, "Kuusamossa on kerho.", False),
        pytest.param(Asked.NUMBER, "Yhdessä tekeminen auttoi.", False),
        (Asked.TIME, "Pilotti alkoi syyskuussa.", True),
        (Asked.TIME, "Hanke päättyi vuonna 2018.", True),
        (Asked.TIME, "Tilaisuus pidetään 5.11. kirjastossa.", True),
        (Asked.TIME, "Kahvila avattiin keväällä.", True),
        (Asked.TIME, "Centret öppnade våren efter.", True),
        (Asked.TIME, "It opened in autumn.", True),
        (Asked.TIME, "It may open.", False),
        (Asked.TIME, "Vanhemmat tapaavat toisiaan.", False),
        (Asked.TIME, "Mukana oli 3500 perhettä.", False),
        (Asked.TIME, "Ryhmä kokoontuu kesäkuun alussa.", True),
        (Asked.REASON, "Malli luotiin, koska perheet tarvitsivat tukea.", True),
        (Asked.REASON, "Tavoitteena on varhainen tuki.", True),
        (Asked.REASON, "Syynä oli rahan puute.", True),
        (Asked.REASON, "Modellen skapades för att stödja familjer.", True),
        (Asked.REASON, "It was built because families asked.", True),
        (Asked.REASON, "Kahvila on auki.", False),
        pytest.param(Asked.REASON, "Syyskuussa avattiin kahvila.", False),
        (Asked.AUTHOR, "Teksti: Maija Mallikas.", True),
        (Asked.AUTHOR, "Kirjoittaja Matti Esimerkki työskentelee kunnassa.", True),
        (Asked.AUTHOR, "Text: Anna von Exempel.", True),
        (Asked.AUTHOR, "Written by Anna Example.", True),
        (Asked.AUTHOR, "Maija Mallikas avasi kahvilan.", False),
        (Asked.AUTHOR, "Kirjoittaja on äiti.", False),
        (Asked.PERSON, "Ryhmää veti Maija Mallikas-Esimerkki.", True),
        (Asked.PERSON, "Ryhmää veti ohjaaja.", False),
        (Asked.PLACE, "Kahvila on Kittilässä.", True),
        (Asked.PLACE, "Kokeilu alkoi Oulusta.", True),
        (Asked.PLACE, "Toiminta siirtyi Kuopioon.", True),
        (Asked.PLACE, "Ryhmä muutti Lahteen.", True),
        (Asked.PLACE, "Kahvila on kirkon vieressä.", False),
        (Asked.PLACE, "Lapissa on kerho.", True),
        (Asked.LIST, "Mukana ovat neuvola, päiväkoti ja koulu.", True),
        (Asked.LIST, "Palveluja ovat nämä:", True),
        (Asked.LIST, "Kahvila ja kerho ovat auki.", False),
        (Asked.LIST, "Centret har rådgivning, kafé och klubb.", True),
        (Asked.LIST, "It has a clinic, a café and a club.", True),
        (Asked.LIST, "Kahvila on auki.", False),
        (Asked.YES_NO, "Mikä tahansa.", True),
        (Asked.OTHER, "Mikä tahansa.", True),
    ],
)
def test_whether_a_sentence_holds_the_kind(kind: Asked, sentence: str, expected: bool) -> None:
    assert holds(kind, sentence) is expected


# ---- kinds that are asked for by name --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "question", "kind"),
    [
        ("fi", "Paljonko valtio antoi rahaa hankkeelle?", Asked.MONEY),
        ("fi", "perhekeskuksen remontin hinta", Asked.MONEY),
        ("sv", "Hur mycket pengar fick projektet av staten?", Asked.MONEY),
        ("en", "How much funding did the project get?", Asked.MONEY),
        ("fi", "Mikä on talon katuosoite?", Asked.CONTACT),
        ("fi", "Mikä on neuvolan puhelinnumero?", Asked.CONTACT),
        ("sv", "Vem kan man ringa?", Asked.CONTACT),
        ("en", "What is the street address?", Asked.CONTACT),
        ("fi", "kahvilan aukioloajat", Asked.HOURS),
        ("sv", "Vilka öppettider har kaféet?", Asked.HOURS),
        ("en", "What are the opening hours?", Asked.HOURS),
        ("fi", "Mikä on agentin nimi?", Asked.NAME),
        ("sv", "Vad heter projektet?", Asked.NAME),
        ("en", "What is the project called?", Asked.NAME),
        ("fi", "Mihin mennessä rahaa piti hakea?", Asked.TIME),
        ("fi", "Miksei kukaan tullut?", Asked.REASON),
    ],
)
def test_kind_that_is_asked_for_by_name(language: Language, question: str, kind: Asked) -> None:
    assert asked(question, language) is kind


@pytest.mark.parametrize(
    ("kind", "sentence", "expected"),
    [
        (Asked.MONEY, "Hanke sai miljoona euroa.", True),
        (Asked.MONEY, "Hankkeessa oli 17 kuntaa.", False),
        (Asked.CONTACT, "Lisätietoa on sivulla thl.fi/lape.", True),
        (Asked.CONTACT, "Kahvila on osoitteessa Kauppakatu 5.", True),
        (Asked.CONTACT, "Kahvila on talossa.", False),
        (Asked.HOURS, "Kahvila on auki kello 9.", True),
        (Asked.HOURS, "Kahvila on auki.", False),
    ],
)
def test_trace_of_a_kind_that_is_asked_for_by_name(kind: Asked, sentence: str, expected: bool) -> None:
    assert holds(kind, sentence) is expected


@pytest.mark.parametrize(
    ("kind", "sentence", "question", "expected"),
    [
        (Asked.TIME, "Kerho toimi vuonna 2019.", "Milloin vuonna 2019 kerho toimi?", False),
        (Asked.TIME, "Kerho toimi vuonna 2019.", "Milloin kerho toimi?", True),
        (Asked.NUMBER, "Kerhoja oli 4 vuonna 2023.", "Montako kerhoa oli vuonna 2023?", True),
        (Asked.NUMBER, "Kerhoja oli vuonna 2019.", "Montako kerhoa oli?", False),
        (Asked.PLACE, "Se toimi Lapissa.", "Missä Lapin kunnassa se toimi?", False),
        (Asked.PLACE, "Se toimi Inarissa.", "Missä Lapin kunnassa se toimi?", True),
        (Asked.NAME, "Suunnitelmaa tekee Lapissa agentti.", "Mikä on Lapin agentin nimi?", False),
        (Asked.NAME, "Lapissa agenttina on Maija Mallikas.", "Mikä on Lapin agentin nimi?", True),
    ],
)
def test_what_the_question_says_itself_is_no_answer(kind: Asked, sentence: str, question: str, expected: bool) -> None:
    assert holds(kind, sentence, question) is expected


# ---- parts -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "question", "names", "places", "expected"),
    [
        ("fi", "Kuka johti, ja missä?", [], [], ("Kuka johti", "missä?")),
        ("sv", "Vem ledde och var?", [], [], ("Vem ledde", "var?")),
        ("en", "Who led it and in which town?", [], [], ("Who led it", "in which town?")),
        # Two places: each becomes a question of its own.
        ("sv", "Var i Lahtis och Åbo?", ["Lahtis", "Åbo"], ["Lahtis", "Åbo"], ("Var i Lahtis?", "Var i Åbo?")),
        # A preposition stands before each.
        ("sv", "Stöd i Lahtis och i Åbo?", ["Lahtis", "Åbo"], ["Lahtis", "Åbo"], ("Stöd i Lahtis?", "Stöd i Åbo?")),
        ("en", "Help in Kemi and in Oulu?", ["Kemi", "Oulu"], ["Kemi", "Oulu"], ("Help in Kemi?", "Help in Oulu?")),
        # The places are apart from what joins the sides.
        ("fi", "Lapin nimi ja Oulun nimi", ["Lapin", "Oulun"], ["Lapin", "Oulun"], ("Lapin nimi", "Oulun nimi")),
        # What comes before the comma is asked of both.
        ("fi", "Kumpi kasvoi, Satula vai Ilo?", ["Satula", "Ilo"], [], ("Kumpi kasvoi, Satula", "Kumpi kasvoi, Ilo?")),
        ("sv", "Var Satula eller Ilo större?", ["Satula", "Ilo"], [], ("Var Satula större?", "Var Ilo större?")),
        ("fi", "Sekä Oulu että Kemi?", ["Oulu", "Kemi"], [], ("Sekä Oulu?", "Sekä Kemi?")),
        ("fi", "Sanoiko Oulu, että Tornio kasvoi?", ["Oulu", "Tornio"], ["Oulu", "Tornio"], ()),
        # "Enemmän kuin" is asked of each of the two; "muualla kuin" compares nothing.
        (
            "fi",
            "Saiko Ilo enemmän kuin Into nyt?",
            ["Ilo", "Into"],
            [],
            ("Saiko Ilo enemmän nyt?", "Saiko Into enemmän nyt?"),
        ),
        ("sv", "Var Ilo större än Satula?", ["Ilo", "Satula"], [], ("Var Ilo större?", "Var Satula större?")),
        ("fi", "Oliko Satula muualla kuin Oulussa?", ["Satula", "Oulussa"], ["Oulussa"], ()),
        # A second question may begin anew.
        ("fi", "Kuka johti sitä? Entä Oulussa?", ["Oulussa"], ["Oulussa"], ("Kuka johti sitä", "Entä Oulussa?")),
        ("fi", "Kuka johti Kemissä, entä Oulussa?", ["Oulussa"], ["Oulussa"], ("Kuka johti Kemissä", "entä Oulussa?")),
        # Names that stand together are one side.
        ("en", "Did New Satula or Ilo grow?", ["New", "Satula", "Ilo"], [], ("Did New Satula grow?", "Did Ilo grow?")),
        ("fi", "lasten ja nuorten kerho", [], [], ()),
        ("fi", "Lapissa ja nuorten kerho", ["Lapissa"], ["Lapissa"], ()),
        ("fi", "Alkoiko Satula vai ei?", ["Satula"], [], ()),
    ],
)
def test_parts(
    language: Language, question: str, names: list[str], places: list[str], expected: tuple[str, ...]
) -> None:
    def spans(words: list[str]) -> list[Span]:
        return [Span(question.index(word), question.index(word) + len(word)) for word in words]

    assert parts(question, language, spans(names), spans(places)) == expected
