"""An errand is answered by a quote that tells of it, or by where to go."""

import pytest

from lape_qa.answer import errand
from lape_qa.answer.model import Answer, Citation, NoAnswer, Sentence
from lape_qa.documents import chunking
from lape_qa.index.model import Hit
from lape_qa.language.detection import detect
from lape_qa.language.packs.errands import ERRANDS
from lape_qa.question.analysis import analyse
from support.fakes import FakeEncoder, document

COFFEE = "Kittilässä alettiin pitää joka viikko 15 minuutin aamukahveja."

NEAR = Hit(chunking.whole(document(COFFEE)), 0.5)


def quoting(*texts: str) -> Answer:
    """An answer of whole documents."""
    citations = tuple(
        Citation(n, document(t, f"d{n}", language=detect(t)), t, 0, len(t)) for n, t in enumerate(texts, start=1)
    )
    return Answer(tuple(Sentence(t, n) for n, t in enumerate(texts, start=1)), citations, 0.9)


@pytest.mark.parametrize(
    "question",
    [
        "mistä varaan neuvola ajan kittilässä",
        "mistä varaan neuvolaajan kittilässä",
        "varaa minulle aika neuvolaan",
        "Miten ajan neuvolaan voi varata?",
        "Missä on neuvolan ajanvaraus?",
        "haluan ajan perheneuvolaan",
        "Milloin neuvola on auki Kittilässä?",
        "onko perhekeskus tänään avoinna",
        "Mitkä ovat neuvolan aukioloajat?",
        "Monelta kohtaamispaikka avataan?",
        "Mihin numeroon soitan, kun lapsi on kipeä?",
        "kenelle voin soittaa neuvolassa",
        "Mikä on Kittilän neuvolan puhelinnumero?",
        "Mihin haetaan perhetyötä Kainuussa?",
        "Miten perhetyötä voi hakea?",
        "Kauanko perheneuvolaan joutuu jonottamaan?",
        "Missä on lähin perhekeskus?",
        "Paljonko neuvolassa käynti maksaa?",
        "Onko perheneuvola ilmainen?",
        "maksaako perhetyö",
        "Var bokar jag tid till rådgivningen?",
        "När är familjecentret öppet?",
        "Vilket nummer ska jag ringa?",
        "vart ringer man då",
        "Hur ansöker man om familjearbete?",
        "var kan man söka stöd",
        "Hur lång är väntetiden?",
        "Var finns närmaste familjecenter?",
        "Vad kostar familjearbete?",
        "How do I book an appointment in Kittilä?",
        "How long do you have to wait?",
        "Where is the nearest family centre?",
        "How much does family work cost?",
        "I need an appointment",
        "When is the family centre open?",
        "What are the opening hours in Kittilä?",
        "Which number do I call?",
        "How do I apply for family work?",
    ],
)
def test_an_errand_of_which_no_quote_tells_is_answered_with_where_to_go(question: str) -> None:
    query = analyse(question, FakeEncoder())
    text = ERRANDS[query.language].text
    assert errand.instead(quoting(COFFEE), query) == NoAnswer((), 0.0, text=text)
    assert errand.instead(NoAnswer((NEAR,), 0.4), query) == NoAnswer((), 0.4, text=text)
    # A bus ticket is not of their kind.
    assert errand.instead(NoAnswer((), 0.4), query) is None


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("Missä voi varata etäajan lastenvalvojalle?", "Simossa voi varata etäajan lastenvalvojalle."),
        ("Milloin kerho on auki?", "Kerho on avoinna tiistaisin."),
        ("Milloin kerho on auki?", "Kerho kokoontuu klo 9–11."),
        ("Paljonko LAPE maksaa?", "Hanke sai avustusta."),
        ("Millaiset jonot ovat?", "Jonot lyhenivät."),
        ("Missä on lähin perhekeskus?", "Perhekeskus on lähellä koulua."),
        ("Mihin soitetaan?", "Puhelin on auki arkisin."),
        ("Mihin avustusta haetaan?", "Avustusta haettiin ministeriöltä."),
        ("När är kaféet öppet?", "Kaféet öppnar på måndag."),
        ("När är kaféet öppet?", "Kahvila on avoinna maanantaisin."),
        ("How do I book an appointment?", "Appointments are made online."),
    ],
)
def test_a_quote_that_tells_of_it_stays(question: str, quote: str) -> None:
    assert errand.instead(quoting(quote, COFFEE), analyse(question, FakeEncoder())) is None


@pytest.mark.parametrize(
    "question",
    [
        "Milloin kohtaamispaikka avattiin?",
        "Mistä hanke haki rahoitusta?",
        "Mihin hankkeeseen haettiin rahoitusta?",
        "Mitä hankkeen ajan tapahtui?",
        "Onko avoin kohtaamispaikka Kittilässä?",
        "Kenelle palvelu on tarkoitettu?",
        "Kuka maksaa LAPEn?",
        "Kuka saa pitkän ajan tukea?",
        "Kuka on LAPEn lähin yhteistyökumppani?",
        "Mikä numero kertoo lasten hyvinvoinnista?",
        "Menen ensi viikolla LP-keskusteluun. Mitä siitä jää käteen?",
        "Paljonko LAPE maksoi?",
        "Mitä numeroita LAPEsta on kerrottu?",
        "När öppnades familjecentret?",
        "Var söktes lösningar?",
        "Vad planeras för de närmaste åren?",
        "Hur lång tid tog projektet?",
        "When did the meeting place open?",
        "Are the open meeting places run by parishes?",
        "What do they call a family centre in Finland?",
        "How does the act apply?",
        "Are families free to choose?",
        "What number of families took part?",
    ],
)
def test_what_is_asked_of_the_past_or_of_something_else_is_no_errand(question: str) -> None:
    assert errand.instead(quoting(COFFEE), analyse(question, FakeEncoder())) is None


@pytest.mark.parametrize(
    "question",
    [
        "Mitä perhekeskuksessa on ensi viikolla?",
        "Milloin on seuraava perhekerho Kittilässä?",
        "millainen sää kittilässä on huomenna",
        "Vad händer på familjecentret nästa vecka?",
        "What is on at the family centre this weekend?",
    ],
)
def test_no_source_tells_of_what_is_to_come(question: str) -> None:
    query = analyse(question, FakeEncoder())
    told = quoting("Ensi viikolla perhekeskuksessa on kerho.")
    assert errand.instead(told, query) == NoAnswer((), 0.0, text=ERRANDS[query.language].text)
    # Where nothing answers, it is not said whom to call, as the weather may have been asked for.
    assert errand.instead(NoAnswer((NEAR,), 0.4), query) is None


def test_only_the_first_quote_tells() -> None:
    query = analyse("miten varaan ajan perheneuvolaan", FakeEncoder())
    told = "Simossa voi varata etäajan lastenvalvojalle."
    assert errand.instead(quoting(told, COFFEE), query) is None
    assert errand.instead(quoting(COFFEE, told), query) == NoAnswer((), 0.0, text=ERRANDS["fi"].text)


def test_who_was_told_something_else_is_told_that() -> None:
    said = NoAnswer((NEAR,), 0.0, text="Soita 112.")
    assert errand.instead(said, analyse("Mihin numeroon soitan?", FakeEncoder())) is None


def test_of_two_questions_the_other_is_answered() -> None:
    query = analyse("Mistä varaan ajan neuvolaan ja kuka johti hanketta?", FakeEncoder())
    assert len(query.parts) == 2
    assert errand.instead(quoting(COFFEE), query) is None
