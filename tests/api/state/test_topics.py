"""Words of unanswered questions: only those of the sources and the glossary, and only where many ask for them."""

import random
import string
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lape_qa.assistant import Assistant
from lape_qa_api import Config
from lape_qa_api.security.signing import Signer
from lape_qa_api.state.database import Database
from lape_qa_api.state.topics import Topic, Topics, terms
from support.fakes import make_query
from support.servers import Serve

# The sources of the fixture write of a perhekeskuspilotti, of neuvola and of Nokia.


def today() -> str:
    return datetime.now(UTC).date().isoformat()


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path)


def test_a_term_is_written_down_only_when_enough_callers_asked_for_it(
    database: Database, tmp_path: Path, assistant: Assistant
) -> None:
    topics = Topics(database, Signer(b"s" * 32), minimum=3)

    def count(term: str, caller: str) -> None:
        database.write_all(topics.counted(make_query(term), assistant.generation, caller))

    for caller in ("a", "b", "a", "b", "b"):
        count("neuvola", caller)
    count("asiakasohjaus", "a")
    assert topics.all() == []
    assert b"neuvola" not in (tmp_path / "service.sqlite").read_bytes()
    count("neuvola", "c")
    assert topics.all() == [Topic("neuvola", 6, today())]
    assert b"asiakasohjaus" not in (tmp_path / "service.sqlite").read_bytes()


def test_nobody_is_counted_twice_when_the_key_is_thrown_away(database: Database, assistant: Assistant) -> None:
    now = [0.0]
    topics = Topics(database, Signer(b"s" * 32), minimum=2, clock=lambda: now[0])
    for now[0] in (0.0, 8 * 86400.0):
        database.write_all(topics.counted(make_query("neuvola"), assistant.generation, "a"))
    assert topics.all() == []
    again = Topics(database, Signer(b"s" * 32), minimum=2)
    database.write_all(again.counted(make_query("neuvola"), assistant.generation, "a"))
    assert again.all() == []
    database.write_all(again.counted(make_query("neuvola"), assistant.generation, "b"))
    assert again.all() == [Topic("neuvola", 4, today())]


def test_no_caller_can_be_told_from_what_is_kept(database: Database, tmp_path: Path, assistant: Assistant) -> None:
    topics = Topics(database, Signer(b"s" * 32), minimum=5)
    database.write_all(topics.counted(make_query("neuvola", "asiakasohjaus"), assistant.generation, "user 192.0.2.7"))
    rows = database.rows("select caller from topic_callers")
    assert len({caller for (caller,) in rows}) == 2, "another hash for each word"
    assert b"192.0.2.7" not in (tmp_path / "service.sqlite").read_bytes()


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("Paljonko neuvolan polkupyörä painaa?", ("neuvola",)),
        ("Mitä Kainuussa tehtiin vuonna 2019?", ("kainuu", "tehdä", "vuosi", "2019")),
        ("Onko matti virtanen neuvolassa?", ("neuvola",)),
        ("Onko kirjoittaja Nokialta paikalla?", ("nokia", "paikka")),
        ("Soita 040 123 4567 tai 0401234567", ("soittaa",)),
        ("hetu 131052-308T, synt. 13.10.1952", ()),
        ("matti.virtanen@example.fi", ()),
        ("Mikä on LAPE-akatemia?", ("lape",)),
    ],
)
def test_only_words_of_the_lists_are_topics(assistant: Assistant, asked: str, kept: tuple[str, ...]) -> None:
    query = assistant.ask(asked).query
    assert terms(query, assistant.generation) == kept


PROXY = "10.0.0.1"
FIRST = "matti liisa juhani anneli mohammed fatima svetlana björn åsa nguyen aino-maija jean-pierre".split()
LAST = "virtanen korhonen mäkinen nieminen heikkilä svensson al-hassan ivanova o'brien lindqvist hakkarainen".split()
TOPICS = "asumistuki polkupyörä neuvola perhekeskus kohtaamispaikka terapia koulupsykologi".split()


def questions(many: int) -> list[tuple[str, list[str]]]:
    """Make questions with personal data, each with what of it must never be on disk."""
    chance = random.Random(7)

    def digits(number: int) -> str:
        return "".join(chance.choices(string.digits, k=number))

    made = []
    for _ in range(many):
        first, last = chance.choice(FIRST), chance.choice(LAST)
        kinds = {
            "name": f"{first} {last}",
            "capitals": f"{first.title()} {last.title()}",
            "mail": f"{first}.{last}@posti{digits(3)}.fi",
            "identity": f"{digits(6)}-{digits(3)}{chance.choice('ABCDEFHJKLMNPRSTUVWXY')}",
            "phone": f"0{chance.choice('45')}0 {digits(3)} {digits(4)}",
            "abroad": f"+35840{digits(7)}",
        }
        private = kinds[chance.choice(list(kinds))]
        topic = chance.choice(TOPICS)
        form = chance.choice(["{0} tarvitsee: {1}?", "miksi {0} ei saa, aihe {1}", "Mitä {1} maksaa, kysyy {0}?"])
        pieces = [piece for piece in private.replace("@", " ").replace(".", " ").split() if len(piece) > 3]
        made.append((form.format(private, topic), pieces))
    return made


def test_of_a_thousand_questions_nothing_personal_is_on_disk(serve: Serve, tmp_path: Path) -> None:
    config = Config(state=tmp_path, unanswered_topics=True, trusted_proxies=(PROXY,), open=True, rate=0, timeout=60)
    client = serve(config, PROXY)
    asked = questions(1000)
    for number, (question, _) in enumerate(asked):
        caller = {"X-Forwarded-For": f"192.0.2.{number % 7}"}
        assert client.post("/v1/ask", json={"question": question}, headers=caller).status_code == 200
    bookkeeper = client.app.state.components.bookkeeper  # type: ignore[attr-defined]
    while bookkeeper.waiting:
        time.sleep(0.01)
    database = Database(tmp_path)
    kept = {term for (term,) in database.rows("select term from topics where term is not null")}
    content = (tmp_path / "service.sqlite").read_bytes().lower()
    assert not [piece for _, pieces in asked for piece in pieces if piece.lower().encode() in content]
    assert {"asua", "terapia", "koulu", "maksaa"} <= kept
    assert not kept & {*FIRST, *LAST}
