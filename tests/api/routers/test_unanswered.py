"""GET /v1/unanswered."""

from datetime import UTC, datetime

from fastapi.testclient import TestClient

from lape_qa_api import Config
from support.servers import Serve

ANSWERED = "Milloin Nokian perhekeskuspilotti alkoi syyskuussa 2017?"
UNKNOWN = "Paljonko polkupyörä maksaa?"


def today() -> str:
    return datetime.now(UTC).date().isoformat()


def ask(client: TestClient, question: str = ANSWERED) -> str:
    identifier: str = client.post("/v1/ask", json={"question": question}).json()["answer_id"]
    return identifier


def test_unanswered_topics_are_shown_to_an_admin_where_they_are_counted(serve: Serve) -> None:
    assert serve(Config()).get("/v1/unanswered").status_code == 404
    client = serve(Config(unanswered_topics=True, topic_minimum=2))
    for question in (UNKNOWN, UNKNOWN, ANSWERED, ANSWERED):
        ask(client, question)
    assert client.get("/v1/unanswered").json() == {
        "topics": [{"term": term, "count": 2, "last": today()} for term in ("maksaa", "polkupyörä")]
    }
