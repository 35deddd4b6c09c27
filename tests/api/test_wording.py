"""The service with a language model on a small real server: who worded what, at every door, and nothing hangs."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from lape_qa.answer.llm_client import LlmServer
from lape_qa.index import store
from lape_qa.index.recipe import IndexRecipe
from lape_qa.live_assistant import IndexWatcher
from lape_qa_api import Config, Serving, create_app
from support.fakes import FakeEncoder, document
from support.llm_server import Reply, event, hangs_after, head, refuses, says, serving
from support.servers import listening, running

QUESTION = {"question": "Missä avattiin perhekeskus?"}
QUOTE = "Kittilässä avattiin perhekeskus, jossa on kahvila."
WORDED = "Kittilässä avattiin perhekeskus."
MARK = "(kielimallin muotoilema)"

App = Callable[[LlmServer, Config], FastAPI]


@pytest.fixture
def app(tmp_path: Path, fake_weights: None) -> App:
    """Make a service over one document, with a language model."""
    encoder = FakeEncoder()
    store.build(tmp_path, [document(QUOTE, "lappi")], IndexRecipe(encoder))
    return lambda server, config: create_app(Serving(lambda: IndexWatcher(tmp_path, encoder, server)), config)


@pytest.fixture
def asked(app: App) -> Callable[[Reply], AbstractContextManager[TestClient]]:
    """Give a client of a service whose language model replies like this."""

    @contextmanager
    def client(reply: Reply) -> Iterator[TestClient]:
        with serving(reply) as served, running(app(LlmServer(served.url, "m"), Config(llm=True))) as client:
            yield client

    return client


Asked = Callable[[Reply], AbstractContextManager[TestClient]]
# The place that is asked for is marked.
AS_LLM = {"text": WORDED, "citation": 1, "written_by": "llm", "highlights": [[0, 10]]}
AS_QUOTE = {"text": QUOTE, "citation": 1, "highlights": [[0, 10]]}


@pytest.mark.parametrize(
    ("reply", "sentence", "llm"),
    [
        pytest.param(says(f"{WORDED[:-1]} [1]."), AS_LLM, {"used": True}, id="shortened"),
        pytest.param(says(f"{QUOTE} [1]"), AS_QUOTE, {"used": True}, id="a quote"),
        pytest.param(refuses(500), AS_QUOTE, {"used": False, "reason": "http_error"}, id="not used"),
    ],
)
def test_reply_says_who_worded_it_at_once_and_as_events(
    asked: Asked, reply: Reply, sentence: dict[str, Any], llm: dict[str, Any]
) -> None:
    with asked(reply) as client:
        found = client.post("/v1/ask", json=QUESTION).json()
        told = client.post("/v1/ask/stream", json=QUESTION).text.replace("\r\n", "\n")
    assert (found["sentences"], found["llm"]) == ([sentence], llm)
    assert [citation["quote"] for citation in found["citations"]] == [QUOTE]
    assert list(found["timing_ms"]) == [*("analyse", "retrieve", "weigh", "read", "answer", "verify", "total", "llm")]
    events = [json.loads(line.removeprefix("data: ")) for line in told.splitlines() if line.startswith("data: ")]
    assert [list(event) for event in events[:-1]] == [["citations"], list(sentence)]
    assert (events[1], events[2]["sentences"], events[2]["llm"]) == (sentence, [sentence], llm)


def test_sentence_is_sent_as_soon_as_it_has_passed(app: App) -> None:
    """The server ends its reply only when the client has the first sentence."""
    seen = threading.Event()

    def reply(handler: BaseHTTPRequestHandler, _body: dict[str, Any]) -> None:
        head(handler)
        handler.wfile.write(event(f"{WORDED}\nPerhekeskus suljettiin.\n"))
        handler.wfile.flush()
        assert seen.wait(30)
        handler.wfile.write(event("", "stop"))

    with (
        serving(reply) as served,
        listening(app(LlmServer(served.url, "m", timeout=60), Config(llm=True))) as address,
        httpx2.Client(timeout=60) as client,
        client.stream("POST", f"{address}/v1/ask/stream", json=QUESTION) as response,
    ):
        names, values = [], []
        for line in response.iter_lines():
            if line.startswith("event: "):
                names.append(line.removeprefix("event: "))
            if line.startswith("data: "):
                values.append(json.loads(line.removeprefix("data: ")))
            if len(values) == 2:
                seen.set()
    assert names == ["sources", "sentence", "verdict"]
    sources, sentence, verdict = values
    assert (sentence, verdict["sentences"], verdict["llm"]) == (AS_LLM, [AS_LLM], {"used": True})
    assert sources == {"citations": verdict["citations"]}


def test_what_is_not_found_says_that_the_model_was_not_asked(asked: Asked) -> None:
    with asked(says(f"{QUOTE} [1]")) as client:
        found = client.post("/v1/ask", json={"question": "Kuka keksi pyörän?"}).json()
    assert (found["outcome"], found["llm"]) == ("not_found", {"used": False, "reason": "no_evidence"})


def test_chat_and_tools_mark_what_a_language_model_worded_and_show_the_quote(asked: Asked) -> None:
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "ask_lape", "arguments": QUESTION}}
    headers = {"Accept": "application/json, text/event-stream", "Host": "127.0.0.1:8000"}
    messages = [{"role": "user", "content": QUESTION["question"]}]
    with asked(says(f"{WORDED} [1]")) as client:
        chat = client.post("/v1/chat/completions", json={"model": "lape-qa", "messages": messages}).json()
        tool = client.post("/mcp", json=call, headers=headers).json()
    message = chat["choices"][0]["message"]
    [annotation] = message["annotations"]
    place = annotation["url_citation"]
    assert message["content"][place["start_index"] : place["end_index"]] == WORDED
    for text in (message["content"], tool["result"]["content"][0]["text"]):
        lines = text.splitlines()
        assert lines[0] == f"{WORDED} [1] {MARK}"
        assert lines[-1] == f"    ”{QUOTE}”"
    assert tool["result"]["structuredContent"]["sentences"] == [AS_LLM]


def test_quote_of_a_language_model_is_marked_nowhere(asked: Asked) -> None:
    messages = [{"role": "user", "content": QUESTION["question"]}]
    with asked(says(f"{QUOTE} [1]")) as client:
        chat = client.post("/v1/chat/completions", json={"model": "lape-qa", "messages": messages}).json()
    content = chat["choices"][0]["message"]["content"]
    assert content.startswith(f"{QUOTE} [1]\n\nLähteet  \n[1] ")
    assert MARK not in content
    assert "”" not in content


def test_answer_in_a_models_words_is_verified_and_an_altered_one_is_caught(asked: Asked) -> None:
    with asked(says(f"{WORDED} [1]")) as client:
        saved = client.post("/v1/ask", json=QUESTION).json()
        assert client.post("/v1/verify", json=saved).json()["stand"] is True
        saved["sentences"][0]["text"] = "Kittilässä suljettiin perhekeskus."
        found = client.post("/v1/verify", json=saved).json()
    assert (found["stand"], found["checks"][0]["verdict"], found["checks"][0]["carries"]) == (False, "found", False)


def test_waiting_for_a_model_takes_no_thread_from_other_questions(app: App) -> None:
    # One thread, and no place to wait: a second question would be refused while the first held the thread.
    with serving(hangs_after(b"")) as served:
        service = app(LlmServer(served.url, "m", timeout=300), Config(threads=1, queue=0, llm=True))
        with listening(service) as address, httpx2.Client(timeout=30) as first, httpx2.Client(timeout=30) as second:
            with first.stream("POST", f"{address}/v1/ask/stream", json=QUESTION):
                assert served.asked.wait(10)
                found = second.get(f"{address}/v1/search", params={"q": "perhekeskus"})
            assert found.status_code == 200
            # The client has gone, and takes its request to the model with it.
            assert served.left.wait(10)


def test_pages_and_widget_say_that_a_model_may_word_answers(asked: Asked, client: TestClient) -> None:
    with asked(refuses(500)) as with_model:
        home, config = with_model.get("/").text, with_model.get("/v1/widget/config").json()
    assert "Kielimalli saa vain tarpeellisen" in home
    assert "Mikään ei lähde talosta" not in home
    assert config["llm"] is True
    assert "Mikään ei lähde talosta" in client.get("/").text
    assert client.get("/v1/widget/config").json()["llm"] is False
