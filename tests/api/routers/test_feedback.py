"""POST /v1/feedback."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from lape_qa.evaluation.question_set import additions
from lape_qa.evaluation.question_set.additions import read_feedback
from lape_qa_api import Config
from lape_qa_api.state.database import Database
from lape_qa_api.state.feedback import Feedback
from support.servers import Serve

ANSWERED = "Milloin Nokian perhekeskuspilotti alkoi syyskuussa 2017?"


def today() -> str:
    return datetime.now(UTC).date().isoformat()


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
        {"answer_id": identifier, "given": today(), "useful": False, "comment": "Vastaus on väärältä vuodelta."}
    ]


def test_the_question_is_kept_only_where_that_is_turned_on(serve: Serve, tmp_path: Path) -> None:
    client = serve(Config(state=tmp_path, keep_questions=True))
    identifier = ask(client, f"  {ANSWERED} ")
    client.post("/v1/feedback", json={"answer_id": identifier, "useful": True})
    assert exported(tmp_path) == [{"answer_id": identifier, "given": today(), "useful": True, "question": ANSWERED}]


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
