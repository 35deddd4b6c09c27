"""`lape-qa serve`: what it does before it listens."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi.testclient import TestClient

from lape_qa.index.store import Layout
from support.command_line import ANSWERED, Run


def test_serve_builds_a_missing_index_and_says_where_it_listens(
    run: Run, sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def serve(server: uvicorn.Server, sockets: list[socket.socket]) -> None:
        for listener in sockets:
            assert listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            listener.close()
        server.config.load()
        app: Any = server.config.loaded_app
        with TestClient(app) as client:
            assert app.state.components.serving.wait(60)
            assert client.get("/readyz").json()["documents"] == 3

    monkeypatch.setattr(uvicorn.Server, "run", serve)
    monkeypatch.setattr("lape_qa_api.telemetry.logs.configure", lambda: None)
    monkeypatch.setenv("LAPE_QA_CORPUS", str(sources))
    ran = run("serve", "--port", "0")
    assert ran.status == 0
    assert " ".join(ran.err.split()).startswith("LAPE-QA is at http://127.0.0.1:")
    assert Layout(tmp_path / "index").current.exists()
    assert run("ask", ANSWERED, "--json").json["outcome"] == "answered"


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port that another program listens on."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def test_serve_on_a_port_in_use_is_refused(run: Run, taken_port: int) -> None:
    refusal = run("serve", "--port", str(taken_port)).refusal
    assert refusal.startswith(f"cannot listen on 127.0.0.1:{taken_port}: Address already in use")
    assert refusal.endswith("; choose another with --port")
