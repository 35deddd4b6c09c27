"""Terms of unanswered questions."""

from datetime import UTC, datetime
from pathlib import Path

from lape_qa_api.security.signing import Signer
from lape_qa_api.state.database import Database
from lape_qa_api.state.topics import Topic, Topics, terms
from support.fakes import make_query


def today() -> str:
    return datetime.now(UTC).date().isoformat()


def test_a_term_is_written_down_only_when_it_was_asked_for_often_enough(tmp_path: Path) -> None:
    topics = Topics(Database(tmp_path), Signer(b"s" * 32), minimum=3)
    file = tmp_path / "service.sqlite"
    for _ in range(2):
        topics.count(make_query("isyysvapaa", "harvinaissana"))
    assert topics.all() == []
    assert b"isyysvapaa" not in file.read_bytes()
    topics.count(make_query("isyysvapaa"))
    assert topics.all() == [Topic("isyysvapaa", 3, today())]
    assert b"harvinaissana" not in file.read_bytes()


def test_names_of_persons_are_no_topics_but_places_are() -> None:
    query = make_query("virtanen", "kainuu", "päivähoito")
    object.__setattr__(query, "named", (True, True, False))
    object.__setattr__(query, "required", (False, True, False))
    assert terms(query) == ("kainuu", "päivähoito")
