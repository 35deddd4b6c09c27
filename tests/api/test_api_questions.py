"""POST /v1/ask and GET /v1/search."""

import json
import threading

import anyio
import pytest
from fastapi.testclient import TestClient
from threadpoolctl import threadpool_info

from lape_qa.assistant import Assistant
from lape_qa.contract import Answer
from lape_qa.contract import hits as contract_hits
from lape_qa.documents.model import Document
from lape_qa_api.http.workers import Workers
from support.command_line import ANSWER_KEYS

ANSWERED = "Milloin Nokian perhekeskuspilotti alkoi syyskuussa 2017?"
UNKNOWN = "Paljonko polkupyörä maksaa torilla?"


def test_an_answer_has_exactly_the_json_of_the_contract(client: TestClient) -> None:
    response = client.post("/v1/ask", json={"question": f"  {ANSWERED}\n"})

    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    reply = response.json()
    assert set(reply) == {*ANSWER_KEYS, "answer_id"}
    assert reply["question"] == ANSWERED
    assert reply["language"] == "fi"
    assert reply["outcome"] == "answered"
    assert reply["nearest"] == []
    assert 0 < reply["confidence"] <= 1
    assert set(reply["index"]) == {"generation", "model", "morphology"}
    assert reply["index"]["model"] == "fake"
    assert reply["timing_ms"]["total"] > 0
    assert reply["sentences"][0] == {"text": "Nokian perhekeskuspilotti alkoi syyskuussa 2017.", "citation": 1}
    citation = reply["citations"][0]
    assert set(citation) == {"number", "document", "quote", "start", "end", "reader_url"}
    assert citation["number"] == 1
    assert set(citation["document"]) == {
        "id",
        "title",
        "publisher",
        "published",
        "region",
        "language",
        "url",
        "sha256",
    }
    assert citation["document"]["id"] == "nokia"


@pytest.mark.parametrize("question", [ANSWERED, "Familjecentret i Borgå öppnade sina dörrar våren 2018"])
def test_every_quote_stands_at_its_offsets_in_the_named_version(
    client: TestClient, documents: dict[str, Document], question: str
) -> None:
    reply = client.post("/v1/ask", json={"question": question}).json()

    assert reply["citations"]
    for citation in reply["citations"]:
        document = documents[citation["document"]["id"]]
        assert citation["document"]["sha256"] == document.sha256
        assert document.text[citation["start"] : citation["end"]] == citation["quote"]
    quotes = {citation["number"]: citation["quote"] for citation in reply["citations"]}
    assert all(sentence["text"] in quotes[sentence["citation"]] for sentence in reply["sentences"])


def test_what_the_sources_do_not_answer_is_not_found_with_the_nearest_passages(client: TestClient) -> None:
    response = client.post("/v1/ask", json={"question": UNKNOWN})

    assert response.status_code == 200
    reply = response.json()
    assert reply["outcome"] == "not_found"
    assert reply["sentences"] == reply["citations"] == []
    assert [hit["rank"] for hit in reply["nearest"]] == list(range(1, len(reply["nearest"]) + 1))
    assert reply["nearest"]


@pytest.mark.parametrize("question", [ANSWERED, UNKNOWN])
def test_http_and_command_line_give_the_same_json(client: TestClient, assistant: Assistant, question: str) -> None:
    over_http = client.post("/v1/ask", json={"question": question}).json()
    directly = Answer.of(assistant.ask(question), assistant.generation.documents).model_dump()

    assert over_http.pop("answer_id")
    assert list(over_http.pop("timing_ms")) == list(directly.pop("timing_ms"))
    # To the order of their members.
    assert json.dumps(over_http) == json.dumps(directly)


def test_search_returns_the_best_k_passages_in_order(
    client: TestClient, assistant: Assistant, documents: dict[str, Document]
) -> None:
    response = client.get("/v1/search", params={"q": "avoin kohtaamispaikka Kerhotalolla", "k": 2})

    assert response.status_code == 200
    found = response.json()
    assert set(found) == {"query", "language", "hits"}
    assert found["query"] == "avoin kohtaamispaikka Kerhotalolla"
    assert len(found["hits"]) == 2
    _, hits = assistant.search("avoin kohtaamispaikka Kerhotalolla", 2)
    assert found["hits"] == [hit.model_dump() for hit in contract_hits(hits, documents)]
    best = found["hits"][0]
    assert best["document"]["id"] == "nokia"
    assert documents["nokia"].text[best["start"] : best["end"]] == best["text"]
    assert found["hits"][0]["score"] >= found["hits"][1]["score"]


def test_search_returns_five_passages_or_all_there_are(client: TestClient) -> None:
    assert len(client.get("/v1/search", params={"q": "perhekeskus"}).json()["hits"]) <= 5
    assert len(client.get("/v1/search", params={"q": "perhekeskus", "k": 100}).json()["hits"]) >= 3


def test_no_more_than_two_questions_are_worked_on_at_once() -> None:
    workers = Workers()
    lock = threading.Lock()
    # Passed by pairs only, so two do run at the same time.
    both = threading.Barrier(2, timeout=10)
    at_work = 0
    most = 0

    def work() -> None:
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
        both.wait()
        with lock:
            at_work -= 1

    async def ask_six_times() -> None:
        async with anyio.create_task_group() as tasks:
            for _ in range(6):
                tasks.start_soon(workers.run, work)

    anyio.run(ask_six_times)

    assert most == 2


def test_libraries_start_no_threads_of_their_own_for_a_question() -> None:
    async def threads() -> set[int]:
        return await Workers().run(lambda: {library["num_threads"] for library in threadpool_info()})

    assert anyio.run(threads) == {1}
