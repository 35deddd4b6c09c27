"""POST /v1/feedback, GET /v1/unanswered, POST /v1/verify, /v1/widget/config: what is kept, and for how long."""

import json
import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from lape_qa.evaluation.question_set import additions
from lape_qa.evaluation.question_set.additions import read_feedback
from lape_qa.language.model import Language
from lape_qa_api import Config
from lape_qa_api.security.signing import Signer
from lape_qa_api.state.database import Database
from lape_qa_api.state.feedback import Feedback
from lape_qa_api.state.topics import Topic, Topics, terms
from support.fakes import make_query
from support.servers import Serve

ANSWERED = "Milloin Nokian perhekeskuspilotti alkoi syyskuussa 2017?"
UNKNOWN = "Paljonko polkupyörä maksaa?"
TODAY = datetime.now(UTC).date().isoformat()


def ask(client: TestClient, question: str = ANSWERED) -> str:
    identifier: str = client.post("/v1/ask", json={"question": question}).json()["answer_id"]
    return identifier


def exported(folder: Path) -> list[dict[str, Any]]:
    return list(Feedback(Database(folder)).export())


def test_feedback_is_kept_without_the_question_and_the_last_word_counts(serve: Serve, tmp_path: Path) -> None:
    client = serve(Config(state=tmp_path))
    identifier = ask(client)
    for given in ({"useful": True}, {"useful": False, "comment": "Vastaus on väärältä vuodelta."}):
        response = client.post("/v1/feedback", json={"answer_id": identifier, **given})
        assert (response.status_code, response.content) == (204, b"")
    assert exported(tmp_path) == [
        {"answer_id": identifier, "given": TODAY, "useful": False, "comment": "Vastaus on väärältä vuodelta."}
    ]


def test_the_question_is_kept_only_where_that_is_turned_on(serve: Serve, tmp_path: Path) -> None:
    client = serve(Config(state=tmp_path, keep_questions=True))
    identifier = ask(client, f"  {ANSWERED} ")
    client.post("/v1/feedback", json={"answer_id": identifier, "useful": True})
    assert exported(tmp_path) == [{"answer_id": identifier, "given": TODAY, "useful": True, "question": ANSWERED}]


def test_what_is_exported_can_become_cases_of_a_question_set(serve: Serve, tmp_path: Path) -> None:
    client = serve(Config(state=tmp_path, keep_questions=True))
    file = tmp_path / "feedback.jsonl"
    client.post("/v1/feedback", json={"answer_id": ask(client), "useful": False, "comment": "Väärä kunta"})
    Feedback(Database(tmp_path)).give("kept-no-question", useful=True, comment="")
    file.write_text("".join(json.dumps(row) + "\n" for row in exported(tmp_path)), encoding="utf-8")
    assert read_feedback(file) == ([additions.Feedback(ANSWERED, "Väärä kunta")], 1)


@pytest.mark.parametrize("identifier", ["", "x", "ä", "A" * 48, "A" * 100])
def test_feedback_on_an_answer_never_given_is_404(client: TestClient, identifier: str) -> None:
    response = client.post("/v1/feedback", json={"answer_id": identifier, "useful": True})
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")
    assert response.json()["detail"] == "no answer of the last thirty days has this answer_id"


@pytest.mark.parametrize("given", [{"useful": 1}, {"useful": "yes"}, {}, {"useful": True, "comment": "a" * 2001}])
def test_feedback_that_does_not_fit_is_422(client: TestClient, given: dict[str, Any]) -> None:
    assert client.post("/v1/feedback", json={"answer_id": ask(client), **given}).status_code == 422


def test_what_is_deleted_is_gone_from_the_file(tmp_path: Path) -> None:
    kept = Feedback(Database(tmp_path))
    kept.keep_question("a", "Salaisuuskysymys?")
    kept.give("a", useful=False, comment="Yksityisasia")
    kept.give("b", useful=True, comment="")
    file = tmp_path / "service.sqlite"
    assert b"Salaisuuskysymys" in file.read_bytes()
    assert kept.delete("a") == 1
    assert kept.delete("a") == 0
    assert [row["answer_id"] for row in kept.export()] == ["b"]
    assert b"Salaisuus" not in file.read_bytes()
    assert b"Yksityisasia" not in file.read_bytes()
    assert sorted(found.name for found in tmp_path.iterdir()) == ["secret", "service.sqlite"]


def test_retention_deletes_what_is_older_and_keeps_the_rest(serve: Serve, tmp_path: Path) -> None:
    database = Database(tmp_path)
    for day in ("2020-01-01", "2020-01-02", TODAY):
        database.write("insert into feedback values (?, ?, 1, '')", (day, day))
        database.write("insert into questions values (?, ?, '?')", (day, day))
        database.write("insert into topics values (?, ?, 9, ?)", (day.encode(), day, day))
    assert Feedback(database).delete_before(date(2020, 1, 2)) == 1
    serve(Config(state=tmp_path, retention_days=30))
    with sqlite3.connect(tmp_path / "service.sqlite") as connection:
        left = [connection.execute(f"select {name}").fetchall() for name in
                ("given from feedback", "asked from questions", "last from topics")]  # fmt: skip
    connection.close()
    assert left == [[(TODAY,)]] * 3


# ---- topics --------------------------------------------------------------------------------------------


def test_a_term_is_written_down_only_when_it_was_asked_for_often_enough(tmp_path: Path) -> None:
    topics = Topics(Database(tmp_path), Signer(b"s" * 32), minimum=3)
    file = tmp_path / "service.sqlite"
    for _ in range(2):
        topics.count(make_query("isyysvapaa", "harvinaissana"))
    assert topics.all() == []
    assert b"isyysvapaa" not in file.read_bytes()
    topics.count(make_query("isyysvapaa"))
    assert topics.all() == [Topic("isyysvapaa", 3, TODAY)]
    assert b"harvinaissana" not in file.read_bytes()


def test_names_of_persons_are_no_topics_but_places_are() -> None:
    query = make_query("virtanen", "kainuu", "päivähoito")
    object.__setattr__(query, "named", (True, True, False))
    object.__setattr__(query, "required", (False, True, False))
    assert terms(query) == ("kainuu", "päivähoito")


def test_unanswered_topics_are_shown_to_an_admin_where_they_are_counted(serve: Serve) -> None:
    assert serve(Config()).get("/v1/unanswered").status_code == 404
    client = serve(Config(unanswered_topics=True, topic_minimum=2))
    for question in (UNKNOWN, UNKNOWN, ANSWERED, ANSWERED):
        ask(client, question)
    assert client.get("/v1/unanswered").json() == {
        "topics": [{"term": term, "count": 2, "last": TODAY} for term in ("maksaa", "polkupyörä")]
    }


# ---- verify and widget ---------------------------------------------------------------------------------


def test_verify_says_what_has_become_of_each_quote(client: TestClient) -> None:
    saved = client.post("/v1/ask", json={"question": ANSWERED}).json() | {"sentences": []}
    sound = saved["citations"][0]
    gone = sound | {"number": 2, "quote": "Tätä ei sanota missään."}
    unknown = sound | {"number": 3, "document": sound["document"] | {"id": "../nokia"}}
    earlier = sound | {"number": 4, "document": sound["document"] | {"sha256": "0" * 64}}
    found = {
        "number": 1,
        "verdict": "found",
        "version": "same",
        "document": "nokia",
        "start": 23,
        "end": 71,
        "moved": False,
        "verbatim": True,
        "carries": True,
        "held": True,
    }
    assert client.post("/v1/verify", json=saved | {"citations": [sound]}).json() == {"stand": True, "checks": [found]}
    nowhere = {"document": None, "start": None, "end": None, "verbatim": False}
    assert client.post("/v1/verify", json=saved | {"citations": [sound, gone, unknown, earlier]}).json() == {
        "stand": False,
        "checks": [
            found,
            found | nowhere | {"number": 2, "verdict": "absent", "held": False},
            found | {"number": 3, "verdict": "misattributed", "version": "unknown", "held": None},
            found | {"number": 4, "version": "changed", "held": None},
        ],
    }


def test_verify_compares_sentences_with_the_quotes_that_they_cite(client: TestClient) -> None:
    saved = client.post("/v1/ask", json={"question": ANSWERED}).json()
    assert client.post("/v1/verify", json=saved).json()["stand"] is True
    saved["sentences"][0]["text"] = "Nokian perhekeskuspilotti alkoi syyskuussa 2018."
    altered = client.post("/v1/verify", json=saved).json()
    assert (altered["stand"], altered["checks"][0]["verdict"], altered["checks"][0]["carries"]) == (
        False,
        "found",
        False,
    )


@pytest.mark.parametrize("citations", [None, [{"number": 1}], [1]])
def test_verify_of_what_is_no_answer_is_422(client: TestClient, citations: object) -> None:
    response = client.post("/v1/verify", json={"sentences": [], "citations": citations})
    assert response.status_code == 422
    assert response.json()["detail"].startswith("body.citations")


def test_the_widget_is_told_what_to_suggest_and_whom_to_name(serve: Serve) -> None:
    contact = {"name": "Neuvonta", "url": "", "email": "neuvonta@example.fi"}
    suggestions: dict[Language, list[str]] = {"fi": ["Mikä on LAPE-akatemia?"], "en": []}
    config = Config(contact=contact, suggestions=suggestions)
    assert serve(config).get("/v1/widget/config").json() == {
        "suggestions": suggestions,
        "contact": contact,
        "llm": False,
    }
    assert serve(Config()).get("/v1/widget/config").json() == {"suggestions": {}, "contact": None, "llm": False}


# ---- filters -------------------------------------------------------------------------------------------


def test_filters_narrow_the_sources_and_an_unknown_value_is_422(client: TestClient) -> None:
    def found(**filters: Any) -> list[str]:
        response = client.get("/v1/search", params={"q": "perhekeskus", "k": 100, **filters})
        return sorted({hit["document"]["id"] for hit in response.json()["hits"]})

    assert found() == ["borga", "hostile/<b>&", "nokia"]
    assert found(region="Pirkanmaa") == ["nokia"]
    assert found(language="sv", to_year=2018) == ["borga"]
    assert found(from_year=2019) == []
    asked = client.post("/v1/ask", json={"question": ANSWERED, "filters": {"region": "Atlantis"}})
    assert asked.status_code == 422
    assert asked.json()["detail"] == "no source has the region 'Atlantis'; there are: Pirkanmaa"
