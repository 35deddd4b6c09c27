"""GET /v1/unanswered."""

import time
from datetime import UTC, datetime

from lape_qa_api import Config
from lape_qa_api.security.keys import Keys
from support.servers import Serve

ANSWERED = "Milloin Nokian perhekeskuspilotti alkoi syyskuussa 2017?"
UNKNOWN = "Paljonko polkupyörä maksaa?"


def today() -> str:
    return datetime.now(UTC).date().isoformat()


def test_unanswered_topics_are_shown_to_an_admin_where_they_are_counted(serve: Serve) -> None:
    assert serve(Config()).get("/v1/unanswered").status_code == 404
    config = Config(unanswered_topics=True, topic_minimum=2, open=True, trusted_proxies=("10.0.0.1",))
    client = serve(config, "10.0.0.1")
    for caller in ("192.0.2.1", "192.0.2.2"):
        for question in (UNKNOWN, ANSWERED):
            asked = client.post("/v1/ask", json={"question": question}, headers={"X-Forwarded-For": caller})
            assert asked.status_code == 200
    components = client.app.state.components  # type: ignore[attr-defined]
    # Two that write to a database in memory at once do not wait for each other.
    while components.bookkeeper.waiting:
        time.sleep(0.01)
    key = Keys(components.database).add("admin", ["admin"])
    # A bicycle is of no list.
    assert client.get("/v1/unanswered", headers={"Authorization": f"Bearer {key}"}).json() == {
        "topics": [{"term": "maksaa", "count": 2, "last": today()}]
    }
