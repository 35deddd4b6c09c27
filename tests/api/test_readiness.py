"""What answers is loaded while the service listens, tried again where it fails, and followed."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from benchmarks.attacks.state import locked
from lape_qa import live_assistant
from lape_qa.assistant import EVERYTHING, Assistant
from lape_qa.documents.model import Document, Filters
from lape_qa.errors import IndexUnavailable
from lape_qa.index import store
from lape_qa.index.model import Hit, Keep
from lape_qa.index.payloads import Kept
from lape_qa.index.recipe import IndexRecipe
from lape_qa.index.store import Layout
from lape_qa.index.stores import FileStore
from lape_qa.live_assistant import IndexWatcher
from lape_qa.question.model import Query
from lape_qa_api import Config, Serving, create_app, readiness
from lape_qa_api.security.keys import Keys
from lape_qa_api.state.database import Database
from lape_qa_api.state.feedback import Feedback
from support.fakes import FakeEncoder
from support.servers import Serve, running

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


def test_damage_of_the_files_that_serve_is_told_and_costs_no_answer(
    documents: dict[str, Document], tmp_path: Path, fake_weights: None
) -> None:
    encoder = FakeEncoder()
    name = store.build(tmp_path, [documents["nokia"]], IndexRecipe(encoder)).manifest.generation
    watcher = IndexWatcher(tmp_path, encoder)
    with running(create_app(Serving(lambda: watcher))) as client:
        (Layout(tmp_path).generations / name / "dense.faiss").write_bytes(b"")
        watcher.look()
        ready = client.get("/readyz").json()
        assert (ready["status"], ready["missing"]) == (
            "degraded",
            ["files of the index are damaged, and what was read before answers: `lape-qa index` mends it"],
        )
        assert client.post("/v1/ask", json=QUESTION).json()["outcome"] == "answered"


# ---- an index that is too large to be held --------------------------------------------------------------


@pytest.fixture
def never_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a question come before the next look at which generation is in use."""
    monkeypatch.setattr(live_assistant, "_SECONDS", 3600.0)


@pytest.mark.usefixtures("never_looking", "fake_weights")
def test_a_question_whose_generation_is_removed_meanwhile_is_answered_from_the_next(
    documents: dict[str, Document], tmp_path: Path
) -> None:
    encoder = FakeEncoder()

    def build(*names: str) -> str:
        made = [documents[name] for name in names]
        return store.build(tmp_path, made, IndexRecipe(encoder), keep=Keep(generations=1)).manifest.generation

    build("nokia", "borga")
    watcher = IndexWatcher(FileStore(tmp_path, Kept(0)), encoder)
    with running(create_app(Serving(lambda: watcher))) as client:
        for names in (("nokia",), ("nokia", "borga")):
            newer = build(*names)
            assert client.post("/v1/ask", json=QUESTION).json()["index"]["generation"] == newer
        newer = build("nokia")
        found = client.get("/v1/search", params={"q": QUESTION["question"]})
        assert (found.status_code, watcher.assistant.generation.manifest.generation) == (200, newer)
        assert found.json()["hits"][0]["document"]["id"] == "nokia"


@pytest.mark.usefixtures("never_looking", "fake_weights")
def test_damage_of_what_a_question_reads_is_told_and_ends_with_it(
    documents: dict[str, Document], tmp_path: Path
) -> None:
    encoder = FakeEncoder()
    store.build(tmp_path, [documents["nokia"]], IndexRecipe(encoder))
    watcher = IndexWatcher(FileStore(tmp_path, Kept(0)), encoder)
    [file] = Layout(tmp_path).segments.iterdir()
    content = file.read_bytes()
    with running(create_app(Serving(lambda: watcher))) as client:
        file.write_bytes(b"x" * len(content))
        response = client.post("/v1/ask", json=QUESTION)
        assert (response.status_code, response.json()["type"]) == (503, "urn:lape-qa:problem:index-unavailable")
        assert str(tmp_path) not in response.text
        assert (watcher.look(), watcher.damaged) == (False, True)
        assert client.get("/healthz").status_code == 200
        file.write_bytes(content)
        assert client.post("/v1/ask", json=QUESTION).json()["outcome"] == "answered"
        assert (watcher.look(), watcher.damaged) == (False, False)


# ---- the threads that answer ----------------------------------------------------------------------------


class Held:
    """Searches that wait until they are let go."""

    def __init__(self, assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked = 0
        self.begun = threading.Semaphore(0)
        self.let_go = threading.Event()
        search = assistant.search

        def held(question: str, k: int, *, filters: Filters = EVERYTHING) -> tuple[Query, list[Hit]]:
            self.asked += 1
            self.begun.release()
            assert self.let_go.wait(30)
            return search(question, k, filters=filters)

        monkeypatch.setattr(assistant, "search", held)


@pytest.fixture
def held(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    """Hold searches back."""
    made = Held(assistant, monkeypatch)
    yield made
    made.let_go.set()


def test_readiness_says_when_no_thread_answers_and_makes_one_trial_only(
    watcher: IndexWatcher, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "_TRIAL_SECONDS", 0.1)
    with running(create_app(Serving(lambda: watcher))) as client:
        for _ in range(5):
            response = client.get("/readyz")
            assert (response.status_code, response.json()["type"]) == (503, "urn:lape-qa:problem:busy")
            assert response.json()["detail"] == "no thread answers: each is held by an earlier question"
        assert held.asked == 1
        assert client.get("/healthz").status_code == 200
        held.let_go.set()
        until(lambda: client.get("/readyz").status_code == 200)
        assert held.asked == 1, "the trial that was under way counts"


def test_a_trial_counts_for_a_while(watcher: IndexWatcher, held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    held.let_go.set()
    with running(create_app(Serving(lambda: watcher))) as client:
        assert [client.get("/readyz").status_code for _ in range(5)] == [200] * 5
        assert held.asked == 1
        monkeypatch.setattr(readiness, "_TRIAL_COUNTS", 0.0)
        assert client.get("/readyz").status_code == 200
        assert held.asked == 2


def test_a_busy_service_is_ready_as_long_as_answers_come(
    watcher: IndexWatcher, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "_TRIAL_SECONDS", 0.1)
    app = create_app(Serving(lambda: watcher))
    with running(app) as client:
        # The trial is held, but other work was finished only now.
        monkeypatch.setattr(app.state.components.workers, "moved_within", lambda seconds: seconds == 0.1)
        assert client.get("/readyz").status_code == 200
        assert held.begun.acquire(timeout=30)


def test_a_thread_that_is_held_beyond_its_time_is_told(
    watcher: IndexWatcher, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(Serving(lambda: watcher), Config(threads=2, timeout=0.1))
    with running(app) as client:
        assert client.get("/v1/search", params={"q": "Nokia"}).status_code == 503
        monkeypatch.undo()
        ready = client.get("/readyz").json()
        assert (ready["status"], ready["missing"]) == (
            "degraded",
            ["threads that are held by questions whose time is over: 1"],
        )
        assert "\nlape_qa_overdue 1.0\n" in client.get("/metrics").text
        held.let_go.set()
        until(lambda: client.get("/readyz").json()["status"] == "ready")


def test_a_trial_that_fails_is_told(
    client: TestClient, assistant: Assistant, watcher: IndexWatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(question: str, k: int) -> None:
        raise RuntimeError("/srv/model is broken")

    monkeypatch.setattr(assistant, "search", fail)
    with running(create_app(Serving(lambda: watcher))) as client:
        response = client.get("/readyz")
        assert (response.status_code, response.json()["type"]) == (503, "urn:lape-qa:problem:index-unavailable")
        assert "/srv" not in response.text


# ---- the state database ---------------------------------------------------------------------------------


def garbled(folder: Path) -> AbstractContextManager[None]:
    """Damage the database."""
    (folder / "service.sqlite").write_bytes(b"garbage" * 3000)
    return nullcontext()


def gone(folder: Path) -> AbstractContextManager[None]:
    """Delete the database."""
    (folder / "service.sqlite").unlink()
    return nullcontext()


@pytest.mark.parametrize(
    ("harm", "reason"), [(locked, "another program holds it locked"), (garbled, "it is damaged"), (gone, "it is gone")]
)
def test_answers_go_on_whatever_happens_to_the_state_database(
    serve: Serve,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    harm: Callable[[Path], AbstractContextManager[None]],
    reason: str,
) -> None:
    monkeypatch.setattr("lape_qa_api.state.bookkeeping._LOOK", 0.02)
    monkeypatch.setattr("lape_qa_api.routers.feedback._PATIENCE", 0.2)
    client = serve(Config(state=tmp_path, exposed=True, keep_questions=True, unanswered_topics=True))
    key = {"Authorization": f"Bearer {Keys(Database(tmp_path)).add('x', ['ask', 'read', 'admin'])}"}
    given = {"answer_id": client.post("/v1/ask", json=QUESTION, headers=key).json()["answer_id"], "useful": True}
    until(lambda: "\nlape_qa_unwritten 0.0\n" in client.get("/metrics", headers=key).text)
    with harm(tmp_path):
        # The first that meets it may know less of what is wrong than who looks then.
        lacks = [f"the state database cannot be used, so feedback and counts wait in memory: {reason}"]
        until(lambda: client.get("/readyz").json()["missing"] == lacks)
        assert client.get("/readyz").json()["status"] == "degraded"
        asked = [QUESTION, {"question": "Paljonko polkupyörä maksaa torilla?"}] * 10
        assert {client.post("/v1/ask", json=question, headers=key).status_code for question in asked} == {200}
        assert client.post("/v1/ask", json=QUESTION, headers={"Authorization": "Bearer x"}).status_code == 401
        for _ in range(20):
            assert client.get("/healthz").status_code == 200
        assert client.post("/v1/feedback", json=given, headers=key).status_code == 202
        response = client.get("/v1/unanswered", headers=key)
        assert (response.status_code, response.json()["type"]) == (503, "urn:lape-qa:problem:state-unavailable")
        assert str(tmp_path) not in response.text
        assert "\nlape_qa_unwritten 31.0\n" in client.get("/metrics", headers=key).text
    if harm is locked:
        until(lambda: client.get("/readyz").json()["status"] == "ready")
        assert [row["answer_id"] for row in Feedback(Database(tmp_path)).export()] == [given["answer_id"]]
        assert Database(tmp_path).rows("select count(*) from questions") == [(21,)]


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    for _ in range(1000):
        if holds():
            return
        time.sleep(0.01)
    raise AssertionError("it never held")


def test_of_several_processes_each_listens_only_when_it_has_loaded(watcher: IndexWatcher) -> None:
    loaded, listens = threading.Event(), threading.Event()

    def load() -> IndexWatcher:
        loaded.wait(10)
        return watcher

    def serve() -> None:
        with TestClient(create_app(Serving(load), Config(loaded_first=True))) as client:
            listens.set()
            assert client.get("/readyz").status_code == 200

    with ThreadPoolExecutor(1) as threads:
        served = threads.submit(serve)
        assert not listens.wait(0.3)
        loaded.set()
        served.result(10)
