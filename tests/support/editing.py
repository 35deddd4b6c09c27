"""A service whose sources may be edited, and what its tests do with it."""

import fcntl
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from lape_qa.documents import loading
from lape_qa.index import store
from lape_qa.live_assistant import IndexWatcher
from lape_qa.settings import Settings
from lape_qa_api import Config, Serving, create_app
from lape_qa_api.editing import jobs
from lape_qa_api.security.keys import Keys
from support.command_line import BORGA_MD, LAPPI, NOKIA
from support.fakes import FakeEncoder
from support.servers import running

OULU = "Oulussa avattiin kolme kohtaamispaikkaa syyskuussa 2018."


@dataclass
class Edited:
    """A service, its folders, and a key of an editor."""

    client: TestClient
    watcher: IndexWatcher
    corpus: Path
    index: Path
    state: Path
    key: str

    @property
    def shown(self) -> dict[str, str]:
        """The header of that key."""
        return {"Authorization": f"Bearer {self.key}"}

    def new_key(self, name: str, *scopes: str) -> str:
        """Make another key."""
        return Keys(self.client.app.state.components.database).add(name, scopes)  # type: ignore[attr-defined]

    def send(self, name: str, content: bytes | str, *, put: str = "", **fields: str) -> Any:
        """Send a file in, to add it or in the place of a document."""
        content = content.encode() if isinstance(content, str) else content
        files = {"file": (name, content, "application/octet-stream")}
        method, path = ("PUT", f"/v1/documents/{put}") if put else ("POST", "/v1/documents")
        return self.client.request(method, path, files=files, data=fields, headers=self.shown)

    def link(self, address: str, *, put: str = "", **fields: str) -> Any:
        """Send the address of a page in, to add it or in the place of a document."""
        files = {name: (None, value) for name, value in ({"address": address} | fields).items()}
        method, path = ("PUT", f"/v1/documents/{put}") if put else ("POST", "/v1/documents")
        return self.client.request(method, path, files=files, headers=self.shown)

    def call(self, method: str, path: str, **options: Any) -> Any:
        """Call an address with the editor's key."""
        return self.client.request(method, path, headers=self.shown, **options)

    def wait(self) -> None:
        """Wait for the end of the job that is at work, and until what it made is served."""
        self.wait_for_job()
        # The service looks by itself too: while it opens an index, this look comes back at once.
        for _ in range(6000):
            self.watcher.look()
            if self.watcher.assistant.generation.manifest.generation == store.current_name(self.index):
                return
            time.sleep(0.01)
        raise AssertionError("the new index is not served")

    def wait_for_job(self) -> None:
        """Wait for the end of the job that is at work."""
        descriptor = os.open(self.state / "editing" / "lock", os.O_RDWR)
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        os.close(descriptor)

    def ended(self, response: Any) -> dict[str, Any]:
        """Return the job that a response has begun, at its end."""
        assert response.status_code == 202, response.text
        assert response.headers["location"] == f"/v1/jobs/{response.json()['id']}"
        self.wait()
        job: dict[str, Any] = self.call("GET", response.headers["location"]).json()
        return job

    def files(self) -> list[str]:
        """The names of all files of the corpus."""
        return sorted(path.relative_to(self.corpus).as_posix() for path in self.corpus.rglob("*") if path.is_file())

    def served(self) -> list[str]:
        """The ids of the documents that are served."""
        return sorted(self.watcher.assistant.generation.documents)

    def stop(self) -> Path:
        """Let the next job wait before it encodes anything, until the file is gone."""
        file = self.state / "editing" / "stop"
        file.parent.mkdir(exist_ok=True)
        file.touch()
        return file


@contextmanager
def editing(folder: Path, monkeypatch: pytest.MonkeyPatch, **settings: Any) -> Iterator[Edited]:
    """Serve three documents, with editing on and a fake encoder in every process."""
    corpus, index, state = folder / "corpus", folder / "index", folder / "state"
    corpus.mkdir(parents=True)
    for name, text in {"nokia.txt": NOKIA, "lappi.md": LAPPI, "borga.md": BORGA_MD}.items():
        (corpus / name).write_text(text, encoding="utf-8", newline="")
    for name, value in {"CORPUS": corpus, "INDEX": index, "STATE": state}.items():
        monkeypatch.setenv(f"LAPE_QA_{name}", str(value))
    tests = Path(__file__).parents[1]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tests), *filter(None, sys.path)]))
    monkeypatch.setattr(jobs, "COMMAND", (sys.executable, "-m", "support.editing_work"))
    encoder = FakeEncoder()
    store.build(index, loading.load([corpus]).documents, Settings().recipe(encoder))
    watcher = IndexWatcher(index, encoder)
    config = Config(corpus=corpus, index=index, state=state, rate=0, **settings)
    with running(create_app(Serving(lambda: watcher), config)) as client:
        edited = Edited(client, watcher, corpus, index, state, "")
        edited.key = edited.new_key("Kirsi", "editor")
        yield edited
