"""What answers is loaded while the service listens, tried again where it fails, and followed."""

import threading
import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from lape_qa.documents.model import Document
from lape_qa.errors import IndexUnavailable
from lape_qa.index import store
from lape_qa.index.recipe import IndexRecipe
from lape_qa.index.store import Layout
from lape_qa.live_assistant import IndexWatcher
from lape_qa_api import Serving, create_app
from support.fakes import FakeEncoder
from support.servers import running

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
