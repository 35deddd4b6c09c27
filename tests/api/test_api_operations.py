"""Starting, ready, failed; metrics; slow bodies; clean stops."""

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from fastapi.testclient import TestClient

from lape_qa.documents.model import Document
from lape_qa.errors import IndexUnavailable
from lape_qa.index import store
from lape_qa.index.recipe import IndexRecipe
from lape_qa.index.store import Layout
from lape_qa.live_assistant import IndexWatcher
from lape_qa_api import Config, Serving, create_app
from lape_qa_api.http import connections
from support.fakes import FakeEncoder
from support.servers import listening, running

QUESTION = {"question": "Milloin Nokian perhekeskuspilotti alkoi syyskuussa 2017?"}


def test_the_service_listens_while_it_is_starting(watcher: IndexWatcher) -> None:
    loaded = threading.Event()

    def load() -> IndexWatcher:
        assert loaded.wait(30)
        return watcher

    serving = Serving(load)
    with TestClient(create_app(serving), client=("127.0.0.1", 50000)) as client:
        assert client.get("/healthz").status_code == 200
        for response in (client.get("/readyz"), client.post("/v1/ask", json=QUESTION)):
            assert (response.status_code, response.headers["retry-after"]) == (503, "5")
            assert response.json()["type"] == "urn:lape-qa:problem:starting"
        assert 'lape_qa_state{state="starting"} 1.0' in client.get("/metrics").text
        loaded.set()
        assert serving.wait(30)
        assert client.get("/readyz").json()["status"] == "ready"
        assert client.post("/v1/ask", json=QUESTION).status_code == 200


def test_what_cannot_be_loaded_is_failed_until_it_can(watcher: IndexWatcher, caplog: pytest.LogCaptureFixture) -> None:
    mended = threading.Event()
    tried = threading.Semaphore(0)

    def load() -> IndexWatcher:
        tried.release()
        if not mended.is_set():
            raise IndexUnavailable("there is no index in /srv/lape: make one")
        return watcher

    serving = Serving(load, retry=0.01)
    with TestClient(create_app(serving), client=("127.0.0.1", 50000)) as client:
        assert serving.wait(30)
        response = client.get("/readyz")
        assert response.status_code == 503
        assert response.json()["type"] == "urn:lape-qa:problem:index-unavailable"
        assert response.json()["detail"] == (
            "the index or the model cannot be used: the service's log says why, and it is tried again"
        )
        assert "retry-after" not in response.headers
        assert client.get("/healthz").status_code == 200
        assert 'lape_qa_state{state="failed"} 1.0' in client.get("/metrics").text
        for _ in range(3):
            assert tried.acquire(timeout=30)
        mended.set()
        for _ in range(3000):
            if serving.state == "ready":
                break
            time.sleep(0.01)
        assert client.post("/v1/ask", json=QUESTION).status_code == 200
    said = [record.msg for record in caplog.records if isinstance(record.msg, dict)]
    reasons = [entry["reason"] for entry in said if entry["event"] == "loading failed"]
    assert reasons == ["there is no index in /srv/lape: make one"], "said once, however often it was tried"


def test_an_index_that_cannot_be_opened_leaves_the_service_degraded(
    documents: dict[str, Document], tmp_path: Path, fake_weights: None
) -> None:
    encoder = FakeEncoder()

    def build(*names: str) -> str:
        made = [documents[name] for name in names]
        return store.build(tmp_path, made, IndexRecipe(encoder)).manifest.generation

    old = build("nokia")
    watcher = IndexWatcher(tmp_path, encoder)
    with running(create_app(Serving(lambda: watcher))) as client:
        (Layout(tmp_path).generations / build("nokia", "borga") / "documents.jsonl").unlink()
        watcher.look()
        ready = client.get("/readyz").json()
        assert (ready["status"], ready["generation"]) == ("degraded", old)
        assert ready["missing"] == ["the newest index cannot be opened, so the one before answers: the log says why"]
        assert client.post("/v1/ask", json=QUESTION).json()["index"]["generation"] == old
        assert 'lape_qa_state{state="degraded"} 1.0' in client.get("/metrics").text


def test_metrics_count_requests_outcomes_and_steps(watcher: IndexWatcher) -> None:
    with listening(create_app(Serving(lambda: watcher))) as address, httpx2.Client(base_url=address) as http:
        for question in (QUESTION, QUESTION, {"question": "Paljonko polkupyörä maksaa torilla?"}):
            assert http.post("/v1/ask", json=question).status_code == 200
        http.get("/v1/none")
        http.request("BREW", "/v1/none")
        response = http.get("/metrics")
    assert response.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    manifest = watcher.assistant.generation.manifest
    for line in (
        'lape_qa_outcomes_total{language="fi",outcome="answered"} 2.0',
        'lape_qa_outcomes_total{language="fi",outcome="not_found"} 1.0',
        'lape_qa_requests_total{method="POST",route="/v1/ask",status="200"} 3.0',
        'lape_qa_requests_total{method="GET",route="unmatched",status="404"} 1.0',
        'lape_qa_requests_total{method="other",route="unmatched",status="404"} 1.0',
        *(
            f'lape_qa_stage_seconds_count{{stage="{stage}"}} 3.0'
            for stage in ("analyse", "retrieve", "answer", "verify")
        ),
        "lape_qa_queue 0.0",
        'lape_qa_state{state="ready"} 1.0',
        f'lape_qa_index{{generation="{manifest.generation}",model="fake",morphology="voikko"}} 1.0',
        "lape_qa_documents 3.0",
    ):
        assert f"\n{line}\n" in response.text, line


@contextmanager
def connected(watcher: IndexWatcher, timeout: float = 10) -> Iterator[socket.socket]:
    """A bare connection to a service."""
    with listening(create_app(Serving(lambda: watcher), Config(timeout=timeout))) as address:
        host, port = re.fullmatch(r"http://(.+):(\d+)", address).groups()  # type: ignore[union-attr]
        with socket.create_connection((host, int(port)), 30) as connection:
            yield connection


def test_a_connection_ends_on_which_no_request_comes(watcher: IndexWatcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.2)
    with connected(watcher) as connection:
        assert connection.recv(65536) == b""


def test_a_connection_ends_whose_head_comes_in_drops(watcher: IndexWatcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.5)
    with connected(watcher) as connection:
        connection.settimeout(0.05)
        ended = False
        for drop in b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + b"a" * 1000:
            try:
                connection.send(bytes([drop]))
                ended = connection.recv(65536) == b""
            except TimeoutError:
                continue
            except ConnectionError:
                ended = True
            if ended:
                break
        assert ended


def test_a_connection_may_rest_between_requests_but_not_within_a_head(
    watcher: IndexWatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.3)
    request = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with connected(watcher) as connection:
        answers = connection.makefile("rb")
        for pieces in ((request,), (request[:20], request[20:])):
            for piece in pieces:
                connection.sendall(piece)
                time.sleep(0.1)
            assert answers.readline() == b"HTTP/1.1 200 OK\r\n"
            headers = dict(line.split(b": ") for line in iter(answers.readline, b"\r\n"))
            answers.read(int(headers[b"content-length"]))
            time.sleep(0.6)
        connection.sendall(request[:20])
        assert answers.read() == b""


def test_a_body_that_arrives_too_slowly_is_408_and_the_connection_ends(watcher: IndexWatcher) -> None:
    with connected(watcher, timeout=0.1) as connection:
        connection.sendall(b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n"
                           b'Content-Type: application/json\r\n\r\n{"question": ')  # fmt: skip
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 ")
    assert b"content-type: application/problem+json" in head
    assert b"the body did not arrive within 0.1 seconds" in body
