"""What was asked is nowhere but in the answer: no log, no store, no metric, no trace has a word of it."""

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import anyio
import httpx2
import pytest
from mcp import Client
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from lape_qa.live_assistant import IndexWatcher
from lape_qa_api import Config, Serving, create_app
from lape_qa_api.routers import editing_pages
from lape_qa_api.security.keys import Keys
from lape_qa_api.security.limits import Limiter
from lape_qa_api.telemetry import logs
from lape_qa_api.telemetry.tracing import Tracing
from support.servers import listening, running

# Words that stand in no source, so that none can come from anywhere but the question.
SECRET = "zyxwvu"
QUESTION = f"Missä {SECRET}lainen perhekeskus on?"


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """What the service logs, at every level that its libraries have."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.configure(stream)
    yield stream
    logging.basicConfig(handlers=handlers, level=level, force=True)
    logging.getLogger("lape_qa").setLevel(logging.NOTSET)


def exploding(question: str, **_further: Any) -> Any:
    raise RuntimeError(f"cannot answer {question!r}")


def test_no_log_store_metric_or_trace_holds_a_question(
    watcher: IndexWatcher, tmp_path: Path, logged: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    spans = InMemorySpanExporter()
    config = Config(state=tmp_path, unanswered_topics=True)
    app = create_app(Serving(lambda: watcher), config, Tracing(SimpleSpanProcessor(spans)))

    async def ask_over_mcp(address: str) -> None:
        async with Client(f"{address}/mcp") as client:
            await client.call_tool("ask_lape", {"question": QUESTION})
            await client.call_tool("ask_lape", {"question": QUESTION, "region": SECRET})
            await client.call_tool("search_lape", {"query": QUESTION, "k": SECRET})

    with listening(app) as address, httpx2.Client(base_url=address) as http:
        statuses = [
            http.post("/v1/ask", json={"question": QUESTION, "history": [QUESTION]}).status_code,
            http.post("/v1/ask/stream", json={"question": QUESTION}).status_code,
            http.get("/v1/search", params={"q": QUESTION}).status_code,
            http.get("/v1/search", params={"q": QUESTION, "k": SECRET}).status_code,
            http.get(f"/v1/documents/{SECRET}").status_code,
            http.get(f"/{SECRET}").status_code,
            http.post("/v1/ask", content=f'{{"question": "{QUESTION}').status_code,
            http.post("/v1/ask", json={"question": QUESTION, SECRET: 1}).status_code,
            http.post(
                "/v1/chat/completions", json={"model": "lape-qa", "messages": [{"role": "user", "content": QUESTION}]}
            ).status_code,
            http.get("/healthz", headers={"X-Request-ID": f"{SECRET} !"}).status_code,
        ]
        assert statuses == [200, 200, 200, 422, 404, 404, 415, 422, 200, 200]
        anyio.run(ask_over_mcp, address)
        monkeypatch.setattr(watcher.assistant, "ask", exploding)
        assert http.post("/v1/ask", json={"question": QUESTION}).status_code == 500
        metrics = httpx2.get(f"{address}/metrics").text

    log = logged.getvalue()
    assert '"error": "RuntimeError"' in log, "the log must still tell where it failed"
    assert "test_privacy.py" in log
    assert SECRET not in log
    assert SECRET not in metrics
    assert SECRET.encode() not in b"".join(file.read_bytes() for file in tmp_path.iterdir())
    names = {span.name for span in spans.get_finished_spans()}
    assert {"POST /v1/ask", "question", "analyse", "retrieval", "answer", "verify"} <= names
    assert SECRET not in "".join(span.to_json() for span in spans.get_finished_spans())


def test_a_request_is_one_line_with_its_id_and_without_an_address(watcher: IndexWatcher, logged: io.StringIO) -> None:
    with listening(create_app(Serving(lambda: watcher))) as address:
        response = httpx2.get(f"{address}/v1/documents/nokia", headers={"X-Request-ID": "from-the-proxy.1"})
        httpx2.get(f"{address}/healthz")
    assert response.headers["x-request-id"] == "from-the-proxy.1"
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    [line] = [line for line in lines if line["event"] == "request"]
    del line["ms"], line["timestamp"]
    assert line == {
        "event": "request",
        "level": "info",
        "method": "GET",
        "route": "/v1/documents/{identifier:path}",
        "status": 200,
        "caller": "local",
        "request_id": "from-the-proxy.1",
    }
    assert "127.0.0.1" not in logged.getvalue().replace("Uvicorn", "")


def test_the_line_of_an_editor_names_the_key(
    watcher: IndexWatcher, logged: io.StringIO, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editing_pages, "_ATTEMPTS", Limiter(10, 10))
    config = Config(exposed=True, corpus=tmp_path, index=tmp_path, state=tmp_path / "state")
    with running(create_app(Serving(lambda: watcher), config)) as client:
        key = Keys(client.app.state.components.database).add("Kirsi", ["editor"])  # type: ignore[attr-defined]
        for shown in (key, "wrong"):
            client.post("/yllapito/kirjaudu", data={"key": shown}, follow_redirects=False)
        client.get("/yllapito/lahde/none")
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    told = [(line["route"], line["status"], line["caller"]) for line in lines if line["event"] == "request"]
    session = f"session {key.split('_')[1]}"
    assert told == [
        ("/yllapito/kirjaudu", 303, session),
        ("/yllapito/kirjaudu", 401, "stranger"),
        ("/yllapito/lahde/{identifier:path}", 404, session),
    ]
    assert key not in logged.getvalue()


def test_nothing_from_outside_makes_a_line(watcher: IndexWatcher, logged: io.StringIO) -> None:
    forged = '\n{"event": "forged"}\u2028{"event": "forged"}'
    with listening(create_app(Serving(lambda: watcher))) as address:
        httpx2.get(f"{address}/v1/documents/{quote(forged)}", headers={"X-Request-ID": quote(forged)})
        httpx2.post(f"{address}/v1/ask", json={"question": forged}, headers={"Origin": "http://a\t{}"})
    lines = [json.loads(line) for line in logged.getvalue().split("\n")[:-1]]
    assert [line["status"] for line in lines if line["event"] == "request"] == [404, 403]
    assert "forged" not in logged.getvalue()
