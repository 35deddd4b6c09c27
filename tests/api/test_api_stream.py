"""POST /v1/ask/stream: sources, sentences, verdict; a client that goes away."""

import asyncio
import json
import threading
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient

from lape_qa.assistant import Assistant
from lape_qa.live_assistant import IndexWatcher
from lape_qa_api import Config, Serving, create_app
from lape_qa_api.http.workers import Workers
from lape_qa_api.routers import stream
from support.servers import Serve, listening

ANSWERED = {"question": "Milloin Nokian perhekeskuspilotti alkoi syyskuussa 2017?"}
UNKNOWN = {"question": "Paljonko polkupyörä maksaa torilla?"}


def events(text: str) -> list[tuple[str, Any]]:
    """Return the events of a stream; comments are none."""
    found = []
    for block in text.replace("\r\n", "\n").strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            found.append((fields["event"], json.loads(fields["data"])))
    return found


def test_sources_come_first_then_sentences_then_the_verdict(client: TestClient) -> None:
    response = client.post("/v1/ask/stream", json=ANSWERED)

    assert response.status_code == 200
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    found = events(response.text)
    verdict = found[-1][1]
    assert [name for name, _ in found] == ["sources", *["sentence"] * len(verdict["sentences"]), "verdict"]
    assert found[0][1] == {"citations": verdict["citations"]}
    assert [value for name, value in found if name == "sentence"] == verdict["sentences"]
    at_once = client.post("/v1/ask", json=ANSWERED).json()
    for reply in (verdict, at_once):
        del reply["timing_ms"], reply["answer_id"]
    assert verdict == at_once


@pytest.mark.parametrize(
    ("question", "page"),
    [(ANSWERED, {}), ({"question": "När öppnade familjecentret i Borgå sina dörrar?"}, {"page": 2})],
)
def test_a_source_names_its_page_if_it_has_pages(
    client: TestClient, question: dict[str, str], page: dict[str, int]
) -> None:
    for name, value in events(client.post("/v1/ask/stream", json=question).text):
        if name != "sentence":
            [citation, *_] = value["citations"]
            assert {key: citation[key] for key in citation if key == "page"} == page


def test_what_is_not_found_has_no_sources_and_no_sentences(client: TestClient) -> None:
    found = events(client.post("/v1/ask/stream", json=UNKNOWN).text)
    assert [name for name, _ in found] == ["sources", "verdict"]
    assert (found[0][1], found[1][1]["outcome"]) == ({"citations": []}, "not_found")


def test_an_error_is_a_problem_as_an_event(client: TestClient) -> None:
    [(name, problem)] = events(client.post("/v1/ask/stream", json={"question": "?!"}).text)
    assert name == "error"
    assert problem == client.post("/v1/ask", json={"question": "?!"}).json() | {"instance": "/v1/ask/stream"}


def test_a_body_that_does_not_fit_is_refused_before_the_stream(client: TestClient) -> None:
    response = client.post("/v1/ask/stream", json={"question": 5})
    assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")


class Gate:
    """Holds every question back until it is opened."""

    def __init__(self, assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun = threading.Semaphore(0)
        self.opened = threading.Event()
        self.asked: list[str] = []
        ask = assistant.ask

        def held(question: str, **further: Any) -> Any:
            self.asked.append(question)
            self.begun.release()
            assert self.opened.wait(30)
            return ask(question, **further)

        monkeypatch.setattr(assistant, "ask", held)


@pytest.fixture
def gate(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """Hold questions back."""
    made = Gate(assistant, monkeypatch)
    yield made
    made.opened.set()


def test_comments_come_while_a_question_waits(
    serve: Serve, watcher: IndexWatcher, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT_SECONDS", 0.05)
    with (
        listening(create_app(Serving(lambda: watcher))) as address,
        httpx2.stream("POST", f"{address}/v1/ask/stream", json=ANSWERED, timeout=30) as response,
    ):
        lines = response.iter_lines()
        assert next(lines).startswith(": ping")
        gate.opened.set()
        assert "event: verdict" in list(lines)


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/ask/stream"])
def test_a_question_whose_asker_has_gone_is_not_worked_on(watcher: IndexWatcher, gate: Gate, path: str) -> None:
    app = create_app(Serving(lambda: watcher), Config(threads=1))
    workers: Workers = app.state.components.workers

    async def ask_and_leave(address: str) -> None:
        async with httpx2.AsyncClient(base_url=address, timeout=30) as http:
            first = asyncio.create_task(http.post("/v1/ask", json={"question": "Mikä on ensimmäinen?"}))
            await asyncio.to_thread(gate.begun.acquire)
            second = asyncio.create_task(http.post(path, json={"question": "Mikä on toinen?"}))
            await until(lambda: workers.waiting == 1)
            second.cancel()
            await until(lambda: workers.waiting == 0)
            gate.opened.set()
            assert (await first).status_code == 200

    with listening(app) as address:
        asyncio.run(ask_and_leave(address))
    assert gate.asked == ["Mikä on ensimmäinen?"]


def test_a_full_queue_is_503_and_says_when_to_come_again(watcher: IndexWatcher, gate: Gate) -> None:
    app = create_app(Serving(lambda: watcher), Config(threads=1, queue=1))
    workers: Workers = app.state.components.workers

    async def ask_three_times(address: str) -> None:
        async with httpx2.AsyncClient(base_url=address, timeout=30) as http:
            first = asyncio.create_task(http.post("/v1/ask", json=ANSWERED))
            await asyncio.to_thread(gate.begun.acquire)
            second = asyncio.create_task(http.post("/v1/ask", json=ANSWERED))
            await until(lambda: workers.waiting == 1)
            third = await http.post("/v1/ask", json=ANSWERED)
            assert (third.status_code, third.headers["retry-after"]) == (503, "1")
            assert third.json()["type"] == "urn:lape-qa:problem:busy"
            gate.opened.set()
            assert [(await first).status_code, (await second).status_code] == [200, 200]
            assert "lape_qa_refused_total 1.0" in (await http.get("/metrics")).text
            assert (await http.post("/v1/ask", json=ANSWERED)).status_code == 200

    with listening(app) as address:
        asyncio.run(ask_three_times(address))


def test_what_takes_too_long_is_503(serve: Serve, gate: Gate) -> None:
    response = serve(Config(timeout=0.05)).post("/v1/ask", json=ANSWERED)
    assert (response.status_code, response.json()["detail"]) == (
        503,
        "no answer within 0.05 seconds: ask again in a moment",
    )


async def until(condition: Any) -> None:
    """Wait for something that is about to happen."""
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.01)
