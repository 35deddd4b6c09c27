"""Ways to run the service in tests: in this process, or on a port of this machine."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from lape_qa_api.http.connections import KEEP_ALIVE_SECONDS, QUEUE, Connections, Listener, PromptProtocol

Serve = Callable[..., TestClient]


@contextmanager
def running(app: FastAPI, address: str = "127.0.0.1") -> Iterator[TestClient]:
    """A client of an application that is ready; it comes from an address."""
    with TestClient(app, raise_server_exceptions=False, client=(address, 50000)) as client:
        assert app.state.components.serving.wait(60)
        yield client


@contextmanager
def listening(app: FastAPI, most: int = 1000, *, loads: bool = True) -> Iterator[str]:
    """Serve an application on a free port of this machine, up to some connections at once; give its address.

    One that never `loads` is not waited for.
    """
    connections = Connections(most)
    listener = Listener.bound("127.0.0.1", 0, connections)
    listener.listen(QUEUE)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        http=partial(PromptProtocol, connections=connections),  # type: ignore[arg-type]
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        assert not loads or app.state.components.serving.wait(60)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
