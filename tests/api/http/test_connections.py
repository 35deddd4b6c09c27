"""Connections on which nothing more comes are ended."""

import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from lape_qa.live_assistant import IndexWatcher
from lape_qa_api import Config, Serving, create_app
from lape_qa_api.http import connections
from support.servers import listening


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
